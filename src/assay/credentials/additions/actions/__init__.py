"""The verbs of additions that need no new signature; the others stand in awarding."""
