"""The content of a version as values: its shape, its file format, and what can be computed from it. No database."""
