"""The CSV files of the Brazilian marketplace Olist, as published for research. docs/systems/imports.md says what becomes what."""
