"""A learner's one press: how many hours it took."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.evidence.models import Submission
from assay.governance import actions
from assay.people.http import SignedInRequest


@login_required
@require_POST
def hours(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of a submission of one's own; with no band it is not asked again."""
    rows = Submission.objects.visible_to(request.user).select_related("version")
    band = request.POST.get("band", "")
    actions.say_hours(get_object_or_404(rows, pk=pk), band, by=request.user)
    messages.success(request, _("Thank you.") if band else _("You are not asked again."))
    return redirect("evidence:detail", pk)
