"""The ledger: articles in all their versions, what was read of them, what people said to it, and a log that shows every change."""
