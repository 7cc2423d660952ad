"""E-mails: what is stuck and why, what waits, what left; and trying again."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assay.letters.actions import ROWS, WORDS_OF_FAILED
from assay.letters.models import Letter, State
from assay.lib.counts import counted
from assay.lib.http import page_of, spreadsheet
from assay.people import actions, policy
from assay.people.http import SignedInRequest
from assay.people.letters import kind_in_words
from assay.people.views.desk import administrators_only
from assay.ui.paging import as_file, headings, sorting_of, tabs_of

VIEWS = ("stuck", "waiting", "sent", "all")


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponseBase:
    """Stuck letters first; the others are a tab away."""
    _refuse_others(request)
    shown = request.GET.get("show", "stuck")
    shown = shown if shown in VIEWS else "stuck"
    views = {
        "stuck": Letter.objects.stuck(),
        "waiting": Letter.objects.filter(state__in=(State.WAITING, State.SENDING)),
        "sent": Letter.objects.filter(state=State.SENT),
        "all": Letter.objects.all(),
    }
    sorting = sorting_of(request.GET, tuple(ORDERS), "-written")
    rows = views[shown].order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        heads = [
            _("To"),
            _("What"),
            _("Written"),
            _("State"),
            _("Why not"),
            _("The server’s words"),
        ]
        return spreadsheet("e-mails", heads, _lines(rows.defer("sealed")))
    page = page_of(rows, request)
    for letter in page:
        letter.what = kind_in_words(letter.kind)  # for the template only
    counts = {name: counted(found) for name, found in views.items()}
    labels = {"stuck": _("Stuck"), "waiting": _("Waiting"), "sent": _("Sent"), "all": _("All")}
    context = {
        "page_obj": page,
        "shown": shown,
        "stuck": counts["stuck"],
        "tabs": tabs_of(counts, labels, shown=shown),
        "headings": headings(
            sorting,
            request.GET,
            (_("To"), "to"),
            (_("What"), "what"),
            (_("Written"), "written"),
            (_("State"), ""),
        ),
        "download": as_file(request.GET),
        "words_days": WORDS_OF_FAILED.days,
        "rows_days": ROWS.days,
        "mail_folder": getattr(settings, "EMAIL_FILE_PATH", "") if writes_files() else "",
    }
    return render(request, "people/letters.html", context)


ORDERS = {"written": ("pk",), "to": ("to", "pk"), "what": ("kind", "pk")}


def _lines(rows: QuerySet[Letter]) -> Iterator[list[object]]:
    for one in rows.iterator(500):
        yield [
            one.to,
            kind_in_words(one.kind),
            localtime(one.written_at).isoformat(timespec="minutes"),
            one.get_state_display(),
            one.get_trouble_display() if one.trouble else "",
            one.said,
        ]


@administrators_only
@require_POST
def try_again(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.try_letter_again(_letter(request, pk), by=request.user)
    messages.success(
        request, _("It is tried again now. Reload this page in a moment to see what came of it.")
    )
    return redirect("people:letters")


@administrators_only
@require_POST
def try_all_again(request: SignedInRequest) -> HttpResponse:
    _refuse_others(request)
    tried = actions.try_all_again(by=request.user)
    words = ngettext(
        "One e-mail is tried again now. Reload this page in a moment to see what came of it.",
        "%(n)s e-mails are tried again now. Reload this page in a moment to see what came of them.",
        tried,
    )
    messages.success(request, words % {"n": tried})
    return redirect("people:letters")


@administrators_only
@require_POST
def let_be(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.let_letter_be(_letter(request, pk), by=request.user)
    messages.success(request, _("It will not be sent."))
    return redirect("people:letters")


def writes_files() -> bool:
    """True if letters become files here: no mail server is named, or this is the demo."""
    return settings.EMAIL_BACKEND == "assay.letters.backends.Files"


def _refuse_others(request: SignedInRequest) -> None:
    if not policy.can_look_after_letters(request.user):
        raise Http404


def _letter(request: SignedInRequest, pk: int) -> Letter:
    _refuse_others(request)
    return get_object_or_404(Letter, pk=pk)
