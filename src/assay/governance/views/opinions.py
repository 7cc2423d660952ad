"""A learner's page to say what they think of a pilot."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.evidence.models import Submission
from assay.governance import actions
from assay.governance.models import Opinion
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of the pilot that a submission of one's own is for; 404 where it never was one."""
    rows = Submission.objects.visible_to(request.user).filter(version__most_starts__isnull=False)
    version = get_object_or_404(rows.select_related("version"), pk=pk).version
    refusal: Refusal | None = None
    mine = Opinion.objects.filter(version=version, person=request.user).first()
    text = request.POST.get("text", mine.text if mine else "")
    if request.method == "POST":
        try:
            actions.give_opinion(version, text, by=request.user)
        except Refusal as e:
            refusal = e
        else:
            messages.success(request, _("Thank you. It is read before the pilot is decided."))
            return redirect("governance:opinion", pk)
    context = {"version": version, "submission": pk, "text": text, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "governance/opinion.html", context, status=status)
