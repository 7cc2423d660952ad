"""A shared draft: its learner’s page and its reader’s, which are two; sharing, comments, answers, and its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.coaching import actions
from assay.coaching.draft_state import steps_of
from assay.coaching.draft_view import Passage, view_of
from assay.coaching.forms import CommentForm, ReplyForm, ShareForm
from assay.coaching.models import Comment, DraftShare, Pairing, PairingKind
from assay.evidence.models import Artifact, ArtifactKind, Submission
from assay.evidence.openings.streaming import LINKED, lead_to, stream
from assay.lib.clock import months_after, today
from assay.lib.errors import Refusal
from assay.lib.http import found_or_404
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy, in_force
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Choose who sees the draft, and how much of it."""
    drafts = Submission.objects.visible_to(request.user).with_version()
    submission = get_object_or_404(drafts, pk=submission_pk)
    about = Q(kind=PairingKind.COACH) | Q(micro_credential=submission.start.micro_credential_id)
    pairings = Pairing.objects.of(request.user).running().filter(about).select_related("coach")
    shared = DraftShare.objects.filter(submission=submission, ended_at=None).first()
    initial = (
        {
            "pairing": shared.pairing_id,
            "parts": shared.parts,
            "hands_in_on": shared.hands_in_on,
        }
        if shared
        else {}
    )
    form, status = ShareForm(request.POST or None, initial=initial, pairings=pairings), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data
            try:
                share = actions.share_draft(
                    submission,
                    sent["pairing"],
                    parts=sent["parts"],
                    question=sent["question"],
                    hands_in_on=sent["hands_in_on"],
                    by=request.user,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Shared. You can stop at any moment."))
                return redirect("coaching:shared", share.pk)
    context = {
        "submission": submission,
        "version": submission.version,
        "form": form if pairings else None,
        "shared": shared,
    }
    return render(request, "coaching/sharing.html", context, status=status)


@login_required
@require_safe
def for_learner(request: SignedInRequest, pk: int) -> HttpResponse:
    """One’s own draft with what its reader says; also when it is shared no more."""
    share = found_or_404(_own.first(request.user, pk))
    return render(request, "coaching/draft.html", _page(request, share, is_coach=False))


@login_required
@require_POST
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    share = get_object_or_404(DraftShare.objects.of_learner(request.user).for_pages(), pk=pk)
    actions.stop_sharing(share, by=request.user)
    messages.success(request, _("They no longer see it. Their comments stay with you."))
    return redirect("coaching:shared", share.pk)


@login_required
@require_safe
def for_coach(request: SignedInRequest, pk: int) -> HttpResponse:
    share = _open_to(request, pk)
    return render(request, "coaching/draft.html", _page(request, share, is_coach=True))


@login_required
@require_POST
def comments(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """Keep a comment on one step; `now` sends it, with what else is kept."""
    share = _open_to(request, pk)
    context = _page(request, share, is_coach=True)
    passage = next((p for p in context["view"].passages if p.id == step_id), None)
    if passage is None:
        raise Http404
    form = _comment_form(passage, request.POST)
    status = 422
    if form.is_valid():
        try:
            _keep(request, share, passage, form.cleaned_data)
            if "now" in request.POST:
                actions.send_comments(share, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            sent = _("Sent.") if "now" in request.POST else _("Kept. Send it when you are done.")
            messages.success(request, sent)
            return redirect(f"{_address(share)}#{step_id}")
    context["rows"] = [(p, form if p.id == step_id else other) for p, other in context["rows"]]
    context["refused"] = form
    return render(request, "coaching/draft.html", context, status=status)


@login_required
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    kept = Comment.objects.kept().filter(by=request.user)
    kept = kept.filter(share__in=DraftShare.objects.open_to(request.user))
    comment = get_object_or_404(kept.select_related("share"), pk=pk)
    actions.discard_comment(comment, by=request.user)
    messages.success(request, _("Thrown away."))
    return redirect("coaching:draft", comment.share_id)


@login_required
@require_POST
def sending(request: SignedInRequest, pk: int) -> HttpResponse:
    share = _open_to(request, pk)
    count = actions.send_comments(share, by=request.user)
    words = ngettext("%(n)s comment sent.", "%(n)s comments sent.", count)
    messages.success(request, words % {"n": count})
    return redirect("coaching:draft", share.pk)


@login_required
@require_POST
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    share = _open_to(request, pk)
    actions.mark_read(share, by=request.user)
    messages.success(request, _("Read. From here on you see what changes."))
    return redirect("coaching:colleagues" if share.pairing.is_peer else "coaching:desk")


@login_required
@require_http_methods(LINKED)
def file(request: SignedInRequest, pk: int, artifact_pk: int) -> HttpResponseBase:
    """A file or link of a part that is shared; each look stands in the record, and its learner can see it."""
    share = _open_to(request, pk)
    steps = [step.id for step in steps_of(share)]
    files = Artifact.objects.free().filter(submission=share.submission_id, step_id__in=steps)
    artifact = get_object_or_404(files.select_related("submission__start"), pk=artifact_pk)
    if artifact.kind == ArtifactKind.LINK:
        return lead_to(artifact, request, ground="coach")
    return stream(artifact, request, ground="coach")


@login_required
@require_POST
def replies(request: SignedInRequest, pk: int) -> HttpResponse:
    comment, is_coach = _comment(request, pk)
    form = ReplyForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.reply(comment, form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            return redirect(f"{_address(comment.share, is_coach=is_coach)}#c{comment.pk}")
    context = _page(request, comment.share, is_coach=is_coach)
    context |= {"reply_form": form, "replied_to": comment.pk, "refused": form}
    if (
        status != 422
    ):  # done by now, or at its most replies: there is no field any more in which it would stay
        context["unsent"] = request.POST.get("text", "")
    return render(request, "coaching/draft.html", context, status=status)


@login_required
@require_POST
def done(request: SignedInRequest, pk: int) -> HttpResponse:
    comment, is_coach = _comment(request, pk)
    actions.finish_comment(comment, by=request.user)
    return redirect(f"{_address(comment.share, is_coach=is_coach)}#{comment.step_id}")


@login_required
@require_POST
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    comment, is_coach = _comment(request, pk)
    actions.open_comment_again(comment, by=request.user)
    return redirect(f"{_address(comment.share, is_coach=is_coach)}#c{comment.pk}")


@prepared
def _own(learner: Person, pk: int) -> QuerySet[DraftShare]:
    return DraftShare.objects.of_learner(learner).for_pages().filter(pk=pk)[:1]


@prepared
def _of_helper(helper: Person, pk: int) -> QuerySet[DraftShare]:
    return DraftShare.objects.filter(pairing__coach=helper, pk=pk).for_pages()[:1]


def _open_to(request: SignedInRequest, pk: int) -> DraftShare:
    """Asked in two: whether it is open hangs on each one's roles, and the long question of all it shows does not."""
    if not DraftShare.objects.open_to(request.user).filter(pk=pk).exists():
        raise Http404
    return found_or_404(_of_helper.first(request.user, pk))


def _comment(request: SignedInRequest, pk: int) -> tuple[Comment, bool]:
    """A comment that was sent, found through its learner or whoever the draft is open to; and who asks."""
    person = request.user
    own = Q(share__in=DraftShare.objects.of_learner(person))
    opened = Q(share__in=DraftShare.objects.open_to(person))
    rows = Comment.objects.sent().filter(own | opened)
    comment = get_object_or_404(rows, pk=pk)
    comment.share = DraftShare.objects.for_pages().get(pk=comment.share_id)
    return comment, comment.share.submission.person_id != person.pk


def _address(share: DraftShare, *, is_coach: bool = True) -> str:
    return reverse("coaching:draft" if is_coach else "coaching:shared", args=[share.pk])


def _page(request: SignedInRequest, share: DraftShare, *, is_coach: bool) -> dict[str, Any]:
    view = view_of(share, request.user, whole_number(request.GET.get("older")) or 1)
    apart = in_force(AssessmentPolicy).coached_within_months
    forms = {p.id: _comment_form(p) for p in view.passages} if is_coach else {}
    return {
        "share": share,
        "view": view,
        "version": share.submission.version,
        "is_coach": is_coach,
        "is_peer": share.pairing.is_peer,
        "learner": share.pairing.learner,
        "coach": share.pairing.coach,
        "apart_until": months_after(today(), apart),
        "rows": [(passage, forms.get(passage.id)) for passage in view.passages],
        "reply_form": ReplyForm(),
    }


def _comment_form(passage: Passage, sent: Any = None) -> CommentForm:
    return CommentForm(
        sent,
        auto_id=f"{passage.id}-%s",
        criteria=[(c.id, c.title) for c in passage.criteria],
        recordings=[(str(a.pk), a.name) for a in passage.recordings],
        language=passage.language,
    )


def _keep(
    request: SignedInRequest, share: DraftShare, passage: Passage, sent: dict[str, Any]
) -> Comment:
    chosen = sent.get("recording") or ""
    artifact = next((a for a in passage.recordings if str(a.pk) == chosen), None)
    if artifact is None and sent.get("moment") is not None and len(passage.recordings) == 1:
        artifact = passage.recordings[0]
    return actions.keep_comment(
        share,
        passage.id,
        sent["text"],
        criterion_id=sent.get("criterion") or "",
        artifact=artifact,
        at_seconds=sent.get("moment"),
        by=request.user,
    )
