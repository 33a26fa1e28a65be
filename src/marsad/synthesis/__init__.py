"""From claims to a picture: what is derived from a ledger, can be made anew at any time, and points back to its claims."""
