"""Contexts and JSON schemas, from disk only: nothing here ever reaches for the network.

Open Badges context 3.0.3 was changed in place after wallets had bundled it (openbadges-specification#639, #642): both
ages are kept. The first is what wallets hold and what we sign under; the later one adds `jti` and `endorsementJwt`.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, Self, cast

from badgecore.errors import ContextUnknown, SchemaWrong
from badgecore.schema import Schema
from badgecore.wire import JsonObject, as_list

_HERE: Final = files("badgecore")
_LATER: Final = {
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.validator-2026-06.json"
}
_OB3_STRICT: Final = "ob3/ob_v3p0_achievementcredential_schema.strict-2024.json"


def _read(folder: str, name: str) -> JsonObject:
    return cast("JsonObject", json.loads((_HERE / folder / name).read_text(encoding="utf-8")))


class Contexts:
    """The JSON-LD contexts that may be used: our own files, and what a caller adds. Never changes once made.

    `later` takes the later age of Open Badges context 3.0.3. `more` maps a URL to a context document.
    """

    def __init__(
        self, *, later: bool = False, more: Mapping[str, JsonObject] | None = None
    ) -> None:
        self._names: dict[str, str] = {
            url: str(name) for url, name in _read("contexts", "index.json").items()
        }
        if later:
            self._names |= _LATER
        self._more = dict(more or {})

    def joined(self, more: Mapping[str, JsonObject]) -> Self:
        """These contexts, and `more` beside them."""
        made = copy.copy(self)
        made._more = self._more | dict(more)
        return made

    def __contains__(self, url: str) -> bool:
        return url in self._names or url in self._more

    def document(self, url: str) -> JsonObject:
        """A fresh copy of the context document at `url`. Raises ContextUnknown."""
        if url in self._more:
            return copy.deepcopy(self._more[url])
        if url not in self._names:
            raise ContextUnknown(url)
        return _read("contexts", self._names[url])


BUNDLED: Final = Contexts()
BUNDLED_LATER: Final = Contexts(later=True)


@functools.cache
def schema_urls() -> frozenset[str]:
    """Every JSON schema URL we hold."""
    return frozenset(_read("schemas", "index.json"))


@functools.cache
def _schema(name: str) -> Schema:
    return Schema(_read("schemas", name))


def check_schema(document: JsonObject, schema_url: str) -> None:
    """Validate against a published schema. Raises SchemaWrong naming the first place, or if we do not hold the schema.

    `format` is not asserted here, as in the 1EdTech validator; dates are judged where they are read.
    """
    name = _read("schemas", "index.json").get(schema_url)
    if name is None:
        raise SchemaWrong(f"no such schema here: {schema_url}")
    _check(document, name)


def check_plain_form(document: JsonObject) -> None:
    """The strict plain-JSON schema of Open Badges 3.0, where every set is an array. Raises SchemaWrong.

    `proof` is taken off first if it stands alone: the one place where the shape that all verifiers accept differs.
    """
    plain = {
        name: value
        for name, value in document.items()
        if name != "proof" or isinstance(value, list)
    }
    _check(plain, _OB3_STRICT)


def schemas_of(document: JsonObject) -> list[str]:
    """The ids a document's `credentialSchema` names (VC 2.0 §4.11), in order."""
    entries = [
        cast("dict[str, Any]", entry)
        for entry in as_list(document.get("credentialSchema"))
        if isinstance(entry, dict)
    ]
    return [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]


def _check(document: JsonObject, name: str) -> None:
    fault = _schema(name).fault(document)
    if fault is not None:
        what, where = fault
        raise SchemaWrong(f"{'/'.join(map(str, where)) or 'the whole'}: {what}")
