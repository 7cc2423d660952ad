"""Submissions to screen: for whoever has the duty, and for a lead what nobody has it for or what is past its day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation, ScreeningDuty, Status
from assay.assessment.waiting.submissions import SUBMISSION
from assay.catalog.models import MicroCredential
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Membership, Person, Role
from assay.ui.work import CallWords, WorkKind, pieces


def to_screen(person: Person, led: Sequence[str]) -> WorkKind:
    """Of a lead who has not the duty what nobody else has it for, and what is past its day."""
    duties = [place.path for place in person.organizations_as(Role.SCREENER)]
    return WorkKind(
        desk="screening",
        label=_("To screen"),
        note=_("Complete, legible, safe"),
        url=reverse("assessment:screening"),
        rows=Listed(_unscreened, duties, led, person, today()),
        call=CallWords(
            heading=_("Check that %(name)s is complete"),
            text=_("%(title)s. Check that everything is there and opens. You do not score it yet."),
            page="assessment:check",
            button=_("Screen it"),
            row_button=_("Screen"),
        ),
        order=20,
    )


@prepared
def _unscreened(
    duties: Sequence[str], led: Sequence[str], person: Person, day: date
) -> QuerySet[Evaluation, Any]:
    """Those whose check somebody else has taken come last."""
    mine = MicroCredential.objects.all().under(duties).order_by().values("pk")
    leading = MicroCredential.objects.all().under(led).order_by()
    nobodys = leading.filter(~Exists(_screeners_of(day))).values("pk")
    late = Q(check_due_on__lt=day, submission__version__micro_credential__in=leading.values("pk"))
    reach = late | Q(submission__version__micro_credential__in=mine)
    reach |= Q(submission__version__micro_credential__in=nobodys)
    rows = Evaluation.objects.filter(reach, status=Status.SCREENING)
    taken = ScreeningDuty.objects.open().filter(evaluation=OuterRef("pk"))
    rows = rows.exclude(submission__start__person=person)
    return pieces(
        rows.order_by(Exists(taken.exclude(screener=person)), "opened_at", "pk"), **SUBMISSION
    )


def _screeners_of(day: date) -> QuerySet[Membership]:
    """For a micro-credential: who has on a day the duty to screen what is handed in for it."""
    paths = {
        name: ExpressionWrapper(OuterRef(f"{name}__path"), output_field=CharField())
        for name in ("issuer", "owner")
    }
    held = Membership.objects.current(day).filter(role=Role.SCREENER, person__is_active=True)
    here = Q(issuer__startswith=F("organization__path"))
    return held.alias(**paths).filter(here | Q(owner__startswith=F("organization__path")))
