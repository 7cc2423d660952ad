"""The content of a version as typed values: schema `mc-catalog/1`, read from a version's stored JSON.

Without database and Django. `read` trusts its input: what comes from outside passes `catalog/content/files.py` first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from assay.lib.levels import LEVELS

POINTS = {"demonstrated": 2, "almost": 1, "not_yet": 0}


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question of Part 1 or Part 3 with its limit in words."""

    id: str
    part: str
    text: str
    word_limit: int
    required: bool
    alternatives: tuple[str, ...]  # "audio", "video": other forms in which it may be answered

    @property
    def spoken_minutes(self) -> int:
        """A spoken answer gets one minute for each 150 words of the limit, begun ones counted."""
        return -(-self.word_limit // 150)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A work sample of Part 2 and its limits."""

    id: str
    title: str
    type: str
    instructions: str
    alternatives: tuple[str, ...]
    count_min: int
    count_max: int
    formats: tuple[str, ...]  # extensions without dot; "url" allows links
    max_mb_each: int
    max_pages: int | None
    max_minutes_total: int | None
    max_words_each: int | None
    students_visible: str  # "no" | "possible" | "likely"
    consent_required: bool
    adults_consent_required: bool
    sensitivity: str
    shared_team_artifact: bool


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One judged quality: its descriptors by level and the prompts and items it is judged on."""

    id: str
    title: str
    part: str
    evidence: tuple[str, ...]
    essential: bool
    impact: bool
    descriptors: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class PassingRule:
    """One of the three rules: all_demonstrated, parts, points_with_essentials."""

    type: str
    text: str
    parts: dict[str, str]  # part -> minimum level
    min_points: int
    max_points: int
    no_level_below: str


@dataclass(frozen=True, kw_only=True)
class DeclaredCredit:
    """The issuer's statement of a version's worth: "0.5 CEU". No measure of anybody's time."""

    amount: float
    unit: str


@dataclass(frozen=True)
class Content:
    """Everything a version says. `data` is the schema's own JSON, hashed when the version is published."""

    data: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def language(self) -> str:
        """The code of the language it is written in, as in BCP 47."""
        return str(self.data.get("language", "en"))

    @property
    def competency(self) -> str:
        return str(self.data.get("competency", "")).strip()

    @property
    def key_method(self) -> str:
        return str(self.data.get("key_method", "")).strip()

    @property
    def method_components(self) -> list[dict[str, str]]:
        return list(self.data.get("method_components", []))

    @property
    def rationale(self) -> str:
        return str(self.data.get("research", {}).get("rationale", "")).strip()

    @property
    def citations(self) -> list[dict[str, Any]]:
        return list(self.data.get("research", {}).get("citations", []))

    @property
    def resources(self) -> list[dict[str, Any]]:
        return list(self.data.get("resources", []))

    def page_of(self, resource: str) -> dict[str, Any] | None:
        """A resource that is written here, by its id; None where there is none, or it lies elsewhere."""
        found = (one for one in self.resources if one.get("id") == resource and one.get("text"))
        return next(found, None)

    @property
    def alignments(self) -> list[dict[str, str]]:
        return list(self.data.get("alignments", []))

    @property
    def tags(self) -> list[str]:
        return list(self.data.get("tags", []))

    @property
    def hours(self) -> dict[str, int]:
        return dict(self.data.get("estimated_hours", {}))

    @property
    def contact_hours(self) -> Decimal:
        return Decimal(str(self.data.get("credit", {}).get("contact_hours", 0)))

    @property
    def declared_credit(self) -> DeclaredCredit | None:
        found = self.data.get("declared_credit")
        return DeclaredCredit(amount=float(found["amount"]), unit=found["unit"]) if found else None

    @property
    def audience(self) -> dict[str, list[str]]:
        return dict(self.data.get("audience", {}))

    def part(self, name: str) -> dict[str, Any]:
        return dict(self.data.get("requirements", {}).get(name, {}))

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """Prompts of Part 1, then of Part 3."""
        return tuple(
            _prompt(p, name, self.part(name))
            for name in ("part1", "part3")
            for p in _of(self, name, "prompts")
        )

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(_item(i) for i in _of(self, "part2", "items"))

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(_criterion(c) for c in self.data.get("rubric", {}).get("criteria", []))

    @cached_property
    def rule(self) -> PassingRule:
        rule = self.data.get("rubric", {}).get("passing_rule", {})
        return PassingRule(
            type=rule.get("type", "all_demonstrated"),
            text=rule.get("text", ""),
            parts={part: limits["min_level"] for part, limits in rule.get("parts", {}).items()},
            min_points=rule.get("min_points", 0),
            max_points=rule.get("max_points", 0),
            no_level_below=rule.get("no_level_below", "not_yet"),
        )

    @property
    def steps(self) -> list[Prompt | Item]:
        """Prompts and items in the order of the workspace: Part 1, Part 2, Part 3."""
        return [*self.prompts_of("part1"), *self.items, *self.prompts_of("part3")]

    def prompts_of(self, part: str) -> tuple[Prompt, ...]:
        return tuple(p for p in self.prompts if p.part == part)

    def prompt(self, ident: str) -> Prompt | None:
        return next((p for p in self.prompts if p.id == ident), None)

    def item(self, ident: str) -> Item | None:
        return next((i for i in self.items if i.id == ident), None)

    def criterion(self, ident: str) -> Criterion | None:
        return next((c for c in self.criteria if c.id == ident), None)

    def criteria_on(self, ident: str) -> tuple[Criterion, ...]:
        """The criteria judged on a prompt or item."""
        return tuple(c for c in self.criteria if ident in c.evidence)


def read(data: dict[str, Any]) -> Content:
    return Content(data)


def _of(content: Content, part: str, key: str) -> Iterator[dict[str, Any]]:
    yield from content.part(part).get(key, [])


def _prompt(data: dict[str, Any], part: str, whole: dict[str, Any]) -> Prompt:
    return Prompt(
        id=data["id"],
        part=part,
        text=data["text"],
        word_limit=int(data["word_limit"]),
        required=bool(data.get("required", True)),
        alternatives=tuple(whole.get("alternatives", ())),
    )


def _item(data: dict[str, Any]) -> Item:
    limits, count = data.get("limits", {}), data.get("count", {})
    return Item(
        id=data["id"],
        title=data["title"],
        type=data["type"],
        instructions=str(data.get("instructions", "")).strip(),
        alternatives=tuple(data.get("alternatives", ())),
        count_min=int(count.get("min", 1)),
        count_max=int(count.get("max", 1)),
        formats=tuple(limits.get("formats", ())),
        max_mb_each=int(limits.get("max_mb_each", 25)),
        max_pages=limits.get("max_pages"),
        max_minutes_total=limits.get("max_minutes_total"),
        max_words_each=limits.get("max_words_each"),
        students_visible=str(data.get("students_visible", "no")),
        consent_required=bool(data.get("consent_required")),
        adults_consent_required=bool(data.get("adults_consent_required")),
        sensitivity=data.get("sensitivity") or "",
        shared_team_artifact=data.get("shared_team_artifact") == "allowed",
    )


def _criterion(data: dict[str, Any]) -> Criterion:
    return Criterion(
        id=data["id"],
        title=data["title"],
        part=data["part"],
        evidence=tuple(data.get("evidence", ())),
        essential=bool(data.get("essential")),
        impact=bool(data.get("impact")),
        descriptors={level: str(data.get("descriptors", {}).get(level, "")) for level in LEVELS},
    )
