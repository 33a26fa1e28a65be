"""The schema of a ledger through the versions, as Alembic migrations."""
