"""The local workspace in one SQLite file: the only room that knows SQL."""
