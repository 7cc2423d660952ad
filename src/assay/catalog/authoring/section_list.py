"""The six sections of the editor, one after the other, as the template of the program has them."""

from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from assay.catalog.authoring import forms
from assay.catalog.authoring.sections import (
    TITLES,
    Data,
    Rows,
    Section,
    audience_shown,
    audience_written,
    filled,
    in_turn,
    known_and_more,
    plain_number,
    split,
)
from assay.catalog.content import labels
from assay.catalog.content.schema import SCALE

Lists = dict[str, list[Data]]


def _load_about(data: Data) -> Data:
    hours = data.get("estimated_hours", {})
    return {
        "title": data.get("title", ""),
        "competency": data.get("competency", "").strip(),
        "hours_min": hours.get("min"),
        "hours_typical": hours.get("typical"),
        "hours_max": hours.get("max"),
        **audience_shown(data),
        "tags": ", ".join(data.get("tags", [])),
    }


def _save_about(old: Data, values: Data, lists: Lists) -> Data:
    hours = filled({name: values[f"hours_{name}"] for name in ("min", "typical", "max")})
    names = ("roles", "grade_bands", "subjects", "career_stages")
    return {
        "title": values["title"] or old.get("title"),
        "competency": values["competency"] or None,
        "estimated_hours": hours or None,
        "audience": audience_written(old, values, names),
        "tags": split(values["tags"]) or None,
        "extensions": [row for row in lists["extensions"] if row] or None,
    }


def _extension(values: Data, old: Data) -> Data:
    """What is written in a field of the department; nothing of a field that is none."""
    if not old:
        return {}
    said = {"value": values.get("value"), "without": values.get("without")}
    return {name: old[name] for name in ("id", "label", "kind")} | filled(said)


def _save_method(_old: Data, values: Data, lists: Lists) -> Data:
    return {
        "key_method": values["key_method"] or None,
        "method_components": lists["components"] or None,
    }


def _save_research(old: Data, values: Data, lists: Lists) -> Data:
    research = {
        **old.get("research", {}),
        "rationale": values["rationale"],
        "citations": lists["citations"],
    }
    return {"research": filled(research) or None, "resources": lists["resources"] or None}


def _resource(values: Data, old: Data) -> Data:
    values = {"title": "", **filled(values)}
    if not values.get("captions") and "captions" not in old:
        values.pop("captions", None)
    return values


def _part(data: Data, part: str) -> Data:
    found: Data = data.get("requirements", {}).get(part, {})
    return found


def _load_evidence(data: Data) -> Data:
    return {
        f"{part}_alternatives": _part(data, part).get("alternatives", [])
        for part in ("part1", "part3")
    }


def _prompt(values: Data, _old: Data) -> Data:
    found = {key: values.get(key) for key in ("id", "text", "word_limit", "required")}
    return {"text": "", **filled(found)}


def _component(values: Data, _old: Data) -> Data:
    return {"id": values["id"], "title": values["title"], "body": values["body"]}


_LIMITS = ("max_mb_each", "max_pages", "max_minutes_total", "max_words_each")


def _load_items(data: Data) -> list[Data]:
    return [
        {
            **item,
            **{f"count_{k}": v for k, v in item.get("count", {}).items()},
            **item.get("limits", {}),
            "shared_team_artifact": item.get("shared_team_artifact") == "allowed",
            "instructions": item.get("instructions", "").strip(),
        }
        for item in _part(data, "part2").get("items", [])
    ]


_PAPER = ("pdf", "docx")
#: What is usual for a kind of work sample: its formats, megabytes, minutes in all.
_USUAL: dict[str, tuple[tuple[str, ...], int, int | None]] = {
    "video": (("mp4", "mov"), 2048, 10),
    "audio": (("m4a", "mp3"), 512, 15),
    "student_work": (("pdf", "png", "jpg"), 25, None),
    "data_display": (("pdf", "xlsx", "csv", "png"), 25, None),
    "slides": (("pdf", "pptx"), 50, None),
    "image": (("png", "jpg"), 25, None),
    "web_link": (("url",), 25, None),
}


def _item(values: Data, old: Data) -> Data:
    formats, megabytes, minutes = _USUAL.get(values["type"], (_PAPER, 25, None))
    before = old.get("limits", {})
    limits = {name: values[name] for name in _LIMITS}
    limits["max_mb_each"] = limits["max_mb_each"] or megabytes
    if not before:
        limits["max_minutes_total"] = limits["max_minutes_total"] or minutes
    chosen = in_turn(before.get("formats", []), values["formats"]) or list(formats)
    item: Data = {"id": values["id"], "title": values["title"], "type": values["type"]}
    if values["count_min"] is not None or values["count_max"] is not None:
        item["count"] = filled({"min": values["count_min"], "max": values["count_max"]})
    item |= {
        "alternatives": in_turn(old.get("alternatives", []), values["alternatives"]),
        "limits": filled({"formats": chosen, **limits}),
        "students_visible": values["students_visible"],
        "consent_required": values["consent_required"],
        "sensitivity": values["sensitivity"],
        "instructions": values["instructions"],
    }
    if values["adults_consent_required"] or "adults_consent_required" in old:
        item["adults_consent_required"] = values["adults_consent_required"]
    if values["shared_team_artifact"]:
        item["shared_team_artifact"] = "allowed"
    return {"title": "", **{k: v for k, v in item.items() if v not in ("", None, [], {})}}


def _save_evidence(old: Data, values: Data, lists: Lists) -> Data:
    parts: Data = {}
    for part, (title, _said) in labels.PART_TITLES.items():
        key = "items" if part == "part2" else "prompts"
        parts[part] = {"title": title, **_part(old, part), key: lists[part]}
        if part != "part2":
            before = _part(old, part).get("alternatives", [])
            parts[part]["alternatives"] = in_turn(before, values[f"{part}_alternatives"])
    return {"requirements": parts}


def _load_rubric(data: Data) -> Data:
    rule = data.get("rubric", {}).get("passing_rule", {})
    parts = {f"{part}_min": limit.get("min_level") for part, limit in rule.get("parts", {}).items()}
    return {
        "rule_type": rule.get("type", "all_demonstrated"),
        "rule_text": rule.get("text", ""),
        "min_points": rule.get("min_points"),
        "no_level_below": rule.get("no_level_below", ""),
        **parts,
        "assessed_by": data.get("assessed_by", ["experts", "holders"]),
    }


def _load_criteria(data: Data) -> list[Data]:
    return [
        {
            **c,
            **c.get("descriptors", {}),
            "evidence": c.get("evidence", []),
            "part": c["part"] if c.get("evidence") else "",
        }
        for c in data.get("rubric", {}).get("criteria", [])
    ]


def _what_is_asked(data: Data) -> Data:
    """What criteria can be judged on, by name: the questions and work samples in the order of the workspace."""
    found = []
    for part, key, name in (
        ("part1", "prompts", _("Part 1")),
        ("part2", "items", _("Part 2")),
        ("part3", "prompts", _("Part 3")),
    ):
        for entry in _part(data, part).get(key, []):
            words = Truncator(entry.get("title") or entry.get("text", "")).words(9)
            found.append((entry["id"], format_html("<small>{}</small> {}", name, words)))
    return {"tied": found}


def _criterion(values: Data, old: Data) -> Data:
    evidence = in_turn(old.get("evidence", []), values["evidence"])
    made: Data = {"id": values["id"], "title": values["title"], "part": values["part"]}
    made |= {"evidence": evidence, "essential": values["essential"]}
    if values["impact"] or "impact" in old:
        made["impact"] = values["impact"]
    made["descriptors"] = filled(
        {level: values[level] for level in ("demonstrated", "almost", "not_yet")}
    )
    return {"title": "", **{k: v for k, v in made.items() if v not in ("", None, [], {})}}


def _with_part(criterion: Data, old: Data) -> Data:
    """A criterion counts for the part that was chosen, else for that of what it is judged on."""
    if not criterion.get("part"):
        parts = {
            entry["id"]: part
            for part, key in (("part1", "prompts"), ("part2", "items"), ("part3", "prompts"))
            for entry in _part(old, part).get(key, [])
        }
        judged_on = (parts[one] for one in criterion.get("evidence", []) if one in parts)
        criterion["part"] = next(judged_on, "part2")
    return criterion


def _save_rubric(old: Data, values: Data, lists: Lists) -> Data:
    kind = values["rule_type"] or "all_demonstrated"
    rule: Data = {"type": kind, "text": values["rule_text"]}
    if kind == "parts":
        rule["parts"] = {
            p: {"min_level": values[f"{p}_min"]}
            for p in ("part1", "part2", "part3")
            if values[f"{p}_min"]
        }
    if kind == "points_with_essentials":
        rule |= {"min_points": values["min_points"], "max_points": 2 * len(lists["criteria"])}
        rule["no_level_below"] = values["no_level_below"]
    rubric: Data = {"scale": SCALE, **old.get("rubric", {})}
    rubric["criteria"] = [_with_part(criterion, old) for criterion in lists["criteria"]]
    rubric["passing_rule"] = filled(rule)
    made: Data = {"rubric": filled(rubric), "assessed_by": values["assessed_by"]}
    if "assessed_by" not in old and set(values["assessed_by"]) == {"experts", "holders"}:
        made["assessed_by"] = None
    return made


def _load_credit(data: Data) -> Data:
    credit, declared = data.get("credit", {}), data.get("declared_credit") or {}
    return {
        "contact_hours": credit.get("contact_hours"),
        **known_and_more("categories", credit.get("categories", []), labels.CATEGORIES),
        "basis": credit.get("basis", ""),
        "declared_credit_amount": declared.get("amount"),
        "declared_credit_unit": declared.get("unit", ""),
    }


def _save_credit(old: Data, values: Data, lists: Lists) -> Data:
    hours = plain_number(values["contact_hours"])
    declared = {
        "amount": plain_number(values["declared_credit_amount"]),
        "unit": values["declared_credit_unit"],
    }
    credit = {
        "contact_hours": hours,
        "categories": in_turn(
            old.get("credit", {}).get("categories", []),
            values["categories"],
            values["more_categories"],
        ),
        "basis": values["basis"],
    }
    return {
        "alignments": lists["alignments"] or None,
        "credit": filled(credit) or None,
        "declared_credit": filled(declared) or None,
    }


def _filled_row(values: Data, _old: Data) -> Data:
    return filled(values)


SECTIONS = (
    Section(
        key="about",
        title=TITLES["about"],
        form=forms.About,
        load=_load_about,
        save=_save_about,
        keys=("title", "competency", "estimated_hours", "audience", "tags", "extensions"),
        rows=(
            Rows(
                name="extensions",
                title=_("Added by your department"),
                path="extensions",
                form=forms.DepartmentField,
                start=0,
                template="catalog/authoring/department_fields.html",
                row=_extension,
                load=lambda data: data.get("extensions", []),
            ),
        ),
    ),
    Section(
        key="method",
        title=TITLES["method"],
        form=forms.Method,
        save=_save_method,
        load=lambda data: {"key_method": data.get("key_method", "").strip()},
        keys=("key_method", "method_components"),
        rows=(
            Rows(
                name="components",
                title=_("Components"),
                path="method_components",
                form=forms.Component,
                prefix="m",
                row=_component,
                start=2,
                order=True,
                add=_("Add a component"),
                load=lambda data: data.get("method_components", []),
            ),
        ),
    ),
    Section(
        key="research",
        title=TITLES["research"],
        form=forms.Research,
        save=_save_research,
        load=lambda data: {"rationale": data.get("research", {}).get("rationale", "").strip()},
        keys=("research", "resources"),
        rows=(
            Rows(
                name="citations",
                title=_("Citations"),
                path="research.citations",
                form=forms.Citation,
                start=2,
                add=_("Add a citation"),
                row=_filled_row,
                load=lambda data: data.get("research", {}).get("citations", []),
            ),
            Rows(
                name="resources",
                title=_("Resources"),
                path="resources",
                form=forms.Resource,
                prefix="r",
                add=_("Add a resource"),
                row=_resource,
                load=lambda data: data.get("resources", []),
            ),
        ),
    ),
    Section(
        key="evidence",
        title=TITLES["evidence"],
        form=forms.Evidence,
        load=_load_evidence,
        save=_save_evidence,
        keys=("requirements",),
        rows=(
            Rows(
                name="part1",
                title=_("Part 1: questions on the context"),
                path="requirements.part1.prompts",
                form=forms.Prompt,
                prefix="p1q",
                order=True,
                add=_("Add a question"),
                row=_prompt,
                load=lambda data: _part(data, "part1").get("prompts", []),
            ),
            Rows(
                name="part2",
                title=_("Part 2: work samples"),
                path="requirements.part2.items",
                form=forms.Item,
                prefix="p2",
                order=True,
                add=_("Add a work sample"),
                template="catalog/authoring/samples.html",
                row=_item,
                load=_load_items,
            ),
            Rows(
                name="part3",
                title=_("Part 3: questions for reflection"),
                path="requirements.part3.prompts",
                form=forms.Prompt,
                prefix="p3q",
                order=True,
                add=_("Add a question"),
                row=_prompt,
                load=lambda data: _part(data, "part3").get("prompts", []),
            ),
        ),
    ),
    Section(
        key="rubric",
        title=TITLES["rubric"],
        form=forms.Rubric,
        load=_load_rubric,
        save=_save_rubric,
        keys=("rubric", "assessed_by"),
        rows=(
            Rows(
                name="criteria",
                title=_("Criteria"),
                path="rubric.criteria",
                form=forms.Criterion,
                prefix="c",
                start=4,
                order=True,
                add=_("Add a criterion"),
                template="catalog/authoring/criteria.html",
                shown=_what_is_asked,
                row=_criterion,
                load=_load_criteria,
            ),
        ),
    ),
    Section(
        key="alignment",
        title=TITLES["alignment"],
        form=forms.Credit,
        load=_load_credit,
        save=_save_credit,
        keys=("alignments", "credit", "declared_credit"),
        rows=(
            Rows(
                name="alignments",
                title=_("Standards it serves"),
                path="alignments",
                form=forms.Alignment,
                anchor="id_find",
                template="catalog/authoring/standards.html",
                row=_filled_row,
                load=lambda data: data.get("alignments", []),
            ),
        ),
    ),
)
