"""Evidence as staff see it: in the order of the steps, with neutral file names and without the learner's name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.assessment.judging.masking import mask
from assay.catalog.content.nouns import Content, Criterion, Item, Prompt
from assay.evidence.drafts.text_diff import Piece, changes
from assay.evidence.models import (
    Annotation,
    Artifact,
    ArtifactKind,
    Response,
    StoredFile,
    Submission,
)
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.people.name_matching import shown_host


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note on a recording, at a second or in general."""

    at: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArtifact:
    """One file or link, under a name that says nothing of whose it is."""

    artifact: StoredFile
    name: str
    address: str  # where it is shown
    description: str
    notes: tuple[Note, ...]
    consent: Any
    host: str = ""  # of a link, as far as it names nobody
    is_new: bool = False  # on a later attempt: not among the files of the one before

    @property
    def pk(self) -> int:
        pk: int = self.artifact.pk
        return pk

    @property
    def page_numbers(self) -> range:
        """Pages of a document that are there as pictures."""
        return range(1, (getattr(self.artifact, "page_pictures", None) or 0) + 1)

    @property
    def is_shown_as_pages(self) -> bool:
        """A document each of whose pages is there as a picture: the file itself is not offered."""
        return 0 < (self.artifact.pages or 1) <= len(self.page_numbers)

    @property
    def is_link(self) -> bool:
        return self.artifact.kind == ArtifactKind.LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneArtifact:
    """A file of the attempt before that is not here any more: its kind and description, and where it still opens."""

    text: str
    address: str = ""  # none where it has been deleted since


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One step: what was asked, what was answered, and the criteria judged on it."""

    step: Prompt | Item
    title: str
    asked: str
    text: str = ""
    words_limit: int | None = None
    artifacts: tuple[ShownArtifact, ...] = ()
    criteria: tuple[Criterion, ...] = field(default=())
    compared: bool = False  # with the attempt before
    changes: tuple[Piece, ...] = ()  # old and new words; none where nothing changed
    gone: tuple[GoneArtifact, ...] = ()  # files of the attempt before that are not here

    @property
    def is_item(self) -> bool:
        return isinstance(self.step, Item)

    @property
    def is_changed(self) -> bool:
        return bool(self.changes or self.gone) or any(shown.is_new for shown in self.artifacts)

    @property
    def is_replaced(self) -> bool:
        """Files went, and others came in their place."""
        return bool(self.gone) and any(shown.is_new for shown in self.artifacts)

    @property
    def empty(self) -> bool:
        return not self.text and not self.artifacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything of one submission, recordings first as assessors read it, and what the learner wrote about it."""

    public_id: str  # by which whoever reads it says what they met in it
    exhibits: tuple[Exhibit, ...]
    note: str
    declared_ai: str

    @property
    def samples(self) -> list[Exhibit]:
        return [exhibit for exhibit in self.exhibits if exhibit.is_item]

    @property
    def overview(self) -> list[Exhibit]:
        return [e for e in self.exhibits if isinstance(e.step, Prompt) and e.step.part == "part1"]

    @property
    def reflection(self) -> list[Exhibit]:
        return [e for e in self.exhibits if isinstance(e.step, Prompt) and e.step.part == "part3"]


class Blinder:
    """Takes one learner's names out of texts, and out of the hosts of addresses."""

    def __init__(self, person: Person) -> None:
        self.naming = person.naming

    def __call__(self, text: str) -> str:
        return mask(text, self.naming) if text else ""

    def host(self, url: str) -> str:
        """The part of an address that may be shown: whose site it is, unless that names the learner."""
        return shown_host(url, self.naming)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The attempt before, as far as it is compared: texts and files by step."""

    texts: dict[str, str]  # as they were handed in: names are taken out where they are shown
    files: dict[str, list[Any]]  # artifacts, each with `is_held`
    public_id: str

    def gone(
        self, step: str, now: Sequence[ShownArtifact], blind: Blinder
    ) -> tuple[GoneArtifact, ...]:
        """What it held at this step and is there no more."""
        kept = {_bytes(shown.artifact) for shown in now}
        files = [a for a in self.files.get(step, ()) if not a.is_held]
        left = [a for a in files if _bytes(a) not in kept]
        return tuple(
            GoneArtifact(
                text=": ".join(filter(None, (kind_word(a), blind(a.description)))),
                address="" if a.removed_at else _address(self.public_id, a),
            )
            for a in left
        )


def before_of(submission: Submission) -> Before:
    """Two queries."""
    files: dict[str, list[Any]] = defaultdict(list)
    for artifact in _handed_in(submission):
        files[artifact.step_id].append(artifact)
    texts = {response.prompt_id: response.text for response in _responses(submission)}
    return Before(texts=texts, files=files, public_id=submission.public_id)


def _address(public_id: str, artifact: StoredFile) -> str:
    return reverse(f"assessment:{artifact.kind}", args=[public_id, artifact.pk])


def _bytes(artifact: StoredFile) -> str:
    return artifact.sha256 or artifact.url


def evidence_of(submission: Submission, earlier: Submission | None = None) -> Evidence:
    """The evidence that was handed in, without what is held. Five queries, whatever the size of the submission.

    Beside an `earlier` attempt what changed is marked, with two more.
    """
    blind, content = Blinder(submission.start.person), submission.version.content
    answers = {response.prompt_id: response for response in _responses(submission)}
    before = before_of(earlier) if earlier is not None else None
    artifacts = _artifacts(submission, content, blind, before)
    declaration = getattr(submission, "declaration", None)
    return Evidence(
        public_id=submission.public_id,
        exhibits=tuple(
            _exhibit(step, content, answers, artifacts, blind, before) for step in content.steps
        ),
        note=blind(submission.note),
        declared_ai=blind(declaration.ai_use) if declaration else "",
    )


def _exhibit(
    step: Prompt | Item,
    content: Content,
    answers: dict[str, Response],
    artifacts: dict[str, list[ShownArtifact]],
    blind: Blinder,
    before: Before | None,
) -> Exhibit:
    own, criteria = tuple(artifacts[step.id]), content.criteria_on(step.id)
    compared = before is not None
    gone = before.gone(step.id, own, blind) if before is not None else ()
    if isinstance(step, Item):
        return Exhibit(
            step=step,
            title=step.title,
            asked=step.instructions,
            artifacts=own,
            criteria=criteria,
            compared=compared,
            gone=gone,
        )
    answer = answers.get(step.id)
    said = answer.text if answer else ""
    text, old = blind(said), before.texts.get(step.id, "") if before is not None else said
    return Exhibit(
        step=step,
        title=step.text,
        asked="",
        text=text,
        words_limit=step.word_limit,
        artifacts=own,
        criteria=criteria,
        compared=compared,
        changes=changes(blind(old), text) if old != said else (),
        gone=gone,
    )


def _artifacts(
    submission: Submission, content: Content, blind: Blinder, before: Before | None
) -> dict[str, list[ShownArtifact]]:
    rows = _free(submission)
    notes: dict[int, list[Annotation]] = defaultdict(list)
    for note in _notes(submission):
        notes[note.artifact_id].append(note)
    numbers: dict[str, int] = defaultdict(int)
    found: dict[str, list[ShownArtifact]] = defaultdict(list)
    order = {step.id: n for n, step in enumerate(content.steps)}
    files = before.files.values() if before is not None else ()
    known = {_bytes(artifact) for rows_before in files for artifact in rows_before}
    for artifact in sorted(rows, key=lambda a: (order.get(a.step_id, 99), a.order, a.pk)):
        kind = kind_word(artifact)
        numbers[kind] += 1
        found[artifact.step_id].append(
            ShownArtifact(
                artifact=artifact,
                name=neutral_name(artifact, numbers[kind]),
                address=_address(submission.public_id, artifact),
                description=blind(artifact.description),
                notes=tuple(Note(at=n.at_seconds, text=blind(n.text)) for n in notes[artifact.pk]),
                consent=getattr(artifact, "consent", None),
                host=blind.host(artifact.url) if artifact.kind == ArtifactKind.LINK else "",
                is_new=before is not None and _bytes(artifact) not in known,
            )
        )
    return found


@prepared
def _responses(submission: Submission) -> QuerySet[Response]:
    return Response.objects.filter(submission=submission).only("prompt_id", "text")


@prepared
def _free(submission: Submission) -> QuerySet[Artifact]:
    rows = Artifact.objects.free().filter(submission=submission)
    return rows.knowing_copies().select_related("consent")


@prepared
def _handed_in(submission: Submission) -> QuerySet[Artifact]:
    """What was there when it was decided, also where it has been deleted since."""
    there = Q(removed_at__isnull=True) | Q(removed_at__gte=F("submission__closed_at"))
    return Artifact.objects.knowing_holds().filter(there, submission=submission)


@prepared
def _notes(submission: Submission) -> QuerySet[Annotation]:
    return Annotation.objects.filter(artifact__submission=submission)


def kind_word(artifact: StoredFile) -> str:
    kind = "link" if artifact.kind == ArtifactKind.LINK else artifact.media_type.split("/")[0]
    return str(_KINDS.get(kind, _KINDS["document"]))


_KINDS = {
    "link": _("Link"),
    "video": _("Video"),
    "audio": _("Recording"),
    "image": _("Picture"),
    "document": _("Document"),
}


def neutral_name(artifact: StoredFile, number: int) -> str:
    """ "Video 1.mp4": what it is, which one, and its type; never the name the learner gave it."""
    suffix = (
        PurePosixPath(artifact.name).suffix.lower() if artifact.kind == ArtifactKind.FILE else ""
    )
    return f"{kind_word(artifact)} {number}{suffix if suffix[1:].isalnum() and len(suffix) <= 6 else ''}"
