"""An anchor's evidence as its readers see it: the same page as a submission's."""

from collections import defaultdict

from django.urls import reverse

from assay.assessment.judging.evidence_view import (
    Evidence,
    Exhibit,
    Note,
    ShownArtifact,
    kind_word,
    neutral_name,
)
from assay.assessment.models import Anchor, AnchorFile
from assay.catalog.content.nouns import Item, Prompt


def evidence_of_anchor(anchor: Anchor, *, route: str = "assessment:anchor_file") -> Evidence:
    """What lies on the desk of whoever reads it. One query. `route`: where its files are shown."""
    numbers: dict[str, int] = defaultdict(int)
    shown: dict[str, list[ShownArtifact]] = defaultdict(list)
    for file in anchor.files.all():
        numbers[kind_word(file)] += 1
        shown[file.step_id].append(_shown(file, anchor, numbers[kind_word(file)], route))
    return Evidence(
        public_id=anchor.public_id,
        exhibits=tuple(
            _exhibit(step, anchor, tuple(shown[step.id])) for step in anchor.version.content.steps
        ),
        note="",
        declared_ai=anchor.declared_ai,
    )


def _exhibit(step: Prompt | Item, anchor: Anchor, files: tuple[ShownArtifact, ...]) -> Exhibit:
    criteria = anchor.version.content.criteria_on(step.id)
    if isinstance(step, Item):
        return Exhibit(
            step=step,
            title=step.title,
            asked=step.instructions,
            artifacts=files,
            criteria=criteria,
        )
    return Exhibit(
        step=step,
        title=step.text,
        asked="",
        text=anchor.responses.get(step.id, ""),
        words_limit=step.word_limit,
        artifacts=files,
        criteria=criteria,
    )


def _shown(file: AnchorFile, anchor: Anchor, number: int, route: str) -> ShownArtifact:
    return ShownArtifact(
        artifact=file,
        name=neutral_name(file, number),
        address=reverse(route, args=[anchor.public_id, file.pk]),
        description=file.description,
        notes=tuple(Note(at=note.get("at"), text=note["text"]) for note in file.notes),
        consent=None,
    )
