"""E-mails: what is stuck and why, what waits, what left; and trying again."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assay.letters.models import Letter, State
from assay.lib.counts import counted
from assay.lib.http import page_of
from assay.people import actions, policy
from assay.people.http import SignedInRequest
from assay.people.letters import kind_in_words
from assay.people.views.desk import administrators_only

VIEWS = ("stuck", "waiting", "sent", "all")


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Stuck letters first; the others are a tab away."""
    _refuse_others(request)
    shown = request.GET.get("show", "stuck")
    shown = shown if shown in VIEWS else "stuck"
    rows = {
        "stuck": Letter.objects.stuck(),
        "waiting": Letter.objects.filter(state__in=(State.WAITING, State.SENDING)),
        "sent": Letter.objects.filter(state=State.SENT),
        "all": Letter.objects.all(),
    }[shown]
    page = page_of(rows, request)
    for letter in page:
        letter.what = kind_in_words(letter.kind)  # for the template only
    context = {
        "page_obj": page,
        "shown": shown,
        "stuck": counted(Letter.objects.stuck()),
        "mail_folder": getattr(settings, "EMAIL_FILE_PATH", "") if writes_files() else "",
    }
    return render(request, "people/letters.html", context)


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
