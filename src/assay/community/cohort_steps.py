"""What a cohort has done, as counts: of those who agreed, and none so small that it tells of one person.

Never who is behind: what has not been done is not counted, and no difference of two counts tells it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from assay.catalog.models import StackMember
from assay.community.models import Cohort
from assay.credentials.models import Award
from assay.evidence.models import Status, Submission
from assay.journeys.models import Start
from assay.lib import small_cells


@dataclass(frozen=True, slots=True)
class Steps:
    """How many have begun, submitted and earned; None where so few may not be told."""

    begun: int | None
    submitted: int | None
    earned: int | None

    @property
    def nothing_to_tell(self) -> bool:
        return not (self.begun or self.submitted or self.earned)


def taken_up(cohort: Cohort) -> list[int]:
    """The micro-credentials a cohort takes up, by their keys: its own, or those of its stack. One query."""
    if cohort.stack_id is not None:
        rows = StackMember.objects.filter(stack=cohort.stack_id)
        return list(rows.values_list("micro_credential", flat=True).distinct())
    return list(cohort.micro_credentials.values_list("pk", flat=True))


def steps_of(cohort: Cohort, micro_credentials: Collection[int]) -> Steps:
    """Three queries."""
    people = cohort.members.telling().values("person")
    began = Start.objects.filter(person__in=people, micro_credential__in=micro_credentials)
    awards = Award.objects.standing().filter(
        person__in=people, version__micro_credential__in=micro_credentials
    )
    earned = set(awards.values_list("person", flat=True))
    submitted = earned | set(_submitted(cohort, micro_credentials))
    begun = submitted | set(began.values_list("person", flat=True))
    return _told(len(begun), len(submitted), len(earned))


def submitters_since(
    cohort: Cohort, micro_credentials: Collection[int], moment: datetime
) -> set[int]:
    """Who of those who agreed has submitted since, by their keys. One query."""
    return set(_submitted(cohort, micro_credentials, since=moment))


def told_as(count: int) -> int | None:
    """A count as others may read it."""
    shown, _total = small_cells.hide_list({"some": count}, least=small_cells.INTERNAL)
    return shown["some"]


def _submitted(
    cohort: Cohort, micro_credentials: Collection[int], *, since: datetime | None = None
) -> "list[int]":
    rows = Submission.objects.filter(
        start__person__in=cohort.members.telling().values("person"),
        start__micro_credential__in=micro_credentials,
        submitted_at__isnull=False,
    ).exclude(status=Status.WITHDRAWN)
    if since is not None:
        rows = rows.filter(submitted_at__gte=since)
    return list(rows.values_list("start__person", flat=True).distinct())


def _told(begun: int, submitted: int, earned: int) -> Steps:
    counts = {
        "begun": begun,
        "submitted": submitted,
        "earned": earned,
        "only_begun": begun - submitted,
        "only_submitted": submitted - earned,
    }
    sums = [("begun", ["only_begun", "submitted"]), ("submitted", ["only_submitted", "earned"])]
    shown = small_cells.hide(counts, sums, least=small_cells.INTERNAL)
    return Steps(shown["begun"], shown["submitted"], shown["earned"])
