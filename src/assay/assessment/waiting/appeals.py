"""Appeals that wait: for a lead's answer, and for the chair's last word."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Appeal, AppealStatus
from assay.assessment.waiting.submissions import named_through
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces

APPEAL = named_through("evaluation") | {"state": "status", "since": "filed_at", "due": "due_on"}


def to_answer(person: Person, led: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="lead",
        label=_("Appeals to answer"),
        note=_("New, or yours"),
        url=reverse("assessment:appeals"),
        rows=Listed(appealed, led, person),
        call=_words(
            _("Answer the appeal on %(name)s"),
            _(
                "%(title)s. The learner asked for another look. Two who were not involved read it again."
            ),
        ),
        order=14,
    )


@prepared
def appealed(paths: Sequence[str], person: Person) -> QuerySet[Appeal, Any]:
    """Those nobody has taken, and this lead's own."""
    rows = Appeal.objects.all().led_from(paths, person)
    free = rows.filter(Q(status=AppealStatus.FILED) | Q(status=AppealStatus.IN_REVIEW, lead=person))
    return pieces(free.order_by("due_on", "pk"), **APPEAL)


def to_rule(person: Person, chairs: Sequence[str], administrators: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="appeals",
        label=_("Appeals for your last word"),
        note=_("The learner asked the chair"),
        url=f"{reverse('assessment:appeals')}?show=with_chair",
        rows=Listed(_with_chair, chairs, administrators, person, today()),
        call=_words(
            _("Have the last word on %(name)s"),
            _("%(title)s. A lead answered the appeal, and the learner asks you."),
        ),
        order=12,
    )


@prepared
def _with_chair(
    chairs: Sequence[str], administrators: Sequence[str], person: Person, day: date
) -> QuerySet[Appeal, Any]:
    rows = Appeal.objects.all().heard_from(chairs, administrators, person, day)
    return pieces(rows.filter(status=AppealStatus.WITH_CHAIR).order_by("due_on", "pk"), **APPEAL)


def _words(heading: str, text: str) -> CallWords:
    return CallWords(
        heading=heading,
        text=text,
        page="assessment:case",
        button=_("Open the appeal"),
        row_button=_("Open"),
    )
