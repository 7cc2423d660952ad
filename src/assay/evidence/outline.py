"""The outline of a workspace: every step with its state, what comes before and after. Without database."""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.content import labels
from assay.catalog.content.nouns import Content, Item, Prompt
from assay.evidence.readiness import (
    BEGUN,
    DONE,
    KEPT,
    TODO,
    Draft,
    Open,
    Step,
    state_of,
    what_is_open,
)
from assay.ui.author_words import said_in

NOTE, DECLARATIONS, READINESS = "note", "declarations", "readiness"
MAX_LABEL = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: id of the step (or note, declarations, readiness), what it is called, where it stands.

    What a step is called is HTML: it says the language of its author, where the reader's is another.
    """

    id: str
    label: str
    state: str

    @property
    def settled(self) -> bool:
        return self.state in {DONE, KEPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part and its steps."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def settled(self) -> int:
        return sum(entry.settled for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The whole, and what is open in it."""

    groups: tuple[Group, ...]
    last: Group
    open: tuple[Open, ...]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in (*self.groups, self.last) for entry in group.entries]

    @property
    def steps(self) -> int:
        return sum(len(group.entries) for group in self.groups)

    @property
    def settled(self) -> int:
        return sum(group.settled for group in self.groups)

    @property
    def next_open(self) -> Entry:
        """Where to go on: the first step not settled, or handing in."""
        return next((entry for entry in self.entries if not entry.settled), self.entries[-1])

    def around(self, ident: str) -> tuple[Entry | None, Entry | None]:
        """The entries before and after one."""
        before = after = None
        for first, second in pairwise(self.entries):
            if second.id == ident:
                before = first
            if first.id == ident:
                after = second
        return before, after

    def entry(self, ident: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == ident), None)

    def label(self, ident: str) -> str:
        entry = self.entry(ident)
        return entry.label if entry else _("Before you submit")


def outline_of(draft: Draft) -> Outline:
    content, found = draft.content, tuple(what_is_open(draft))
    parts = (
        (_("Part 1"), "part1", content.prompts_of("part1")),
        (_("Part 2"), "part2", content.items),
        (_("Part 3"), "part3", content.prompts_of("part3")),
    )
    groups = tuple(
        Group(
            title=_title(name, content, part),
            entries=tuple(
                Entry(
                    id=s.id, label=said_in(label_of(s), content.language), state=state_of(draft, s)
                )
                for s in steps
            ),
        )
        for name, part, steps in parts
        if steps
    )
    return Outline(groups=groups, last=_last(draft, found), open=found)


def _title(name: str, content: Content, part: str) -> str:
    """A part's number and its name, in the language of whoever named it."""
    given = str(content.part(part).get("title", ""))
    usual = labels.usual_part_title(part, given)
    return format_html("{} {}", name, usual or said_in(given, content.language))


def label_of(step: Step) -> str:
    """How a step is called in one short line: an item's title, or how a prompt begins."""
    if isinstance(step, Item):
        return step.title
    start = re.split(r"[:.?!;]", step.text, maxsplit=1)[0].strip()
    if len(start) <= MAX_LABEL:
        return start
    return start[: MAX_LABEL + 1].rsplit(" ", 1)[0].rstrip(",") + "…"


def limits_in_words(step: Step) -> str:
    """A step's limits in one line: "1 or 2 files, 10 minutes in total. MP4, MOV or MP3, up to 2 GB each."."""
    if isinstance(step, Prompt):
        return _("Up to %(n)s words.") % {"n": step.word_limit}
    first = [_count(step)]
    if step.max_minutes_total:
        first.append(
            ngettext("%(n)s minute in total", "%(n)s minutes in total", step.max_minutes_total)
            % {"n": step.max_minutes_total}
        )
    if step.max_pages:
        first.append(
            ngettext("up to %(n)s page", "up to %(n)s pages", step.max_pages)
            % {"n": step.max_pages}
        )
    if step.max_words_each:
        first.append(_("up to %(n)s words each") % {"n": step.max_words_each})
    formats = either([_("a link") if f == "url" else f.upper() for f in step.formats])
    text = ", ".join(first) + "."
    if formats:
        text += " " + _("%(formats)s, up to %(size)s each.") % {
            "formats": formats,
            "size": size(step.max_mb_each),
        }
    return text[0].upper() + text[1:]


def either(words: list[str]) -> str:
    """Words in a row with "or" before the last."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def size(megabytes: int) -> str:
    if megabytes >= 1024 and megabytes % 1024 == 0:
        return _("%(n)s GB") % {"n": megabytes // 1024}
    return _("%(n)s MB") % {"n": megabytes}


def _count(item: Item) -> str:
    low, high = item.count_min, item.count_max
    if low == high:
        return ngettext("%(n)s file", "%(n)s files", low) % {"n": low}
    if high == low + 1:
        return _("%(low)s or %(high)s files") % {"low": low, "high": high}
    return _("%(low)s to %(high)s files") % {"low": low, "high": high}


def _last(draft: Draft, found: tuple[Open, ...]) -> Group:
    entries = []
    if draft.needs_note:
        entries.append(
            Entry(id=NOTE, label=_("What you changed"), state=DONE if draft.note_words else TODO)
        )
    open_here = [thing for thing in found if thing.where == DECLARATIONS]
    begun = draft.declared.own_work or bool(draft.declared.ai_use)
    state = (BEGUN if begun else TODO) if open_here else DONE
    entries.append(Entry(id=DECLARATIONS, label=_("Declarations"), state=state))
    entries.append(Entry(id=READINESS, label=_("Check and submit"), state=TODO))
    return Group(title=_("Submit"), entries=tuple(entries))
