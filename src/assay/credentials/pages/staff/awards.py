"""The awards of an issuer, for its approvers and administrators; withdrawing one takes a second press."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.credentials import actions, policy
from assay.credentials.models import Award, AwardStatus
from assay.credentials.pages.forms import RevocationForm
from assay.lib.http import page_of
from assay.people.http import SignedInRequest, only_for

PAGE_SIZE = 25
#: What a row shows, and what decides whether its badge may be withdrawn.
_SHOWN = (
    "person",
    "name_as_issued",
    "earned_on",
    "status",
    "version__title",
    "version__number",
    "version__language",
)


@require_safe
@only_for(policy.can_keep_awards)
def awards(request: SignedInRequest) -> HttpResponse:
    """Filtered by ?q= (name or title) and ?status=; twenty-five on a page."""
    rows = (
        Award.objects.issued_by(policy.kept_by(request.user))
        .select_related("version")
        .only(*_SHOWN)
    )
    words, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    if words:
        rows = rows.found(words)
    if status in AwardStatus.values:
        rows = rows.filter(status=status)
    page_obj = page_of(rows, request, PAGE_SIZE)
    context = {
        "page_obj": page_obj,
        "q": words,
        "status": status,
        "statuses": AwardStatus.choices,
        "may_revoke": policy.may_revoke_some(request.user),
    }
    return render(request, "credentials/awards.html", context)


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
