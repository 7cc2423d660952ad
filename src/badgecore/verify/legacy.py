"""Open Badges 2.0 and before: hosted assertions, and assertions signed as JWS (OB 2.0, Verification).

A hosted assertion proves nothing by itself: what counts is the copy that its issuer keeps at the assertion's address.
A file that says something else than that copy is refused here, where other validators follow the address and let the
file pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from badgecore.errors import BadgeError, CouldNotFetch, KeyWrong, MethodMissing
from badgecore.keys import PublicKey
from badgecore.proofs.jose import Jws
from badgecore.verify.fetching import Fetched, Fetcher
from badgecore.verify.opening import Opened
from badgecore.verify.recipient import recipient_of_assertion
from badgecore.verify.report import Report, Step, failed, passed, unknown
from badgecore.verify.shape import instant_of, types_of
from badgecore.verify.signature import no_signature
from badgecore.wire import JsonObject, as_list, is_object, read_object

_CONTEXTS: Final = (
    "https://w3id.org/openbadges/v2",
    "https://w3id.org/openbadges/v1",
    "https://openbadgespec.org/v2/context.json",
)
_HOSTED: Final = ("hosted", "HostedBadge")
_SIGNED: Final = ("signed", "SignedBadge")
_HASH: Final = re.compile(r"(md5|sha1|sha256|sha384|sha512)\$([0-9a-fA-F]+)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def is_legacy(document: JsonObject) -> bool:
    """Whether a document is a badge before 3.0, told by its context; OB 1.0 had none and is told by its members."""
    contexts = as_list(document.get("@context"))
    if any(context in _CONTEXTS for context in contexts):
        return "VerifiableCredential" not in types_of(document)
    return (
        not contexts
        and {"recipient", "badge"} <= document.keys()
        and ("verify" in document or "verification" in document)
    )


@dataclass(slots=True, kw_only=True)
class _Parts:
    """The three documents of a badge; the second and third as far as they could be had."""

    assertion: JsonObject
    badge: JsonObject | None = None
    issuer: JsonObject | None = None
    issuer_is_own: bool = False  # read at its own address, and not as the badge writes it out


def verify(found: Opened, *, fetcher: Fetcher, now: datetime, wanted: str | None) -> Report:
    """The steps of OB 2.0, Verification: hosted copy or signature, issuer, revocation, expiry, recipient."""
    parts = _Parts(assertion=found.document)
    steps: list[Step] = [passed("file", "file-read", found.container)]
    faults = _faults(parts.assertion)
    if faults:
        steps.append(failed("form", "shape-wrong", "; ".join(faults)))
    else:
        steps.append(passed("form", "form-right"))
        steps += _signature(found, parts, fetcher)
        steps += _dates(parts.assertion, now)
        if wanted:
            steps.append(recipient_of_assertion(parts.assertion, wanted))
    shown = parts.assertion | ({"badge": parts.badge} if parts.badge else {})
    if parts.badge and parts.issuer:
        shown["badge"] = parts.badge | {"issuer": parts.issuer}
    return Report(
        steps=tuple(steps), document=shown, standard="Open Badges 2.0", container=found.container
    )


def _faults(assertion: JsonObject) -> list[str]:
    found = [
        f"{name} is missing" for name in ("recipient", "badge", "issuedOn") if name not in assertion
    ]
    if "type" in assertion and "Assertion" not in types_of(assertion):
        found.append("it is no Assertion")
    recipient, kind = assertion.get("recipient"), _verification(assertion)
    if not is_object(recipient) or not isinstance(recipient.get("identity"), str):
        found.append("recipient without identity")
    if not isinstance(assertion.get("id", assertion.get("uid")), str):
        found.append("id is missing")
    if not any(name in (*_HOSTED, *_SIGNED) for name in types_of(kind)):
        found.append("verification is neither hosted nor signed")
    for name in ("issuedOn", "expires"):
        if name in assertion and moment_of(assertion[name]) is None:
            found.append(f"{name} is no time")
    return found


def _verification(assertion: JsonObject) -> JsonObject:
    value = assertion.get("verification", assertion.get("verify"))
    return value if is_object(value) else {}


def _signature(found: Opened, parts: _Parts, fetcher: Fetcher) -> Iterator[Step]:
    """Signature or hosted copy, issuer, and whether it was revoked."""
    if found.jws is not None:
        yield from _badge_and_issuer(parts, fetcher)
        yield from _signed(found.jws, parts, fetcher)
        return
    if any(name in _SIGNED for name in types_of(_verification(parts.assertion))):
        yield failed("signature", "signature-missing")
        return
    address = str(_verification(parts.assertion).get("url", parts.assertion.get("id")))
    try:
        answer = fetcher.answer(address)
        copy = read_object(answer.body) if answer.status == 200 else _reason_in(answer)
    except BadgeError as reason:
        yield unknown(
            "signature",
            reason if isinstance(reason, CouldNotFetch) else CouldNotFetch(reason.detail),
        )
        return
    if copy.get("revoked") is True or answer.status == 410:
        yield failed("status", "revoked", str(copy.get("revocationReason", "")))
        return
    if answer.status != 200:
        yield unknown("signature", CouldNotFetch(f"{address} answered {answer.status}"))
        return
    if different := differences(parts.assertion, copy):
        yield failed("signature", "hosted-copy-differs", ", ".join(different))
        return
    # From here on the issuer's own copy is what counts, and what is shown. A description that only the file writes out
    # is held against the one at its address.
    told = parts.assertion["badge"]
    parts.assertion = copy | {"badge": copy.get("badge", told)}
    steps = [*_badge_and_issuer(parts, fetcher)]
    if is_object(told) and parts.badge and (different := _described_otherwise(told, parts.badge)):
        yield failed("signature", "hosted-copy-differs", ", ".join(different))
        return
    yield passed("signature", "hosted-copy-same", address)
    yield passed("status", "not-revoked")
    yield from steps
    if parts.issuer is not None:
        yield _same_place(address, parts.issuer, is_own=parts.issuer_is_own)


def differences(mine: JsonObject, theirs: JsonObject) -> list[str]:
    """Which of the members that an award fixes mean something else in two copies of it, however they are spelled.

    A time in another zone, one type or a list of one, a description by its address or written out: all mean the same.
    Narrative and evidence may grow after the award.
    """
    pairs = {
        "id": (_name_of(mine), _name_of(theirs)),
        "type": (_kinds(mine, "Assertion"), _kinds(theirs, "Assertion")),
        "recipient": (_person(mine), _person(theirs)),
        "badge": (_address(mine.get("badge")), _address(theirs.get("badge"))),
        "issuedOn": (_time(mine, "issuedOn"), _time(theirs, "issuedOn")),
        "expires": (_time(mine, "expires"), _time(theirs, "expires")),
        "verification": (_way(mine), _way(theirs)),
    }
    found = [name for name, (one, other) in pairs.items() if one != other]
    badge, other_badge = mine.get("badge"), theirs.get("badge")
    if "badge" not in found and is_object(badge) and is_object(other_badge):
        found += _described_otherwise(badge, other_badge)
    return found


def _described_otherwise(mine: JsonObject, theirs: JsonObject) -> list[str]:
    """What a reader would be told otherwise by two descriptions of one badge: its name, and who issues it."""
    named = {"badge.name": [each.get("name") for each in (mine, theirs)]}
    named["badge.issuer"] = [_address(each.get("issuer")) for each in (mine, theirs)]
    return [name for name, (one, other) in named.items() if one and one != other]


def _name_of(assertion: JsonObject) -> object:
    return assertion.get("id", assertion.get("uid"))


def _kinds(value: JsonObject, usual: str) -> set[str]:
    return set(types_of(value)) or {usual}


def _person(assertion: JsonObject) -> object:
    """The recipient, whose hash is the same in capitals, and whose salt counts where there is a hash."""
    entry = assertion.get("recipient")
    if not is_object(entry):
        return entry
    identity = str(entry.get("identity"))
    if hashed := _HASH.fullmatch(identity):
        return _kinds(entry, "email"), hashed[1], hashed[2].lower(), entry.get("salt") or ""
    return _kinds(entry, "email"), identity, entry.get("salt") or "", bool(entry.get("hashed"))


def _address(value: object) -> object:
    """By what a description or an issuer is named, given as an address or written out with it."""
    if not is_object(value):
        return value
    return (
        value.get("id") or value.get("url") or {k: v for k, v in value.items() if k != "@context"}
    )


def _time(assertion: JsonObject, name: str) -> object:
    value = assertion.get(name)
    return moment_of(value) or value


def _way(assertion: JsonObject) -> bool:
    return any(name in _SIGNED for name in types_of(_verification(assertion)))


def moment_of(value: object) -> datetime | None:
    """A time as Open Badges before 3.0 write it: with or without zone, a day alone, or seconds since 1970 (OB 1.0)."""
    if isinstance(value, str) and value.isdigit() and len(value) == 10:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, tz=UTC) if 0 <= value < 10**10 else None
    if isinstance(value, str) and _DAY.fullmatch(value):
        value = f"{value}T00:00:00Z"
    return instant_of(value, zone_required=False)


def _reason_in(answer: Fetched) -> JsonObject:
    """Gone is gone, whatever stands there instead (OB 2.0, Hosted Verification); most servers send a page."""
    try:
        return read_object(answer.body) if answer.status == 410 else {}
    except BadgeError:
        return {}


def _badge_and_issuer(parts: _Parts, fetcher: Fetcher) -> Iterator[Step]:
    try:
        parts.badge = _followed(parts.assertion["badge"], fetcher)
        parts.issuer = _followed(parts.badge.get("issuer"), fetcher)
        parts.issuer_is_own = isinstance(parts.badge.get("issuer"), str)
    except BadgeError as reason:
        yield unknown("issuer", reason)


def _followed(value: Any, fetcher: Fetcher) -> JsonObject:
    if is_object(value):
        return value
    if not isinstance(value, str):
        raise CouldNotFetch("the badge does not say where its description or issuer is")
    document = read_object(fetcher.body(value))
    if document.get("id", value) != value:
        raise CouldNotFetch(f"{value} calls itself {document.get('id')}")
    return document


def _same_place(address: str, issuer: JsonObject, *, is_own: bool) -> Step:
    """OB 2.0, hosted verification: by default the assertion lies at its issuer's origin; the issuer may name others.

    At its own address, that is: a profile that a badge brings along may be anybody's.
    """
    policy = issuer.get("verification")
    policy = policy if is_object(policy) else {}
    starts = [text for text in as_list(policy.get("startsWith")) if isinstance(text, str)]
    hosts = [text for text in as_list(policy.get("allowedOrigins")) if isinstance(text, str)]
    own = _host(str(issuer.get("id", issuer.get("url", ""))))
    if not is_own and (starts or hosts) and _host(address) != own:
        return unknown("issuer", "issuer-unconfirmed", str(issuer.get("id", "")))
    if starts:
        fits = any(address.startswith(text) for text in starts)
    else:
        fits = _host(address) in (hosts or [own])
    if fits and _host(address):
        return passed("issuer", "issuer-hosted", str(issuer.get("id", "")))
    return failed("issuer", "issuer-elsewhere", address)


def _signed(jws: Jws, parts: _Parts, fetcher: Fetcher) -> Iterator[Step]:
    if void := no_signature(jws):
        yield void
        return
    if parts.issuer is None:
        yield unknown("signature", "signature-key-unknown")
        return
    verification = _verification(parts.assertion)
    listed = [
        key.get("id") if is_object(key) else key for key in as_list(parts.issuer.get("publicKey"))
    ]
    name = verification.get("creator", verification.get("url", next(iter(listed), None)))
    try:
        document = _followed(name, fetcher)
        key = PublicKey.from_pem(str(document.get("publicKeyPem")).encode())
        if name not in listed or document.get("owner") != parts.issuer.get("id"):
            yield failed("issuer", MethodMissing(str(name)))
        elif not parts.issuer_is_own and _host(str(name)) != _host(str(parts.issuer.get("id", ""))):
            # Whoever wrote the badge wrote the list of keys as well.
            yield unknown("issuer", "issuer-unconfirmed", str(parts.issuer.get("id", "")))
        else:
            yield passed("issuer", "issuer-confirmed", str(name))
        jws.check(key)
    except (CouldNotFetch, KeyWrong) as reason:
        yield unknown("signature", reason)
    except BadgeError as reason:
        yield failed("signature", reason)
    else:
        yield passed("signature", "signature-right")
    yield from _revocation_list(parts, fetcher)


def _revocation_list(parts: _Parts, fetcher: Fetcher) -> Iterator[Step]:
    address = (parts.issuer or {}).get("revocationList")
    if not isinstance(address, str):
        yield unknown("status", "status-none", decides=False)
        return
    try:
        listed = read_object(fetcher.body(address))
    except BadgeError as reason:
        yield unknown("status", reason)
        return
    names = {parts.assertion.get("id"), parts.assertion.get("uid")} - {None}
    for entry in as_list(listed.get("revokedAssertions")):
        fields = entry if is_object(entry) else {"id": entry}
        if names & {fields.get("id"), fields.get("uid")}:
            yield failed("status", "revoked", str(fields.get("revocationReason", "")))
            return
    yield passed("status", "not-revoked")


def _dates(assertion: JsonObject, now: datetime) -> Iterator[Step]:
    start, end = moment_of(assertion.get("issuedOn")), moment_of(assertion.get("expires"))
    if start is not None and end is not None and end < start:
        yield failed("form", "shape-wrong", "it ends before it begins")
    if end is not None and end <= now:
        yield failed("dates", "expired", end.isoformat())
    elif start is not None and start > now:
        yield failed("dates", "not-yet-valid", start.isoformat())
    else:
        yield passed("dates", "in-force")


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
