"""The verbs of issuers: making and replacing keys."""
