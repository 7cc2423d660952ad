"""Invitations: sent, sent again, taken back."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assay.letters.models import Letter
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.people import actions, policy
from assay.people.forms import InviteForm
from assay.people.http import SignedInRequest
from assay.people.models import Invitation
from assay.people.views.desk import administrators_only
from assay.people.views.letters import writes_files


@administrators_only
def index(request: SignedInRequest) -> HttpResponse:
    """Those that were sent, and the form for more."""
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        refused = _invite_all(request, form)
        if not refused:
            return redirect("people:invitations")
        form = _what_is_left(request, refused)
    rows = Invitation.objects.visible_to(request.user).select_related(
        "organization", "invited_by", "accepted_by"
    )
    page = page_of(rows, request)
    _with_letters(page)
    for row in page:
        row.may_change = policy.can_change_invitation(request.user, row)  # for the template only
    context = {"form": form, "page_obj": page, "writes_files": writes_files()}
    return render(request, "people/invitations.html", context, status=422 if form.errors else 200)


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
            actions.invite(email, data["organization"], data["role"], by=request.user)
        except Refusal as refusal:
            refused[email] = refusal.message
    sent = len(data["emails"]) - len(refused)
    if sent:
        words = ngettext(
            "One invitation is written. Whether its e-mail has left stands beside it.",
            "%(n)s invitations are written. Whether their e-mails have left stands beside them.",
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
