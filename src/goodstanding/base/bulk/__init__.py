"""Writing many rows at once, on SQLite and PostgreSQL alike."""
