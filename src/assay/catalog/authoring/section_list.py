"""The six sections of the editor, one after the other, as the template of the program has them."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assay.catalog.authoring import forms
from assay.catalog.authoring.sections import TITLES, Data, Rows, Section, filled, split

Lists = dict[str, list[Data]]


def _load_about(data: Data) -> Data:
    hours, audience = data.get("estimated_hours", {}), data.get("audience", {})
    return {
        "title": data.get("title", ""),
        "competency": data.get("competency", "").strip(),
        "hours_min": hours.get("min"),
        "hours_typical": hours.get("typical"),
        "hours_max": hours.get("max"),
        "roles": ", ".join(audience.get("roles", [])),
        "subjects": ", ".join(audience.get("subjects", [])),
        "grade_bands": audience.get("grade_bands", []),
        "career_stages": audience.get("career_stages", []),
        "tags": ", ".join(data.get("tags", [])),
    }


def _save_about(_old: Data, values: Data, _lists: Lists) -> Data:
    hours = filled({name: values[f"hours_{name}"] for name in ("min", "typical", "max")})
    audience = {
        "roles": split(values["roles"]),
        "grade_bands": values["grade_bands"],
        "subjects": split(values["subjects"]),
        "career_stages": values["career_stages"],
    }
    return {
        "title": values["title"] or None,
        "competency": values["competency"] or None,
        "estimated_hours": hours or None,
        "audience": filled(audience) or None,
        "tags": split(values["tags"]) or None,
    }


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
    values = filled(values)
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
    return filled({key: values.get(key) for key in ("id", "text", "word_limit", "required")})


_LIMITS = ("max_mb_each", "max_pages", "max_minutes_total", "max_words_each")


def _load_items(data: Data) -> list[Data]:
    return [
        {
            **item,
            **{f"count_{k}": v for k, v in item.get("count", {}).items()},
            **item.get("limits", {}),
            "formats": ", ".join(item.get("limits", {}).get("formats", [])),
            "shared_team_artifact": item.get("shared_team_artifact") == "allowed",
            "instructions": item.get("instructions", "").strip(),
        }
        for item in _part(data, "part2").get("items", [])
    ]


def _item(values: Data, old: Data) -> Data:
    limits = filled(
        {"formats": split(values["formats"]), **{name: values[name] for name in _LIMITS}}
    )
    item: Data = {"id": values["id"], "title": values["title"], "type": values["type"]}
    if values["count_min"] is not None or values["count_max"] is not None:
        item["count"] = filled({"min": values["count_min"], "max": values["count_max"]})
    item |= {
        "alternatives": values["alternatives"],
        "limits": limits,
        "students_visible": values["students_visible"],
        "consent_required": values["consent_required"],
        "sensitivity": values["sensitivity"],
        "instructions": values["instructions"],
    }
    if values["adults_consent_required"] or "adults_consent_required" in old:
        item["adults_consent_required"] = values["adults_consent_required"]
    if values["shared_team_artifact"]:
        item["shared_team_artifact"] = "allowed"
    return {key: value for key, value in item.items() if value not in ("", None, [], {})}


def _save_evidence(old: Data, values: Data, lists: Lists) -> Data:
    parts: Data = {}
    titles = {"part1": "Overview", "part2": "Work samples", "part3": "Reflection"}
    for part, title in titles.items():
        key = "items" if part == "part2" else "prompts"
        parts[part] = {"title": title, **_part(old, part), key: lists[part]}
        if part != "part2":
            parts[part]["alternatives"] = values[f"{part}_alternatives"]
    return {"requirements": parts}


def _load_rubric(data: Data) -> Data:
    rule = data.get("rubric", {}).get("passing_rule", {})
    parts = {f"{part}_min": limit.get("min_level") for part, limit in rule.get("parts", {}).items()}
    return {
        "rule_type": rule.get("type", ""),
        "rule_text": rule.get("text", ""),
        "min_points": rule.get("min_points"),
        "no_level_below": rule.get("no_level_below", ""),
        **parts,
        "assessed_by": data.get("assessed_by", ["experts", "holders"]),
    }


def _load_criteria(data: Data) -> list[Data]:
    return [
        {**c, **c.get("descriptors", {}), "evidence": ", ".join(c.get("evidence", []))}
        for c in data.get("rubric", {}).get("criteria", [])
    ]


def _criterion(values: Data, old: Data) -> Data:
    made: Data = {key: values[key] for key in ("id", "title", "part")}
    made |= {"evidence": split(values["evidence"]), "essential": values["essential"]}
    if values["impact"] or "impact" in old:
        made["impact"] = values["impact"]
    made["descriptors"] = filled(
        {level: values[level] for level in ("demonstrated", "almost", "not_yet")}
    )
    return {key: value for key, value in made.items() if value not in ("", None, [], {})}


def _save_rubric(old: Data, values: Data, lists: Lists) -> Data:
    kind = values["rule_type"]
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
    rubric: Data = {**old.get("rubric", {}), "criteria": lists["criteria"]}
    rubric["passing_rule"] = filled(rule) if kind else None
    made: Data = {"rubric": filled(rubric), "assessed_by": values["assessed_by"]}
    if "assessed_by" not in old and set(values["assessed_by"]) == {"experts", "holders"}:
        made["assessed_by"] = None
    return made


def _load_credit(data: Data) -> Data:
    credit, declared = data.get("credit", {}), data.get("declared_credit") or {}
    return {
        "contact_hours": credit.get("contact_hours"),
        "categories": ", ".join(credit.get("categories", [])),
        "basis": credit.get("basis", ""),
        "declared_credit_amount": declared.get("amount"),
        "declared_credit_unit": declared.get("unit", ""),
    }


def _save_credit(_old: Data, values: Data, lists: Lists) -> Data:
    hours = _plain(values["contact_hours"])
    declared = {
        "amount": _plain(values["declared_credit_amount"]),
        "unit": values["declared_credit_unit"],
    }
    credit = {
        "contact_hours": hours,
        "categories": split(values["categories"]),
        "basis": values["basis"],
    }
    return {
        "alignments": lists["alignments"] or None,
        "credit": filled(credit) if hours is not None else None,
        "declared_credit": filled(declared) or None,
    }


def _plain(given: Decimal | None) -> int | float | None:
    """A number as files have it: 1, not 1.0."""
    return None if given is None else int(given) if given == int(given) else float(given)


def _filled_row(values: Data, _old: Data) -> Data:
    return filled(values)


SECTIONS = (
    Section(
        key="about",
        title=TITLES["about"],
        form=forms.About,
        load=_load_about,
        save=_save_about,
        keys=("title", "competency", "estimated_hours", "audience", "tags"),
        items=("q01", "q02", "q03", "q04", "q18", "q19", "q20"),
    ),
    Section(
        key="method",
        title=TITLES["method"],
        form=forms.Method,
        save=_save_method,
        items=("q05",),
        load=lambda data: {"key_method": data.get("key_method", "").strip()},
        keys=("key_method", "method_components"),
        rows=(
            Rows(
                name="components",
                title=_("Components"),
                path="method_components",
                form=forms.Component,
                prefix="m",
                load=lambda data: data.get("method_components", []),
            ),
        ),
    ),
    Section(
        key="research",
        title=TITLES["research"],
        form=forms.Research,
        save=_save_research,
        items=("q06", "q07"),
        load=lambda data: {"rationale": data.get("research", {}).get("rationale", "").strip()},
        keys=("research", "resources"),
        rows=(
            Rows(
                name="citations",
                title=_("Citations"),
                path="research.citations",
                form=forms.Citation,
                row=_filled_row,
                load=lambda data: data.get("research", {}).get("citations", []),
            ),
            Rows(
                name="resources",
                title=_("Resources"),
                path="resources",
                form=forms.Resource,
                prefix="r",
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
        items=("q08", "q09", "q10", "q11", "q12"),
        rows=(
            Rows(
                name="part1",
                title=_("Part 1: questions on the context"),
                path="requirements.part1.prompts",
                form=forms.Prompt,
                prefix="p1q",
                row=_prompt,
                load=lambda data: _part(data, "part1").get("prompts", []),
            ),
            Rows(
                name="part2",
                title=_("Part 2: work samples"),
                path="requirements.part2.items",
                form=forms.Item,
                prefix="p2",
                row=_item,
                load=_load_items,
            ),
            Rows(
                name="part3",
                title=_("Part 3: questions for reflection"),
                path="requirements.part3.prompts",
                form=forms.Prompt,
                prefix="p3q",
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
        items=("q13", "q14", "q15", "q16", "q17"),
        rows=(
            Rows(
                name="criteria",
                title=_("Criteria"),
                path="rubric.criteria",
                form=forms.Criterion,
                prefix="c",
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
        items=("q21",),
        rows=(
            Rows(
                name="alignments",
                title=_("Aligned to"),
                path="alignments",
                form=forms.Alignment,
                row=_filled_row,
                load=lambda data: data.get("alignments", []),
            ),
        ),
    ),
)


def section(key: str) -> Section | None:
    """The section of this key, or None."""
    return next((found for found in SECTIONS if found.key == key), None)
