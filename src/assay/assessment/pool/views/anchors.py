"""The lead's anchors: how many there are, what each says, making one from released work, and messages to answer."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.assessment.judging.forms import anchor_from
from assay.assessment.models import (
    Anchor,
    AnchorPermission,
    AnchorQuerySet,
    AnchorReading,
    Answer,
    Assessor,
    Evaluation,
    Objection,
    Origin,
)
from assay.assessment.pool import actions
from assay.assessment.pool.anchor_view import evidence_of_anchor
from assay.assessment.pool.drawing import NOT_AGAIN_DAYS
from assay.catalog.content.nouns import Item
from assay.catalog.models import MicroCredential, Version, major_of
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of
from assay.lib.levels import LEVELS
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessorPolicy, in_force

#: Of one file of an anchor; a lead's own recording for training is short.
MOST_BYTES = 200 * MB


@only_for(policy.is_lead)
def anchors(request: SignedInRequest) -> HttpResponse:
    """All anchors of what one leads, with what lacks; asking for released work; messages that wait."""
    refusal = None
    if request.method == "POST":
        try:
            if "version" in request.POST:
                return redirect("assessment:anchor", _write(request).public_id)
            _ask(request)
            return redirect("assessment:anchors")
        except Refusal as e:
            refusal = e
    mine = _led_by(request.user)
    rows = (
        mine.select_related("version")
        .annotate(read=Count("readings", filter=Q(readings__handed_over_at__isnull=False)))
        .defer("version__data", "responses", "reasons", "moments")
        .order_by("version__title", "major", F("retired_at").asc(nulls_first=True), "pk")
    )
    context = {
        "page": page_of(rows, request),
        "asked": in_force(AssessorPolicy).anchors,
        "lacking": _lacking(request.user),
        "objections": _waiting(request.user),
        "permissions": _permissions(request.user),
        "writable": [
            (str(pk), f"{title} {number}", language)
            for pk, title, number, language in _writable(request.user).values_list(
                "pk", "title", "number", "language"
            )
        ],
        "answers": Answer.choices,
        "levels": LEVELS,
        "refusal": refusal,
        "sent": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/anchors.html", context, status=status)


def _led_by(person: Person) -> AnchorQuerySet:
    """Of what they lead; not those of their own work, nor those they have yet to score themselves."""
    own = Anchor.objects.filter(permission__submission__start__person=person)
    unread = AnchorReading.objects.all().to_come(person)
    rows = Anchor.objects.all().visible_to(person).exclude(pk__in=own.values("pk"))
    return rows.exclude(pk__in=unread.order_by().values("anchor"))


def _writable(person: Person) -> QuerySet[Version]:
    """Versions open to learners of what this person leads."""
    led = MicroCredential.objects.all().reached_from(person.organizations_as(*policy.LEADS))
    rows = Version.objects.filter(
        micro_credential__current=F("pk"),
        status__in=("published", "pilot"),
        micro_credential__in=led,
    )
    return rows.order_by("title")


def _write(request: SignedInRequest) -> Anchor:
    rows = _writable(request.user).select_related(
        "micro_credential__issuer", "micro_credential__owner"
    )
    version = rows.filter(pk=whole_number(request.POST["version"]) or 0).first()
    if version is None:
        message = _("Choose a version of what you lead.")
        raise BadInput(message, fields={"version": message})
    return actions.make_anchor(version, by=request.user)


def _lacking(person: Person) -> list[dict[str, Any]]:
    """Scoring versions open to learners: how many anchors each has, and for how many no check is left. Four queries."""
    usable = Anchor.objects.usable().values_list("version__micro_credential", "major")
    counts = {(one, major): n for one, major, n in usable.annotate(n=Count("pk")).order_by()}
    asked = in_force(AssessorPolicy).anchors
    without = _without_checks(counts)
    rows = [
        {
            "certified": without.get((one, major_of(number)), (0, 0))[1],
            "without_checks": without.get((one, major_of(number)), (0, 0))[0],
            "title": title,
            "language": language,
            "major": major_of(number),
            "there": counts.get((one, major_of(number)), 0),
        }
        for one, title, number, language in _writable(person).values_list(
            "micro_credential", "title", "number", "language"
        )
    ]
    return [row | {"lacks": max(0, asked - row["there"])} for row in rows]


def _without_checks(there: dict[tuple[int, str], int]) -> dict[tuple[int, str], tuple[int, int]]:
    """By scoring version: how many of those certified have met every anchor within the year, and how many they are."""
    since = now() - timedelta(days=NOT_AGAIN_DAYS)
    recent = AnchorReading.objects.filter(
        Q(handed_over_at__gte=since) | Q(handed_over_at__isnull=True, saved_at__gte=since),
        anchor__usable_at__isnull=False,
        anchor__retired_at__isnull=True,
    )
    rows = recent.order_by().values_list(
        "person", "anchor__version__micro_credential", "anchor__major"
    )
    met = {
        (person, one, major): n
        for person, one, major, n in rows.annotate(n=Count("anchor", distinct=True))
    }
    found: dict[tuple[int, str], tuple[int, int]] = {}
    certified = Assessor.objects.at_work().calibrated()
    for person, one, major in certified.values_list("person", "micro_credential", "major"):
        none, of = found.get((one, major), (0, 0))
        is_none = met.get((person, one, major), 0) >= there.get((one, major), 0)
        found[one, major] = (none + is_none, of + 1)
    return found


def _waiting(person: Person) -> list[dict[str, Any]]:
    rows = Objection.objects.filter(
        answered_at__isnull=True, reading__anchor__in=_led_by(person)
    ).exclude(reading__person=person)
    rows = rows.select_related("reading__anchor__version")
    return [_shown(row) for row in rows[:50]]


def _shown(row: Objection) -> dict[str, Any]:
    anchor = row.reading.anchor
    criterion = anchor.version.content.criterion(row.criterion)
    return {
        "row": row,
        "anchor": anchor,
        "criterion": criterion,
        "own": row.reading.levels.get(row.criterion, ""),
        "expert": anchor.levels.get(row.criterion, ""),
        "reason": anchor.reasons.get(row.criterion, ""),
    }


def _permissions(person: Person) -> list[AnchorPermission]:
    """Asked, answered or given, and no anchor made of it yet."""
    rows = AnchorPermission.objects.filter(
        anchors__isnull=True,
        submission__evaluation__in=Evaluation.objects.all().led_by(person),
    )
    return list(rows.select_related("submission__version").order_by("-asked_at")[:50])


def _ask(request: SignedInRequest) -> None:
    """By the submission ID of work that was released."""
    number = request.POST.get("submission", "").strip().upper()
    rows = Evaluation.objects.all().led_by(request.user).with_version()
    evaluation = rows.filter(submission__public_id=number).first()
    if evaluation is None:
        message = _("You lead no submission with this number.")
        raise BadInput(message, fields={"submission": message})
    try:
        actions.ask_for_anchor(evaluation, by=request.user)
    except Refusal as e:
        raise type(e)(e.message, fields={"submission": e.message}) from e
    messages.success(request, _("Asked. The learner finds the question on the page of that work."))


def anchor_for(person: Person, public_id: str) -> Anchor:
    """Of those this person leads; 404 for everybody else."""
    rows = _led_by(person).select_related(
        "version__micro_credential__issuer",
        "version__micro_credential__owner",
        "permission__submission__start",
        "made_by",
    )
    return get_object_or_404(rows, public_id=public_id)


@only_for(policy.is_lead)
def anchor(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One anchor: its evidence, the expert's levels; edited until it is in use."""
    row, refusal, typed = anchor_for(request.user, public_id), None, None
    if request.method == "POST":
        typed = anchor_from(request.POST, row)
        try:
            actions.edit_anchor(row, by=request.user, **typed)
            if request.POST.get("use"):
                actions.put_in_use(row, by=request.user)
                messages.success(request, _("In use. It may be drawn from now on."))
                return redirect("assessment:anchors")
            messages.success(request, _("Saved."))
            return redirect("assessment:anchor", public_id)
        except Refusal as e:
            refusal = e
            if not isinstance(e, BadInput):
                row.refresh_from_db()
    return _anchor_page(request, row, typed=typed, refusal=refusal)


def _anchor_page(
    request: SignedInRequest,
    row: Anchor,
    *,
    typed: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "anchor": row,
        "version": row.version,
        "evidence": evidence_of_anchor(row),
        "rows": _rows(row, typed, refusal),
        "answers": [
            {"step": step, "text": (typed or {}).get("responses", row.responses).get(step.id, "")}
            for step in row.version.content.prompts
        ],
        "files": list(row.files.all()),
        "typed": typed or {},
        "steps": [
            (s.id, s.title if isinstance(s, Item) else s.text) for s in row.version.content.steps
        ],
        "levels": LEVELS,
        "may_edit": row.usable_at is None and row.retired_at is None,
        "items": [
            (item.id, item.title)
            for item in row.version.content.items
            if any(one != "url" for one in item.formats)
        ],
        "sent": request.POST,
        "is_copy": row.origin == Origin.RELEASED,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/anchor.html", context, status=status)


def _rows(
    row: Anchor, typed: dict[str, Any] | None, refusal: Refusal | None
) -> list[dict[str, Any]]:
    said, fields = typed or {}, refusal.fields if refusal else {}
    levels = said.get("levels", row.levels)
    reasons = said.get("reasons", row.reasons)
    moments = said.get("moments", row.moments)
    return [
        {
            "n": n,
            "criterion": c,
            "level": levels.get(c.id, ""),
            "reason": reasons.get(c.id, ""),
            "moment": moments.get(c.id, {}),
            "set_aside": row.set_aside.get(c.id, ""),
            "level_error": fields.get(f"level-{c.id}", ""),
            "reason_error": fields.get(f"reason-{c.id}", ""),
        }
        for n, c in enumerate(row.version.content.criteria, 1)
    ]


@takes(file_of(MOST_BYTES, lane="uploads", signed_in=True))
@only_for(policy.is_lead)
@require_POST
def file_adding(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Give an anchor a file of its own; it is checked and cleaned as evidence is."""
    row, sent = anchor_for(request.user, public_id), request.FILES.get("file")
    try:
        if not isinstance(sent, UploadedFile) or not sent.size:
            message = _("Choose a file.")
            raise BadInput(message, fields={"file": message})
        actions.add_anchor_file(
            row,
            request.POST.get("step", ""),
            sent,
            name=sent.name or "",
            description=request.POST.get("description", ""),
            by=request.user,
        )
    except Refusal as e:
        return _anchor_page(request, row, refusal=e)
    messages.success(request, _("The file is there."))
    return redirect("assessment:anchor", public_id)


@only_for(policy.is_lead)
@require_POST
def retiring(request: SignedInRequest, public_id: str) -> HttpResponse:
    actions.retire_anchor(anchor_for(request.user, public_id), by=request.user)
    messages.success(request, _("Retired. It is drawn no more."))
    return redirect("assessment:anchors")


@only_for(policy.is_lead)
@require_POST
def setting_aside(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Set one criterion aside with a reason, or let it count again."""
    row, criterion = anchor_for(request.user, public_id), request.POST.get("criterion", "")
    if request.POST.get("again"):
        actions.count_criterion_again(row, criterion, by=request.user)
    else:
        actions.set_criterion_aside(row, criterion, request.POST.get("why", ""), by=request.user)
    messages.success(request, _("Done. It is so for everyone now."))
    return redirect("assessment:anchor", public_id)


@only_for(policy.is_lead)
@require_POST
def copying(request: SignedInRequest, pk: int) -> HttpResponse:
    """Copy released work whose learner gave permission; the lead edits it next."""
    led: QuerySet[Evaluation] = Evaluation.objects.all().led_by(request.user)
    rows = AnchorPermission.objects.filter(submission__evaluation__in=led).select_related(
        "submission__version__micro_credential__issuer",
        "submission__version__micro_credential__owner",
        "submission__start__person",
        "submission__declaration",
    )
    permission = get_object_or_404(rows, pk=pk)
    row = actions.copy_as_anchor(permission, by=request.user)
    messages.success(
        request, _("Copied. Take out what could tell whose it is, then put it in use.")
    )
    return redirect("assessment:anchor", row.public_id)


@only_for(policy.is_lead)
@require_POST
def answering(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer who read an anchor otherwise."""
    rows = Objection.objects.filter(reading__anchor__in=_led_by(request.user)).select_related(
        "reading__anchor__version__micro_credential__issuer",
        "reading__anchor__version__micro_credential__owner",
        "reading__anchor__permission__submission__start",
    )
    row = get_object_or_404(rows.exclude(reading__person=request.user), pk=pk)
    actions.answer_objection(
        row,
        request.POST.get("answer", ""),
        request.POST.get("words", ""),
        level=request.POST.get("level", ""),
        by=request.user,
    )
    messages.success(request, _("Answered. They find it beside their levels."))
    return redirect("assessment:anchors")
