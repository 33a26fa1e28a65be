"""Claims in the shapes that other programs read, one module a format."""
