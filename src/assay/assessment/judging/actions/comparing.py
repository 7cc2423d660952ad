"""Comparing what was handed in with earlier submissions of the same micro-credential, in the background.

It is found by look-up: files by their hash, texts by the bands of their signatures. Nothing is scanned, whatever the
number of submissions.
"""

from django.db import transaction
from django.db.models import Q

from assay.assessment.judging import similarity
from assay.assessment.models import Likeness, SimilarEvidence, TextBand, TextSignature
from assay.evidence.models import Artifact, ArtifactKind, Status, Submission
from assay.lib.clock import now
from assay.record.actions import note
from assay.record.models import MACHINE

#: From this share of common shingles on a text is told to be alike; how many hints a submission has at most.
ALIKE_PERCENT, MOST = 50, 20
#: How many texts are looked at that share a band: a form that everybody copies must not cost more.
LOOK_AT = 200


@transaction.atomic
def compare_evidence(submission: Submission) -> int:
    """Write the hints anew for what was handed in. Returns how many. Says nothing of other attempts of its learner.

    Twice changes nothing. Items whose artifacts a team may share are left out.
    """
    SimilarEvidence.objects.filter(submission=submission).delete()
    TextSignature.objects.filter(submission=submission).delete()
    found = [*_files(submission), *_texts(submission)][:MOST]
    SimilarEvidence.objects.bulk_create(found, ignore_conflicts=True)
    if found:
        note("assessment.similar_found", submission, by=MACHINE, hints=len(found))
    return len(found)


def _files(submission: Submission) -> list[SimilarEvidence]:
    mine = {
        artifact.sha256: artifact.step_id
        for artifact in submission.artifacts.present().filter(kind=ArtifactKind.FILE)
        if artifact.sha256 and not _is_shared(submission, artifact.step_id)
    }
    rows = Artifact.objects.present().filter(
        sha256__in=list(mine),
        submission__status__in=(Status.SUBMITTED, Status.CLOSED),
        submission__start__micro_credential=submission.start.micro_credential_id,
    )
    rows = rows.exclude(submission__start__person=submission.start.person_id)
    rows = rows.select_related("submission__version").order_by("-pk")[:MOST]
    found = {
        (row.submission_id, mine[row.sha256]): _hint(
            submission, row.submission, Likeness.FILE, 100, mine[row.sha256]
        )
        for row in rows
        if not _is_shared(row.submission, row.step_id)
    }
    return list(found.values())


def _texts(submission: Submission) -> list[SimilarEvidence]:
    texts = submission.responses.order_by("prompt_id").values_list("text", flat=True)
    own = similarity.signature(texts)
    if own is None:
        return []
    micro_credential, values = submission.start.micro_credential_id, similarity.bands(own)
    shared = Q()
    for place, value in enumerate(values):
        shared |= Q(place=place, value=value)
    near = TextBand.objects.filter(shared, micro_credential=micro_credential)
    near = near.exclude(signature__submission__start__person=submission.start.person_id)
    near = near.filter(signature__submission__status__in=(Status.SUBMITTED, Status.CLOSED))
    others = TextSignature.objects.filter(
        pk__in=set(near.values_list("signature", flat=True)[:LOOK_AT])
    ).select_related("submission")
    kept = TextSignature.objects.create(
        submission=submission,
        micro_credential_id=micro_credential,
        minima=similarity.packed(own),
    )
    TextBand.objects.bulk_create(
        TextBand(signature=kept, micro_credential_id=micro_credential, place=place, value=value)
        for place, value in enumerate(values)
    )
    found = []
    for other in others:
        percent = round(100 * similarity.resemblance(own, similarity.unpacked(bytes(other.minima))))
        if percent >= ALIKE_PERCENT:
            found.append(_hint(submission, other.submission, Likeness.TEXT, percent))
    return sorted(found, key=lambda hint: -hint.percent)


def _is_shared(submission: Submission, step: str) -> bool:
    """True for an item whose artifact the members of a team may have in common."""
    item = submission.version.content.item(step)
    return item is not None and item.shared_team_artifact


def _hint(
    submission: Submission, other: Submission, likeness: Likeness, percent: int, step: str = ""
) -> SimilarEvidence:
    return SimilarEvidence(
        submission=submission,
        other=other,
        likeness=likeness,
        step_id=step,
        percent=percent,
        found_at=now(),
    )
