"""Mail that comes in: read, recognised, kept with what became of it. Knows no system: flows say what a mail is about."""
