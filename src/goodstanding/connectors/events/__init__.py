"""Our own order events as a file: CSV with one column per field, or JSON lines. docs/systems/order-events.md describes both."""
