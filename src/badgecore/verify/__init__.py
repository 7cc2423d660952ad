"""Verification is a report of steps, not a yes (see `verify`)."""

from badgecore.verify.fetching import ACCEPT, Fetch, Fetched
from badgecore.verify.report import Mark, Outcome, Report, Step, StepName, Verdict
from badgecore.verify.sentences import ADVICE, SENTENCES, STEP_TITLES, VERDICTS
from badgecore.verify.trust import Books, Found
from badgecore.verify.whole import verify, verify_presentation

__all__ = [
    "ACCEPT",
    "ADVICE",
    "SENTENCES",
    "STEP_TITLES",
    "VERDICTS",
    "Books",
    "Fetch",
    "Fetched",
    "Found",
    "Mark",
    "Outcome",
    "Report",
    "Step",
    "StepName",
    "Verdict",
    "verify",
    "verify_presentation",
]
