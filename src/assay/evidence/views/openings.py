"""Who opened a learner's files, and who may see what at all."""

from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.evidence.openings.listing import Openings
from assay.evidence.views.finding import mine
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest
from assay.ui.paging import AT_A_TIME, as_file


@login_required
@require_safe
def openings(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Its learner reads who looked at each file and when; as a page or as a file."""
    submission = mine(request.user, pk)
    found = Openings(submission)
    if request.GET.get("file") == "csv":
        columns = [_("When"), _("File"), _("Who"), _("How"), _("Reason")]
        return spreadsheet(f"openings-{submission.public_id}", columns, _lines(found))
    page = page_of(found.rows, request)
    context = {
        "submission": submission,
        "version": submission.version,
        "page": page,
        "openings": found.in_words(list(page)),
        "download": as_file(request.GET),
    }
    return render(request, "evidence/openings.html", context)


def _lines(found: Openings) -> Iterator[Sequence[object]]:
    start = 0
    while part := list(found.rows[start : start + AT_A_TIME]):
        start += AT_A_TIME
        for row in found.in_words(part):
            at = localtime(row.at).isoformat(timespec="seconds")
            yield at, row.file, row.who, row.look, row.reason


@require_safe
def who_sees(request: HttpRequest) -> HttpResponse:
    """Read before the first start, also without an account: who sees what, and who never does."""
    return render(request, "evidence/who_sees.html")
