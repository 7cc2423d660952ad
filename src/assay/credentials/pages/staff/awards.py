"""The awards of an issuer, for its approvers and administrators; withdrawing one takes a second press."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.credentials import actions, policy
from assay.credentials.models import Award, AwardStatus
from assay.credentials.pages.forms import RevocationForm
from assay.lib.counts import Listed
from assay.lib.http import address_of, page_of
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for

PAGE_SIZE = 25


@require_safe
@only_for(policy.can_keep_awards)
def awards(request: SignedInRequest) -> HttpResponse:
    """Filtered by ?q= (name or title) and ?status=; twenty-five on a page."""
    paths = [organization.path for organization in policy.kept_by(request.user)]
    words, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    page_obj = page_of(_fitting(paths, words, status), request, PAGE_SIZE)
    may_revoke = policy.may_revoke_some(request.user)
    for row in page_obj:
        row["url"] = address_of("credentials:badge", row["pk"])
        row["state"] = str(AwardStatus(row["status"]).label)
        stands = row["status"] == AwardStatus.ISSUED
        row["mark"] = "earned" if stands else "late"
        if may_revoke and stands and row["person"] != request.user.pk:
            row["revocation_url"] = address_of("credentials:revocation", row["pk"])
    context = {
        "page_obj": page_obj,
        "q": words,
        "status": status,
        "statuses": AwardStatus.choices,
        "may_revoke": may_revoke,
    }
    return render(request, "credentials/awards.html", context)


def _fitting(
    paths: list[str], words: str, status: str
) -> Listed[dict[str, Any]] | QuerySet[Award, Any]:
    """The awards that fit; all of them by a prepared question, as the page opens with it."""
    if not words and status not in AwardStatus.values:
        return Listed(_all, paths)
    rows = Award.objects.issued_under(paths)
    rows = rows.found(words) if words else rows
    return _shown(rows.filter(status=status) if status in AwardStatus.values else rows)


@prepared
def _all(paths: Sequence[str]) -> QuerySet[Award, Any]:
    return _shown(Award.objects.issued_under(paths))


def _shown(rows: QuerySet[Award]) -> QuerySet[Award, Any]:
    """What a row shows, and what decides whether its badge may be withdrawn."""
    return rows.values(
        "pk",
        "person",
        "name_as_issued",
        "earned_on",
        "status",
        title=F("version__title"),
        number=F("version__number"),
        language=F("version__language"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revocation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The form, then a summary to be confirmed, then the act: nothing typed is lost on the way."""
    rows = Award.objects.issued_by(policy.kept_by(request.user)).select_related(
        "version__micro_credential", "issuer", "person"
    )
    award = get_object_or_404(rows, pk=pk)
    if not policy.can_revoke(request.user, award):
        own = award.person_id == request.user.pk
        raise PermissionDenied(_("Nobody withdraws a badge of their own.") if own else "")
    form = RevocationForm(request.POST or None)
    confirming = form.is_valid()
    if confirming and request.POST.get("confirmed") == "yes":
        actions.revoke(
            award,
            ground=form.cleaned_data["ground"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, _("The badge is withdrawn. Every check says so from now on."))
        return redirect("credentials:awards")
    if award.revoked and request.method != "POST":
        raise Http404
    status = 422 if request.method == "POST" and not confirming else 200
    context = {"award": award, "form": form, "confirming": confirming}
    return render(request, "credentials/revocation.html", context, status=status)
