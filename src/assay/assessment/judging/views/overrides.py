"""For leads: decisions that an approver released otherwise than the passing rule."""

from collections.abc import Sequence
from functools import cache

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import Override
from assay.lib.counts import Listed
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "on": ("at", "pk"),
    "submission": ("evaluation__submission__public_id",),
    "outcome": ("outcome", "at"),
}


@only_for(policy.is_lead)
@require_safe
def overrides(request: SignedInRequest) -> HttpResponseBase:
    """The newest first; `?file=csv` gives the same as a file."""
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-on")
    order = tuple(sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        rows = _list_of(paths, request.user).order_by(*order)
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("overrides", _file_headings(), lines)
    context = {
        "page": page_of(Listed(_in_order(order), paths, request.user), request),
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("By the rule"), ""),
            (_("Released"), "outcome"),
            (_("On"), "on"),
            (_("Reason"), ""),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/overrides.html", context)


def _list_of(paths: Sequence[str], person: Person) -> QuerySet[Override, Override]:
    rows = Override.objects.all().led_from(paths, person)
    rows = rows.select_related("evaluation__submission__version", "evaluation__decision", "by")
    return rows.defer("evaluation__submission__version__data", "evaluation__submission__manifest")


@cache
def _in_order(fields: tuple[str, ...]) -> Prepared[..., Override]:
    @prepared
    def ordered(paths: Sequence[str], person: Person) -> QuerySet[Override, Override]:
        return _list_of(paths, person).order_by(*fields)

    return ordered


def _file_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("By the rule"),
        _("Released"),
        _("On"),
        _("Approver"),
        _("Reason"),
    ]


def _line(row: Override) -> list[object]:
    version = row.evaluation.submission.version
    return [
        row.evaluation.public_id,
        version.title,
        version.marked_number,
        row.evaluation.decision.get_outcome_display(),
        row.get_outcome_display(),
        local_date(row.at).isoformat(),
        row.by.display_name,
        row.reason,
    ]
