"""What is due is deleted: marked first, then the bytes, then the tombstone is finished, each on its own.

No transaction waits for a storage. A run may die anywhere: what it marked is shown to nobody, and the next run goes on
from there. What is on hold, or what a later room still needs, stays and is asked about again each day.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from django.apps import apps
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce, TruncDate

from assay.evidence.actions.deletion_start import begin_deleting
from assay.evidence.actions.stored_bytes import drop_bytes
from assay.evidence.copies import drop_copies
from assay.evidence.models import (
    Annotation,
    Artifact,
    Consent,
    Declaration,
    EarlierText,
    PublicConsent,
    Response,
    Status,
    StoredFile,
    Submission,
    Tombstone,
    Upload,
    is_shared,
)
from assay.evidence.retention import due_items, rules
from assay.evidence.retention.copies import Copies, kinds_of_copies
from assay.evidence.retention.rules import Rule
from assay.lib.clock import now, span_of, today
from assay.lib.locks import hold
from assay.lib.single_run import alone
from assay.program.policies import Everywhere, RetentionPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: Rows looked at together, and the most that one run deletes: what is left goes with the next.
BATCH, MOST = 200, 20_000


@dataclass(slots=True)
class Deleted:
    """What one run did."""

    items: int = 0
    freed_bytes: int = 0
    kept: int = 0  # due, and still needed
    told: int = 0  # learners, of a draft
    begins_on: date | None = None  # nothing is deleted before: it was announced only now

    def __str__(self) -> str:
        return f"{self.items} deleted, {self.freed_bytes} bytes, {self.kept} kept, {self.told} told"


def delete_due(*, most: int = MOST) -> Deleted:
    """Daily work: delete what is kept no longer, and tell learners of drafts that come near it. Raises AtWork.

    The first run after an upgrade only announces what has long been due (`begin_deleting`).
    """
    done = Deleted()
    with alone("retention"):
        bring_forward()
        done.told = tell_of_idle_drafts()
        start = begin_deleting()
        if start.begins_on > today():
            done.begins_on = start.begins_on
            return done
        _finish_all(Tombstone.objects.unfinished().order_by("pk"), done)
        _drafts(done, most)
        _files(done, most)
        for kind in kinds_of_copies():
            _copies(kind, done, most)
        _consents(done, most)
    return done


def bring_forward() -> int:
    """Where the policy is shorter by now than what was told, what was decided goes sooner; never later. How many."""
    figures, changed = Everywhere(RetentionPolicy), 0
    decided = Submission.objects.filter(status=Status.CLOSED, streaming_until__gte=today())
    groups = (
        decided.annotate(on=TruncDate("closed_at"))
        .order_by("on")
        .values("on", "version__micro_credential__issuer")
        .annotate(originals=Max("originals_until"), streaming=Max("streaming_until"))
    )
    for group in list(groups):
        issuer = group["version__micro_credential__issuer"]
        promise = rules.promise(group["on"], figures.of(RetentionPolicy, issuer))
        begin, end = span_of(group["on"])
        here = decided.filter(
            closed_at__gte=begin, closed_at__lt=end, version__micro_credential__issuer=issuer
        )
        if promise.originals_until < group["originals"]:
            later = here.filter(originals_until__gt=promise.originals_until)
            changed += later.update(originals_until=promise.originals_until)
        if promise.streaming_until < group["streaming"]:
            later = here.filter(streaming_until__gt=promise.streaming_until)
            changed += later.update(streaming_until=promise.streaming_until)
    return changed


def tell_of_idle_drafts() -> int:
    """Each learner 30 days and 7 days before a draft of theirs is deleted, unless a change puts it off. How many."""
    figures, day, told = Everywhere(RetentionPolicy), today(), 0
    shortest = min(policy.keep_drafts_idle_days for policy in figures.all(RetentionPolicy))
    for draft in list(due_items.untouched_for(shortest - rules.FIRST_NOTICE_DAYS - 1)):
        if not draft.is_superseded:  # type: ignore[attr-defined]  # annotated by `drafts_in_hand`
            policy = figures.of(RetentionPolicy, draft.version.micro_credential.issuer_id)
            told += _tell(draft, policy, day)
    return told


@transaction.atomic
def _tell(draft: Submission, policy: RetentionPolicy, day: date) -> bool:
    facts, at = due_items.idle(draft), now()
    if facts.told_until is None:
        if rules.notice_day(facts, policy) > day:
            return False
        until = rules.announced_until(facts, policy, day)
        change = {"deletion_on": until, "deletion_told_at": at, "deletion_retold_at": None}
    else:
        until = rules.last_notice_until(facts, policy, day)
        if draft.deletion_retold_at is not None or rules.last_notice_day(facts, policy) > day:
            return False
        change = {"deletion_on": until, "deletion_retold_at": at}
    same = Submission.objects.filter(
        pk=draft.pk,
        status=draft.status,
        saved_at=draft.saved_at,
        deletion_told_at=draft.deletion_told_at,
        deletion_retold_at=draft.deletion_retold_at,
    )
    if same.update(**change) != 1:
        return False
    note("evidence.draft_deletion_near", draft, by=MACHINE, until=until.isoformat())
    return True


def _drafts(done: Deleted, most: int) -> None:
    figures, day = Everywhere(RetentionPolicy), today()
    shortest = min(policy.keep_drafts_idle_days for policy in figures.all(RetentionPolicy))
    for draft in list(due_items.untouched_for(shortest)):
        if done.items >= most:
            return
        policy = figures.of(RetentionPolicy, draft.version.micro_credential.issuer_id)
        if not due_items.is_due(draft, policy, day):
            continue
        stones = empty(draft)
        if stones is None:
            done.kept += 1
        else:
            done.items += 1
            _finish_all(stones, done)


@transaction.atomic
def empty(draft: Submission) -> list[Tombstone] | None:
    """Take out the texts of a draft and mark its files; the start and the draft itself stay. None where it stays whole.

    Somebody who writes at this moment is waited for, and then nothing is due any more.
    """
    hold(draft)
    draft.refresh_from_db(fields=("status", "saved_at", "deletion_on", "deletion_told_at"))
    policy = in_force(RetentionPolicy, within=draft.version.micro_credential.issuer_id)
    if not due_items.is_due(draft, policy, today()):
        return None
    files = due_items.with_places(Artifact.objects.standing().filter(submission=draft))
    hold(files.order_by())
    artifacts = list(files)
    if due_items.why_kept(artifacts):
        return None
    kept = rules.idle_until(due_items.idle(draft), policy)
    stones = [_mark_row(artifact, Rule.DRAFT, kept) for artifact in artifacts]
    texts = dict(draft.responses.exclude(text="").order_by("pk").values_list("prompt_id", "text"))
    _take_out_texts(draft)
    Submission.objects.filter(pk=draft.pk).update(emptied_at=now(), note="")
    characters = sum(map(len, texts.values())) + len(draft.note)
    said = json.dumps([texts, draft.note], sort_keys=True, ensure_ascii=False)
    _stone(
        draft,
        draft,
        Rule.DRAFT,
        kept,
        sha256=_hash(said),
        size_bytes=len(said.encode()),
        is_gone=True,
    )
    note("evidence.draft_deleted", draft, by=MACHINE, files=len(stones), characters=characters)
    return stones


def _take_out_texts(draft: Submission) -> None:
    """The rows of answers stay, so that a tab that is still open is told that something newer is here."""
    EarlierText.objects.filter(response__submission=draft).delete()
    rows = Response.objects.filter(submission=draft).exclude(text="")
    rows.update(text="", removed_characters=0, revision=F("revision") + 1)
    Annotation.objects.filter(artifact__submission=draft).delete()
    Artifact.objects.filter(submission=draft).update(description="")
    Declaration.objects.filter(submission=draft).delete()


def _files(done: Deleted, most: int) -> None:
    day, after = today(), 0
    while done.items < most:
        rows = due_items.going_by(day).filter(pk__gt=after).order_by("pk")
        batch = list(due_items.with_places(rows)[:BATCH])
        if not batch:
            return
        after = batch[-1].pk
        kept = due_items.why_kept(batch)
        done.kept += len(kept)
        for artifact in batch:
            if done.items >= most:
                return
            stone = mark(artifact) if artifact.pk not in kept else None
            if stone is not None:
                done.items += 1
                _finish_all([stone], done)


@transaction.atomic
def mark(artifact: Artifact) -> Tombstone | None:
    """The first step: from here on it is shown to nobody and copied nowhere. None where it is not to go after all.

    Its row is held, so that a hold that is placed now, or a copy into the next attempt, comes before or after.
    """
    hold(artifact)
    rows = due_items.going_by(today()).filter(pk=artifact.pk)
    found = due_items.with_places(rows).first()
    if found is None or due_items.why_kept([found]):
        return None
    return _mark_row(found, due_items.rule_of(found), found.kept_until)  # type: ignore[attr-defined]  # annotated


def _mark_row(artifact: Artifact, rule: Rule, kept_until: date) -> Tombstone:
    at = now()
    Artifact.objects.filter(pk=artifact.pk).update(
        deleted_at=at, removed_at=Coalesce("removed_at", at)
    )
    return _stone(artifact, artifact.submission, rule, kept_until, artifact=artifact)


def _stone(
    row: StoredFile | Submission | Consent,
    submission: Submission,
    rule: Rule,
    kept_until: date,
    *,
    artifact: Artifact | None = None,
    is_gone: bool = False,
    **facts: str | int,
) -> Tombstone:
    at = now()
    if isinstance(row, StoredFile):
        facts = {
            "storage_key": row.storage_key,
            "sha256": row.sha256 or _hash(row.url),
            "size_bytes": row.size_bytes,
            "media_type": row.media_type,
        }
    return Tombstone.objects.create(
        submission=submission,
        artifact=artifact,
        table=row._meta.label_lower,
        row_id=row.pk,
        rule=rule,
        kept_until=kept_until,
        marked_at=at,
        finished_at=at if is_gone else None,
        **facts,
    )


def _finish_all(stones: Iterable[Tombstone], done: Deleted) -> None:
    for stone in list(stones):
        if finish(stone):
            done.freed_bytes += stone.freed_bytes


def finish(stone: Tombstone) -> bool:
    """The second step and the third: the bytes go, then the row lets go of them. False where they stay for now.

    Outside of any transaction. Bytes that another row names stay with that row; bytes that somebody brought again
    within a day are tried again by the next run.
    """
    row = apps.get_model(stone.table)._base_manager.filter(pk=stone.row_id).first()
    is_alone = False
    if isinstance(row, Artifact) and not drop_copies(row):
        return False
    if isinstance(row, StoredFile) and row.storage_key:
        is_alone = not is_shared(row)
        if not drop_bytes(row):
            return False
    return _let_go(stone, row, stone.size_bytes if is_alone else 0)


@transaction.atomic
def _let_go(stone: Tombstone, row: object, freed_bytes: int) -> bool:
    rows = Tombstone.objects.filter(pk=stone.pk, finished_at__isnull=True)
    if rows.update(finished_at=now(), freed_bytes=freed_bytes) != 1:
        return False
    stone.refresh_from_db(fields=("finished_at", "freed_bytes"))
    if isinstance(row, StoredFile):
        # A name, or an address, may say whose face is to be seen.
        type(row)._base_manager.filter(pk=row.pk).update(storage_key="", name="", url="")
    if isinstance(row, Artifact):
        Upload.objects.filter(artifact=row).update(name="")
    note(
        "evidence.deleted",
        stone.submission,
        by=MACHINE,
        artifact=stone.artifact_id,
        table=stone.table,
        row=stone.row_id,
        rule=str(stone.rule),
        kept_until=stone.kept_until.isoformat(),
        sha256=stone.sha256,
        size_bytes=stone.size_bytes,
        freed_bytes=freed_bytes,
    )
    return True


def _copies(kind: Copies, done: Deleted, most: int) -> None:
    """A copy goes by its own rule; a hold on the file it was made of keeps it, too."""
    due = list(due_items.due_copies(kind, today(), most))
    for _pk, group in groupby(due, lambda copy: copy.artifact.submission_id):
        copies = list(group)
        places = due_items.with_places(
            Artifact.objects.filter(pk__in=[copy.artifact.pk for copy in copies])
        )
        kept = due_items.why_kept(list(places))
        for copy in copies:
            if copy.artifact.pk in kept:
                done.kept += 1
                continue
            stone = _stone(
                copy.row,
                copy.artifact.submission,
                copy.rule,
                copy.kept_until,
                artifact=copy.artifact,
            )
            done.items += 1
            _finish_all([stone], done)


def _consents(done: Deleted, most: int) -> None:
    for row, kept_until in list(due_items.old_consents(today(), most)):
        done.items += _drop_consent(row, kept_until)


@transaction.atomic
def _drop_consent(row: Consent, kept_until: date) -> bool:
    """The counts, and what was said of the public: the file is long gone."""
    public = PublicConsent.objects.filter(artifact=row.artifact)
    counts = Consent.objects.filter(pk=row.pk).values().get()
    said = json.dumps(counts, sort_keys=True, default=str)
    submission = row.artifact.submission
    stone = _stone(
        row,
        submission,
        Rule.CONSENT,
        kept_until,
        artifact=row.artifact,
        sha256=_hash(said),
        size_bytes=len(said.encode()),
    )
    public.delete()
    Consent.objects.filter(pk=row.pk).delete()
    return _let_go(stone, None, 0)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest() if text else ""


__all__ = [
    "Deleted",
    "bring_forward",
    "delete_due",
    "empty",
    "finish",
    "mark",
    "tell_of_idle_drafts",
]
