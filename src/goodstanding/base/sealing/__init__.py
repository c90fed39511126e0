"""Sealing what must not be readable in the database or its copies."""
