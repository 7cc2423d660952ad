"""The five sections of a stack's editor: from a draft's data to fields and back."""

from django.utils.translation import gettext_lazy as _

from assay.catalog.authoring import stack_forms as forms
from assay.catalog.authoring.sections import (
    Data,
    Rows,
    Section,
    audience_shown,
    audience_written,
    filled,
    in_turn,
    plain_number,
    split,
)
from assay.catalog.content.schema import SCALE
from assay.catalog.content.stack_drafts import SECTION_TITLES
from assay.catalog.content.stack_roles import OFFERED, as_recognition, others_in, roles_in
from assay.lib.levels import LEVELS

Lists = dict[str, list[Data]]


def _load_about(data: Data) -> Data:
    return {
        "title": data.get("title", ""),
        "statement": data.get("statement", "").strip(),
        "language": data.get("language", "en"),
        **audience_shown(data),
    }


def _save_about(old: Data, values: Data, _lists: Lists) -> Data:
    names = ("career_stages", "roles", "grade_bands", "subjects")
    language = values["language"] or old.get("language")
    return {
        "title": values["title"] or old.get("title"),
        "statement": values["statement"] or None,
        "language": None if language == "en" and "language" not in old else language,
        "audience": audience_written(old, values, names),
    }


def _load_rule(data: Data) -> Data:
    return {
        "order": data.get("order", "none"),
        "window_months": data.get("window_months"),
        "accepts_versions": data.get("accepts_versions", "any_non_revoked"),
    }


def _save_rule(old: Data, values: Data, lists: Lists) -> Data:
    return {
        "order": _unless_usual(old, "order", values["order"], "none"),
        "window_months": values["window_months"] or None,
        "accepts_versions": _unless_usual(
            old, "accepts_versions", values["accepts_versions"], "any_non_revoked"
        ),
        "tracks": lists["tracks"] or None,
        "groups": lists["groups"] or None,
    }


def _unless_usual(old: Data, key: str, value: str, usual: str) -> str | None:
    return None if value in ("", usual) and key not in old else value or usual


def _track(values: Data, old: Data) -> Data:
    recognition = _recognition(old, values["roles"], others_in(old.get("recognition", [])))
    said = {"id": values["id"], "title": values["title"], "recognition": recognition}
    return filled({**old, **said})


def _recognition(old: Data, roles: list[str], others: list[str]) -> list[str]:
    """Roles that only a file names stay; what was there stays in its turn."""
    before = old.get("recognition", [])
    kept = [role for role in roles_in(before) if role not in OFFERED]
    return in_turn(before, [*as_recognition([*kept, *roles]), *others])


def _load_tracks(data: Data) -> list[Data]:
    return [
        {**track, "roles": roles_in(track.get("recognition", []))}
        for track in data.get("tracks", [])
    ]


def _group(values: Data, old: Data) -> Data:
    track = values["track"] if "track" in values else old.get("track")
    said = {"id": values["id"], "title": values["title"], "track": track}
    return filled({**said, "at_least": values["at_least"] or None})


def _tracks(data: Data) -> Data:
    return {"tracks": [(t["id"], t.get("title") or t["id"]) for t in data.get("tracks", [])]}


def groups_of(data: Data) -> list[tuple[str, str]]:
    """The groups of a draft as choices, with the name of the track where there are tracks."""
    tracks = {t["id"]: t.get("title") or t["id"] for t in data.get("tracks", [])}
    return [
        (g["id"], ": ".join(filter(None, (tracks.get(g.get("track")), g.get("title") or g["id"]))))
        for g in data.get("groups", [])
    ]


def _member(values: Data, _old: Data) -> Data:
    return filled({"ident": values["ident"], "group": values["group"]})


def _load_capstone(data: Data) -> Data:
    capstone = data.get("capstone", {})
    rule = capstone.get("passing_rule", {})
    return {
        "title": capstone.get("title", ""),
        "prompt": capstone.get("prompt", "").strip(),
        "word_limit": capstone.get("word_limit"),
        "rule_type": rule.get("type", "all_demonstrated"),
        "rule_text": rule.get("text", ""),
        "min_points": rule.get("min_points"),
    }


def _save_capstone(old: Data, values: Data, lists: Lists) -> Data:
    """None where nothing of it is filled in. A rule that the form does not know stays as a file brought it."""
    before, criteria = old.get("capstone", {}), lists["criteria"]
    if not (values["title"] or values["prompt"] or values["word_limit"] or criteria):
        return {"capstone": None}
    kind = values["rule_type"] or "all_demonstrated"
    kept = before.get("passing_rule", {})
    rule: Data = {**(kept if kept.get("type") == kind else {}), "type": kind}
    rule["text"] = values["rule_text"] or None
    if kind == "points_with_essentials":
        rule |= {"min_points": values["min_points"], "max_points": 2 * len(criteria)}
    said = {name: values[name] for name in ("title", "prompt", "word_limit")}
    whole = {**before, **said, "scale": before.get("scale") or SCALE, "criteria": criteria}
    return {"capstone": filled({**whole, "passing_rule": filled(rule)})}


def _load_criteria(data: Data) -> list[Data]:
    rows = data.get("capstone", {}).get("criteria", [])
    return [{**row, **row.get("descriptors", {})} for row in rows]


def _criterion(values: Data, old: Data) -> Data:
    row: Data = {**old, "id": values["id"], "title": values["title"]}
    row |= {
        name: bool(values[name]) for name in ("essential", "impact") if values[name] or name in old
    }
    row["descriptors"] = filled({level: values[level] for level in LEVELS})
    return {key: value for key, value in row.items() if value not in ("", None, {})}


def _load_award(data: Data) -> Data:
    award = data.get("award", {})
    return {
        "badge": bool(award.get("badge")),
        "extra_contact_hours": award.get("extra_contact_hours"),
        "note": award.get("note", ""),
        "roles": roles_in(data.get("recognition", [])),
        "recognition": ", ".join(others_in(data.get("recognition", []))),
    }


def _save_award(old: Data, values: Data, _lists: Lists) -> Data:
    hours = plain_number(values["extra_contact_hours"])
    award = {"badge": bool(values["badge"]), "extra_contact_hours": hours, "note": values["note"]}
    return {
        "award": {key: value for key, value in award.items() if value not in ("", None)},
        "recognition": _recognition(old, values["roles"], split(values["recognition"])) or None,
    }


SECTIONS = (
    Section(
        key="about",
        title=SECTION_TITLES["about"],
        form=forms.About,
        load=_load_about,
        save=_save_about,
        keys=("title", "statement", "language", "audience"),
    ),
    Section(
        key="rule",
        title=SECTION_TITLES["rule"],
        form=forms.Rule,
        load=_load_rule,
        save=_save_rule,
        keys=("order", "window_months", "accepts_versions", "tracks", "groups"),
        rows=(
            Rows(
                name="tracks",
                title=_("Tracks: one of them is enough"),
                path="tracks",
                form=forms.Track,
                prefix="t",
                row=_track,
                start=0,
                order=True,
                add=_("Add a track"),
                load=_load_tracks,
            ),
            Rows(
                name="groups",
                title=_("Groups: every one is to be met"),
                path="groups",
                form=forms.Group,
                prefix="g",
                row=_group,
                order=True,
                add=_("Add a group"),
                shown=_tracks,
                load=lambda data: data.get("groups", []),
            ),
        ),
    ),
    Section(
        key="members",
        title=SECTION_TITLES["members"],
        form=forms.Members,
        load=lambda _data: {},
        save=lambda _old, _values, lists: {"members": lists["members"] or None},
        keys=("members",),
        rows=(
            Rows(
                name="members",
                title=_("What belongs to it"),
                path="members",
                form=forms.Member,
                anchor="id_find",
                order=True,
                row=_member,
                shown=lambda data: {"groups": groups_of(data)},
                template="catalog/authoring/stack_members.html",
                load=lambda data: data.get("members", []),
            ),
        ),
    ),
    Section(
        key="capstone",
        title=SECTION_TITLES["capstone"],
        form=forms.Capstone,
        load=_load_capstone,
        save=_save_capstone,
        keys=("capstone",),
        rows=(
            Rows(
                name="criteria",
                title=_("Criteria"),
                path="capstone.criteria",
                form=forms.Criterion,
                prefix="k",
                start=0,
                order=True,
                add=_("Add a criterion"),
                row=_criterion,
                load=_load_criteria,
            ),
        ),
    ),
    Section(
        key="award",
        title=SECTION_TITLES["award"],
        form=forms.Award,
        load=_load_award,
        save=_save_award,
        keys=("award", "recognition"),
    ),
)
