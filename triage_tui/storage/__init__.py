"""The local workspace in one SQLite file."""
