"""A shared draft as its learner and its coach see it: step by step, with what changed and what was said beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content.nouns import Content, Criterion, Item, Prompt
from assay.coaching.draft_state import DraftState, part_of, state_of, steps_of
from assay.coaching.models import Comment, DraftShare, DraftSnapshot
from assay.evidence.drafts.text_diff import Piece, changes
from assay.evidence.models import Annotation, Artifact
from assay.evidence.outline import label_of
from assay.lib.prepared import prepared
from assay.lib.wording import word_count
from assay.people.models import Person
from assay.ui.author_words import said_in

#: Of what is done, so many at a time: the page opens as quickly after a year of comments.
DONE_SHOWN = 10
MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A learner’s note on a file; `comments` are the numbers of what was said at its moment."""

    note: Annotation
    is_new: bool
    comments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    artifact: Artifact
    is_new: bool
    notes: tuple[ShownNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownComment:
    """A comment with its number on the page; `is_gone` where the file it speaks of has been taken out."""

    comment: Comment
    number: int
    criterion: Criterion | None
    is_gone: bool
    is_mine: bool
    is_new: bool  # to its learner: sent since they last wrote here

    @property
    def is_answered(self) -> bool:
        replies = list(self.comment.replies.all())
        return bool(replies) and replies[-1].by_id != self.comment.by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One step: what is written or attached, and what was said of it."""

    step: Prompt | Item
    part: str
    label: SafeString | str
    text: str
    pieces: tuple[Piece, ...]  # old and new words; none where nothing changed
    files: tuple[ShownFile, ...]
    missing: str  # how many files are still to come, in words
    comments: tuple[ShownComment, ...]
    criteria: tuple[Criterion, ...]
    language: str = ""  # of whoever wrote the micro-credential
    removed: int = 0  # files taken out since it was read
    changed: str = ""  # in words
    kept: tuple[Comment, ...] = field(default=())  # written and not sent, of whoever looks

    @property
    def id(self) -> str:
        return self.step.id

    @property
    def marked(self) -> SafeString:
        """The text with what is new and what is gone marked as such."""
        return format_html_join("", "{}", ([_mark(piece)] for piece in self.pieces))

    @property
    def words(self) -> int:
        return word_count(self.text)

    @property
    def limit(self) -> int | None:
        return self.step.word_limit if isinstance(self.step, Prompt) else None

    @property
    def is_item(self) -> bool:
        return isinstance(self.step, Item)

    @property
    def open_comments(self) -> int:
        return sum(shown.comment.done_at is None for shown in self.comments)

    @property
    def recordings(self) -> list[Artifact]:
        return [shown.artifact for shown in self.files if shown.artifact.is_recording]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The whole page. `reading` is what its reader has seen last; `older` says which ten are shown of the done."""

    share: DraftShare
    reading: DraftSnapshot | None
    passages: tuple[Passage, ...]
    kept: int
    older: int = 1
    hidden: int = 0  # comments that are done, and not shown

    @property
    def has_older(self) -> bool:
        return self.hidden > (self.older - 1) * DONE_SHOWN

    @property
    def changed(self) -> list[Passage]:
        return [passage for passage in self.passages if passage.changed]

    @property
    def groups(self) -> list[tuple[str, list[Passage]]]:
        """By part, for the outline."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.part, []).append(passage)
        return list(found.items())

    @property
    def open_comments(self) -> int:
        return sum(passage.open_comments for passage in self.passages)


def view_of(share: DraftShare, person: Person, older: int = 1) -> DraftView:
    """As this person sees it, with all that is open and ten of what is done. Ten queries, whatever its size."""
    state = state_of(share)
    reading = _snapshots.first(share)
    count = _done.count(MOST_COUNTED, (share,))
    older = min(max(older, 1), max(-(-count // DONE_SHOWN), 1))
    done = _done.part((older - 1) * DONE_SHOWN, older * DONE_SHOWN, (share,))
    comments = _comments([*_open(share), *done])
    sent = [comment for comment in comments if comment.sent_at is not None]
    kept = [c for c in comments if c.sent_at is None and c.by_id == person.pk]
    numbers = {comment.pk: n for n, comment in enumerate(sent, start=1)}
    return DraftView(
        share=share,
        reading=reading,
        passages=tuple(
            _passage(share, step, state, reading, sent, numbers, kept, person)
            for step in steps_of(share)
        ),
        kept=len(kept),
        older=older,
        hidden=count - len(done),
    )


@prepared
def _snapshots(share: DraftShare) -> QuerySet[DraftSnapshot]:
    """What its reader saw last."""
    return DraftSnapshot.objects.filter(share=share)[:1]


@prepared
def _done(share: DraftShare) -> QuerySet[Comment, int]:
    """Keys of what is done, the newest first: in the order of the keys, so that ten are found without sorting all."""
    rows = Comment.objects.filter(share=share, done_at__isnull=False)
    return rows.order_by("-pk").values_list("pk", flat=True)


@prepared
def _open(share: DraftShare) -> QuerySet[Comment, int]:
    """Keys of what is open or kept. Asked for by itself, it is found without a look at all that is done."""
    return Comment.objects.filter(share=share, done_at=None).order_by().values_list("pk", flat=True)


@prepared
def _comments(keys: Sequence[int]) -> QuerySet[Comment]:
    rows = Comment.objects.filter(pk__in=keys)
    return rows.select_related("by", "artifact").prefetch_related("replies__by")


def _passage(
    share: DraftShare,
    step: Prompt | Item,
    state: DraftState,
    reading: DraftSnapshot | None,
    sent: Sequence[Comment],
    numbers: dict[int, int],
    kept: Sequence[Comment],
    person: Person,
) -> Passage:
    content = share.submission.version.content
    text = state.texts.get(step.id, "")
    before = reading.texts.get(step.id, "") if reading else text
    pieces = changes(before, text) if before != text else ()
    here = [comment for comment in sent if comment.step_id == step.id]
    files = tuple(
        _file(artifact, reading, here, numbers) for artifact in state.artifacts.get(step.id, ())
    )
    read_files = set(reading.files.get(step.id, ())) if reading else set()
    removed = len(read_files - set(state.files.get(step.id, ())))
    return Passage(
        step=step,
        part=_part_words(part_of(step)),
        label=said_in(label_of(step), content.language),
        text=text,
        pieces=pieces,
        files=files,
        missing=_missing(step, len(files)),
        comments=tuple(_comment(comment, numbers, content, person) for comment in here),
        criteria=content.criteria_on(step.id),
        language=content.language,
        removed=removed,
        changed=", ".join(_changed(pieces, files, removed)) if reading else "",
        kept=tuple(comment for comment in kept if comment.step_id == step.id),
    )


def _mark(piece: Piece) -> SafeString | str:
    if piece.kind == "new":
        return format_html("<ins>{}</ins>", piece.text)
    return format_html("<del>{}</del>", piece.text) if piece.kind == "gone" else piece.text


def _part_words(part: str) -> str:
    return {"part1": _("Part 1"), "part2": _("Part 2"), "part3": _("Part 3")}[part]


def _file(
    artifact: Artifact,
    reading: DraftSnapshot | None,
    comments: Iterable[Comment],
    numbers: dict[int, int],
) -> ShownFile:
    read = reading is None or artifact.pk in reading.files.get(artifact.step_id, ())
    known = set(reading.notes.get(str(artifact.pk), ())) if reading else None
    at: dict[int | None, list[int]] = {}
    for comment in comments:
        if comment.artifact_id == artifact.pk:
            at.setdefault(comment.at_seconds, []).append(numbers[comment.pk])
    return ShownFile(
        artifact=artifact,
        is_new=not read,
        notes=tuple(
            ShownNote(
                note=note,
                is_new=read and known is not None and note.pk not in known,
                comments=tuple(at.get(note.at_seconds, ())) if note.at_seconds is not None else (),
            )
            for note in artifact.annotations.all()
        ),
    )


def _comment(
    comment: Comment, numbers: dict[int, int], content: Content, person: Person
) -> ShownComment:
    gone = bool(comment.artifact_name) and (
        comment.artifact is None or comment.artifact.removed_at is not None
    )
    return ShownComment(
        comment=comment,
        number=numbers[comment.pk],
        criterion=content.criterion(comment.criterion_id) if comment.criterion_id else None,
        is_gone=gone,
        is_mine=comment.by_id == person.pk,
        is_new=comment.by_id != person.pk and not list(comment.replies.all()),
    )


def _missing(step: Prompt | Item, count: int) -> str:
    if isinstance(step, Prompt) or count >= step.count_min:
        return ""
    n = step.count_min - count
    return ngettext("%(n)s file is still to come.", "%(n)s files are still to come.", n) % {"n": n}


def _changed(pieces: Sequence[Piece], files: Sequence[ShownFile], removed: int) -> list[str]:
    """What changed in a step since it was read, in words."""
    added = sum(word_count(piece.text) for piece in pieces if piece.kind == "new")
    gone = sum(word_count(piece.text) for piece in pieces if piece.kind == "gone")
    new = sum(shown.is_new for shown in files)
    notes = sum(note.is_new for shown in files for note in shown.notes)
    found = [
        (added, ngettext("%(n)s word added", "%(n)s words added", added)),
        (gone, ngettext("%(n)s word taken out", "%(n)s words taken out", gone)),
        (new, ngettext("%(n)s file added", "%(n)s files added", new)),
        (removed, ngettext("%(n)s file taken out", "%(n)s files taken out", removed)),
        (notes, ngettext("%(n)s note added", "%(n)s notes added", notes)),
    ]
    return [words % {"n": n} for n, words in found if n]
