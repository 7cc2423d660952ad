"""The verbs of journeys."""
