"""Evidence that is like that of an earlier submission: a list for leads, of hints that decide nothing."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import SimilarEvidence
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "found": ("found_at", "pk"),
    "submission": ("submission__public_id", "pk"),
    "share": ("percent", "pk"),
}


@only_for(policy.is_lead)
@require_safe
def similar(request: SignedInRequest) -> HttpResponseBase:
    """Which two submissions, what of them, and how much."""
    sorting = sorting_of(request.GET, tuple(ORDERS), "-found")
    rows = SimilarEvidence.objects.all().led_by(request.user)
    rows = rows.select_related("submission__version", "other").order_by(*sorting.fields(ORDERS))
    rows = rows.defer("submission__version__data", "submission__manifest", "other__manifest")
    columns = [
        (_("Submission"), "submission"),
        (_("Like"), ""),
        (_("What"), ""),
        (_("Share"), "share"),
        (_("Found"), "found"),
    ]
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("similar-evidence", [label for label, _name in columns], lines)
    context = {
        "page": page_of(rows, request),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/similar.html", context)


def _line(row: SimilarEvidence) -> list[object]:
    return [
        row.submission.public_id,
        row.other.public_id,
        row.get_likeness_display(),
        row.percent,
        local_date(row.found_at).isoformat(),
    ]
