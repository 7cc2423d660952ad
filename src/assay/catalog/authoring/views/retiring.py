"""Retiring a micro-credential: its announcement, calling it off, and closing a pilot."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.catalog import actions, policy
from assay.catalog.authoring.retirement_forms import AnnounceRetirement
from assay.catalog.authoring.views.drafting import writable
from assay.catalog.models import Retirement, Version, VersionStatus
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.actions import NoMandate, has_mandate
from assay.program.policies import RetirementPolicy, in_force
from assay.ui.fields import show_refusal


def beside(person: Person, version: Version) -> dict[str, Any]:
    """What a version's own page says of its end, and what somebody may do about it."""
    return {"announced": announced(version), "may_retire": may_retire(person, version)}


def announced(version: Version) -> Retirement | None:
    """The retirement of its micro-credential that may still be called off."""
    rows = version.micro_credential.retirements.filter(called_off_at=None, closed_at=None)
    return rows.select_related("announced_by").first()


def may_retire(person: Person, version: Version) -> bool:
    """Whether there is leave to retire it, or this person gives it."""
    if version.status not in (VersionStatus.PUBLISHED, VersionStatus.PILOT):
        return False
    if version.closes_on is not None:
        return False
    return has_mandate("retire", version) or policy.can_give_leave(person, "retire", version)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retirement(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form of an announcement. What was typed is on the page again whatever happens to it."""
    version = writable(request, pk)
    if announced(version) is not None and request.method != "POST":
        return redirect("catalog:draft", pk)
    first = actions.earliest_closing(version.micro_credential.home_id)
    form = AnnounceRetirement(
        request.POST if request.method == "POST" else None,
        of=version.micro_credential,
        initial={"closes_on": first},
    )
    if not may_retire(request.user, version) and announced(version) is None:
        raise NoMandate(_("No one has given permission to retire this yet."))
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_retirement(version, by=request.user, **form.cleaned_data)
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("Announced. Those who have started it or planned it get an e-mail.")
            )
            return redirect("catalog:draft", pk)
    context = {
        "version": version,
        "form": form,
        "first": first,
        "months": in_force(
            RetirementPolicy, within=version.micro_credential.home_id
        ).open_drafts_may_submit_for_months,
    }
    status = 422 if form.errors else 200
    return render(request, "catalog/authoring/retirement.html", context, status=status)


@login_required
@require_POST
def calling_off(request: SignedInRequest, pk: int) -> HttpResponse:
    version = writable(request, pk)
    rows = version.micro_credential.retirements.select_related("micro_credential", "version")
    row = rows.first()
    actions.call_off_retirement(row or get_object_or_404(rows, pk=0), by=request.user)
    messages.success(request, _("Called off. It stays open, and those who were told hear of it."))
    return redirect("catalog:draft", pk)


@login_required
@require_POST
def pilot_closing(request: SignedInRequest, pk: int) -> HttpResponse:
    version = actions.close_pilot(writable(request, pk), by=request.user)
    messages.success(
        request, _("Version %(number)s is no longer open.") % {"number": version.number}
    )
    return redirect("catalog:draft", pk)
