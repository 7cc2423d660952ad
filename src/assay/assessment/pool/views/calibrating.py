"""Calibration: what one needs to be certified, the training, anchors one by one, each beside the expert's levels."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Avg, Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.judging.forms import Sheet, in_fields, sheet_from
from assay.assessment.judging.views.sheet_page import Subject, sheet_context, written_late
from assay.assessment.models import (
    Anchor,
    AnchorFile,
    AnchorReading,
    Assessor,
    AssignmentStatus,
    Calibration,
    DriftCheck,
    Result,
)
from assay.assessment.pool import actions, calibration, training
from assay.assessment.pool.actions.calibrating import (
    anchors_asked,
    has_alarm,
    last_calibration,
    new_anchors,
    opens_on,
    pages_unread,
    pairs_of,
    pause_of,
    readings_counted,
    why_not_yet,
)
from assay.assessment.pool.anchor_view import evidence_of_anchor
from assay.catalog.content.nouns import Item, Prompt
from assay.evidence.openings.streaming import LINKED, stream_file
from assay.lib.clock import today
from assay.lib.errors import Refusal, Stale
from assay.lib.http import address_of, wants_json
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessorPolicy, in_force
from assay.ui.http import kept_beside, newer, saved, tab_of

READING = (
    "anchor__version__micro_credential__issuer",
    "anchor__version__micro_credential__owner",
    "anchor__permission__submission__start",
    "calibration",
)


@login_required
@require_safe
def certification(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one person needs to be certified for a scoring version, and how far they are: theirs, and their leads'."""
    reach = Q(person=request.user) | Q(pk__in=Assessor.objects.all().visible_to(request.user))
    rows = Assessor.objects.current().filter(reach, micro_credential__current__isnull=False)
    rows = rows.select_related(
        "person", "micro_credential__current", "micro_credential__issuer", "micro_credential__owner"
    )
    assessor = get_object_or_404(rows.distinct(), pk=pk)
    last = last_calibration(assessor)
    unread = pages_unread(assessor.person)
    mine = assessor.person_id == request.user.pk
    day, pause, has_enough = today(), pause_of(assessor), _has_enough(assessor)
    is_open = last is not None and last.is_open
    needed = pause is not None or not assessor.counts_alone(day)
    context = {
        "assessor": assessor,
        "version": assessor.micro_credential.current,
        "mine": mine,
        "turn": last,
        "progress": _progress(last, assessor) if last is not None else None,
        "earlier": _turns(assessor)[1:],
        "pages": [
            {"page": training.page(slug, get_language() or "en"), "read": slug not in unread}
            for slug in training.PAGES
        ],
        "unread": len(unread),
        "counts_alone": assessor.counts_alone(day),
        "opens_on": opens_on(assessor.calibrated_until) if assessor.calibrated_until else None,
        "why_not": why_not_yet(assessor, last),
        "has_enough": has_enough,
        "too_few_new": needed and not is_open and not has_enough,
        "pause": pause,
        "has_alarm": has_alarm(assessor),
        "may_pause": policy.can_pause(
            request.user, assessor.person, assessor.micro_credential.issuer
        ),
        **_anchors_there(assessor),
    }
    return render(request, "assessment/certification.html", context)


def _turns(assessor: Assessor) -> list[Calibration]:
    rows = Calibration.objects.filter(
        person=assessor.person_id,
        micro_credential=assessor.micro_credential_id,
        major=assessor.major,
    )
    return list(rows[:20])


def _anchors_there(assessor: Assessor) -> dict[str, int]:
    rows = Anchor.objects.usable().of(assessor.micro_credential_id, assessor.major)
    found = rows.order_by().aggregate(there=Count("pk"), minutes=Avg("minutes"))
    there, asked = found["there"], in_force(AssessorPolicy).anchors
    minutes = round(found["minutes"] or 0)
    return {
        "anchors": there,
        "asked": asked,
        "lacking": max(0, asked - there),
        "minutes": minutes,
    }


def _has_enough(assessor: Assessor) -> bool:
    last = last_calibration(assessor)
    if last is not None and last.is_open:
        return True
    follows = last if last is not None and last.result == Result.BELOW else None
    return new_anchors(assessor) >= anchors_asked(follows)


@login_required
@require_POST
def starting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin, and go to the first anchor."""
    rows = Assessor.objects.select_related(
        "person", "micro_credential__issuer", "micro_credential__owner"
    )
    assessor = get_object_or_404(rows, pk=pk, person=request.user)
    try:
        turn = actions.start_calibration(assessor, by=request.user)
    except Refusal as e:
        messages.warning(request, e.message)
        return redirect("assessment:certification", pk)
    first = turn.readings.all()[0]
    return redirect("assessment:reading", first.pk)


@login_required
@require_POST
def stopping(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a turn before its end."""
    turn = get_object_or_404(Calibration, pk=pk, person=request.user)
    actions.stop_calibration(turn, by=request.user)
    messages.success(request, _("Stopped. You can begin again when you like, with other anchors."))
    assessor = Assessor.objects.current().filter(
        person=request.user, micro_credential=turn.micro_credential_id, major=turn.major
    )
    row = assessor.first()
    return redirect("assessment:certification", row.pk) if row else redirect("assessment:desk")


@only_for(policy.is_assessor)
def training_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """One page of the training; a press confirms that it was read."""
    if slug not in training.PAGES:
        raise Http404
    if request.method == "POST":
        actions.confirm_training(slug, by=request.user)
        unread = pages_unread(request.user)
        if unread:
            return redirect("assessment:training", unread[0])
        messages.success(request, _("You have read the whole training. Thank you."))
        return redirect("assessment:desk")
    context = {
        "page": training.page(slug, get_language() or "en"),
        "n": training.PAGES.index(slug) + 1,
        "of": len(training.PAGES),
        "is_read": slug not in pages_unread(request.user),
        "others": [training.page(s, get_language() or "en") for s in training.PAGES if s != slug],
    }
    return render(request, "assessment/training.html", context)


def _reading_for(person: Person, pk: int) -> AnchorReading:
    """One's own; 404 for everybody else's, and for a check, which is read where submissions are."""
    rows = AnchorReading.objects.select_related(*READING)
    rows = rows.filter(Q(calibration__isnull=False) | Q(handed_over_at__isnull=False))
    return get_object_or_404(rows, pk=pk, person=person)


@login_required
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet about an anchor: the page, keys and saving of every sheet."""
    row = _reading_for(request.user, pk)
    if request.method == "POST":
        return save(request, row)
    if row.handed_over_at is None and (first := _first_open(row)) != row:
        return redirect("assessment:reading", first.pk)
    return page(request, row, Sheet.of(row))


def _first_open(row: AnchorReading) -> AnchorReading:
    """Anchors are read in their order, but for one that stands still."""
    if row.calibration is None or row.anchor.paused_at is not None:
        return row
    return _next(row.calibration) or row


def save(request: SignedInRequest, row: AnchorReading) -> HttpResponse:
    content = row.anchor.version.content
    typed = sheet_from(request.POST, content)
    try:
        stored = _store(row, typed, request)
    except Stale as e:
        row.refresh_from_db(fields=_KEPT)
        if wants_json(request):
            return newer(
                request, e, stored=in_fields(row, content), revision=row.revision, at=row.saved_at
            )
        typed.revision = row.revision
        return page(request, row, typed, stale=True, status=e.status)
    except Refusal as e:
        if not wants_json(request):
            row.refresh_from_db(fields=_KEPT)
            return page(request, row, typed, refusal=e, status=e.status)
        if isinstance(e, LeaseEnded) and e.kept:
            return kept_beside(request, e)
        raise
    if wants_json(request):
        return saved(request, at=stored.saved_at, revision=stored.revision)
    return redirect(_subject(row).save_url)


_KEPT = (
    "levels",
    "feedback",
    "summary",
    "note_to_approver",
    "notes",
    "revision",
    "saved_at",
    "handed_over_at",
)


def _store(row: AnchorReading, typed: Sheet, request: SignedInRequest) -> AnchorReading:
    return actions.save_reading(
        row,
        levels=typed.levels,
        feedback=typed.feedback,
        summary=typed.summary,
        notes=typed.notes,
        note_to_approver=typed.note_to_approver,
        revision=typed.revision,
        origin=tab_of(request),
        by=request.user,
    )


@login_required
@require_POST
def reading_handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was sent, hand it over, and show it beside the expert's."""
    return hand_over(request, _reading_for(request.user, pk))


def hand_over(request: SignedInRequest, row: AnchorReading) -> HttpResponse:
    """Of a turn or a check."""
    typed = sheet_from(request.POST, row.anchor.version.content)
    try:
        typed.revision = _store(row, typed, request).revision
        actions.hand_over_reading(row, by=request.user)
    except Stale as e:
        row.refresh_from_db(fields=_KEPT)
        typed.revision = row.revision
        return page(request, row, typed, stale=True, status=e.status)
    except Refusal as e:
        row.refresh_from_db(fields=_KEPT)
        return page(request, row, typed, refusal=e, status=e.status)
    return redirect("assessment:beside", row.pk)


def page(
    request: SignedInRequest,
    row: AnchorReading,
    typed: Sheet,
    *,
    refusal: Refusal | None = None,
    stale: bool = False,
    proposed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    turn, check = row.calibration, check_of(row)
    is_open = row.handed_over_at is None
    if turn is not None:
        is_open = is_open and turn.is_open
    if check is not None:
        is_open = is_open and check.is_open
    visible = policy.may_open_anchor(request.user, row.anchor)
    route = "assessment:file" if check else "assessment:anchor_file"
    context = {
        **sheet_context(
            _subject(row),
            row,
            typed,
            by=request.user,
            may_write=is_open,
            refusal=refusal,
            stale=stale,
        ),
        "reading": row,
        "assignment": {
            "pk": check.number,
            "slot": check.slot,
            "status": check.status,
            "is_open": check.is_open,
            "due_on": check.due_on,
        }
        if check
        else None,
        "is_paused": row.anchor.paused_at is not None,
        "proposed": proposed,
        "evidence": evidence_of_anchor(row.anchor, route=route) if visible else None,
        **(_run_out(request.user, row, check) if check else {}),
    }
    return render(request, "assessment/sheet.html", context, status=status)


def _run_out(person: Person, row: AnchorReading, check: DriftCheck) -> dict[str, Any]:
    """Of a check whose time is over: what was written late, and whether it may be taken again; as of a lease."""
    if check.status != AssignmentStatus.LAPSED:
        return {}
    return {
        "late": written_late(row.late_sheets.all(), row.anchor.version.content),
        "may_take_again": policy.can_take_check_again(person, check),
    }


def check_of(row: AnchorReading) -> DriftCheck | None:
    """The check that this reading is, until it is handed over: till then nobody is to know."""
    if row.calibration_id is not None or row.handed_over_at is not None:
        return None
    return DriftCheck.objects.filter(reading=row).first()


def _subject(row: AnchorReading) -> Subject:
    """A check stands on its page as a submission does."""
    if (check := check_of(row)) is not None:
        return Subject(
            public_id=row.anchor.public_id,
            version=row.anchor.version,
            save_url=address_of("assessment:sheet", check.number),
            hand_over_url=address_of("assessment:handover", check.number),
            kept_as=f"sheet:{check.number}",
            back=str(check.number),
        )
    return Subject(
        public_id=row.anchor.public_id,
        version=row.anchor.version,
        save_url=address_of("assessment:reading", row.pk),
        hand_over_url=address_of("assessment:reading_handover", row.pk),
        kept_as=f"anchor:{row.pk}",
        back=f"anchor-{row.pk}",
        is_released=False,
        heading=_heading(row),
        setting=row.anchor.setting,
    )


def _heading(row: AnchorReading) -> str:
    if row.calibration is None:
        return _("Anchor")
    return _("Anchor %(n)d of %(of)d") % {"n": row.place, "of": row.calibration.readings.count()}


@login_required
@require_safe
def beside(request: SignedInRequest, pk: int) -> HttpResponse:
    """One anchor, one's levels beside the expert's: once it is handed over, for its reader and the leads."""
    row = _handed_over_for(request.user, pk)
    return render(request, "assessment/beside.html", _beside(request, row, None))


def _handed_over_for(person: Person, pk: int) -> AnchorReading:
    rows = AnchorReading.objects.select_related("person", *READING)
    row = get_object_or_404(rows, pk=pk, handed_over_at__isnull=False)
    if row.person_id != person.pk and not policy.may_see_expert(person, row.anchor):
        raise Http404
    return row


@login_required
@require_POST
def objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell the lead what the evidence shows."""
    row = _reading_for(request.user, pk)
    if row.handed_over_at is None:
        raise Http404
    try:
        actions.object_to(
            row, request.POST.get("criterion", ""), request.POST.get("words", ""), by=request.user
        )
    except Refusal as e:
        context = _beside(request, row, e)
        return render(request, "assessment/beside.html", context, status=e.status)
    messages.success(request, _("Sent. You find the answer on this page."))
    return redirect("assessment:beside", row.pk)


def _beside(
    request: SignedInRequest, row: AnchorReading, refusal: Refusal | None
) -> dict[str, Any]:
    anchor, turn = row.anchor, row.calibration
    content = anchor.version.content
    titles = {c.id: (n, c) for n, c in enumerate(content.criteria, 1)}
    steps = {step.id: step for step in content.steps}
    rows = []
    for pair in pairs_of(row):
        n, criterion = titles[pair.criterion]
        moment = anchor.moments.get(criterion.id, {})
        rows.append(
            {
                "n": n,
                "criterion": criterion,
                "pair": pair,
                "own_words": criterion.descriptors[pair.own],
                "expert_words": criterion.descriptors[pair.expert],
                "said": row.feedback.get(criterion.id, {}),
                "reason": anchor.reasons.get(criterion.id, ""),
                "moment": moment,
                "where": _where(steps.get(moment.get("step", ""))),
                "set_aside": anchor.set_aside.get(criterion.id, ""),
            }
        )
    mine = row.person_id == request.user.pk
    found = calibration.tally([pairs_of(row)])
    assessor = _assessor_of(turn) if turn is not None else None
    return {
        "reading": row,
        "version": anchor.version,
        "anchor": anchor,
        "heading": _heading(row),
        "differ": [r for r in rows if not r["pair"].is_same],
        "agree": [r for r in rows if r["pair"].is_same],
        "found": found,
        "verdict": _verdict(found),
        "how": _how_they_differ([r["pair"] for r in rows]),
        "mine": mine,
        "turn": turn,
        "was_check": turn is None,
        "assessor": assessor,
        "progress": _progress(turn, assessor, row) if turn is not None and assessor else None,
        "next_reading": _next(turn) if mine and turn is not None and turn.is_open else None,
        "objections": list(row.objections.select_related("answered_by")),
        "may_object": mine and not row.objections.filter(answered_at__isnull=True).exists(),
        "criteria": [(c.id, f"{n}. {c.title}") for n, c in titles.values()],
        "titles": {ident: c.title for ident, (_n, c) in titles.items()},
        "refusal": refusal,
        "sent": request.POST,
    }


def _where(step: Prompt | Item | None) -> str:
    """In which part of the evidence a moment lies, as its page calls it."""
    if step is None:
        return ""
    if isinstance(step, Item):
        return step.title
    return _("Overview") if step.part == "part1" else _("Reflection")


def _verdict(found: calibration.Tally) -> str:
    return _("You and the expert chose the same level on %(same)d of %(n)d") % {
        "same": found.same,
        "n": found.counted,
    }


def _how_they_differ(found: list[calibration.Pair]) -> str:
    """In which direction, and whether any is two levels apart."""
    apart = [pair for pair in found if not pair.is_same and not pair.is_set_aside]
    if not apart:
        return _("Every level that counts is the same.")
    said = [
        ngettext("%(n)d differs.", "%(n)d differ.", len(apart)) % {"n": len(apart)},
    ]
    if all(pair.higher > 0 for pair in apart):
        said.append(_("Yours is the higher each time."))
    elif all(pair.higher < 0 for pair in apart):
        said.append(_("Yours is the lower each time."))
    else:
        said.append(_("Yours is higher on some and lower on others."))
    far = sum(pair.apart > 1 for pair in apart)
    if far:
        said.append(
            ngettext("%(n)d is two levels apart.", "%(n)d are two levels apart.", far) % {"n": far}
        )
    return " ".join(said)


def _next(turn: Calibration) -> AnchorReading | None:
    """The first that does not stand still; where all do, the first."""
    left = turn.readings.filter(handed_over_at__isnull=True)
    return left.filter(anchor__paused_at__isnull=True).first() or left.first()


def _assessor_of(turn: Calibration) -> Assessor | None:
    rows = Assessor.objects.current().filter(
        person=turn.person_id, micro_credential=turn.micro_credential_id, major=turn.major
    )
    return rows.first()


def _progress(
    turn: Calibration, assessor: Assessor, here: AnchorReading | None = None
) -> dict[str, Any]:
    """The running result: each anchor with its marks, the tally, and what is still needed."""
    rules = in_force(AssessorPolicy)
    rows = list(turn.readings.select_related("anchor__version"))
    done = [row for row in rows if row.handed_over_at is not None]
    counted = readings_counted(turn)
    tally = calibration.tally(pairs_of(row) for row in counted)
    own = calibration.tally(pairs_of(row) for row in done)
    to_come = [row for row in rows if row.handed_over_at is None]
    left = sum(
        len(row.anchor.version.content.criteria) - len(row.anchor.set_aside) for row in to_come
    )
    return {
        "rows": [_board_row(row, row == here) for row in rows],
        "tally": tally,
        "is_begun": bool(tally.counted),
        "percent_needed": rules.exact_agreement_percent,
        "off_by_two": own.off_by_two,
        "no_off_by_two": rules.no_criterion_off_by_two,
        "has_earlier": len(counted) > len(done),
        "remaining": len(to_come),
        "minutes": round(sum(row.anchor.minutes for row in to_come) / len(to_come))
        if to_come
        else 0,
        "left": left,
        "needed": calibration.still_needed(tally, left, percent=rules.exact_agreement_percent),
        "wait_days": rules.retry_wait_days,
        "next": to_come[0] if to_come else None,
        "until": assessor.calibrated_until if assessor.counts_alone(today()) else None,
        "asides": [
            {"n": row.place, "why": why, "criterion": ident}
            for row in done
            for ident, why in row.anchor.set_aside.items()
        ],
    }


def _board_row(row: AnchorReading, is_here: bool) -> dict[str, Any]:
    criteria = row.anchor.version.content.criteria
    if row.handed_over_at is None:
        marks = [{"kind": "aside" if c.id in row.anchor.set_aside else "todo"} for c in criteria]
        return {"reading": row, "n": row.place, "marks": marks, "here": is_here, "done": False}
    found = pairs_of(row)
    tally = calibration.tally([found])
    return {
        "reading": row,
        "n": row.place,
        "marks": [
            {
                "kind": "aside" if pair.is_set_aside else "same" if pair.is_same else "near",
                "apart": pair.apart,
            }
            for pair in found
        ],
        "same": tally.same,
        "counted": tally.counted,
        "here": is_here,
        "done": True,
    }


@login_required
@require_http_methods(LINKED)
def anchor_file(request: SignedInRequest, public_id: str, pk: int) -> HttpResponseBase:
    """One file of an anchor, for its readers and leads; nobody's name is in it, so no line is written."""
    rows = AnchorFile.objects.select_related(
        "anchor__version__micro_credential__issuer",
        "anchor__version__micro_credential__owner",
        "anchor__permission__submission__start",
    )
    file = get_object_or_404(rows, pk=pk, anchor__public_id=public_id)
    if not policy.may_open_anchor(request.user, file.anchor):
        raise Http404
    return stream_file(file, request)
