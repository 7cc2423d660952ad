"""From whatever a person brings (file, text, JSON, address) to a document that may be a credential."""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from badgecore.baking import picture_kind, unbake
from badgecore.errors import NotABadge, NotJson, ShapeWrong, TooLarge
from badgecore.proofs.jose import Jws, credential_of, is_jws
from badgecore.verify.fetching import Fetcher
from badgecore.verify.shape import V2
from badgecore.wire import MAX_BYTES, JsonObject, as_list, read_object, write_json

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
    if isinstance(data, bytes) and (kind := picture_kind(data)) is not None:
        text = unbake(data).text
        inner = opened_text(_fetched_or(text, fetcher))
        return Opened(document=inner.document, container=kind, jws=inner.jws)
    brought = _fetched_or(data, fetcher)
    if isinstance(brought, bytes) and picture_kind(brought) is not None and brought is not data:
        return opened(brought, fetcher=Fetcher(None))
    return opened_text(brought)


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
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotABadge("neither text nor a PNG or SVG picture") from None
    text = text.strip()
    if is_jws(text.strip('"')):
        jws = Jws.read(text.strip('"'))
        return Opened(document=credential_of(jws), container="jwt", jws=jws)
    if not text.startswith(("{", "[")):
        raise NotABadge("neither JSON nor a JWT nor a picture with a badge")
    return unwrapped(read_object(text))


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
    text = data.strip() if isinstance(data, str) else b""
    if (
        isinstance(text, str)
        and text.startswith("https://")
        and not any(char.isspace() for char in text)
    ):
        return fetcher.body(text)
    return data
