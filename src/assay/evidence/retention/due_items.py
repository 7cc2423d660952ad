"""What is due, and what comes next: rows out of the database, with the last day on which each is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import localtime

from assay.evidence.keepers import reasons_to_keep
from assay.evidence.models import (
    Artifact,
    Consent,
    Hold,
    Response,
    Status,
    StoredFile,
    Submission,
    Tombstone,
)
from assay.evidence.retention.copies import Copies
from assay.evidence.retention.rules import Idle, Rule, idle_until, is_over, until
from assay.evidence.retention.wording import held_because
from assay.lib.clock import now, span_of
from assay.program.policies import Everywhere, RetentionPolicy

IN_HAND = (Status.DRAFT, Status.WITHDRAWN)
#: A recording is what its badge rests on: it is kept as long as its smaller copy, whether there is one or not.
RECORDING = Q(media_type__startswith="video/") | Q(media_type__startswith="audio/")
_ISSUER = "version__micro_credential__issuer_id"


def decided_files() -> QuerySet[Artifact]:
    """Files and links of decided submissions, each with `kept_until`, the first to go first."""
    rows = Artifact.objects.standing().filter(submission__status=Status.CLOSED)
    kept_until = Case(
        When(removed_at__isnull=False, then=TruncDate("submission__closed_at")),
        When(RECORDING, then=F("submission__streaming_until")),
        default=F("submission__originals_until"),
        output_field=DateField(),
    )
    return rows.annotate(kept_until=kept_until).order_by("kept_until", "pk")


def going_by(day: date) -> QuerySet[Artifact]:
    """Of those, what is kept no longer than the day before this one, if nothing keeps it."""
    begin, _end = span_of(day)
    taken_out = Q(removed_at__isnull=False, submission__closed_at__lt=begin)
    recording = RECORDING & Q(submission__streaming_until__lt=day)
    original = ~RECORDING & Q(submission__originals_until__lt=day)
    return decided_files().filter(taken_out | (Q(removed_at__isnull=True) & (recording | original)))


def staying_on(day: date) -> QuerySet[Artifact]:
    """Of those that were handed in, what has its day still before it."""
    recording = RECORDING & Q(submission__streaming_until__gte=day)
    original = ~RECORDING & Q(submission__originals_until__gte=day)
    return decided_files().filter(recording | original, removed_at__isnull=True)


def rule_of(artifact: Artifact) -> Rule:
    """By which rule a file of a decided submission goes."""
    if artifact.removed_at is not None:
        return Rule.TAKEN_OUT
    return Rule.RECORDING if artifact.is_recording else Rule.ORIGINAL


def with_places(rows: QuerySet[Artifact]) -> QuerySet[Artifact]:
    """With what keepers, pages and rules read of them, in the same query."""
    related = ("submission__start__person", "submission__version__micro_credential__issuer")
    return rows.select_related(*related).defer("submission__manifest", "submission__version__data")


def why_kept(artifacts: Sequence[Artifact]) -> dict[int, list[str]]:
    """Why which of these must stay: a hold, or what a later room needs of it. One query, and those of the rooms."""
    found = reasons_to_keep(artifacts)
    held = Hold.objects.filter(
        artifact__in=[artifact.pk for artifact in artifacts], lifted_at__isnull=True
    )
    for row in held:
        found[row.artifact_id] = [held_because(row.reason), *found.get(row.artifact_id, [])]
    return found


def drafts_in_hand() -> QuerySet[Submission]:
    """Drafts, and what was withdrawn, that still have something in them, with what rules ask of them.

    `is_superseded`: a later attempt has a copy of all that is in it.
    """
    files = Artifact.objects.standing().filter(submission=OuterRef("pk"))
    texts = Response.objects.filter(submission=OuterRef("pk")).exclude(text="")
    later = Submission.objects.filter(start=OuterRef("start"), pk__gt=OuterRef("pk"))
    rows = Submission.objects.filter(
        Exists(files) | Exists(texts) | ~Q(note=""),
        Q(emptied_at__isnull=True) | Q(emptied_at__lt=F("saved_at")),
        status__in=IN_HAND,
    )
    rows = rows.annotate(is_superseded=Exists(later))
    related = ("start__person", "version__micro_credential__issuer")
    return rows.select_related(*related).defer("manifest", "version__data")


def announced(rows: QuerySet[Submission]) -> QuerySet[Any]:
    """Of these drafts, those of which their learner was told since the last change, the first to go first.

    Each with `files` and `size_bytes`, of what is still kept.
    """
    rows = rows.filter(deletion_on__isnull=False, deletion_told_at__gte=F("saved_at"))
    files = Q(artifacts__deleted_at__isnull=True)
    return rows.annotate(
        files=Count("artifacts", filter=files),
        size_bytes=Coalesce(Sum("artifacts__size_bytes", filter=files), 0),
    ).order_by("deletion_on", "pk")


def idle(draft: Submission) -> Idle:
    told = draft.deletion_told_at is not None and draft.deletion_told_at >= draft.saved_at
    return Idle(
        changed_on=localtime(draft.saved_at).date(),
        open_until=draft.extended_to,
        told_until=draft.deletion_on if told else None,
    )


def is_due(draft: Submission, policy: RetentionPolicy, day: date) -> bool:
    """Whether it goes today: its learner was told twice, or has a copy of all of it in a later attempt."""
    if draft.status not in IN_HAND or not is_over(idle_until(idle(draft), policy), day):
        return False
    superseded = getattr(draft, "is_superseded", False)
    told = idle(draft).told_until is not None and draft.deletion_retold_at is not None
    return superseded or told


def untouched_for(days: int) -> QuerySet[Submission]:
    """Drafts in which nothing changed for so many days."""
    return drafts_in_hand().filter(saved_at__lt=now() - timedelta(days=days)).order_by("pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCopy:
    """A copy whose time is over, and until when it was kept."""

    row: StoredFile
    artifact: Artifact
    kept_until: date
    rule: Rule


def due_copies(kind: Copies, day: date, most: int) -> Iterator[DueCopy]:
    """Of decided submissions by the day that was told; and of whatever goes with a draft."""
    column = "originals_until" if kind.rule == Rule.LINK_COPY else "streaming_until"
    over = Q(artifact__submission__status=Status.CLOSED) & (
        Q(**{f"artifact__submission__{column}__lt": day})
        | Q(artifact__deleted_at__lt=F("artifact__submission__closed_at"))
    )
    with_draft = ~Q(artifact__submission__status=Status.CLOSED) & Q(
        artifact__deleted_at__isnull=False
    )
    rows: QuerySet[Any] = kind.model._base_manager.filter(over | with_draft)
    rows = rows.exclude(storage_key="")
    marked = Tombstone.objects.filter(table=kind.model._meta.label_lower)
    rows = rows.exclude(pk__in=marked.values("row_id"))
    for row in rows.select_related("artifact__submission").order_by("pk")[:most]:
        kept = getattr(row.artifact.submission, column) or localtime(now()).date()
        yield DueCopy(row=row, artifact=row.artifact, kept_until=min(kept, day), rule=kind.rule)


def old_consents(day: date, most: int) -> Iterator[tuple[Consent, date]]:
    """Records of consent of files that are gone, whose years are over, with the last day of each."""
    figures = Everywhere(RetentionPolicy)
    rows = Consent.objects.filter(
        artifact__deleted_at__isnull=False,
        artifact__submission__closed_at__lt=now() - timedelta(days=364),
    )
    related = "artifact__submission__version__micro_credential"
    for row in rows.select_related(related).order_by("artifact__submission__closed_at")[:most]:
        submission = row.artifact.submission
        policy = figures.of(RetentionPolicy, submission.version.micro_credential.issuer_id)
        closed_on = localtime(submission.closed_at).date()
        kept = until(Rule.CONSENT, closed_on, policy)
        if is_over(kept, day):
            yield row, kept
