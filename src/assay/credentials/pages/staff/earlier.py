"""Badges earned under earlier criteria: their list, a file taken in, and what it would bring before anybody presses."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials import actions, policy
from assay.credentials.earlier.actions import sorted_out
from assay.credentials.earlier.lists import COLUMNS
from assay.credentials.earlier.rows import BadRows
from assay.credentials.models import (
    EarlierBadge,
    EarlierBadgeQuerySet,
    EarlierList,
    EarlierStatus,
    ListStatus,
)
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.counts import counted
from assay.lib.errors import BadInput, Refusal, TooLarge
from assay.lib.http import page_of, spreadsheet
from assay.lib.limits import at_most
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "earned": ("earned_on", "pk"),
    "badge": ("title", "pk"),
    "email": ("email", "pk"),
}
MOST_BYTES = 20 * MB
FILES_AN_HOUR = 60
SHOWN = 20  # rows of a preview
STATUSES = (EarlierStatus.OFFERED, EarlierStatus.ACCEPTED, EarlierStatus.DECLINED)


@takes(file_of(MOST_BYTES + MB, lane="checks", signed_in=True))
@only_for(policy.brings_earlier)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: SignedInRequest) -> HttpResponseBase:
    """Those that were brought in, and a file to be looked at; every fault of it stands on the page."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            row = _taken(request)
        except Refusal as e:
            refusal = e
        else:
            return redirect("credentials:earlier_list", row.pk)
    programs = policy.programs_of_earlier(request.user)
    mine = EarlierBadge.objects.under([one.path for one in programs])
    mine = mine.exclude(status=EarlierStatus.TAKEN_BACK)
    views = {"": mine} | {str(one): mine.filter(status=one) for one in STATUSES}
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-earned")
    rows = views[shown].select_related("person")
    if words:
        rows = rows.filter(Q(email__icontains=words) | Q(title__icontains=words))
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("earlier-badges", _of_file(), _lines(rows))
    here = reverse("credentials:earlier")
    labels = {"": _("All")} | {str(one): str(one.label) for one in STATUSES}
    lists = EarlierList.objects.filter(program__in=programs).exclude(status=ListStatus.DISCARDED)
    context = {
        "page_obj": page_of(rows, request),
        "shown": shown,
        "q": words,
        "tabs": tabs_of(
            {name: counted(one) for name, one in views.items()}, labels, shown=shown, here=here
        ),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Badge"), "badge"),
            (_("Earned"), "earned"),
            (_("E-mail"), "email"),
            (_("Signature"), ""),
            (_("State"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
        "programs": programs,
        "lists": lists.defer("rows")[:10],
        "columns": [words[0] for words in COLUMNS.values()],
        "refusal": refusal,
        "faults": refusal.faults if isinstance(refusal, BadRows) else (),
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/earlier.html", context, status=status)


def _taken(request: SignedInRequest) -> EarlierList:
    at_most(FILES_AN_HOUR, of="earlier", by=str(request.user.pk), seconds=3600)
    sent = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]
    if sum(one.size or 0 for one in sent) > MOST_BYTES:
        words = _("This is more than %(n)s MB.") % {"n": MOST_BYTES // MB}
        raise TooLarge(words, fields={"files": words})
    programs = policy.programs_of_earlier(request.user)
    asked = whole_number(request.POST.get("program"))
    program = next((one for one in programs if one.pk == asked), None)
    if program is None:
        message = _("Choose one from the list.")
        raise BadInput(message, fields={"program": message})
    return actions.read_list(
        program, [(one.name or "", one.read()) for one in sent], by=request.user
    )


def _of_file() -> list[str]:
    return [
        _("E-mail"),
        _("Badge"),
        _("Issuer"),
        _("Earned on"),
        _("Criteria"),
        _("Signature"),
        _("State"),
    ]


def _lines(rows: EarlierBadgeQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        yield [
            one.email,
            one.title,
            one.issuer_name,
            one.earned_on.isoformat(),
            one.criteria_url,
            one.checked_text,
            one.get_status_display(),
        ]


def _mine(request: SignedInRequest, pk: int) -> EarlierList:
    rows = EarlierList.objects.filter(program__in=policy.programs_of_earlier(request.user))
    return get_object_or_404(rows.select_related("program", "by"), pk=pk)


@only_for(policy.brings_earlier)
@require_safe
def earlier_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """One list: before it is pressed what it would bring, afterwards what came of it."""
    row = _mine(request, pk)
    if row.status != ListStatus.READ:
        counts = {one: row.badges.filter(status=one).count() for one in EarlierStatus}
        said = [(str(one.label), count) for one, count in counts.items() if count]
        waits = counts[EarlierStatus.OFFERED] and row.status == ListStatus.BROUGHT
        context = {"list": row, "counts": said, "may_take_back": waits}
        return render(request, "credentials/earlier_list.html", context)
    fresh, people, here = sorted_out(row)
    context = {
        "list": row,
        "looks": True,
        "fresh": len(fresh),
        "here": here,
        "matched": sum(one.email in people for one in fresh),
        "verified": sum(one.verdict == "valid" for one in fresh),
        "first": [(one, one.email in people) for one in fresh[:SHOWN]],
    }
    return render(request, "credentials/earlier_list.html", context)


@only_for(policy.brings_earlier)
@require_POST
def bringing(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.bring_earlier(_mine(request, pk), by=request.user)
    words = ngettext(
        "%(n)s badge waits for who earned it.",
        "%(n)s badges wait for those who earned them.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect("credentials:earlier")


@only_for(policy.brings_earlier)
@require_POST
def discarding(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.discard_list(_mine(request, pk), by=request.user)
    messages.success(request, _("The list is gone. Nothing of it was brought in."))
    return redirect("credentials:earlier")


@only_for(policy.brings_earlier)
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.take_back_list(_mine(request, pk), by=request.user)
    words = ngettext("%(n)s badge was taken back.", "%(n)s badges were taken back.", count)
    messages.success(request, words % {"n": count})
    return redirect("credentials:earlier_list", pk)
