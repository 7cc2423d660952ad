"""Endorsing, asking and answering: forms, and the moves of an endorsement."""

import uuid
from typing import Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.catalog.models import Version
from assay.credentials import actions, policy
from assay.credentials.endorsements import endorsers
from assay.credentials.models import Award, Endorsement, EndorsementAsk
from assay.credentials.pages.endorsing.endorsements import readable
from assay.credentials.pages.forms import AskForm, EndorsementForm
from assay.credentials.pages.public.badge import WITH_ALL
from assay.credentials.pages.public.issuer import issuing
from assay.lib.errors import Refusal, WrongState
from assay.people.http import SignedInRequest
from assay.people.models import Organization, Person
from assay.ui.fields import show_refusal


class Turn(Protocol):
    """A verb that shows an endorsement or puts it aside."""

    def __call__(self, endorsement: Endorsement, *, by: Person) -> None: ...


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def endorse_version(request: SignedInRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(
        Version.objects.public().select_related("micro_credential__issuer"), pk=pk
    )
    return _endorse(request, version, version.micro_credential.issuer)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def endorse_issuer(request: SignedInRequest, ident: str) -> HttpResponse:
    issuer = issuing(ident)
    return _endorse(request, issuer, issuer)


def _endorse(
    request: SignedInRequest, subject: Version | Organization, issuer: Organization
) -> HttpResponse:
    """In an organization's name; where one may sign for several, the form asks which."""
    voices = policy.voices_about(request.user, issuer)
    if not voices:
        raise PermissionDenied(
            _("Only people who approve or administer in another organization can endorse this.")
        )
    form = EndorsementForm(request.POST or None, voices=voices)
    if form.is_valid():
        try:
            row = actions.endorse(
                subject,
                text=form.cleaned_data["text"],
                organization=form.voice(voices),
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Signed. Your endorsement is now shown."))
            return redirect("credentials:endorsement", row.pk)
    context = {"form": form, "subject": subject, "issuer": issuer, "voices": voices}
    return render(
        request,
        "credentials/endorse.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def asked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The one who was asked reads what it is about, then writes; nothing of the evidence is shown."""
    rows = EndorsementAsk.objects.filter(asked=request.user).select_related(
        "award__version__micro_credential", "award__issuer", "award__person"
    )
    ask = get_object_or_404(rows, pk=pk)
    if request.method == "POST" and not ask.is_open:
        raise WrongState(_("This was already answered, declined or taken back."))
    holds = endorsers.holds(request.user, ask.award)
    form = EndorsementForm(request.POST or None, holds=holds)
    if form.is_valid():
        try:
            said = {"text": form.cleaned_data["text"], "as_holder": form.cleaned_data["as_holder"]}
            row = actions.endorse_award(ask, **said, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Signed. The earner decides whether it is shown."))
            return redirect("credentials:endorsement", row.pk)
    capacity = endorsers.capacity(request.user, language=ask.award.version.language)
    context = {"ask": ask, "award": ask.award, "form": form, "capacity": capacity}
    return render(
        request, "credentials/asked.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@login_required
def end_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declined by the one who was asked, or taken back by the earner."""
    rows = EndorsementAsk.objects.select_related("award")
    ask = get_object_or_404(
        rows.filter(asked=request.user) | rows.filter(award__person=request.user), pk=pk
    )
    actions.end_ask(ask, by=request.user)
    if ask.asked_id == request.user.pk:
        messages.success(request, _("Declined. No one is told why."))
        return redirect("credentials:endorsements")
    messages.success(request, _("Your request is withdrawn."))
    return redirect(f"/awards/{ask.award_id}/#endorsements")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def asks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The earner asks; what was typed stays when something is wrong with it."""
    award = get_object_or_404(
        Award.objects.visible_to(request.user).select_related(*WITH_ALL), pk=pk
    )
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            person = endorsers.meant(form.cleaned_data["whom"])
            actions.ask_for_endorsement(
                award, of=person, words=form.cleaned_data["words"], by=request.user
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("We e-mailed your request to %(name)s.") % {"name": person.display_name}
            )
            return redirect(f"/awards/{award.pk}/#endorsements")
    status = 422 if request.method == "POST" else 200
    return render(request, "credentials/ask.html", {"award": award, "form": form}, status=status)


@require_POST
@login_required
def withdraw_endorsement(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    actions.withdraw_endorsement(readable(request, pk), by=request.user)
    messages.success(request, _("Withdrawn. Its page and every check say so from now on."))
    return redirect("credentials:endorsements")


@require_POST
@login_required
def accept_endorsement(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _turn(request, pk, actions.accept_endorsement, _("It is shown now."))


@require_POST
@login_required
def put_endorsement_aside(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    words = _("It is no longer shown. You can show it again.")
    return _turn(request, pk, actions.put_endorsement_aside, words)


def _turn(request: SignedInRequest, pk: uuid.UUID, verb: Turn, words: str) -> HttpResponse:
    """Show one or put it aside, and go back to where one looks after it."""
    row = readable(request, pk)
    verb(row, by=request.user)
    messages.success(request, words)
    if row.award_id is not None:
        return redirect(f"/awards/{row.award_id}/#endorsements")
    return redirect("credentials:endorsement", row.pk)
