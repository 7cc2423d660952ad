"""Alarms of drift that wait for a lead."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import DriftAlarm
from assay.lib.counts import Listed
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import Call, Piece, WorkKind, pieces


def drift(person: Person, led: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="drift",
        label=_("Drift to look at"),
        note=_("Levels moved away from others’"),
        url=reverse("assessment:drift"),
        rows=Listed(drifted, led, person),
        call=_look_at_drift,
        order=16,
        quiet=True,
    )


def _look_at_drift(piece: Piece) -> Call:
    is_proposed = piece.state == "True"
    heading = (
        _("Decide whether to pause %(name)s") if is_proposed else _("Look at %(name)s’s levels")
    )
    return Call(
        heading=heading % {"name": piece.name},
        text=_("Their levels have begun to differ more from the experts’ and second readers’."),
        url=address_of("assessment:drift_alarm", piece.key),
        button=_("See the checks and decide"),
        row_button=_("Decide"),
    )


@prepared
def drifted(paths: Sequence[str], person: Person) -> QuerySet[DriftAlarm, Any]:
    """Where a pause is proposed first."""
    rows = DriftAlarm.objects.open().led_from(paths, person)
    proposed = Case(When(proposes_pause=True, then=Value("True")), default=Value(""))
    return pieces(
        rows.order_by("-proposes_pause", "raised_at", "pk"),
        key="pk",
        name="person__display_name",
        state=proposed,
        since="raised_at",
    )
