"""The verbs of endorsing: ask, answer, sign, show, withdraw."""
