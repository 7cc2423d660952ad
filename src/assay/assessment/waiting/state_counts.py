"""How much of the pool's work stands in which state."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Evaluation, Status
from assay.lib.counts import Listed, heads_of
from assay.lib.prepared import prepared
from assay.people.models import Person

#: States of the pool's panel, in the order in which a submission meets them.
POOL = (
    Status.SCREENING,
    Status.QUEUED,
    Status.SCORING,
    Status.SECOND_SCORING,
    Status.ADJUDICATION,
    Status.AWAITING_RELEASE,
)


def by_state(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On a lead's home: how much stands in which state today. One query for leads, none for others."""
    if not policy.is_lead(person):
        return None
    paths = [place.path for place in person.organizations_as(*policy.LEADS)]
    labels = {
        Status.SCREENING: _("Screening"),
        Status.QUEUED: _("Waiting for an assessor"),
        Status.SCORING: _("First reading"),
        Status.SECOND_SCORING: _("Second reading"),
        Status.ADJUDICATION: _("To settle"),
        Status.AWAITING_RELEASE: _("Awaiting release"),
    }
    lists = [Listed(_in_state, paths, person, state.value) for state in POOL]
    counts = [count for count, _first in heads_of(lists)]
    most = max(counts) or 1
    return {
        "rows": [
            {"label": labels[state], "count": count, "width": round(109 * count / most)}
            for state, count in zip(POOL, counts, strict=True)
        ],
        "in_work": sum(counts),
    }


@prepared
def _in_state(paths: Sequence[str], person: Person, state: str) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).filter(status=state)
    return rows.order_by("due_on", "pk").annotate(state=F("status")).values_list("state")
