"""The verbs of awarding, one award at a time."""
