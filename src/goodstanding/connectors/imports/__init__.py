"""The machinery of file imports: looking at a file, reading its rows, recording what they say, keeping what was rejected."""
