"""Structured text (YAML) read against a shape, with every problem named by its line: where, what, and what to write.

Reads nodes rather than values, because only nodes know their line and see a key written twice. A value made elsewhere
(a form, an API) is checked by the same shapes; its problems carry a path and no line. Trusts nothing: the text is
limited in size, nesting and repetition before anything is built from it.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

from assay.lib.wording import clean

MAX_CHARS = 400_000
MAX_VALUES = 20_000
Step = str | int
Path = tuple[Step, ...]
Needed = Literal["always", "strict", "optional"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing to put right. `line` counts from 1; 0 when what was read had no lines."""

    line: int
    path: str  # "research.citations[2].year", places in a list counted from 1
    what: str
    fix: str = ""
    # For whoever fills in a form and never sees the text: what is amiss ("missing", "empty", "few"), the name that is
    # missing, and the fix without a word of the format.
    kind: str = field(default="", compare=False)
    key: str = field(default="", compare=False)
    plain: str = field(default="", compare=False)

    def __str__(self) -> str:
        text = f"{self.path}: {self.what}" if self.path else self.what
        return f"{text} {self.fix}".strip()


@dataclass(slots=True)
class Reading:
    """The state of a reading: problems so far, and the line of each value."""

    strict: bool = True
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    left: int = MAX_VALUES

    def refuse(
        self,
        at: Path,
        what: str,
        fix: str = "",
        *,
        kind: str = "",
        key: str = "",
        plain: str | None = None,
    ) -> None:
        said = fix if plain is None else plain
        self.problems.append(
            Problem(
                line=self.line(at),
                path=spell(at),
                what=what,
                fix=fix,
                kind=kind,
                key=key,
                plain=said,
            )
        )

    def line(self, at: Path) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 0)


class Shape(Protocol):
    def read(self, node: Node, at: Path, into: Reading) -> Any:
        """The value of a node, or None after a refusal."""


def spell(at: Path) -> str:
    text = ""
    for step in at:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_text(text: str, shape: Shape, *, strict: bool = True) -> tuple[Any, Reading]:
    """The value a YAML text holds in this shape, and how the reading went. Never raises for what the text says."""
    into = Reading(strict=strict)
    if len(text) > MAX_CHARS:
        into.refuse(
            (), _("The file is too long."), _("Keep it under %(n)d characters.") % {"n": MAX_CHARS}
        )
        return None, into
    node = _compose(text, into)
    return (shape.read(node, (), into) if node is not None else None), into


def check(value: Any, shape: Shape, *, strict: bool = True) -> tuple[Any, Reading]:
    """The same for a value that is already in memory."""
    into = Reading(strict=strict)
    try:
        node = yaml.representer.SafeRepresenter().represent_data(value)
    except (yaml.YAMLError, RecursionError, ValueError):
        into.refuse((), _("This holds something that is neither text, number, list nor record."))
        return None, into
    return shape.read(node, (), into), into


def _compose(text: str, into: Reading) -> Node | None:
    try:
        node = _nodes(text)
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        into.lines[()] = mark.line + 1 if mark else 1
        into.refuse(
            (), _("This is not YAML: %(why)s.") % {"why": e.problem or e.context or _("unreadable")}
        )
    except yaml.reader.ReaderError as e:
        into.lines[()] = text.count("\n", 0, int(e.position)) + 1
        into.refuse((), _("There is a character that must not be in the file."), _("Delete it."))
    except (yaml.YAMLError, RecursionError, ValueError):
        into.lines[()] = 1
        into.refuse((), _("This is nested too deeply to be read."))
    else:
        if node is None:
            into.lines[()] = 1
            into.refuse((), _("The file is empty."))
        return node
    return None


def _quick_nodes(text: str) -> Node | None:
    """The nodes that libyaml's events make."""
    from yaml._yaml import CParser

    class Quick(Composer, CParser, Resolver):
        def __init__(self) -> None:
            CParser.__init__(self, text)
            Composer.__init__(self)
            Resolver.__init__(self)

    node: Node | None = Quick().get_single_node()
    return node


def _nodes(text: str) -> Node | None:
    """As PyYAML reads it; by libyaml where that is there, which takes a sixth of the time.

    Values are put together in Python either way, where depth has its limit. What libyaml refuses is read again without
    it, since that says better why, and lets some of it pass.
    """
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError, RecursionError, ValueError):
            return _quick_nodes(text)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _spend(node: Node, at: Path, into: Reading) -> bool:
    """Note the line, and count: a few aliases can stand for a million values."""
    if node.start_mark is not None:
        into.lines.setdefault(at, node.start_mark.line + 1)
    into.left -= 1
    if into.left == 0:
        into.refuse(
            at,
            _("There is too much in this file."),
            _("Keep it under %(n)d values.") % {"n": MAX_VALUES},
        )
    return into.left > 0


def _scalar(node: Node) -> Any:
    """A scalar's value as YAML reads it; the text itself where YAML cannot."""
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError, KeyError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    most: int = 4000
    least: int = 1
    pattern: str = ""
    hint: str | Promise = ""  # what the pattern asks for
    line: bool = False  # no line breaks

    def read(self, node: Node, at: Path, into: Reading) -> str | None:
        if not _spend(node, at, into):
            return None
        value = _scalar(node) if isinstance(node, ScalarNode) else None
        if not isinstance(value, str):
            shown = node.value if isinstance(node, ScalarNode) else ""
            fix = (
                _('Put it in quotes: "%(value)s".') % {"value": shown}
                if shown
                else _("Write a text.")
            )
            into.refuse(at, _("This must be text."), fix)
            return None
        value = clean(value)
        return value if self._fits(value, at, into) else None

    def _fits(self, value: str, at: Path, into: Reading) -> bool:
        if into.strict and len(value.strip()) < self.least:
            into.refuse(at, _("This is empty."), _("Write a text."), kind="empty")
        elif len(value) > self.most:
            into.refuse(
                at,
                _("This has %(n)d characters.") % {"n": len(value)},
                _("Shorten it to %(most)d.") % {"most": self.most},
            )
        elif self.line and "\n" in value.strip():
            into.refuse(at, _("This runs over several lines."), _("Write it on one line."))
        elif self.pattern and value and not re.fullmatch(self.pattern, value):
            into.refuse(
                at, _("“%(value)s” cannot be here.") % {"value": value[:80]}, str(self.hint)
            )
        else:
            return True
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number within limits."""

    least: int = 0
    most: int = 100_000

    def read(self, node: Node, at: Path, into: Reading) -> int | None:
        if not _spend(node, at, into):
            return None
        value = _scalar(node) if isinstance(node, ScalarNode) else None
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and self.least <= value <= self.most
        ):
            return value
        limits = {"least": self.least, "most": self.most}
        into.refuse(
            at,
            _("This must be a whole number."),
            _("Write a number from %(least)d to %(most)d, without quotes.") % limits,
            plain=_("Write a number from %(least)d to %(most)d.") % limits,
        )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number within limits, with at most two decimals."""

    least: int = 0
    most: int = 100_000

    def read(self, node: Node, at: Path, into: Reading) -> int | float | None:
        if not _spend(node, at, into):
            return None
        value = _scalar(node) if isinstance(node, ScalarNode) else None
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and self.least <= value <= self.most
        ):
            return value if isinstance(value, int) else round(value, 2)
        limits = {"least": self.least, "most": self.most}
        into.refuse(
            at,
            _("This must be a number."),
            _("Write a number from %(least)d to %(most)d, without quotes.") % limits,
            plain=_("Write a number from %(least)d to %(most)d.") % limits,
        )
        return None


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, node: Node, at: Path, into: Reading) -> bool | None:
        if not _spend(node, at, into):
            return None
        value = _scalar(node) if isinstance(node, ScalarNode) else None
        if isinstance(value, bool):
            return value
        into.refuse(at, _("This must be yes or no."), _("Write true or false, without quotes."))
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A day as text, "2026-02-03"."""

    def read(self, node: Node, at: Path, into: Reading) -> str | None:
        if not _spend(node, at, into):
            return None
        try:
            return date.fromisoformat(
                node.value if isinstance(node, ScalarNode) else ""
            ).isoformat()
        except (ValueError, TypeError):
            into.refuse(
                at, _("This must be a day."), _("Write year, month and day, as in “2026-02-03”.")
            )
            return None


@dataclass(frozen=True, slots=True)
class OneOf:
    options: Sequence[str]

    def read(self, node: Node, at: Path, into: Reading) -> str | None:
        if not _spend(node, at, into):
            return None
        value = _scalar(node) if isinstance(node, ScalarNode) else None
        if isinstance(value, str) and value in self.options:
            return value
        shown = str(node.value)[:60] if isinstance(node, ScalarNode) else ""
        if value is False and "no" in self.options:
            into.refuse(at, _("YAML reads this no as “false”."), _('Put it in quotes: "no".'))
            return None
        what = (
            _("“%(value)s” is not known here.") % {"value": shown}
            if shown
            else _("One word must be here.")
        )
        into.refuse(at, what, guess(shown, self.options))
        return None


@dataclass(frozen=True, slots=True)
class OrNull:
    shape: Shape

    def read(self, node: Node, at: Path, into: Reading) -> Any:
        if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return None
        return self.shape.read(node, at, into)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    shape: Shape
    least: int = 0  # asked only of strict readings
    most: int = 200
    unique: str = ""  # the field that must differ; "." the value itself

    def read(self, node: Node, at: Path, into: Reading) -> list[Any] | None:
        if not _spend(node, at, into):
            return None
        if not isinstance(node, SequenceNode):
            into.refuse(
                at, _("This must be a list."), _("Write each entry on its own line after “- ”.")
            )
            return None
        if into.strict and len(node.value) < self.least:
            few = _("Write at least %(n)d.") % {"n": self.least}
            into.refuse(at, _("There are too few entries."), few, kind="few")
        if len(node.value) > self.most:
            into.refuse(
                at, _("There are too many entries."), _("Keep to %(n)d.") % {"n": self.most}
            )
            return None
        values = [
            self.shape.read(item, (*at, n), into)
            for n, item in enumerate(node.value)
            if into.left > 0
        ]
        if self.unique:
            self._differ(values, at, into)
        return values

    def _differ(self, values: list[Any], at: Path, into: Reading) -> None:
        seen: dict[Any, int] = {}
        for n, value in enumerate(values):
            key = (
                value
                if self.unique == "."
                else value.get(self.unique)
                if isinstance(value, dict)
                else None
            )
            if key is None:
                continue
            if key in seen:
                place = (*at, n) if self.unique == "." else (*at, n, self.unique)
                into.refuse(
                    place,
                    _("“%(value)s” is already in line %(line)d.")
                    % {"value": str(key)[:60], "line": into.line((*at, seen[key]))},
                    _("Write each only once."),
                )
            seen.setdefault(key, n)


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields. A key that is not among them is refused, with a guess at what was meant."""

    fields: Mapping[str, tuple[Shape, Needed]]

    def read(self, node: Node, at: Path, into: Reading) -> dict[str, Any] | None:
        if not _spend(node, at, into):
            return None
        if not isinstance(node, MappingNode):
            into.refuse(
                at,
                _("This must be a record of named values."),
                _("Write lines such as “name: value”."),
            )
            return None
        values: dict[str, Any] = {}
        for name, inner in self._entries(node, at, into):
            if into.left <= 0:
                break
            values[name] = self.fields[name][0].read(inner, (*at, name), into)
        for name, (_shape, needed) in self.fields.items():
            if name not in values and (needed == "always" or (needed == "strict" and into.strict)):
                into.refuse(
                    at,
                    _("“%(name)s” is missing.") % {"name": name},
                    _("Add a line “%s: …”.") % name,
                    kind="missing",
                    key=name,
                )
        return values

    def _entries(self, node: MappingNode, at: Path, into: Reading) -> Iterator[tuple[str, Node]]:
        seen: dict[str, int] = {}
        for key, inner in node.value:
            name = str(key.value) if isinstance(key, ScalarNode) else ""
            line = key.start_mark.line + 1 if key.start_mark else 0
            if line:
                into.lines[(*at, name)] = line
            if name not in self.fields:
                into.refuse(
                    (*at, name[:60]), _("This key is not known."), guess(name, list(self.fields))
                )
            elif name in seen:
                into.refuse(
                    (*at, name),
                    _("“%(name)s” is already in line %(line)d.")
                    % {"name": name, "line": seen[name]},
                    _("Keep one of the two."),
                )
            else:
                seen[name] = line
                yield name, inner


def guess(word: str, options: Sequence[str]) -> str:
    """The word that was probably meant, or all that could have been."""
    near = difflib.get_close_matches(word, options, n=1, cutoff=0.7)
    if near:
        return _("Did you mean “%(word)s”?") % {"word": near[0]}
    return _("Write one of: %(options)s.") % {"options": ", ".join(options)}
