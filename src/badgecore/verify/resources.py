"""relatedResource: what the credential refers to must still be what it was (VCDM 2.0 §5.3)."""

import base64
import binascii
import functools
import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from badgecore.errors import BadgeError
from badgecore.multibase import multihash_decoded
from badgecore.verify.fetching import Fetcher
from badgecore.verify.report import Step, failed, passed, unknown
from badgecore.wire import JsonObject, as_list, is_object

_CONTEXTS: Final = files("badgecore") / "contexts"
_MAX_RESOURCES: Final = 12
_SRI: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
# Multihash codes of SHA-2.
_MULTIHASH: Final = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}


def resources(document: JsonObject, *, fetcher: Fetcher) -> Iterator[Step]:
    """One step for each relatedResource (VCDM 2.0 §5.3); those beyond a bound could not be checked."""
    entries = [entry for entry in as_list(document.get("relatedResource")) if is_object(entry)]
    for entry in entries[:_MAX_RESOURCES]:
        yield _of_one(entry, fetcher)
    if len(entries) > _MAX_RESOURCES:
        yield unknown("resources", "could-not-fetch", f"{len(entries)} resources")


def _of_one(entry: JsonObject, fetcher: Fetcher) -> Step:
    url = str(entry.get("id"))
    expected = _digests(entry)
    if not expected:
        return unknown("resources", "resources-unclear", url)
    held = _held(url)
    if held is not None and _fits(held, expected):
        return passed("resources", "resources-same", url)
    try:
        found = fetcher.body(url)
    except BadgeError as reason:
        if held is not None:
            return failed("resources", "resources-changed", url)
        return unknown("resources", reason)
    if _fits(found, expected):
        return passed("resources", "resources-same", url)
    return failed("resources", "resources-changed", url)


def _held(url: str) -> bytes | None:
    """The bytes of a context we carry, as its publisher serves them."""
    name = _index().get(url)
    return (_CONTEXTS / name).read_bytes() if name is not None else None


@functools.cache
def _index() -> dict[str, str]:
    return {
        str(url): str(name)
        for url, name in json.loads((_CONTEXTS / "index.json").read_bytes()).items()
    }


def _fits(data: bytes, expected: list[tuple[str, bytes]]) -> bool:
    """Every digest must fit; of several in one digestSRI, which are alternatives, the strongest kind (SRI §3.3.3)."""
    return all(hashlib.new(name, data).digest() == digest for name, digest in expected)


def _digests(entry: JsonObject) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    sri, multi = entry.get("digestSRI"), entry.get("digestMultibase")
    if isinstance(sri, str):
        # What is no digest is passed over, and of the others the strongest kind counts (SRI §3.3.2, §3.3.3).
        parts = [part.partition("-") for part in sri.split()]
        for name in ("sha512", "sha384", "sha256"):
            own = [
                _digest(value.partition("?")[0], _SRI[name])
                for kind, _dash, value in parts
                if kind == name
            ]
            if own := [digest for digest in own if digest]:
                found.append((name, own[0]))
                break
    if isinstance(multi, str):
        try:
            code, digest = multihash_decoded(multi)
        except BadgeError:
            return []  # The form is wrong, and said so elsewhere.
        if code not in _MULTIHASH:
            return []
        found.append((_MULTIHASH[code], digest))
    return found


def _digest(text: str, size: int) -> bytes:
    """Base64 as SRI writes it, or hexadecimal, as W3C's own examples for relatedResource do."""
    try:
        found = (
            bytes.fromhex(text) if len(text) == 2 * size else base64.b64decode(text, validate=True)
        )
    except (binascii.Error, ValueError):
        return b""
    return found if len(found) == size else b""
