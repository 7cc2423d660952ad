"""What a lead settles and sees to: two assessors who disagree, what is late, what lies idle."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Assignment, Evaluation, Screening, Slot, Status
from assay.assessment.waiting.submissions import SUBMISSION
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.author_words import with_words
from assay.ui.work import Call, CallWords, Piece, WorkKind, pieces


def to_settle(person: Person, led: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="lead",
        label=_("To settle"),
        note=_("Two assessors disagree"),
        url=f"{reverse('assessment:lead')}?show=disagreements",
        rows=Listed(_for_them, led, person),
        call=CallWords(
            heading=_("Settle the disagreement on %(name)s"),
            text=_(
                "Two assessors of %(title)s came to different results. You see both sheets without names and decide."
            ),
            page="assessment:adjudication",
            button=_("Settle it"),
            row_button=_("Settle"),
        ),
        order=10,
    )


def for_another(person: Person, led: Sequence[str]) -> WorkKind:
    """What this lead sees to and may not settle: without it nobody would know that another lead is needed."""
    page = f"{reverse('assessment:lead')}?show=disagreements"
    return WorkKind(
        desk="lead",
        label=_("For another lead to settle"),
        note=_("You screened or scored these"),
        url=page,
        rows=Listed(_for_others, led, person),
        call=CallWords(
            heading=_("%(name)s needs another lead"),
            text=_(
                "Two assessors of %(title)s came to different results. You screened or scored it, so another decides."
            ),
            url=page,
            button=_("Open the list"),
            row_button=_("Open list"),
        ),
        order=52,
        own=False,
        quiet=True,
    )


@prepared
def disagreed(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    """All of them; those barred to this lead come last."""
    known = _split(paths, person).annotate(barred=_is_barred(person))
    return pieces(known.order_by("barred", "due_on", "pk"), **SUBMISSION)


@prepared
def _for_them(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = _split(paths, person).exclude(_is_barred(person))
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


@prepared
def _for_others(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = _split(paths, person).filter(_is_barred(person))
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


def _split(paths: Sequence[str], person: Person) -> QuerySet[Evaluation]:
    return Evaluation.objects.all().led_from(paths, person).filter(status=Status.ADJUDICATION)


def _is_barred(person: Person) -> Q:
    """Whoever scored or screened it does not settle it: another lead does."""
    sides = Assignment.objects.filter(evaluation=OuterRef("pk"), assessor=person)
    screened = Exists(Screening.objects.filter(evaluation=OuterRef("pk"), by=person))
    return Q(Exists(sides.exclude(slot=Slot.ADJUDICATION))) | Q(screened)


@prepared
def barred_to(person: Person, evaluations: Sequence[int]) -> QuerySet[Evaluation, int]:
    """Which of these somebody may not settle."""
    rows = Evaluation.objects.all().filter(pk__in=evaluations).filter(_is_barred(person))
    return rows.order_by().values_list("pk", flat=True)


def overdue(person: Person, led: Sequence[str]) -> WorkKind:
    page = f"{reverse('assessment:lead')}?show=late"
    return WorkKind(
        desk="lead",
        label=_("Past the promised date"),
        note=_("No matter who has it"),
        url=page,
        rows=Listed(late, led, person, today(), in_order=True),
        call=lambda piece: _look_at_late(piece, page),
        order=50,
        own=False,
    )


def _look_at_late(piece: Piece, url: str) -> Call:
    return Call(
        heading=_("%(name)s is past its promised date") % {"name": piece.name},
        text=with_words(
            _("%(title)s. Where it is now: %(state)s. The list shows who has it."),
            title=piece.title,
            state=_in_words(piece.state),
        ),
        url=url,
        button=_("Open the list"),
        row_button=_("Open list"),
    )


def _in_words(state: str) -> str:
    return str(Status(state).label).lower() if state in Status else state


@prepared
def late(paths: Sequence[str], person: Person, day: date) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).late(day)
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


def left_idle(person: Person, led: Sequence[str]) -> WorkKind:
    page = f"{reverse('assessment:lead')}?show=idle"
    return WorkKind(
        desk="lead",
        label=_("Idle"),
        note=_("Taken, but not worked on"),
        url=page,
        rows=Listed(idle, led, person),
        call=CallWords(
            heading=_("No one is working on %(name)s"),
            text=_(
                "%(title)s. An assessor took it and has not worked on it for a while. You can take it back."
            ),
            url=page,
            button=_("Open the list"),
            row_button=_("Open list"),
        ),
        order=55,
        own=False,
    )


@prepared
def idle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).idle()
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)
