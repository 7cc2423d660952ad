"""The verbs of credentials."""
