"""A learner’s coaches: asking, taking back, ending; and a coach’s answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.coaching import actions, policy
from assay.coaching.forms import AskForm
from assay.coaching.models import DraftShare, Pairing, PairingStatus
from assay.evidence.models import Status, Submission
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.ui.fields import show_refusal

#: What is over is listed so far back; the record has the rest.
PAST_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Who coaches one, whom one asked, what one shared; and asking."""
    person = request.user
    coaches = Person.objects.none()
    for place in policy.places_of(person):
        coaches = coaches | policy.coaches_for(place)
    coaches = coaches.exclude(pk=person.pk).order_by("display_name", "pk")
    form, status = AskForm(request.POST or None, coaches=coaches), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data
            try:
                actions.ask_for_coach(person, sent["coach"], sent["about"], by=person)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Asked. You read the answer here."))
                return redirect("coaching:index")
    mine = list(Pairing.objects.of(person).select_related("coach", "organization"))
    drafts = Submission.objects.visible_to(person).filter(status=Status.DRAFT)
    drafts = drafts.select_related("version")
    open_ = (PairingStatus.ASKED, PairingStatus.RUNNING)
    context = {
        "form": form,
        "unsent": request.POST.get("about", ""),
        "running": [one for one in mine if one.is_running and not one.is_peer],
        "peers": [one for one in mine if one.is_running and one.is_peer],
        "asked": [pairing for pairing in mine if pairing.is_asked],
        "past": [pairing for pairing in mine if pairing.status not in open_][:PAST_SHOWN],
        "shares": DraftShare.objects.of_learner(person).for_pages(),
        "drafts": drafts.exclude(draft_shares__ended_at=None, draft_shares__isnull=False),
        "own_drafts": drafts,
        "some_coach": coaches.exists(),
    }
    return render(request, "coaching/index.html", context, status=status)


@login_required
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.of(request.user), pk=pk)
    actions.take_request_back(pairing, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("coaching:index")


@login_required
@require_POST
def acceptance(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.coached_by(request.user), pk=pk)
    actions.accept(pairing, by=request.user)
    words = (
        _(
            "You read drafts of %(name)s from now on. Neither of you will be asked to judge the other’s work."
        )
        if pairing.is_peer
        else _("You coach %(name)s from now on, and will not be asked to judge their work.")
    )
    messages.success(request, words % {"name": pairing.learner.display_name})
    return redirect(_desk_of(pairing))


@login_required
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.coached_by(request.user), pk=pk)
    actions.decline(pairing, request.POST.get("words", ""), by=request.user)
    messages.success(request, _("Declined. They read it on their page."))
    return redirect(_desk_of(pairing))


@login_required
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """By either of the two."""
    mine = Pairing.objects.of(request.user) | Pairing.objects.coached_by(request.user)
    pairing = get_object_or_404(mine, pk=pk)
    actions.end_pairing(pairing, by=request.user)
    messages.success(request, _("Ended. What was written stays with the learner."))
    is_own = pairing.learner_id == request.user.pk
    return redirect("coaching:index" if is_own else _desk_of(pairing))


def _desk_of(pairing: Pairing) -> str:
    return "coaching:colleagues" if pairing.is_peer else "coaching:desk"
