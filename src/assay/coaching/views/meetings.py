"""One coach and one learner: the cycle, the meetings and their log. Both see the same page."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.coaching import actions
from assay.coaching.meeting_forms import CycleForm, LogForm, MeetingForm
from assay.coaching.models import Cycle, CycleStep, DraftShare, Meeting, Pairing
from assay.evidence.models import Status, Submission
from assay.lib.clock import now, today
from assay.lib.errors import Refusal
from assay.lib.text.calendar_file import calendar_file
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal

#: How long a meeting stands in a calendar; its end is no one’s promise.
MINUTES = 45
#: Three forms stand on one page: each names its fields by itself.
_CYCLE, _MEETING, _LOG = "cycle-%s", "meeting-%s", "log-%s"


@login_required
@require_safe
def pairing(request: SignedInRequest, pk: int) -> HttpResponse:
    return _shown(request, _pairing(request, pk))


@login_required
@require_http_methods(["POST"])
def cycles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a cycle, or word the one that runs otherwise."""
    found = _pairing(request, pk)
    form = CycleForm(request.POST, auto_id=_CYCLE)
    if form.is_valid():
        goal, evidence = form.cleaned_data["goal"], form.cleaned_data["evidence"]
        cycle = Cycle.objects.open().filter(pairing=found).first()
        try:
            if cycle is None:
                actions.begin_cycle(found, goal, evidence, by=request.user)
            else:
                cycle.pairing = found
                actions.agree(cycle, goal, evidence, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return _shown(request, found, status=refusal.status, cycle_form=form)
        messages.success(request, _("Saved. Both of you see it."))
        return redirect("coaching:pairing", found.pk)
    return _shown(request, found, status=422, cycle_form=form)


@login_required
@require_POST
def cycle_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _pairing(request, pk)
    cycle = get_object_or_404(Cycle.objects.open(), pairing=found)
    actions.end_cycle(cycle, by=request.user)
    messages.success(request, _("The cycle has ended."))
    return redirect("coaching:pairing", found.pk)


@login_required
@require_POST
def meetings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a meeting; with `meeting` in the form, move one."""
    found = _pairing(request, pk)
    form = MeetingForm(request.POST, auto_id=_MEETING)
    if form.is_valid():
        sent = form.cleaned_data
        moved = _one_of(found, request.POST.get("meeting", ""))
        try:
            actions.set_meeting(
                found,
                timezone.make_aware(datetime.combine(sent["day"], sent["time"])),
                place=sent["place"],
                topic=sent["topic"],
                step=sent["step"],
                meeting=moved,
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            return _shown(request, found, status=refusal.status, meeting_form=form)
        messages.success(request, _("Set. Both of you see it, and can take it into a calendar."))
        return redirect("coaching:pairing", found.pk)
    return _shown(request, found, status=422, meeting_form=form)


@login_required
@require_POST
def calling_off(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    actions.call_off(meeting, by=request.user)
    messages.success(request, _("Called off."))
    return redirect("coaching:pairing", meeting.pairing_id)


@login_required
@require_POST
def log(request: SignedInRequest, pk: int) -> HttpResponse:
    """The coach logs a meeting: one that was set, or another."""
    found = get_object_or_404(_pairings(request).filter(coach=request.user), pk=pk)
    form = LogForm(request.POST, auto_id=_LOG)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            actions.log_meeting(
                found,
                sent["held_on"],
                topic=sent["topic"],
                next_step=sent["next_step"],
                step=sent["step"],
                is_talk=sent["is_talk"],
                meeting=_one_of(found, request.POST.get("meeting", "")),
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            return _shown(request, found, status=refusal.status, log_form=form)
        words = _("Logged. %(name)s sees it, too.") % {"name": found.learner.first_name}
        messages.success(request, words)
        return redirect("coaching:pairing", found.pk)
    return _shown(request, found, status=422, log_form=form)


@login_required
@require_safe
def in_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """A meeting for one’s own calendar (RFC 5545)."""
    meeting = _meeting(request, pk)
    if meeting.starts_at is None:
        return redirect("coaching:pairing", meeting.pairing_id)
    pair = meeting.pairing
    other = pair.learner if pair.coach_id == request.user.pk else pair.coach
    url = request.build_absolute_uri(reverse("coaching:pairing", args=[pair.pk]))
    body = calendar_file(
        uid=f"coaching-{pk}@{request.get_host()}",
        title=_("Meeting with %(name)s") % {"name": other.display_name if other else ""},
        begins=meeting.starts_at,
        ends=meeting.starts_at + timedelta(minutes=MINUTES),
        place=meeting.place,
        url=url,
        about=meeting.topic,
        is_canceled=meeting.called_off_at is not None,
        made_at=now(),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coaching-{pk}.ics"'
    return answer


@login_required
@require_POST
def without_talk(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Where no one coaches: go on without the talk that a next attempt waits for."""
    submission = get_object_or_404(
        Submission.objects.visible_to(request.user).with_version(), pk=submission_pk
    )
    actions.go_without_talk(submission, by=request.user)
    messages.success(request, _("You can submit without a talk, since no one coaches here."))
    return redirect("evidence:readiness", submission.pk)


def _pairings(request: SignedInRequest) -> Any:
    person = request.user
    mine = Pairing.objects.filter(
        Q(pk__in=Pairing.objects.of(person).values("pk"))
        | Q(pk__in=Pairing.objects.reached_by(person).values("pk")),
        began_at__isnull=False,
    )
    return mine.select_related("learner", "coach", "organization")


def _pairing(request: SignedInRequest, pk: int) -> Pairing:
    found: Pairing = get_object_or_404(_pairings(request), pk=pk)
    return found


def _meeting(request: SignedInRequest, pk: int) -> Meeting:
    rows = Meeting.objects.filter(pairing__in=_pairings(request))
    return get_object_or_404(rows.select_related("pairing__learner", "pairing__coach"), pk=pk)


def _one_of(pairing: Pairing, typed: str) -> Meeting | None:
    if not typed.isdecimal() or len(typed) > 15:
        return None
    return get_object_or_404(pairing.meetings.all(), pk=int(typed))


def _shown(
    request: SignedInRequest,
    found: Pairing,
    *,
    status: int = 200,
    cycle_form: CycleForm | None = None,
    meeting_form: MeetingForm | None = None,
    log_form: LogForm | None = None,
) -> HttpResponse:
    if found.is_peer:
        return _of_colleagues(request, found, status)
    cycle = found.cycles.filter(ended_on=None).first()
    chosen = _chosen(found, request.GET.get("meeting", ""))
    context = {
        "pairing": found,
        "other": found.learner if found.coach_id == request.user.pk else found.coach,
        "is_coach": found.coach_id == request.user.pk,
        "cycle": cycle,
        "steps": [(step.value, step.label) for step in CycleStep],
        "planned": found.meetings.filter(logged_at=None, called_off_at=None),
        "logged": found.meetings.filter(logged_at__isnull=False).order_by("-held_on", "-pk"),
        "brought": found.brought_entries.all(),
        "past_cycles": found.cycles.filter(ended_on__isnull=False),
        "cycle_form": cycle_form or CycleForm(initial=_said(cycle), auto_id=_CYCLE),
        "meeting_form": meeting_form or MeetingForm(initial=_time_of(chosen), auto_id=_MEETING),
        "log_form": log_form or LogForm(initial=_log_of(chosen, cycle), auto_id=_LOG),
        "chosen": chosen,
        "now": now(),
    }
    return render(request, "coaching/pairing_page.html", context, status=status)


def _of_colleagues(request: SignedInRequest, found: Pairing, status: int) -> HttpResponse:
    """The drafts of two colleagues; who sends a cycle or a meeting is told that there are none."""
    is_own = found.learner_id == request.user.pk
    shares = DraftShare.objects.for_pages().filter(pairing=found)
    if not is_own:
        shares = shares.filter(pk__in=DraftShare.objects.open_to(request.user).values("pk"))
    context = {
        "pairing": found,
        "other": found.coach if is_own else found.learner,
        "is_own": is_own,
        "shares": shares,
        "drafts": Submission.objects.visible_to(request.user).filter(
            status=Status.DRAFT, start__micro_credential=found.micro_credential_id
        ),
    }
    context["refused"] = status != HTTPStatus.OK
    return render(request, "coaching/pairing_of_colleagues.html", context, status=status)


def _chosen(found: Pairing, typed: str) -> Meeting | None:
    """The meeting that is to be moved or logged, where the address names one that can be."""
    if not typed.isdecimal() or len(typed) > 15:
        return None
    return found.meetings.filter(pk=int(typed), logged_at=None, called_off_at=None).first()


def _said(cycle: Cycle | None) -> dict[str, str]:
    return {"goal": cycle.goal, "evidence": cycle.evidence} if cycle else {}


def _time_of(meeting: Meeting | None) -> dict[str, Any]:
    if meeting is None or meeting.starts_at is None:
        return {}
    begins = timezone.localtime(meeting.starts_at)
    return {
        "day": begins.date(),
        "time": begins.time(),
        "place": meeting.place,
        "topic": meeting.topic,
        "step": meeting.step,
    }


def _log_of(meeting: Meeting | None, cycle: Cycle | None) -> dict[str, Any]:
    """Filled in from the meeting that was set, so that logging takes a minute."""
    step = min(cycle.step + 1, CycleStep.REVIEW) if cycle else None
    if meeting is None or meeting.starts_at is None:
        return {"held_on": today(), "step": step}
    held = timezone.localtime(meeting.starts_at).date()
    first: date = min(held, today())
    return {"held_on": first, "topic": meeting.topic, "step": meeting.step or step}
