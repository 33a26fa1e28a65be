"""From what comes in to what is kept: documents are read and put into a ledger."""
