"""Plain Python that every floor may use: no models, no input or output, no settings."""
