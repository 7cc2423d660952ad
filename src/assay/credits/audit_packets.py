"""What an auditor reads of one credit: the rule, what was judged and how, hashes of evidence, and the ledger.

Composed once, when the sample is drawn, so that it stands after the evidence is deleted. Of the learner there is the
name as it was sent; of readers there is none. No word of evidence is in it, only hashes of what was handed in.
"""

import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet

from assay.assessment.models import Assignment, AssignmentStatus, Release
from assay.credentials.models import Award
from assay.credits import explanation
from assay.credits.facts import rule_named
from assay.credits.models import BatchRow, Credit, CreditBatch, CreditEntry, EntryKind
from assay.credits.rules.nouns import plain
from assay.lib.canonical import canonical_json
from assay.record.models import Event, Seal

#: Of what is drawn from and of a sample.
MOST_TO_DRAW_FROM, MOST_DRAWN = 20_000, 200

_READ_ME = """\
Audit packet
============

packet.json    the sample, its seed, and what each credit rests on
credits/*.json the same, one file for each credit
manifest.json  SHA-256 of each of these files, and of the sample as a whole

The sample. Of every credit's number there is SHA-256 over "seed:number"; those with the lowest come first.

The record. Every entry of the ledger was noted as an event, and every event has a place in one chain. "hash" is SHA-256
over the JSON of [place, previous, ...event], with sorted keys, without spaces, in UTF-8. What stands under "record"
gives the same hash again; the hash of the next place rests on it.
"""


def drawn(numbers: Iterable[int], seed: str, count: int) -> list[int]:
    """So many of these numbers, in the order that the seed gives."""
    by_seed = sorted(numbers, key=lambda n: (hashlib.sha256(f"{seed}:{n}".encode()).hexdigest(), n))
    return by_seed[:count]


def of_batch(batch: CreditBatch) -> list[int]:
    """The credit that a batch sent."""
    rows = BatchRow.objects.filter(batch=batch, credit__isnull=False, takes_back=False)
    return list(rows.values_list("credit", flat=True).order_by("credit"))


def of_period(paths: Sequence[str], first: date, last: date) -> list[int]:
    """Credit that was approved from one day to another, both included; at most one more than can be drawn from."""
    entries = CreditEntry.objects.filter(
        kind=EntryKind.APPROVED, at__date__gte=first, at__date__lte=last
    )
    rows = Credit.objects.under(paths).filter(pk__in=entries.values("credit"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_TO_DRAW_FROM + 1])


def facts_of(numbers: Sequence[int]) -> list[dict[str, Any]]:
    """All of a sample, in its order: the same few queries however large it is."""
    rows = (
        Credit.objects.filter(pk__in=numbers)
        .select_related(
            "person",
            "license",
            "award__version__micro_credential",
            "award__issuer",
            "award__evaluation__decision",
            "award__evaluation__submission__version",
            "award__revocation",
        )
        .prefetch_related("entries__by")
    )
    by_number = {row.pk: row for row in rows}
    found = [by_number[number] for number in numbers]
    evaluations = [row.award.evaluation_id for row in found if row.award.evaluation_id]
    sheets, releases = _sheets(evaluations), _releases(evaluations)
    references, proofs = _references(numbers), _proofs(numbers)
    return [
        {
            "number": n,
            "credit": row.pk,
            "name_as_sent": row.name_to_send,
            "sent_as": references.get(row.pk, []),
            "amount": plain(row.balance),
            "unit": row.unit,
            "status": str(row.status),
            "badge": _badge(row.award),
            "rule": _rule(row),
            "basis": _basis(row),
            "decision": _decision(row.award, sheets, releases),
            "evidence": _evidence(row.award),
            "entries": [_entry(entry, proofs) for entry in row.entries.all()],
        }
        for n, row in enumerate(found, start=1)
    ]


def zipped(packet: Mapping[str, Any], sha256: str) -> bytes:
    """The packet as files, with the hash of each."""
    files = {"README.txt": _READ_ME.encode(), "packet.json": _pretty(packet)}
    for one in packet["sample"]:
        files[f"credits/{one['number']:03}.json"] = _pretty(one)
    manifest = {
        "packet": sha256,
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())},
    }
    files["manifest.json"] = _pretty(manifest)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            # A day of its own, the same each time: taken twice, it is the same file.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body)
    return out.getvalue()


def hash_of(packet: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(packet)).hexdigest()


def _pretty(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True).encode()


def _badge(award: Award) -> dict[str, str]:
    version = award.version
    return {
        "award": str(award.pk),
        "title": version.title,
        "language": version.language,
        "version": version.number,
        "rubric_sha256": version.content_hash,
        "issuer": award.issuer.name,
        "earned_on": award.earned_on.isoformat(),
        "withdrawn_at": _instant(award.revocation.at) if award.revoked else "",
    }


def _rule(row: Credit) -> dict[str, str]:
    """The record of the rule that the credit goes by, and where it is written."""
    kept = explanation.proposed(row)
    rule = explanation.rule_in(kept) if kept else rule_named(row.rule)
    if rule is None:
        return {"id": row.rule, "name": row.rule, "since": "", "source": "", "checked": ""}
    return {
        "id": rule.id,
        "name": rule.name,
        "since": rule.since.isoformat(),
        "source": f"{rule.source.title} {rule.source.url}".strip(),
        "checked": rule.source.checked.isoformat(),
    }


def _basis(row: Credit) -> dict[str, Any]:
    """Why it comes to this: in words, and as the data that is kept with the entry."""
    kept = explanation.proposed(row)
    return {"sentences": explanation.sentences(kept), "kept": kept} if kept else {"sentences": []}


def _decision(
    award: Award,
    sheets: Mapping[int, list[dict[str, Any]]],
    releases: Mapping[int, Release],
) -> dict[str, Any] | None:
    """None for a stack, which rests on its badges."""
    evaluation = award.evaluation
    if evaluation is None:
        return None
    decision, release = evaluation.decision, releases.get(evaluation.pk)
    titles = {c.id: c.title for c in evaluation.submission.version.content.criteria}
    return {
        "outcome": decision.outcome,
        "settled_by": decision.settled_by,
        "made_at": _instant(decision.made_at),
        "levels": [
            {"criterion": titles.get(ident, ident), "level": level}
            for ident, level in decision.levels.items()
        ],
        "readings": sheets.get(evaluation.pk, []),
        "released_at": _instant(evaluation.released_at) if evaluation.released_at else "",
        "released_by": release.by.display_name if release else "",
    }


def _evidence(award: Award) -> dict[str, Any]:
    """Hashes alone: of what was handed in, whole and piece by piece. No name of a file, which may hold a person's."""
    if award.evaluation is None:
        return {"manifest_sha256": "", "pieces": []}
    submission = award.evaluation.submission
    manifest = submission.manifest or {}
    texts = [
        {"kind": "text", "of": str(entry.get("prompt", "")), "sha256": str(entry.get("text", ""))}
        for entry in manifest.get("responses", ())
    ]
    files = [
        {
            "kind": str(entry.get("kind", "")),
            "of": str(entry.get("step", "")),
            "sha256": str(entry.get("sha256", "")),
            "size_bytes": entry.get("size_bytes") or 0,
        }
        for entry in manifest.get("artifacts", ())
    ]
    return {
        "submission": submission.public_id,
        "manifest_sha256": submission.manifest_hash,
        "pieces": [*texts, *files],
    }


def _entry(entry: CreditEntry, proofs: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": entry.number,
        "kind": str(entry.kind),
        "amount": plain(entry.amount),
        "reason": entry.reason,
        "at": _instant(entry.at),
        "by": _who(entry),
        "sha256": entry.sha256,
        "record": proofs.get(entry.sha256),
    }


def _who(entry: CreditEntry) -> str:
    """A coordinator by name; the learner, whose name stands above, as that."""
    if entry.by is None:
        return ""
    return "learner" if entry.by_id == entry.credit.person_id else entry.by.display_name


def _sheets(evaluations: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What each reader found, without who it was."""
    rows = (
        Assignment.objects.filter(
            evaluation__in=evaluations,
            status=AssignmentStatus.SCORED,
            sheet__handed_over_at__isnull=False,
        )
        .order_by("slot")
        .values_list(
            "evaluation", "slot", "sheet__levels", "sheet__outcome", "sheet__handed_over_at"
        )
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for evaluation, slot, levels, outcome, at in rows:
        found[evaluation].append(
            {
                "reading": slot,
                "levels": levels,
                "outcome": outcome,
                "handed_over_at": _instant(at) if at else "",
            }
        )
    return found


def _releases(evaluations: Sequence[int]) -> dict[int, Release]:
    rows = Release.objects.filter(evaluation__in=evaluations, released=True)
    return {row.evaluation_id: row for row in rows.select_related("by")}


def _references(numbers: Sequence[int]) -> dict[int, list[str]]:
    """By which row of which batch each was sent, so that it is found in the state's file."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = BatchRow.objects.filter(credit__in=numbers).order_by("pk")
    for batch, number, credit in rows.values_list("batch", "number", "credit"):
        found[credit].append(f"{batch}-{number}")
    return found


def _proofs(numbers: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Of each entry's hash the event that holds it, with its place in the chain; without one where it waits for it."""
    events = list(_events(numbers))
    places = [event.seal.place - 1 for event in events if hasattr(event, "seal")]
    before = dict(Seal.objects.filter(place__in=places).values_list("place", "hash"))
    return {
        event.particulars["sha256"]: {
            "event": event.contents(),
            **_sealed(event, before),
        }
        for event in events
        if "sha256" in event.particulars
    }


def _sealed(event: Event, before: Mapping[int, str]) -> dict[str, Any]:
    if not hasattr(event, "seal"):
        return {"place": None}
    place = event.seal.place
    return {"place": place, "previous": before.get(place - 1, "0" * 64), "hash": event.seal.hash}


def _events(numbers: Sequence[int]) -> QuerySet[Event]:
    rows = Event.objects.filter(
        subject_kind="credits.credit", subject_id__in=[str(number) for number in numbers]
    )
    return rows.select_related("seal").order_by("id")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
