"""Kept criteria that an assessor asks to judge again, as they wait for a lead."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Reopening, ReopeningStatus, Status
from assay.assessment.waiting.submissions import named_through
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces


def to_reopen(person: Person, led: Sequence[str]) -> WorkKind:
    page = reverse("assessment:reopenings")
    return WorkKind(
        desk="reopenings",
        label=_("Kept criteria to ask again"),
        note=_("An assessor asks you"),
        url=page,
        rows=Listed(_asked, led, person),
        call=CallWords(
            heading=_("Say whether a kept criterion of %(name)s is asked again"),
            text=_("%(title)s. The assessor who has it says why, and waits for your answer."),
            url=page,
            button=_("Read and answer"),
            row_button=_("Answer"),
        ),
        order=15,
        quiet=True,
    )


@prepared
def _asked(paths: Sequence[str], person: Person) -> QuerySet[Reopening, Any]:
    """Others' requests, while the submission is with somebody; never about one's own work."""
    rows = Reopening.objects.all().led_from(paths, person).filter(status=ReopeningStatus.ASKED)
    rows = rows.exclude(evaluation__status__in=(Status.RELEASED, Status.WITHDRAWN))
    rows = rows.exclude(asked_by=person)
    own = {"state": "status", "since": "asked_at", "due": "evaluation__due_on"}
    return pieces(rows.order_by("asked_at", "pk"), **named_through("evaluation") | own)
