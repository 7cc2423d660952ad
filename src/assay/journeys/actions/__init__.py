"""The verbs of journeys."""

from assay.journeys.actions.starts import finish, leave, reopen, repin, start

__all__ = ["finish", "leave", "reopen", "repin", "start"]
