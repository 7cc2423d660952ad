"""What earners are asked and may offer: their work for training, and themselves as assessors."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.assessment.models import AnchorPermission, AssessorOffer
from assay.assessment.pool import actions
from assay.catalog.models import MicroCredential
from assay.people.http import SignedInRequest


@login_required
@require_POST
def permission(request: SignedInRequest, pk: int) -> HttpResponse:
    """The learner's own answer: yes, yes for other programs too, no, or a yes taken back."""
    rows = AnchorPermission.objects.select_related("submission__start")
    row = get_object_or_404(rows, pk=pk, submission__start__person=request.user)
    answer = request.POST.get("answer")
    if answer in ("yes", "beyond"):
        actions.give_permission(row, is_beyond=answer == "beyond", by=request.user)
        messages.success(request, _("Thank you. You can take this back at any time."))
    else:
        actions.end_permission(row, by=request.user)
        messages.success(request, _("Noted: your work is not used for training."))
    return redirect("evidence:detail", row.submission_id)


@login_required
@require_POST
def offering(request: SignedInRequest, slug: str) -> HttpResponse:
    """A holder would assess what they earned."""
    row = get_object_or_404(MicroCredential, slug=slug)
    actions.offer_to_assess(row, by=request.user)
    messages.success(request, _("Thank you. A lead assessor sees your offer and answers it."))
    return redirect("catalog:detail", slug)


@login_required
@require_POST
def offer_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own offer back, or say no to one as a lead."""
    led = MicroCredential.objects.all().reached_from(request.user.organizations_as(*policy.LEADS))
    rows = AssessorOffer.objects.filter(Q(person=request.user) | Q(micro_credential__in=led))
    rows = rows.select_related("micro_credential__issuer", "micro_credential__owner")
    offer = get_object_or_404(rows, pk=pk)
    actions.end_offer(offer, by=request.user)
    messages.success(request, _("Ended."))
    if offer.person_id == request.user.pk:
        return redirect("catalog:detail", offer.micro_credential.slug)
    return redirect("assessment:assessors")
