"""Goodstanding: an open, self-hosted seller central for any marketplace."""

__version__ = "0.1.0"
