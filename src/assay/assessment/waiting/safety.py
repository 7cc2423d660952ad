"""Safety reports that wait for the person who is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import UNTAKEN, SafetyReport
from assay.assessment.waiting.submissions import NAMED
from assay.catalog.models import version_columns
from assay.lib.clock import now
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person, Role
from assay.ui.work import CallWords, WorkKind, pieces

#: Which submission or anchor it is about.
_OF_ANCHOR = {"name": "public_id", **version_columns("version")}
_NAMED = {
    name: Coalesce(f"evaluation__{NAMED[name]}", f"anchor__{path}")
    for name, path in _OF_ANCHOR.items()
}


def reports(person: Person) -> WorkKind:
    held = [(m.role, m.organization.path) for m in person.awake_memberships]
    held = sorted((str(role), path) for role, path in held if role != Role.LEARNER)
    roles, paths = [role for role, _path in held], [path for _role, path in held]
    return WorkKind(
        desk="",
        label=_("Safety reports"),
        note=_("A child may be harmed"),
        url=reverse("assessment:safety_reports"),
        rows=Listed(_reported, roles, paths, person),
        call=CallWords(
            heading=_("Read the safety report on %(name)s"),
            text=_("Staff saw what may be harm to a child. You are the person who is told."),
            page="assessment:safety_report",
            button=_("Read it now"),
            row_button=_("Read"),
        ),
        order=1,
        quiet=True,
    )


def untaken(person: Person, administrators: Sequence[str]) -> WorkKind:
    """Of an administrator: what those who are told have not taken for a day. They see that it waits, and not what."""
    page = reverse("people:list")
    return WorkKind(
        desk="",
        label=_("Safety reports no one has taken"),
        note=_("For more than a day"),
        url=page,
        rows=Listed(_untaken, administrators, person, now() - UNTAKEN),
        call=CallWords(
            heading=_("No one looks after a safety report"),
            text=_(
                "It waits for the role that your program named. See to it that someone who has that role reads it"
                " today, or give the role to someone. You do not read it yourself."
            ),
            url=page,
            button=_("See who has which role"),
            row_button=_("See roles"),
        ),
        order=1,
        quiet=True,
    )


@prepared
def _untaken(paths: Sequence[str], person: Person, since: datetime) -> QuerySet[SafetyReport, Any]:
    rows = SafetyReport.objects.open().untaken(since).in_programs(paths)
    return pieces(
        rows.not_of(person).exclude(told_role=Role.PROGRAM_ADMIN).order_by("reported_at", "pk"),
        key="pk",
        name=Cast("pk", CharField()),
        since="reported_at",
    )


@prepared
def _reported(
    roles: Sequence[str], paths: Sequence[str], person: Person
) -> QuerySet[SafetyReport, Any]:
    rows = SafetyReport.objects.open().told_to(roles, paths, person)
    own = {"key": "pk", "state": "told_role", "since": "reported_at", "due": "evaluation__due_on"}
    return pieces(rows.order_by("reported_at", "pk"), **_NAMED | own)
