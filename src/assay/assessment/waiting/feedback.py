"""Feedback that waits to be read: this week's sample for a lead, and a lead's note for who wrote it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import FeedbackCheck
from assay.assessment.waiting.submissions import named_through
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces

FEEDBACK = named_through("sheet__assignment__evaluation")


def to_check(person: Person) -> WorkKind:
    return WorkKind(
        desk="lead",
        label=_("Feedback to read"),
        note=_("This week’s sample"),
        url=reverse("assessment:feedback_sample"),
        rows=Listed(sampled, person),
        call=CallWords(
            heading=_("Read the feedback on %(name)s"),
            text=_(
                "%(title)s. It is one of this week’s sample, drawn at random and shown without names."
            ),
            page="assessment:feedback_check",
            button=_("Read the feedback"),
            row_button=_("Read"),
        ),
        order=45,
        quiet=True,
    )


@prepared
def sampled(person: Person) -> QuerySet[FeedbackCheck, Any]:
    rows = FeedbackCheck.objects.visible_to(person).open()
    return pieces(rows.order_by("week", "place"), **FEEDBACK | {"since": "drawn_at"})


def notes(person: Person) -> WorkKind:
    page = reverse("assessment:feedback_notes")
    return WorkKind(
        desk="assessing",
        label=_("Notes on your feedback"),
        note=_("From a lead assessor"),
        url=page,
        rows=Listed(_noted, person),
        call=CallWords(
            heading=_("Read the note on your feedback for %(name)s"),
            text=_("A lead assessor read what you wrote, and has a word for you alone."),
            url=page,
            button=_("Read the note"),
            row_button=_("Read"),
        ),
        order=42,
        quiet=True,
    )


@prepared
def _noted(person: Person) -> QuerySet[FeedbackCheck, Any]:
    rows = FeedbackCheck.objects.notes_to(person).filter(read_at__isnull=True)
    return pieces(rows.order_by("checked_at", "pk"), **FEEDBACK | {"since": "checked_at"})
