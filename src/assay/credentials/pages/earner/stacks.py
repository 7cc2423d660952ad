"""A stack's own badge: its learner takes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.catalog.models import Stack
from assay.credentials import actions
from assay.people.http import SignedInRequest


@require_POST
@login_required
def stack_badge(request: SignedInRequest, slug: str) -> HttpResponse:
    stack = get_object_or_404(Stack.objects.open().select_related("issuer", "owner"), slug=slug)
    award = actions.award_stack(stack, by=request.user)
    messages.success(request, _("Your badge is signed. No one sees it unless you say so."))
    return redirect("credentials:award", award.pk)
