"""JSON Schema, the part of draft 2019-09 that the published credential schemas use, compiled to functions.

Twenty times sooner than the general library, which is its judge in the tests, and bounded: a document that would take
too many steps is refused. `format`, titles and comments decide nothing, as in the 1EdTech validator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast

from badgecore.effort import charge, is_spent
from badgecore.wire import JsonObject

# What is wrong, and where.
Fault: TypeAlias = tuple[str, tuple[str | int, ...]]
# The second argument counts the steps that are left.
Check: TypeAlias = Callable[[Any, list[int]], Fault | None]

# A rich badge takes 300, a transcript of sixty 2,500.
STEPS: Final = 50_000

# What one step costs, in units of effort.
_STEP: Final = 3
_TOO_LARGE: Final[Fault] = ("too large to be held up against its schema", ())

_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
_ANNOTATIONS: Final = {"$comment", "$defs", "$id", "$schema", "description", "format", "title"}


class TooManySteps(Exception):
    """The document is not worth going on with."""


class Schema:
    """One schema, compiled. Raises ValueError for a keyword it does not know, so that none is passed over."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._known: dict[str, Check] = {}
        self._check = self.compiled(document)

    def fault(self, value: Any) -> Fault | None:
        """What is wrong with a document, at the deepest place found; None if nothing is."""
        left = [STEPS]
        try:
            return _TOO_LARGE if is_spent() else self._check(value, left)
        except (TooManySteps, RecursionError):
            return _TOO_LARGE
        finally:
            charge(_STEP * (STEPS - left[0]))

    def compiled(self, schema: Any) -> Check:
        if isinstance(schema, bool):
            return _anything if schema else _nothing
        rules = cast("JsonObject", schema)
        unknown = set(rules) - _ANNOTATIONS - set(_KEYWORDS)
        if unknown:
            raise ValueError(f"JSON Schema keywords that are not known here: {sorted(unknown)}")
        # In the order of _KEYWORDS: what decides quickly comes first.
        checks = [
            made
            for name, make in _KEYWORDS.items()
            if name in rules and (made := make(self, rules[name], rules))
        ]
        if len(checks) == 1:
            return checks[0]

        def check(value: Any, left: list[int]) -> Fault | None:
            for each in checks:
                found = each(value, left)
                if found is not None:
                    return found
            return None

        return check

    def reference(self, address: str) -> Check:
        """`$ref` within the document; compiled when first met, for definitions may go round in circles."""

        def check(value: Any, left: list[int]) -> Fault | None:
            found = self._known.get(address)
            if found is None:
                place: Any = self._document
                for step in address.removeprefix("#").split("/")[1:]:
                    place = place[step]
                found = self._known[address] = self.compiled(place)
            return found(value, left)

        return check

    def several(self, schemas: list[Any]) -> list[Check]:
        return [self.compiled(schema) for schema in schemas]


def _anything(_value: Any, _left: list[int]) -> Fault | None:
    return None


def _nothing(_value: Any, _left: list[int]) -> Fault | None:
    return "not expected here", ()


def _spend(left: list[int], steps: int) -> None:
    left[0] -= steps
    if left[0] < 0:
        raise TooManySteps


def _type(_schema: Schema, name: str, _rules: JsonObject) -> Check:
    is_it = _TYPES[name]
    return lambda value, _left: None if is_it(value) else (f"is no {name}", ())


def _enum(_schema: Schema, values: list[Any], _rules: JsonObject) -> Check:
    if not all(isinstance(value, str) for value in values):
        raise ValueError("an enum of other than texts")
    allowed = frozenset(values)
    named = ", ".join(values[:4]) + ("…" if len(values) > 4 else "")
    return lambda value, _left: (
        None if isinstance(value, str) and value in allowed else (f"is not one of {named}", ())
    )


def _const(_schema: Schema, wanted: Any, rules: JsonObject) -> Check:
    return _enum(_schema, [wanted], rules)


def _pattern(_schema: Schema, pattern: str, _rules: JsonObject) -> Check:
    search = re.compile(pattern).search

    def check(value: Any, _left: list[int]) -> Fault | None:
        return (
            (f"does not match {pattern[:40]}", ())
            if isinstance(value, str) and not search(value)
            else None
        )

    return check


def _required(_schema: Schema, names: list[str], _rules: JsonObject) -> Check:
    def check(value: Any, _left: list[int]) -> Fault | None:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    return f"lacks {name}", ()
        return None

    return check


def _properties(schema: Schema, properties: dict[str, Any], _rules: JsonObject) -> Check:
    checks = {name: schema.compiled(inner) for name, inner in properties.items()}

    def check(value: Any, left: list[int]) -> Fault | None:
        if isinstance(value, dict):
            _spend(left, len(checks) if len(checks) < len(value) else len(value))
            for name, item in cast("JsonObject", value).items():
                each = checks.get(name)
                found = each(item, left) if each is not None else None
                if found is not None:
                    return found[0], (name, *found[1])
        return None

    return check


def _additional_properties(schema: Schema, inner: Any, rules: JsonObject) -> Check | None:
    if inner is True:
        return None
    known = frozenset(rules.get("properties", ()))
    each = schema.compiled(inner)

    def check(value: Any, left: list[int]) -> Fault | None:
        if isinstance(value, dict):
            _spend(left, len(value))
            for name, item in cast("JsonObject", value).items():
                found = each(item, left) if name not in known else None
                if found is not None:
                    return found[0], (name, *found[1])
        return None

    return check


def _property_names(schema: Schema, inner: Any, _rules: JsonObject) -> Check:
    each = schema.compiled(inner)

    def check(value: Any, left: list[int]) -> Fault | None:
        if isinstance(value, dict):
            _spend(left, len(value))
            for name in cast("JsonObject", value):
                if each(name, left) is not None:
                    return f"has a name that is not allowed: {name[:40]}", ()
        return None

    return check


def _min_items(_schema: Schema, least: int, _rules: JsonObject) -> Check:
    return lambda value, _left: (
        (f"has fewer than {least} items", ())
        if isinstance(value, list) and len(value) < least
        else None
    )


def _items(schema: Schema, inner: Any, rules: JsonObject) -> Check:
    firsts = schema.several(inner) if isinstance(inner, list) else []
    rest = schema.compiled(rules.get("additionalItems", True) if isinstance(inner, list) else inner)

    def check(value: Any, left: list[int]) -> Fault | None:
        if isinstance(value, list):
            items: list[Any] = value
            _spend(left, len(items))
            for place, item in enumerate(items):
                each = firsts[place] if place < len(firsts) else rest
                found = each(item, left)
                if found is not None:
                    return found[0], (place, *found[1])
        return None

    return check


def _contains(schema: Schema, inner: Any, _rules: JsonObject) -> Check:
    each = schema.compiled(inner)

    def check(value: Any, left: list[int]) -> Fault | None:
        if not isinstance(value, list):
            return None
        items: list[Any] = value
        _spend(left, len(items))
        reason = "is empty"
        for item in items:
            found = each(item, left)
            if found is None:
                return None
            reason = f"has no item that fits; the last {found[0]}"
        return reason, ()

    return check


def _all_of(schema: Schema, schemas: list[Any], _rules: JsonObject) -> Check:
    checks = schema.several(schemas)

    def check(value: Any, left: list[int]) -> Fault | None:
        for each in checks:
            found = each(value, left)
            if found is not None:
                return found
        return None

    return check


def _any_of(schema: Schema, schemas: list[Any], _rules: JsonObject) -> Check:
    checks = schema.several(schemas)

    def check(value: Any, left: list[int]) -> Fault | None:
        faults: list[Fault] = []
        for each in checks:
            found = each(value, left)
            if found is None:
                return None
            faults.append(found)
        return _deepest(faults)

    return check


def _one_of(schema: Schema, schemas: list[Any], _rules: JsonObject) -> Check:
    checks = schema.several(schemas)

    def check(value: Any, left: list[int]) -> Fault | None:
        faults: list[Fault] = []
        fits = 0
        for each in checks:
            found = each(value, left)
            if found is None:
                fits += 1
            else:
                faults.append(found)
        if fits == 1:
            return None
        return _deepest(faults) if not fits else ("fits more than one form", ())

    return check


def _deepest(faults: list[Fault]) -> Fault:
    return max(faults, key=lambda fault: len(fault[1]))


def _reference(schema: Schema, address: str, _rules: JsonObject) -> Check:
    return schema.reference(address)


def _beside_items(_schema: Schema, _inner: Any, rules: JsonObject) -> None:
    if not isinstance(rules.get("items"), list):
        raise ValueError("additionalItems without a list of items")


_KEYWORDS: Final[dict[str, Callable[[Schema, Any, JsonObject], Check | None]]] = {
    "type": _type,
    "$ref": _reference,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "minItems": _min_items,
    "required": _required,
    "contains": _contains,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "items": _items,
    "additionalItems": _beside_items,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
}
