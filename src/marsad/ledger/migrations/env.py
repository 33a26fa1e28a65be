"""What Alembic runs: the migrations, on the connection that `marsad.ledger.connect` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from marsad.ledger.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transactional_ddl=True)
context.run_migrations()
