"""Colleagues read each other’s drafts: offering to, asking who offers, and what is shared with one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.coaching import actions
from assay.coaching.desk_rows import Learner, colleagues_of, needs_of
from assay.coaching.forms import AskPeerForm, OfferForm
from assay.coaching.models import Pairing, PeerOffer
from assay.coaching.models.reach import KNOWING
from assay.evidence.models import Submission
from assay.journeys.models import Start
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """What colleagues share with one and ask; one’s offers, and a new one."""
    person = request.user
    starts = list(_known(person))
    form, status = OfferForm(request.POST or None, starts=starts), 200
    if request.method == "POST":
        if not starts:
            raise WrongState(_("You can offer this for what you hold, or work on."))
        status = 422
        if form.is_valid():
            start, most = form.cleaned_data["start"], form.cleaned_data["most_drafts"]
            try:
                actions.offer_to_read(start.micro_credential, most, by=person)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Thank you. Colleagues who work on it see your name."))
                return redirect("coaching:colleagues")
    return render(request, "coaching/colleagues.html", _desk(person, starts, form), status=status)


@login_required
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (_("Colleague"), _("Where"), _("Micro-credential"), _("Drafts shared"), _("To read"))
    titles = _titles(_known(request.user))
    return spreadsheet("colleagues-drafts", headings, _lines(colleagues_of(request.user), titles))


@login_required
@require_POST
def pausing(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.pause_offer(_offer(request, pk), by=request.user)
    messages.success(request, _("Paused. What you read now goes on."))
    return redirect("coaching:colleagues")


@login_required
@require_POST
def resuming(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.resume_offer(_offer(request, pk), by=request.user)
    messages.success(request, _("Colleagues see your offer again."))
    return redirect("coaching:colleagues")


@login_required
@require_POST
def offer_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_offer(_offer(request, pk), by=request.user)
    messages.success(request, _("Your offer has ended. What you read now goes on."))
    return redirect("coaching:colleagues")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Who offers to read drafts of it; ask one of them."""
    drafts = Submission.objects.visible_to(request.user).with_version()
    submission = get_object_or_404(drafts, pk=submission_pk)
    about = submission.start.micro_credential_id
    offers = PeerOffer.objects.visible_to(request.user).filter(micro_credential=about).with_room()
    offers = offers.select_related("person", "micro_credential")
    offers = offers.prefetch_related("person__memberships__organization")
    form, status = AskPeerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                offer = _chosen(request, offers)
                actions.ask_peer(offer, form.cleaned_data["about"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Asked. You read the answer here."))
                return redirect("coaching:index")
    mine = Pairing.objects.of(request.user).with_peers().open().filter(micro_credential=about)
    page = page_of(offers.order_by("person__display_name", "pk"), request)
    context = {
        "submission": submission,
        "version": submission.version,
        "form": form,
        "unsent": request.POST.get("about", ""),
        "page_obj": page,
        "asked": set(mine.values_list("coach", flat=True)),
        "most": actions.MOST_PEERS,
    }
    return render(request, "coaching/asking.html", context, status=status)


@login_required
@require_safe
def guide(request: SignedInRequest) -> HttpResponse:
    """How feedback on a draft helps, in a few hints."""
    return render(request, "coaching/guide.html")


def _desk(person: Person, starts: list[Start], form: OfferForm) -> dict[str, Any]:
    learners = colleagues_of(person)
    asked = Pairing.objects.reached_by(person).with_peers().asked()
    asked = asked.filter(learner__is_active=True).select_related("learner", "organization")
    titles = _titles(starts)
    needs = needs_of(learners, asked.order_by("asked_at", "pk"))
    for need in needs:
        need.pairing.about_version = titles.get(need.pairing.micro_credential_id)  # type: ignore[attr-defined]  # for the page
    for one in learners:
        one.pairing.about_version = titles.get(one.pairing.micro_credential_id)  # type: ignore[attr-defined]  # for the page
    offers = list(PeerOffer.objects.of(person).with_room())
    for offer in offers:
        offer.about_version = titles.get(offer.micro_credential_id)  # type: ignore[attr-defined]  # for the page
    return {
        "learners": learners,
        "needs": needs,
        "offers": offers,
        "form": form if starts else None,
    }


def _known(person: Person) -> Any:
    """What somebody works on, or has earned and still holds: one start of each, the newest."""
    rows = Start.objects.visible_to(person).filter(status__in=KNOWING)
    rows = rows.order_by("started_at").select_related("version", "micro_credential")
    newest = {row.micro_credential_id: row for row in rows}
    return sorted(newest.values(), key=lambda start: start.version.title)


def _titles(starts: Any) -> dict[int | None, Any]:
    return {start.micro_credential_id: start.version for start in starts}


def _offer(request: SignedInRequest, pk: int) -> PeerOffer:
    return get_object_or_404(PeerOffer.objects.of(request.user), pk=pk)


def _chosen(request: SignedInRequest, offers: Any) -> PeerOffer:
    number = whole_number(request.POST.get("offer"))
    found: PeerOffer | None = offers.filter(pk=number).first() if number else None
    if found is None:
        raise BadInput(_("Choose a colleague from the list."))
    return found


def _lines(rows: list[Learner], titles: dict[int | None, Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        version = titles.get(row.pairing.micro_credential_id)
        yield (
            row.pairing.learner.display_name,
            row.pairing.organization.name,
            version.title if version else "",
            len(row.shares),
            len(row.unread),
        )
