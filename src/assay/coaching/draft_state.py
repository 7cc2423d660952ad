"""What stands in a shared draft now: the texts, files and notes of the steps that are shared. Three queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from assay.catalog.content.nouns import Item, Prompt
from assay.coaching.models import DraftShare
from assay.evidence.models import Annotation, Artifact, Response
from assay.lib.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """By step: prompt id -> text, step id -> ids of its artifacts; and artifact id -> ids of the notes on it.

    Ids are texts where they are keys, as JSON has them.
    """

    texts: dict[str, str]
    files: dict[str, list[int]]
    notes: dict[str, list[int]]
    artifacts: dict[str, list[Artifact]]  # by step, with their notes


def steps_of(share: DraftShare) -> list[Prompt | Item]:
    """The steps that are shared, in the order of the workspace."""
    parts = share.parts
    return [step for step in share.submission.version.content.steps if part_of(step) in parts]


def part_of(step: Prompt | Item) -> str:
    return step.part if isinstance(step, Prompt) else "part2"


def state_of(share: DraftShare) -> DraftState:
    """As it is in the database now; what is under a hold is left out."""
    steps = {step.id for step in steps_of(share)}
    responses = _responses(share.submission_id, sorted(steps))
    artifacts: dict[str, list[Artifact]] = {}
    for artifact in _artifacts(share.submission_id, sorted(steps)):
        artifacts.setdefault(artifact.step_id, []).append(artifact)
    every = [artifact for found in artifacts.values() for artifact in found]
    return DraftState(
        texts={response.prompt_id: response.text for response in responses if response.text},
        files={step: [artifact.pk for artifact in found] for step, found in artifacts.items()},
        notes={str(a.pk): [note.pk for note in a.annotations.all()] for a in every},
        artifacts=artifacts,
    )


@prepared
def _responses(submission: int, steps: Sequence[str]) -> QuerySet[Response]:
    return Response.objects.filter(submission=submission, prompt_id__in=steps)


@prepared
def _artifacts(submission: int, steps: Sequence[str]) -> QuerySet[Artifact]:
    notes = Prefetch("annotations", Annotation.objects.order_by("at_seconds", "pk"))
    rows = Artifact.objects.free().filter(submission=submission, step_id__in=steps)
    return rows.knowing_copies().prefetch_related(notes).order_by("order", "pk")
