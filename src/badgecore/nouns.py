"""Between dataclasses and wire JSON: one walk for writing, one for reading.

Rules of the plain JSON form (OB 3.0, Serializing to JSON): unordered sets are arrays, nulls and empty arrays are left
out, instants carry a zone. Reading is wider than writing: JSON-LD may compact a one-element array to its element, a
`type` to a string, a text to a value object or a language map.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self, cast

from badgecore.errors import ShapeWrong
from badgecore.wire import JsonObject, is_array


def instant(moment: datetime) -> str:
    """An aware datetime as the wire writes it: UTC with `Z` (XML Schema dateTimeStamp, VC 2.0 §4.9).

    With milliseconds where the moment has any, anything finer cut. Give whole seconds: some readers take no others.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    fine = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=fine).replace("+00:00", "Z")


def after(earlier: datetime, moment: datetime) -> datetime:
    """When a form signed at `moment` counts from, if it replaces one that counts from `earlier`: later, and not ahead.

    The whole second where that is later already, else the millisecond. Readers tell the newer form by `validFrom`
    (OB 3.0, Equality) and refuse one that is still to come (VC 2.0 §4.9).
    """
    second = moment.replace(microsecond=0)
    if second > earlier:
        return second
    fine = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return max(
        fine,
        earlier.replace(microsecond=earlier.microsecond // 1000 * 1000) + timedelta(milliseconds=1),
    )


def read_instant(text: str) -> datetime:
    """A dateTimeStamp as an aware datetime; ShapeWrong for anything else, also for want of a zone (VC 2.0 §4.9)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ShapeWrong(f"“{text[:40]}” is not a date and time with a zone.") from None
    if moment.tzinfo is None or "T" not in text.upper():
        raise ShapeWrong(f"“{text[:40]}” is not a date and time with a zone.")
    return moment


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Noun:
    """A noun of the wire. `TYPE` is its `type`; `TYPE_IS_SET` says whether it is written as an array."""

    __slots__ = ()
    TYPE: ClassVar[str | None] = None
    TYPE_IS_SET: ClassVar[bool] = True

    def to_json(self) -> JsonObject:
        """The wire form, keys in the order of the fields (`type` after `id`); OB 3.0, Serializing to JSON."""
        return _object_to_json(self)

    @classmethod
    def read(cls, json: object) -> Self:
        """Read from wire JSON. Properties this noun does not know are left aside. Raises ShapeWrong."""
        return cast("Self", _read_object(cls, json))


_PLANS: dict[Any, tuple[tuple[str, str, Any, dataclasses.Field[Any]], ...]] = {}


def _plan(cls: Any) -> tuple[tuple[str, str, Any, dataclasses.Field[Any]], ...]:
    """For each field: its name, its name on the wire, its type, itself."""
    if cls not in _PLANS:
        hints = typing.get_type_hints(cls)
        _PLANS[cls] = tuple(
            (field.name, field.metadata.get("wire") or _camel(field.name), hints[field.name], field)
            for field in dataclasses.fields(cls)
        )
    return _PLANS[cls]


def _object_to_json(noun: Noun) -> JsonObject:
    out: JsonObject = {}
    plan = _plan(type(noun))
    if noun.TYPE is not None and (not plan or plan[0][1] != "id"):
        out["type"] = _type_of(noun)
    for name, wire_name, _hint, _field in plan:
        value = getattr(noun, name)
        if value is not None and type(value) is not str:  # most are text or absent
            value = _value_to_json(value)
        if value is not None:
            out[wire_name] = value
        if wire_name == "id" and noun.TYPE is not None:
            out["type"] = _type_of(noun)
    return out


def _type_of(noun: Noun) -> str | list[str]:
    assert noun.TYPE is not None
    return [noun.TYPE] if noun.TYPE_IS_SET else noun.TYPE


def _value_to_json(value: Any) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, Noun):
        return value.to_json()
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, tuple):
        items: tuple[Any, ...] = value
        return [_value_to_json(item) for item in items] or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _read_object(cls: type[Any], json: object) -> Any:
    if isinstance(json, str) and any(wire_name == "id" for _, wire_name, _, _ in _plan(cls)):
        json = {"id": json}
    if not isinstance(json, Mapping):
        raise ShapeWrong(f"{cls.__name__} must be an object.")
    source = cast("Mapping[str, Any]", json)
    values: dict[str, Any] = {}
    for name, wire_name, hint, field in _plan(cls):
        found = source.get(wire_name)
        if found is not None:
            values[name] = _read_value(hint, found, f"{cls.__name__}.{wire_name}")
        elif field.default is dataclasses.MISSING:
            raise ShapeWrong(f"{cls.__name__} lacks “{wire_name}”.")
    return cls(**values)


def _read_value(hint: Any, found: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        choices = [choice for choice in typing.get_args(hint) if choice is not type(None)]
        return _read_value(choices[0], found, where)
    if origin is tuple:
        item_hint = typing.get_args(hint)[0]
        found_items: list[Any] = found if is_array(found) else [found]
        return tuple(_read_value(item_hint, item, where) for item in found_items)
    if isinstance(hint, type) and issubclass(hint, Noun):
        # A set where we expect one noun: JSON-LD writes both alike; the first stands for it.
        return hint.read(found[0] if is_array(found) and found else found)
    reader = _SCALARS.get(hint)
    return reader(found, where) if reader else found


def _read_text(found: Any, where: str) -> str:
    if isinstance(found, Mapping):
        values = cast("Mapping[str, Any]", found)
        # A value object (JSON-LD 1.1 §4.2.3), or a language map (OB 3.0 schema), English first.
        found = values.get("@value") or values.get("en") or next(iter(values.values()), None)
    if is_array(found):
        items: list[Any] = found
        found = items[0] if len(items) == 1 else items
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise ShapeWrong(f"{where} must be text.")
    return str(found)


def _read_moment(found: Any, where: str) -> datetime:
    return read_instant(_read_text(found, where))


def _read_number(found: Any, where: str) -> float:
    try:
        return float(found)
    except (TypeError, ValueError, OverflowError):
        raise ShapeWrong(f"{where} must be a number.") from None


def _read_flag(found: Any, where: str) -> bool:
    if not isinstance(found, bool):
        raise ShapeWrong(f"{where} must be true or false.")
    return found


_SCALARS: dict[Any, Callable[[Any, str], Any]] = {
    str: _read_text,
    float: _read_number,
    bool: _read_flag,
    datetime: _read_moment,
}
