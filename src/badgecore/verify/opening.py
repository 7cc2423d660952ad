"""From whatever a person brings (file, text, JSON, address) to a document that may be a credential."""

import codecs
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from badgecore.baking import picture_kind, unbake
from badgecore.errors import NotJson, ShapeWrong, TooLarge
from badgecore.proofs.jose import Jws, credential_of, is_jws
from badgecore.verify.fetching import Fetcher
from badgecore.verify.kinds import address_in, bare, is_page, reason
from badgecore.verify.shape import V2
from badgecore.wire import (
    MAX_BYTES,
    JsonObject,
    as_list,
    is_object,
    read_json,
    read_object,
    write_json,
)

Container: TypeAlias = Literal["json", "jwt", "png", "svg"]

_PRESENTED: Final = re.compile(r"data:application/(?:vp\+)?jwt(?:;[^,]*)?,([A-Za-z0-9_.-]+)")
_ENVELOPE: Final = re.compile(r"data:application/(?:vc\+)?jwt(?:;[^,]*)?,([A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`jws` is there when the document came as a token; its claims have been compared with it."""

    document: JsonObject
    container: Container
    jws: Jws | None = None


def opened(data: bytes | str | JsonObject, *, fetcher: Fetcher) -> Opened:
    """A picture, JSON, a compact JWS, or an https address of one of them. Raises a `BadgeError` that says why not."""
    if isinstance(data, dict):
        return unwrapped(_as_read(data))
    if isinstance(data, bytes) and (kind := _picture_kind(data)) is not None:
        text = unbake(data).text
        inner = opened_text(_fetched_or(text, fetcher))
        return Opened(document=inner.document, container=kind, jws=inner.jws)
    brought = _fetched_or(data, fetcher)
    if isinstance(brought, bytes) and _picture_kind(brought) is not None and brought is not data:
        return opened(brought, fetcher=Fetcher(None))
    return opened_text(brought)


def _picture_kind(data: bytes) -> Literal["png", "svg"] | None:
    return None if is_page(data) else picture_kind(data)


def _as_read(data: JsonObject) -> JsonObject:
    """What a program hands over is held to the limits of what is read: no half characters, no NaN, not too deep."""
    try:
        return read_object(write_json(data))
    except (ValueError, TypeError, RecursionError) as error:
        raise NotJson(str(error)) from None


def opened_text(data: bytes | str) -> Opened:
    """JSON or a compact JWS, which may stand in quotes as some servers send it."""
    if len(data) > 2 * MAX_BYTES:
        raise TooLarge(f"{len(data)} bytes")
    try:
        text = bare(data if isinstance(data, str) else _decoded(data))
    except UnicodeDecodeError:
        raise reason(data) from None
    if is_jws(token := _joined(text)):
        jws = Jws.read(token)
        return Opened(document=credential_of(jws), container="jwt", jws=jws)
    if not text.startswith(("{", "[")):
        raise reason(data)
    value = read_json(text)
    # A list at the top is a graph without further names (JSON-LD 1.1 §4.9).
    return unwrapped(value if is_object(value) else {"@graph": as_list(value)})


def _decoded(data: bytes) -> str:
    """UTF-8; UTF-16 where it says so, as some editors save text."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_wide else "utf-8-sig")


def _joined(text: str) -> str:
    """A token out of a letter comes in several lines; what is between its characters is no part of it."""
    return text if text.startswith(("{", "[")) else "".join(text.split()).strip('"')


def unwrapped(document: JsonObject) -> Opened:
    """An EnvelopedVerifiableCredential stands for the token in its data: URL (VCDM 2.0 §4.13.1)."""
    if "EnvelopedVerifiableCredential" not in as_list(document.get("type")):
        return Opened(document=document, container="json")
    found = _ENVELOPE.fullmatch(str(document.get("id")))
    if found is None or as_list(document.get("@context"))[:1] != [V2]:
        raise ShapeWrong("an envelope without its context, or whose id is no data: URL of a token")
    jws = Jws.read(found[1])
    return Opened(document=credential_of(jws), container="jwt", jws=jws)


def presented(document: JsonObject) -> Opened:
    """An EnvelopedVerifiablePresentation stands for the token in its data: URL (VCDM 2.0 §4.13.2)."""
    document = _as_read(document)
    if "EnvelopedVerifiablePresentation" not in as_list(document.get("type")):
        return Opened(document=document, container="json")
    found = _PRESENTED.fullmatch(str(document.get("id")))
    if found is None or as_list(document.get("@context"))[:1] != [V2]:
        raise ShapeWrong("an envelope without its context, or whose id is no data: URL of a token")
    jws = Jws.read(found[1])
    return Opened(document=jws.payload, container="jwt", jws=jws)


def _fetched_or(data: bytes | str, fetcher: Fetcher) -> bytes | str:
    """Fetch what lies at the address, if the text is an https address and nothing else; otherwise read the text."""
    address = address_in(data) if isinstance(data, str) else ""
    return fetcher.body(_secure(address)) if address else data


def _secure(address: str) -> str:
    """Who typed `http:` means the page: it is asked for over https, or not at all."""
    return "https" + address[4:] if address[:5].lower() == "http:" else address
