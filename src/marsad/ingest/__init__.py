"""The way in: bytes of files and lines of JSON become articles."""
