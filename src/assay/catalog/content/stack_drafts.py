"""A stack as its authors write it: flat lists of tracks, groups and members, which may have gaps. Without database.

A file nests them (schema `mc-stacks/1`): members in groups, groups in tracks. In a draft each row names what it belongs
to, so that a group may be moved or emptied without losing its members. `flatten` and `assemble` lead from one to the
other; what is published is what `assemble` gives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.catalog.content import schema
from assay.catalog.content.stack_progress import is_all, tracks_of
from assay.lib.levels import LEVELS
from assay.lib.text.shapes import (
    Flag,
    ListOf,
    Number,
    OneOf,
    Problem,
    Record,
    Text,
    Whole,
    check,
)

Data = dict[str, Any]
ORDERS = ("none", "suggested", "enforced")
VERSIONS = ("any_non_revoked", "current_only")
KEPT = ("statement", "language", "audience", "order", "window_months", "accepts_versions", "award")

_TRACK = Record(
    {
        "id": (schema.SLUG, "always"),
        "title": (schema.LINE, "optional"),
        "recognition": (ListOf(shape=schema.WORD, most=20, unique="."), "optional"),
    }
)
_GROUP = Record(
    {
        "id": (schema.IDENT, "always"),
        "title": (schema.LINE, "optional"),
        "track": (schema.SLUG, "optional"),
        "at_least": (Whole(least=1, most=50), "optional"),
    }
)
_MEMBER = Record({"ident": (schema.SLUG, "always"), "group": (schema.IDENT, "optional")})
_CRITERION = Record(
    {
        "id": (schema.IDENT, "always"),
        "title": (schema.LINE, "optional"),
        "essential": (Flag(), "optional"),
        "impact": (Flag(), "optional"),
        "descriptors": (schema.DESCRIPTORS, "optional"),
    }
)
_CAPSTONE = Record(
    {
        "id": (schema.SLUG, "optional"),
        "title": (schema.LINE, "optional"),
        "prompt": (Text(most=2000), "optional"),
        "word_limit": (Whole(least=50, most=3000), "optional"),
        "assessed_by": (OneOf(("panel_of_two",)), "optional"),
        "scale": (ListOf(shape=schema.LEVEL, least=3, most=3, unique="level"), "optional"),
        "criteria": (ListOf(shape=_CRITERION, most=12, unique="id"), "optional"),
        "passing_rule": (schema.RULE, "optional"),
    }
)
DRAFT = Record(
    {
        "title": (schema.LINE, "always"),
        "statement": (Text(most=2000), "optional"),
        "language": (schema.WORD, "optional"),
        "audience": (
            Record(
                {
                    "career_stages": (ListOf(shape=OneOf(schema.CAREER_STAGES)), "optional"),
                    "roles": (ListOf(shape=schema.WORD, most=20, unique="."), "optional"),
                    "grade_bands": (ListOf(shape=OneOf(schema.GRADE_BANDS)), "optional"),
                    "subjects": (ListOf(shape=schema.WORD, most=30, unique="."), "optional"),
                }
            ),
            "optional",
        ),
        "tracks": (ListOf(shape=_TRACK, most=10, unique="id"), "optional"),
        "groups": (ListOf(shape=_GROUP, most=40, unique="id"), "optional"),
        "members": (ListOf(shape=_MEMBER, most=200), "optional"),
        "order": (OneOf(ORDERS), "optional"),
        "window_months": (Whole(least=1, most=240), "optional"),
        "accepts_versions": (OneOf(VERSIONS), "optional"),
        "capstone": (_CAPSTONE, "optional"),
        "award": (
            Record(
                {
                    "badge": (Flag(), "optional"),
                    "extra_contact_hours": (Number(most=200), "optional"),
                    "note": (schema.LINE, "optional"),
                }
            ),
            "optional",
        ),
        "recognition": (ListOf(shape=schema.WORD, most=20, unique="."), "optional"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What stands in the way of publishing: `at` names the section that mends it, "" where none does."""

    at: str
    what: str


def problems(data: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What a draft says and may not say. A gap is none."""
    _checked, into = check(dict(data), DRAFT, strict=False)
    return tuple(sorted(into.problems))


def flatten(stack: Mapping[str, Any]) -> Data:
    """A file's stack as a draft. Members stand in the order of the sequence, as the rule reckons with them."""
    place = {ident: n for n, ident in enumerate(stack.get("suggested_sequence") or ())}
    draft: Data = {"title": stack["title"], "tracks": [], "groups": [], "members": []}
    draft |= {key: stack[key] for key in (*KEPT, "recognition") if stack.get(key)}
    taken: set[str] = set()
    for track in tracks_of(stack):
        if track.get("id"):
            draft["tracks"].append(
                {k: track[k] for k in ("id", "title", "recognition") if k in track}
            )
        for group in track["groups"]:
            ident = group["id"]
            while ident in taken:  # two tracks may each have a "g1"
                ident = f"{ident[:26]}-{len(taken)}"
            taken.add(ident)
            row = {"id": ident, "title": group["title"]}
            if track.get("id"):
                row["track"] = track["id"]
            if not is_all(group):
                row["at_least"] = group["rule"]["n"]
            draft["groups"].append(row)
            members = sorted(group["members"], key=lambda one: place.get(one, len(place)))
            draft["members"] += [{"ident": one, "group": ident} for one in members]
    if stack.get("capstone"):
        draft["capstone"] = _capstone_flat(stack["capstone"])
    return {key: value for key, value in draft.items() if value not in (None, [], {})}


def _capstone_flat(capstone: Mapping[str, Any]) -> Data:
    rubric = capstone["rubric"]
    row = {key: value for key, value in capstone.items() if key != "rubric"}
    return {**row, **{key: rubric[key] for key in ("scale", "criteria", "passing_rule")}}


def assemble(draft: Mapping[str, Any], *, slug: str) -> Data:
    """A draft as a file's stack, without its frame (id, slug, version, status, issuer, owner). It may have gaps."""
    stack: Data = {"title": draft["title"], "statement": draft.get("statement", "")}
    stack |= {key: draft[key] for key in KEPT if draft.get(key)}
    tracks = draft.get("tracks", [])
    if tracks:
        stack["tracks"] = [
            {**track, "title": track.get("title", ""), "groups": _groups(draft, track["id"])}
            for track in tracks
        ]
    else:
        stack["groups"] = _groups(draft, None)
    if draft.get("order", "none") != "none":
        stack["suggested_sequence"] = list(
            dict.fromkeys(member["ident"] for member in draft.get("members", []))
        )
    if draft.get("capstone"):
        stack["capstone"] = _capstone(draft["capstone"], slug)
    if draft.get("recognition"):
        stack["recognition"] = draft["recognition"]
    if "award" in stack:
        stack["award"] = {"badge": False, **stack["award"]}
    return stack


def _groups(draft: Mapping[str, Any], track: str | None) -> list[Data]:
    members = draft.get("members", [])
    found = []
    for group in draft.get("groups", []):
        if track is not None and group.get("track") != track:
            continue
        n = group.get("at_least")
        found.append(
            {
                "id": group["id"],
                "title": group.get("title", ""),
                "rule": {"type": "at_least", "n": n} if n else {"type": "all"},
                "members": [m["ident"] for m in members if m.get("group") == group["id"]],
            }
        )
    return found


def _capstone(row: Mapping[str, Any], slug: str) -> Data:
    rubric = {
        "scale": row.get("scale") or schema.SCALE,
        "criteria": row.get("criteria", []),
        "passing_rule": row.get("passing_rule") or {"type": "all_demonstrated", "text": ""},
    }
    capstone = {
        "id": row.get("id") or f"cap-{slug[:70]}",
        "title": row.get("title", ""),
        "prompt": row.get("prompt", ""),
        "assessed_by": "panel_of_two",
        "rubric": rubric,
    }
    return capstone | ({"word_limit": row["word_limit"]} if row.get("word_limit") else {})


def changes_rule(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two stacks ask for different things, and not only say the same in other words."""
    return bool(_ruling(before) != _ruling(after))


def _ruling(stack: Mapping[str, Any]) -> Any:
    award = stack.get("award") or {}
    asked = [
        [(g["rule"].get("type"), g["rule"].get("n"), g["members"]) for g in t["groups"]]
        for t in tracks_of(stack)
    ]
    order = stack.get("order") or "none"
    return (
        asked,
        order,
        (stack.get("suggested_sequence") or []) if order == "enforced" else [],
        stack.get("window_months") or 0,
        stack.get("accepts_versions") or VERSIONS[0],
        stack.get("capstone") or None,
        bool(award.get("badge")),
        award.get("extra_contact_hours") or 0,
    )


def to_do(draft: Mapping[str, Any], *, closed: Mapping[str, str]) -> list[ToDo]:
    """All that a draft lacks before it can be published. `closed`: titles of members that nobody can earn, by ident."""
    return [
        *_of_words(draft),
        *_of_groups(draft),
        *_of_members(draft, closed),
        *_of_capstone(draft.get("capstone") or {}),
    ]


def _of_words(draft: Mapping[str, Any]) -> Iterator[ToDo]:
    if not draft.get("statement"):
        yield ToDo(at="about", what=_("Say what the holder can do"))


def _of_groups(draft: Mapping[str, Any]) -> Iterator[ToDo]:
    groups, tracks = draft.get("groups", []), draft.get("tracks", [])
    if not groups:
        yield ToDo(at="rule", what=_("Add at least one group"))
    named = {track["id"] for track in tracks}
    for n, group in enumerate(groups, start=1):
        if not group.get("title"):
            yield ToDo(at="rule", what=_("Group %(n)d: give it a name") % {"n": n})
        if tracks and group.get("track") not in named:
            yield ToDo(at="rule", what=_("Group %(n)d: choose its track") % {"n": n})
    for n, track in enumerate(tracks, start=1):
        if not track.get("title"):
            yield ToDo(at="rule", what=_("Track %(n)d: give it a name") % {"n": n})
        if not any(group.get("track") == track["id"] for group in groups):
            yield ToDo(at="rule", what=_("Track %(n)d: no group belongs to it") % {"n": n})


def _of_members(draft: Mapping[str, Any], closed: Mapping[str, str]) -> Iterator[ToDo]:
    members = draft.get("members", [])
    groups = draft.get("groups", [])
    known = {group["id"] for group in groups}
    for group in groups:
        mine = [m["ident"] for m in members if m.get("group") == group["id"]]
        name = group.get("title") or group["id"]
        if not mine:
            yield ToDo(
                at="members", what=_("“%(group)s” has no micro-credential") % {"group": name}
            )
        elif (n := group.get("at_least") or 0) > len(mine):
            said = _("“%(group)s” asks for %(n)d and has %(all)d")
            yield ToDo(at="members", what=said % {"group": name, "n": n, "all": len(mine)})
        if len(set(mine)) < len(mine):
            said = _("“%(group)s” names a micro-credential twice")
            yield ToDo(at="members", what=said % {"group": name})
    if any(member.get("group") not in known for member in members):
        yield ToDo(at="members", what=_("Choose a group for each micro-credential"))
    for ident in dict.fromkeys(m["ident"] for m in members if m["ident"] in closed):
        said = _("%(title)s is not open: no one can start it")
        yield ToDo(at="members", what=said % {"title": closed[ident]})


def _of_capstone(capstone: Mapping[str, Any]) -> Iterator[ToDo]:
    if not capstone:
        return
    asked = {
        "title": _("Capstone: give it a title"),
        "prompt": _("Capstone: write the task"),
        "word_limit": _("Capstone: set the most words"),
        "criteria": _("Capstone: add at least one criterion"),
    }
    for key, what in asked.items():
        if not capstone.get(key):
            yield ToDo(at="capstone", what=what)
    for n, row in enumerate(capstone.get("criteria", []), start=1):
        if not row.get("title"):
            yield ToDo(at="capstone", what=_("Criterion %(n)d: give it a name") % {"n": n})
        if any(not row.get("descriptors", {}).get(level) for level in LEVELS):
            yield ToDo(
                at="capstone", what=_("Criterion %(n)d: describe the three levels") % {"n": n}
            )
    rule = capstone.get("passing_rule") or {}
    if not rule.get("text"):
        yield ToDo(at="capstone", what=_("Write the passing rule in plain words"))
    if rule.get("type") == "points_with_essentials":
        if not any(row.get("essential") for row in capstone.get("criteria", [])):
            yield ToDo(
                at="capstone",
                what=_("Mark at least one criterion as essential: this rule rests on them"),
            )
        if not rule.get("min_points"):
            yield ToDo(at="capstone", what=_("Set the points needed"))


SECTION_TITLES: dict[str, Any] = {
    "about": gettext_lazy("What the holder can do"),
    "rule": gettext_lazy("Groups and rule"),
    "members": gettext_lazy("Micro-credentials"),
    "capstone": gettext_lazy("Capstone"),
    "award": gettext_lazy("Badge and recognition"),
}
