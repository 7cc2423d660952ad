"""What a version says otherwise than the one before it: texts side by side, none of the file's own names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assay.catalog.actions.drafting import predecessor
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.content import diff
from assay.catalog.models import Version
from assay.evidence.drafts.text_diff import Piece, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One change: the section it is in, whether it touches scoring, and both texts as pieces."""

    section: str
    is_scoring: bool
    old: list[Piece]
    new: list[Piece]


def text_changes(version: Version) -> tuple[Version | None, list[TextChange]]:
    """The version before, and every change since, in the order of the page; none where this is the first."""
    before = predecessor(version)
    if before is None:
        return None, []
    return before, [_as_text(change) for change in diff.changes(before.data, version.data)]


def _as_text(change: diff.Change) -> TextChange:
    top = change.path.split(".")[0].split("[")[0]
    section = next((one for one in SECTIONS if top in one.keys), SECTIONS[0])
    pieces = changes(said(change.old), said(change.new))
    return TextChange(
        section=str(section.title),
        is_scoring=change.kind == diff.SCORING,
        old=[piece for piece in pieces if piece.kind != "new"],
        new=[piece for piece in pieces if piece.kind != "gone"],
    )


def said(value: Any) -> str:
    """A value of the content as its texts and figures, one a line."""
    return "\n".join(_leaves(value))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("id", "kind"):
                yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value).strip()
