"""Files of the catalog read: their text to data, with every problem by its line.

Without database. What a file points at (frameworks, organizations, micro-credentials) is given as `Known`. A draft may
have gaps, which the design standard shows (`standard.py`); what it does say must be well formed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from assay.catalog.content.schema import (
    CATALOG,
    CONTENT,
    MICRO_CREDENTIAL,
    STACK,
    STACK_FILE,
    STACKS,
)
from assay.lib.levels import LEVELS
from assay.lib.text.shapes import Path, Problem, Reading, Record, check, guess, read_text

DRAFT_STATUSES = ("draft", "in_review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names a file may point at. None: nothing is known about it, so it is not asked."""

    frameworks: Mapping[str, Collection[str]] | None = None  # slug -> codes
    organizations: Collection[str] | None = None
    micro_credentials: Collection[str] | None = None


ANYTHING = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's data in its own shape, or the problems that keep it from being used."""

    data: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def kind(self) -> str:
        return str(self.data.get("schema", ""))


def read(text: str, known: Known = ANYTHING) -> Document:
    """A micro-credential's or stacks' file. Never raises for what the text says."""
    head = _head(text)
    if head.get("schema") == STACKS:
        data, into = read_text(text, STACK_FILE)
    else:
        data, into = read_text(
            text, MICRO_CREDENTIAL, strict=head.get("status") not in DRAFT_STATUSES
        )
    return _judged(data, into, known)


def check_micro_credential(data: Mapping[str, Any], known: Known = ANYTHING) -> Document:
    """The same for data that is already in memory."""
    strict = data.get("status") not in DRAFT_STATUSES
    checked, into = check(dict(data), MICRO_CREDENTIAL, strict=strict)
    return _judged(checked, into, known)


def check_content(data: Mapping[str, Any], *, strict: bool, known: Known = ANYTHING) -> Document:
    """Check a version's content, without the frame around it (id, number, issuer)."""
    checked, into = check(dict(data), Record(CONTENT), strict=strict)
    if isinstance(checked, dict) and not into.problems:
        _cross_check(checked, into, known)
    return Document(data=checked or {}, problems=tuple(sorted(into.problems)))


def check_stack(data: Mapping[str, Any], known: Known = ANYTHING) -> Document:
    """One stack."""
    checked, into = check(dict(data), STACK)
    if isinstance(checked, dict) and not into.problems:
        _check_stack(checked, (), into, known)
    return Document(data=checked or {}, problems=tuple(sorted(into.problems)))


def _head(text: str) -> dict[str, str]:
    """The schema and status a text claims, read without building it."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, _colon, value = line.partition(":")
        if key in ("schema", "status"):
            found.setdefault(key, value.split("#")[0].strip().strip("\"'"))
    return found


def _judged(data: Any, into: Reading, known: Known) -> Document:
    if isinstance(data, dict) and not into.problems:
        if data.get("schema") == CATALOG:
            _cross_check(data, into, known)
            _check_parties(data, (), into, known)
        else:
            for n, stack in enumerate(data["stacks"]):
                _check_stack(stack, ("stacks", n), into, known)
    return Document(
        data=data if isinstance(data, dict) else {}, problems=tuple(sorted(into.problems))
    )


def _cross_check(data: dict[str, Any], into: Reading, known: Known) -> None:
    """Check one part of the file against another, which no single value shows."""
    requirements = data.get("requirements", {})
    places = dict(_evidence_places(requirements, into))
    used = _check_evidence(data, places, into)
    if into.strict:
        for ident, at in places.items():
            if ident not in used:
                into.refuse(
                    at,
                    _("No criterion looks at “%(id)s”.") % {"id": ident},
                    _("Name it in the evidence of a criterion, or leave it out."),
                    kind="unused",
                )
    _check_scale(data, into)
    _check_rule(data, into)
    _check_numbers(data, into)
    _check_alignments(data, into, known)


def _evidence_places(requirements: dict[str, Any], into: Reading) -> Iterator[tuple[str, Path]]:
    seen: dict[str, Path] = {}
    for part, key in (("part1", "prompts"), ("part2", "items"), ("part3", "prompts")):
        for n, entry in enumerate(requirements.get(part, {}).get(key, [])):
            at: Path = ("requirements", part, key, n, "id")
            if entry["id"] in seen:
                line = into.line(seen[entry["id"]])
                into.refuse(
                    at,
                    _("“%(value)s” is already in line %(line)d.")
                    % {"value": entry["id"], "line": line},
                    _("Give each its own id."),
                )
                continue
            seen[entry["id"]] = at
            yield entry["id"], at


def _check_evidence(data: dict[str, Any], places: Mapping[str, Path], into: Reading) -> set[str]:
    used: set[str] = set()
    for n, criterion in enumerate(data.get("rubric", {}).get("criteria", [])):
        for m, ident in enumerate(criterion.get("evidence", [])):
            used.add(ident)
            if ident not in places:
                into.refuse(
                    ("rubric", "criteria", n, "evidence", m),
                    _("No prompt or work sample is called “%(id)s”.") % {"id": ident},
                    guess(ident, list(places)),
                    kind="unknown",
                )
    return used


def _check_scale(data: dict[str, Any], into: Reading) -> None:
    """B8: one scale for the whole program."""
    for n, level in enumerate(data.get("rubric", {}).get("scale", [])):
        points = 2 - LEVELS.index(level["level"])
        if level["points"] != points:
            into.refuse(
                ("rubric", "scale", n, "points"),
                _("The program's scale gives this level other points."),
                _("Write %(n)d.") % {"n": points},
            )


def _check_rule(data: dict[str, Any], into: Reading) -> None:
    rubric = data.get("rubric", {})
    rule, criteria = rubric.get("passing_rule", {}), rubric.get("criteria", [])
    at: Path = ("rubric", "passing_rule")
    if into.strict and rule.get("type") == "parts" and not rule.get("parts"):
        into.refuse(
            at,
            _("This rule needs “parts”."),
            _("Write the minimum level of each part."),
            kind="missing",
            key="parts",
        )
    if rule.get("type") == "points_with_essentials":
        most = 2 * len(criteria)
        if not rule.get("min_points") and into.strict:
            into.refuse(
                at,
                _("This rule needs “min_points”."),
                _("Write how many points are needed."),
                kind="missing",
                key="min_points",
            )
        elif criteria and rule.get("min_points", 0) > most:
            into.refuse(
                (*at, "min_points"),
                _("The criteria give %(n)d points at most.") % {"n": most},
                _("Write a smaller number."),
            )
        if criteria and rule.get("max_points", most) != most:
            into.refuse(
                (*at, "max_points"),
                _("The criteria give other points than these."),
                _("Write %(n)d.") % {"n": most},
            )
        if into.strict and not any(c.get("essential") for c in criteria):
            into.refuse(
                at,
                _("No criterion is essential, and this rule rests on those that are."),
                _("Mark one with “essential: true”."),
                kind="essential",
            )
    wanted = {
        "parts": ("parts",),
        "points_with_essentials": ("min_points", "max_points", "no_level_below"),
    }
    for kind, names in wanted.items():
        for name in names:
            if name in rule and rule.get("type") != kind:
                into.refuse(
                    (*at, name),
                    _("“%(name)s” belongs to the rule “%(kind)s”.") % {"name": name, "kind": kind},
                    _("Leave it out."),
                )


def _check_numbers(data: dict[str, Any], into: Reading) -> None:
    hours = data.get("estimated_hours", {})
    given = [hours[name] for name in ("min", "typical", "max") if name in hours]
    if given != sorted(given):
        into.refuse(
            ("estimated_hours",),
            _("The hours are not in order."),
            _("Write min, typical and max, rising."),
            plain=_("Write the least first, then the typical, then the most."),
        )
    declared = data.get("declared_credit")
    if declared and not declared["amount"]:
        into.refuse(
            ("declared_credit", "amount"),
            _("A credit value is more than zero."),
            _("Write it, or leave “declared_credit” out."),
            plain=_("Write it, or leave it empty."),
        )
    for n, item in enumerate(data.get("requirements", {}).get("part2", {}).get("items", [])):
        count = item.get("count")
        if count and count["min"] > count["max"]:
            into.refuse(
                ("requirements", "part2", "items", n, "count"),
                _("The least is more than the most."),
                _("Write min no larger than max."),
                plain=_("Ask for no more than you take."),
            )


def _check_alignments(data: dict[str, Any], into: Reading, known: Known) -> None:
    seen: set[tuple[str, str]] = set()
    for n, alignment in enumerate(data.get("alignments", [])):
        framework, code = alignment["framework"], alignment["code"]
        at: Path = ("alignments", n)
        if (framework, code) in seen:
            into.refuse(
                at,
                _("“%(code)s” is already here.") % {"code": code},
                _("Write each only once."),
            )
        seen.add((framework, code))
        if known.frameworks is None:
            continue
        if framework not in known.frameworks:
            into.refuse(
                (*at, "framework"),
                _("No framework is called “%(slug)s”.") % {"slug": framework},
                guess(framework, sorted(known.frameworks))
                if known.frameworks
                else _("Import the framework first."),
            )
        elif code not in known.frameworks[framework]:
            into.refuse(
                (*at, "code"),
                _("%(framework)s has no code “%(code)s”.") % {"framework": framework, "code": code},
                _near(code, known.frameworks[framework]),
            )


def _near(code: str, codes: Collection[str]) -> str:
    begin = [c for c in codes if c[:1] == code[:1]] or list(codes)
    return _("Write one of: %(options)s.") % {"options": ", ".join(sorted(begin)[:12])}


def _check_parties(data: dict[str, Any], at: Path, into: Reading, known: Known) -> None:
    if known.organizations is None:
        return
    for name in ("issuer", "content_partner", "department", "owner"):
        party = data.get(name)
        if isinstance(party, dict) and party.get("type") == "committee":
            continue  # the committee is a body of governance, not a department
        ident = party["id"] if isinstance(party, dict) else party
        if ident and ident not in known.organizations:
            into.refuse(
                (*at, name),
                _("No organization is called “%(id)s”.") % {"id": ident},
                guess(ident, sorted(known.organizations)[:20]),
            )


def _check_stack(stack: dict[str, Any], at: Path, into: Reading, known: Known) -> None:
    _check_parties(stack, at, into, known)
    if bool(stack.get("groups")) == bool(stack.get("tracks")):
        into.refuse(at, _("A stack has either groups or tracks."), _("Write one of the two."))
    sets = [((*at, "groups"), stack.get("groups", []))]
    sets += [
        ((*at, "tracks", n, "groups"), track["groups"])
        for n, track in enumerate(stack.get("tracks", []))
    ]
    for where, groups in sets:
        for n, group in enumerate(groups):
            _check_group(group, (*where, n), into, known)


def _check_group(group: dict[str, Any], at: Path, into: Reading, known: Known) -> None:
    members, rule = group["members"], group["rule"]
    if rule["type"] == "at_least" and not 1 <= rule.get("n", 0) <= len(members):
        into.refuse(
            (*at, "rule"),
            _("This many members cannot be asked for."),
            _("Write n from 1 to %(n)d.") % {"n": len(members)},
        )
    for n, member in enumerate(members):
        if known.micro_credentials is not None and member not in known.micro_credentials:
            into.refuse(
                (*at, "members", n),
                _("No micro-credential is called “%(id)s”.") % {"id": member},
                guess(member, sorted(known.micro_credentials)[:30]),
            )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text.strip() else None
    )


_Dumper.add_representer(str, _represent_text)


def write(data: Mapping[str, Any]) -> str:
    """Data as the YAML a person would write; `read` gives the same data again."""
    text: str = yaml.dump(
        dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text
