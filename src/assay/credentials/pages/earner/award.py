"""The earner's page of one award: take it along, decide who sees it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.credentials import actions, addresses, grounds
from assay.credentials.additions import wallet_links
from assay.credentials.badge import brief_form
from assay.credentials.models import Award, RevocationCase, Share, StackReview
from assay.credentials.pages.forms import ShareForm, VisibilityForm
from assay.credentials.pages.public.answers import file_answer
from assay.credentials.pages.public.badge import WITH_ALL
from assay.credentials.sharing import other_sites
from assay.journeys.models import Goal
from assay.lib.errors import Refusal
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest
from assay.people.models import Person


@require_safe
@login_required
def award(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, own(request, pk))


@require_safe
@login_required
def of_start(request: SignedInRequest, start: int) -> HttpResponse:
    """The badge that a start led to, at its own address."""
    mine = Award.objects.visible_to(request.user).filter(evaluation__submission__start=start)
    found = mine.order_by("-issued_at").only("pk").first()
    if found is None:
        raise Http404
    return redirect("credentials:award", found.pk)


@require_POST
@login_required
def visibility(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    award = own(request, pk)
    actions.set_visibility(award, visibility=request.POST.get("visibility", ""), by=request.user)
    messages.success(request, _("Saved: %(who)s.") % {"who": award.get_visibility_display()})
    return redirect("credentials:award", pk)


@require_POST
@login_required
def shares(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give out a link; what was typed stays when something is wrong with it."""
    award, form = own(request, pk), ShareForm(request.POST)
    if form.is_valid():
        try:
            said = {"label": form.cleaned_data["label"], "until": form.cleaned_data["until"]}
            actions.share(award, **said, press=request.POST.get("press", "")[:64], by=request.user)
        except Refusal as refusal:
            form.add_error("until" if "until" in refusal.fields else None, refusal.message)
        else:
            messages.success(request, _("The link is ready. Copy it from the list and share it."))
            return redirect(f"{_url(award)}#links")
    return _page(request, award, form=form, status=422)


@require_POST
@login_required
def end_share(request: SignedInRequest, pk: uuid.UUID, share_pk: int) -> HttpResponse:
    award = own(request, pk)
    actions.end_share(
        get_object_or_404(Share.objects.select_related("award"), pk=share_pk, award=award),
        by=request.user,
    )
    messages.success(request, _("The link no longer works."))
    return redirect(f"{_url(award)}#links")


@require_POST
@login_required
def reissue(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign the badge anew with the earner's present name."""
    actions.reissue(own(request, pk), by=request.user)
    messages.success(request, _("Your badge is signed again. Download the new version."))
    return redirect("credentials:award", pk)


@require_safe
@login_required
def own_file(request: SignedInRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    response = file_answer(own(request, pk), name)
    response["Cache-Control"] = "private, no-store"
    return response


def own(request: SignedInRequest, pk: uuid.UUID) -> Award:
    """One's own award; 404 for anybody else."""
    return get_object_or_404(
        Award.objects.visible_to(request.user).select_related(*WITH_ALL), pk=pk
    )


def _url(award: Award) -> str:
    return f"/awards/{award.pk}/"


def _page(
    request: SignedInRequest, award: Award, *, form: ShareForm | None = None, status: int = 200
) -> HttpResponse:
    taken = wallet_links.taken(award)
    goal = _goals(request.user, award.pk)
    open_form = VisibilityForm(initial={"visibility": award.visibility})
    context = {
        "award": award,
        "version": award.version,
        "address": addresses.badge(award.pk),
        "criteria": addresses.criteria(award.version),
        "has_brief_form": brief_form.is_offered(),
        "visibility_form": open_form,
        "share_form": form or ShareForm(),
        "links": [
            (share, addresses.absolute(f"/s/{share.token}/")) for share in award.shares.working()
        ],
        "linkedin": other_sites.linkedin_url(award),
        "snippets": other_sites.snippets(award),
        "name_changed": award.name_as_issued != request.user.display_name and not award.revoked,
        "levels": _levels(award),
        "parts": _parts(award.pk) if award.whole else [],
        "reviews": _reviews(award.pk) if award.whole else [],
        "goal": goal[0] if goal else None,
        "taken": taken,
        "stale_in_wallet": taken is not None and wallet_links.is_older(taken),
        "shown_pieces": award.shown_pieces.shown(),
        "ground": grounds.word(award.revocation.ground) if award.revoked else "",
        "case": _case.first(award.pk),
    }
    return render(request, "credentials/award.html", context, status=status)


@prepared
def _goals(person: Person, award: uuid.UUID) -> QuerySet[Goal]:
    """The goal that an award was earned for: the earner's own, shown to nobody else."""
    rows = Goal.objects.visible_to(person).select_related("strategic_goal")
    return rows.filter(starts__submissions__evaluation__award=award)


@prepared
def _parts(award: uuid.UUID) -> QuerySet[Award]:
    rows = Award.objects.filter(part_of__whole__award=award).order_by("earned_on", "pk")
    return rows.select_related("version").defer("version__data")


@prepared
def _reviews(award: uuid.UUID) -> QuerySet[StackReview]:
    return StackReview.objects.filter(whole__award=award).order_by("opened_at", "pk")


@prepared
def _case(award: uuid.UUID) -> QuerySet[RevocationCase]:
    """The newest case about it."""
    rows = RevocationCase.objects.filter(award=award).order_by("-opened_at", "-pk")
    return rows.only("status", "award")[:1]


def _levels(award: Award) -> list[tuple[str, str]]:
    """Each criterion and the level reached, as the decision says."""
    if award.evaluation is None:
        return []
    reached = award.evaluation.decision.levels
    return [(c.title, reached[c.id]) for c in award.version.content.criteria if c.id in reached]
