"""Fillings for pages of earlier rooms: where a submission stands, and who assesses a micro-credential."""

from datetime import date, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.judging.actions.attesting import why_attested
from assay.assessment.models import (
    UNCONFIRMED,
    Anchor,
    AnchorPermission,
    Assessor,
    AssessorOffer,
    Attestation,
    AttestationReason,
    AttestationStatus,
    Evaluation,
    Inspection,
    IntegrityHold,
    Status,
)
from assay.assessment.pool.holding import holds
from assay.assessment.waiting.attestations import open_words
from assay.catalog.models import Version
from assay.evidence.models import Submission
from assay.evidence.openings.listing import StatedReason
from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.program.calendar import business_days_between
from assay.program.policies import AttestationPolicy, closed_periods, in_force
from assay.record.actions import kind_of
from assay.ui.work import Piece

#: Fewer decisions than this say nothing about how long it takes.
ENOUGH, SINCE_DAYS, KEEP_SECONDS = 5, 365, 600


def status(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the status page: who has it now, in words, and what happens next. Two queries; none for a first draft."""
    if submission.status == "draft" and not submission.returned_reasons:
        return None
    evaluation = _judging.first(submission)
    if evaluation is None:
        return {
            "submission": submission,
            "who": _("It has arrived."),
            "then": _then(Status.SCREENING),
            "stops": [],
        }
    return {
        "submission": submission,
        "evaluation": evaluation,
        "stops": _stops(evaluation),
        "who": who_has_it(evaluation),
        "then": _then(evaluation.status),
        "late": evaluation.due_on < today(),
        "released": evaluation.status == Status.RELEASED,
    }


def on_hold(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the status page: that a lead holds it, since when, and what they ask. One query."""
    if submission.status != "submitted":
        return None
    row = _holds.first(submission)
    return {"hold": row} if row is not None else None


def confirmation(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the status page: whom they named to confirm it, and how that stands. One query; two where it is asked."""
    if submission.status not in ("submitted", "closed"):
        return None
    row = _attestations.first(submission)
    if row is None or (submission.status == "closed" and row.status not in UNCONFIRMED):
        return None
    waiting = row.requests.filter(ended_at__isnull=True).select_related("colleague").first()
    return {"attestation": row, "asked": waiting, "submission": submission}


def asked_to_confirm(person: Any, _subject: object) -> dict[str, Any] | None:
    """On a learner's home page: colleagues who named them, and whom they have to name. One query.

    At a desk the former is among the work.
    """
    rows = [Piece(*row) for row in open_words(person)]
    if not rows:
        return None
    to_name = [row for row in rows if row.state == AttestationStatus.NAMING]
    return {"asked": [row for row in rows if row not in to_name], "to_name": to_name}


def opened(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the status page: when somebody opened it outside of judging, and in which role. One query."""
    if submission.status not in ("submitted", "closed"):
        return None
    rows = _inspections(submission)
    return {"inspections": rows} if rows else None


def stated_reasons(submission: Submission) -> list[StatedReason]:
    """For the list of who opened it: every reason stated, whatever became of the submission since. One query."""
    return [
        StatedReason(
            subject=(kind_of(row), str(row.pk)),
            by_id=str(row.by_id),
            role=row.get_role_display(),
            reason=row.reason if row.reason_is_shown else "",
            at=row.opened_at,
            until=row.ends_at,
        )
        for row in _inspections(submission)
    ]


def permission(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the status page: a lead's question whether a copy may train assessors. One query, once it is decided."""
    if submission.status != "closed":
        return None
    rows = AnchorPermission.objects.filter(submission=submission).order_by("-asked_at")
    row = rows.annotate(used=Exists(Anchor.objects.filter(permission=OuterRef("pk")))).first()
    return {"permission": row, "used": row.used} if row is not None else None


def offer(person: Any, award: Any) -> dict[str, Any] | None:
    """On the earner's own page of a badge: would they assess it? Two queries."""
    one = award.version.micro_credential
    if award.revoked or Assessor.objects.current().filter(person=person, micro_credential=one):
        return None
    made = AssessorOffer.objects.filter(person=person, micro_credential=one, ended_at=None).first()
    if made is None and not holds(person, one):
        return None
    return {"slug": one.slug, "offer": made}


@prepared
def _judging(submission: Submission) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(submission=submission)


@prepared
def _holds(submission: Submission) -> QuerySet[IntegrityHold]:
    return IntegrityHold.objects.open().filter(evaluation__submission=submission)


@prepared
def _attestations(submission: Submission) -> QuerySet[Attestation]:
    return Attestation.objects.filter(evaluation__submission=submission)


@prepared
def _inspections(submission: Submission) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(evaluation__submission=submission)
    return rows.order_by("opened_at")


def who_has_it(evaluation: Evaluation) -> str:
    return {
        Status.SCREENING: _("Someone checks that everything is there and opens."),
        Status.INCOMPLETE: _(
            "It is your turn: something is missing. This does not count as an attempt."
        ),
        Status.QUEUED: _("It is complete and waiting for an assessor."),
        Status.SCORING: _("An assessor who does not know your name is reading it."),
        Status.SECOND_SCORING: _(
            "One assessor has scored it. A second one reads it without seeing the first scores."
        ),
        Status.ADJUDICATION: _("Two assessors saw it differently. A lead assessor settles it."),
        Status.AWAITING_RELEASE: _("It is scored. The issuer reads the decision before you do."),
        Status.RELEASED: _("Your decision is here."),
        Status.WITHDRAWN: _("You took it back. It will not be judged."),
    }[Status(evaluation.status)]


def _then(state: str) -> str:
    words: dict[str, str] = {
        Status.SCREENING: _("Then assessors score it on the rubric you know."),
        Status.INCOMPLETE: _("Fix what is listed and submit again."),
        Status.QUEUED: _("Then it is scored, and the issuer releases the decision."),
        Status.SCORING: _(
            "Then a second reading if the program asks for one, and then the decision."
        ),
        Status.SECOND_SCORING: _(
            "Then the scores are put together, and the issuer releases the decision."
        ),
        Status.ADJUDICATION: _("Then the issuer releases the decision."),
        Status.AWAITING_RELEASE: _("Then you get your decision, with feedback on every criterion."),
    }
    return words.get(state, "")


def _stops(evaluation: Evaluation) -> list[dict[str, str]]:
    """The line of states between submitting and the decision: done, now, todo."""
    order = [
        (Status.SCREENING, _("Checked for completeness")),
        (Status.SCORING, _("Scored")),
        (Status.SECOND_SCORING, _("Read a second time")),
        (Status.AWAITING_RELEASE, _("Released by the issuer")),
    ]
    if evaluation.scorings_needed < 2:
        order.pop(2)
    if evaluation.status in (Status.INCOMPLETE, Status.WITHDRAWN):
        return []
    at = {Status.QUEUED: Status.SCORING, Status.ADJUDICATION: Status.SECOND_SCORING}.get(
        Status(evaluation.status), Status(evaluation.status)
    )
    here = next((n for n, (state, _label) in enumerate(order) if state == at), len(order))
    return [
        {"kind": "done" if n < here else "now" if n == here else "todo", "label": label}
        for n, (_state, label) in enumerate(order)
    ]


def who_assesses(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page: how many may assess it, and how long decisions really take."""
    key = f"assessment-side-{version.pk}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        assessors = Assessor.objects.current().filter(
            micro_credential=version.micro_credential_id, major=version.major
        )
        found = {
            "assessors": assessors.values("person").distinct().count(),
            "median_days": median_days(version),
            "issuer": _program(version),
            "confirmed": why_attested(version) or _may_be_drawn(version),
        }
        cache.set(key, found, KEEP_SECONDS)
    return found if found["assessors"] or found["median_days"] or found["confirmed"] else None


def _may_be_drawn(version: Version) -> str:
    rules = in_force(AttestationPolicy, within=version.micro_credential.issuer_id)
    return AttestationReason.SHARE if rules.share_percent else ""


def _program(version: Version) -> str:
    """The program that issues it, by its ident; "" where a school alone does."""
    program = version.micro_credential.issuer.program
    return program.ident if program else ""


def median_days(version: Version) -> int | None:
    """Median business days from handing in to release in the last year, or None for fewer than five decisions."""
    rows = Evaluation.objects.filter(
        submission__version__micro_credential=version.micro_credential_id,
        released_at__gte=now() - timedelta(days=SINCE_DAYS),
    )
    pairs = list(
        rows.order_by("-released_at").values_list("submission__submitted_at", "released_at")[:200]
    )
    if len(pairs) < ENOUGH:
        return None
    closed = closed_periods(within=version.micro_credential.issuer_id)
    return round(
        median(business_days_between(_day(begun), _day(done), closed) for begun, done in pairs)
    )


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
