"""How soon a learner hears back: promised only where enough people may judge it (B10: the service level).

Who may judge is known in assessment, further along the journey, which answers here through its `apps.py`.
"""

from collections.abc import Callable
from datetime import date

from assay.catalog.models import Version
from assay.lib.clock import today
from assay.program import policies

_answers: list[Callable[[Version, str], bool]] = []


def answered_by(question: Callable[[Version, str], bool]) -> None:
    """Register who says whether enough people may judge a version, in a language; the last one counts."""
    _answers[:] = [question]


def can_be_judged(version: Version, language: str = "") -> bool:
    """True if what is handed in for this version will find its assessors today. One query, in its own language."""
    return all(answer(version, language) for answer in _answers)


def promised_days(version: Version) -> int | None:
    """Business days until the decision, or None while nobody can keep such a promise."""
    if not can_be_judged(version):
        return None
    issuer = version.micro_credential.issuer_id
    return policies.in_force(policies.ServiceLevelPolicy, within=issuer).business_days_target


def promised_on(version: Version, language: str = "") -> date | None:
    """The day by which a decision is promised for what is handed in now, or None. "": in the version's language."""
    if not can_be_judged(version, language):
        return None
    return policies.promised_on(today(), within=version.micro_credential.issuer_id)
