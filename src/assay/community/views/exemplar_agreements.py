"""A learner's own examples: proposed to them, shown by them, taken back; and proposing the work of others, unseen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment.models import SENT, Evaluation
from assay.catalog.models import MicroCredential
from assay.community import actions, policy
from assay.community.actions.exemplars import last_day, program_for
from assay.community.exemplar_forms import ShowForm
from assay.community.exemplar_pieces import award_of, choices
from assay.community.models import Exemplar
from assay.evidence.models import Submission
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.people.http import SignedInRequest
from assay.people.models import Membership, Organization, Role
from assay.ui.fields import show_refusal


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own examples with their states, and what is proposed."""
    rows = Exemplar.objects.all().of(request.user).with_work()
    return render(request, "community/my_exemplars.html", {"page_obj": page_of(rows, request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def showing(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Choose pieces beside their criteria, and read who will see what until when."""
    submissions = Submission.objects.visible_to(request.user).with_version()
    submission = get_object_or_404(submissions, pk=submission_pk, outcome="earned")
    award = award_of(submission)
    open_row = Exemplar.objects.open().filter(submission=submission).first()
    if open_row is not None and open_row.status != "proposed":
        return redirect("community:my_exemplars")
    found = choices(award) if award else []
    form = ShowForm(
        request.POST if request.method == "POST" else None,
        choices=found,
        language=submission.version.language,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.show_as_exemplar(
                    submission,
                    form.chosen(),
                    form.terms(),
                    confirmed=form.cleaned_data["confirmed"],
                    by=request.user,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request,
                    _("Sent to the privacy officer. Until they say yes, no one sees it."),
                )
                return redirect("community:my_exemplars")
    program = program_for(request.user, submission)
    context = {
        "submission": submission,
        "version": submission.version,
        "award": award,
        "form": form,
        "rows": list(form.rows()),
        "proposed": open_row,
        "program": program,
        "officer": _has_officer(program),
        "last": last_day(today()),
        "any_may": any(not choice.for_nobody for choice in found),
    }
    return render(request, "community/exemplar_showing.html", context, status=status)


@login_required
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    """No to a proposal. Whoever made it hears nothing."""
    actions.decline_exemplar(_mine(request, pk), by=request.user)
    messages.success(request, _("Declined. No one is told."))
    return redirect("community:my_exemplars")


@login_required
@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """In one press: closed at the next request of whoever reads it."""
    actions.withdraw_exemplar(_mine(request, pk), by=request.user)
    messages.success(request, _("Taken back. No one can open it now."))
    return redirect("community:my_exemplars")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposing(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Propose a work one judged. The page says nothing of whose it is, how it was decided, or what becomes of it."""
    led = MicroCredential.objects.all().reached_from(
        request.user.organizations_as(Role.LEAD_ASSESSOR)
    )
    judged = Q(assignments__assessor=request.user, assignments__status__in=SENT)
    rows = Evaluation.objects.filter(judged | Q(submission__version__micro_credential__in=led))
    rows = rows.select_related(
        "submission__start",
        "submission__version__micro_credential__issuer",
        "submission__version__micro_credential__owner",
    )
    evaluation = rows.filter(submission__public_id=public_id).distinct().first()
    if evaluation is None or not policy.can_propose_exemplar(request.user, evaluation):
        raise Http404
    if request.method == "POST":
        actions.propose_exemplar(evaluation, by=request.user)
        messages.success(
            request,
            _(
                "Thank you. If it is earned, its learner is asked. They do not learn who proposed it."
            ),
        )
        return redirect("community:exemplars")
    context = {"evaluation": evaluation, "version": evaluation.submission.version}
    return render(request, "community/exemplar_proposing.html", context)


def _mine(request: SignedInRequest, pk: int) -> Exemplar:
    return get_object_or_404(Exemplar.objects.all().of(request.user).with_work(), pk=pk)


def _has_officer(program: Organization | None) -> bool:
    """Whether anybody could decide on it."""
    if program is None:
        return False
    held = Membership.objects.current().filter(
        role=Role.PRIVACY_OFFICER, organization__in=program.lineage, person__is_active=True
    )
    return held.exists()
