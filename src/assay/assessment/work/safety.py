"""Safety reports that wait for the person who is told."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import SafetyReport
from assay.assessment.work.submissions import named_through
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person, Role
from assay.ui.work import CallWords, WorkKind, pieces


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


@prepared
def _reported(
    roles: Sequence[str], paths: Sequence[str], person: Person
) -> QuerySet[SafetyReport, Any]:
    rows = SafetyReport.objects.open().told_to(roles, paths, person)
    own = {"state": "told_role", "since": "reported_at", "due": "evaluation__due_on"}
    return pieces(rows.order_by("reported_at", "pk"), **named_through("evaluation") | own)
