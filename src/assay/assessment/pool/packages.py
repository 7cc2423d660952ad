"""An anchor as values, on its way into a package and out of one: its words, levels and files, and nobody's name."""

from collections.abc import Mapping
from typing import Any

from assay.assessment.models import Anchor


def as_values(anchor: Anchor) -> dict[str, Any]:
    """All but its files: what `bring_anchor` makes the same anchor of in another program."""
    return {
        "setting": anchor.setting,
        "language": anchor.language,
        "minutes": anchor.minutes,
        "responses": [
            {"step": step, "text": text} for step, text in sorted(anchor.responses.items())
        ],
        "declared_ai": anchor.declared_ai,
        "judgments": [
            {
                "criterion": criterion,
                "level": level,
                "reason": anchor.reasons.get(criterion, ""),
                "moment": _moment(anchor.moments.get(criterion)),
            }
            for criterion, level in sorted(anchor.levels.items())
        ],
        "lesson": anchor.lesson,
    }


def as_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as `edit_anchor` takes it."""
    judged = values["judgments"]
    return {
        "setting": values["setting"],
        "language": values["language"],
        "minutes": values["minutes"],
        "responses": {one["step"]: one["text"] for one in values["responses"]},
        "declared_ai": values["declared_ai"],
        "levels": {one["criterion"]: one["level"] for one in judged},
        "reasons": {one["criterion"]: one["reason"] for one in judged if one["reason"]},
        "moments": {one["criterion"]: one["moment"] for one in judged if one["moment"]},
        "lesson": values["lesson"],
    }


def is_here(version_pk: int, values: Mapping[str, Any]) -> bool:
    """Whether a version has this anchor already, in use, in the making or retired."""
    known = {key: value for key, value in values.items() if key not in ("schema", "files")}
    return any(as_values(one) == known for one in Anchor.objects.filter(version=version_pk))


def _moment(moment: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not moment:
        return None
    return {
        "step": moment["step"],
        "at": moment.get("at"),
        "words": moment.get("words", ""),
    }
