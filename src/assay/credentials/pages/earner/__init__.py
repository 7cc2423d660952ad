"""The earner’s own pages."""
