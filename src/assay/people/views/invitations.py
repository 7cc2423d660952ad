"""Invitations: sent, sent again, taken back."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assay.letters.models import Letter
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, return_address, spreadsheet
from assay.lib.wording import clean_line
from assay.people import actions, policy
from assay.people.forms.roles import InviteForm
from assay.people.http import SignedInRequest
from assay.people.models import Invitation, InvitationQuerySet
from assay.people.views.desk import administrators_only
from assay.people.views.letters import writes_files
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of


@administrators_only
def index(request: SignedInRequest) -> HttpResponseBase:
    """Those that were sent, and the form for more."""
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        refused = _invite_all(request, form)
        if not refused:
            return redirect(return_address(request, reverse("people:invitations")))
        form = _what_is_left(request, refused)
    mine = Invitation.objects.visible_to(request.user)
    views = _views(mine)
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = clean_line(request.GET.get("q", ""))
    sorting = sorting_of(request.GET, tuple(ORDERS), "-invited")
    rows = views[shown].select_related("organization", "invited_by", "accepted_by")
    rows = rows.filter(email__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("invitations", _of_file(), _lines(rows))
    page = page_of(rows, request)
    _with_letters(page)
    for row in page:
        row.may_change = policy.can_change_invitation(request.user, row)  # for the template only
    context = {
        "form": form,
        "page_obj": page,
        "writes_files": writes_files(),
        "shown": shown,
        "q": words,
        "tabs": _tabs(views, shown),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Address"), "address"),
            (_("Role"), "role"),
            (_("Invited"), "invited"),
            (_("State"), ""),
        ),
        "download": f"{reverse('people:invitations')}{as_file(request.GET)}",
    }
    return render(request, "people/invitations.html", context, status=422 if form.errors else 200)


ORDERS = {
    "invited": ("invited_at", "pk"),
    "address": ("email", "pk"),
    "role": ("role", "organization__name", "pk"),
}


def _views(mine: InvitationQuerySet) -> dict[str, InvitationQuerySet]:
    """The invitations by what has become of them; those first whose e-mail did not leave."""
    failed = Letter.objects.stuck().filter(about_kind="people.invitation")
    unsent = [int(one) for one in failed.values_list("about_id", flat=True) if one.isdecimal()]
    return {
        "": mine,
        "unsent": mine.pending().filter(pk__in=unsent),
        "waiting": mine.pending().exclude(pk__in=unsent),
        "taken": mine.accepted(),
        "over": mine.expired(),
        "back": mine.withdrawn(),
    }


def _tabs(views: dict[str, InvitationQuerySet], shown: str) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        "unsent": _("E-mail did not leave"),
        "waiting": _("Not taken yet"),
        "taken": _("Taken"),
        "over": _("Ran out"),
        "back": _("Taken back"),
    }
    counts = {name: counted(rows) for name, rows in views.items()}
    return tabs_of(counts, words, shown=shown, here=reverse("people:invitations"))


def _of_file() -> list[str]:
    return [
        _("Address"),
        _("Role"),
        _("Where"),
        _("Invited"),
        _("State"),
        _("E-mail"),
        _("Good until"),
    ]


def _lines(rows: InvitationQuerySet) -> Iterator[list[object]]:
    states = {
        "accepted": _("Taken"),
        "withdrawn": _("Taken back"),
        "expired": _("Ran out"),
        "pending": _("Not taken yet"),
    }
    for one in in_parts(rows, _with_letters):
        letter = getattr(one, "letter", None)
        yield [
            one.email,
            one.get_role_display(),
            one.organization.name,
            localdate(one.invited_at).isoformat(),
            states[one.state],
            letter.get_state_display() if letter else "",
            localdate(one.expires_at).isoformat(),
        ]


def _with_letters(page: Iterable[Invitation]) -> None:
    """Beside each invitation its newest e-mail, if there still is a row of it."""
    found = Letter.objects.filter(
        about_kind="people.invitation", about_id__in=[str(one.pk) for one in page]
    )
    newest = {letter.about_id: letter for letter in found.defer("sealed").order_by("pk")}
    for one in page:
        one.letter = newest.get(str(one.pk))  # type: ignore[attr-defined]  # for the template only


def _invite_all(request: SignedInRequest, form: InviteForm) -> dict[str, str]:
    """Invite one by one; returns the addresses that were refused, each with the reason."""
    data, refused = form.cleaned_data, {}
    for email in data["emails"]:
        try:
            actions.invite(
                email,
                data["organization"],
                data["role"],
                by=request.user,
                locale=data["locale"],
            )
        except Refusal as refusal:
            refused[email] = refusal.message
    sent = len(data["emails"]) - len(refused)
    if sent:
        words = ngettext(
            "1 invitation is written. You see beside it whether its e-mail has left.",
            "%(n)s invitations are written. You see beside each whether its e-mail has left.",
            sent,
        )
        messages.success(request, words % {"n": sent})
    return refused


def _what_is_left(request: SignedInRequest, refused: dict[str, str]) -> InviteForm:
    """The form again with only the addresses that need another look."""
    left = request.POST.copy()
    left["emails"] = "\n".join(refused)
    form = InviteForm(left, by=request.user)
    for message in refused.values():
        form.add_error("emails", message)
    return form


@administrators_only
@require_POST
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.resend(_mine(request, pk), by=request.user)
    messages.success(request, _("A new link is written; the earlier one no longer works."))
    return redirect("people:invitations")


@administrators_only
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.withdraw(_mine(request, pk), by=request.user)
    messages.success(request, _("The invitation is taken back."))
    return redirect("people:invitations")


def _mine(request: SignedInRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
