"""What a badge says of itself, read leniently: true only where a check found it genuine."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any
from urllib.parse import urlsplit

from assay.credentials.days import full_day
from badgecore.errors import BadgeError
from badgecore.nouns import read_instant
from badgecore.verify.legacy import moment_of
from badgecore.verify.shape import period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Whatever is missing or out of shape is left empty."""

    name: str
    earner: str
    issuer: str
    achievement: str
    awarded_on: str
    criteria_url: str
    version: str
    standard: str
    has_recipient: bool


def facts(document: dict[str, Any], standard: str) -> Facts:
    """Of a badge of any age; of Open Badges 2.0 with its description and issuer in it, as a report holds it."""
    if standard == "Open Badges 2.0":
        return _of_hosted(document, standard)
    subject = first(document.get("credentialSubject"))
    achievement = first(subject.get("achievement"))
    identifiers = [entry for entry in _all(subject.get("identifier")) if isinstance(entry, dict)]
    names = [e for e in identifiers if e.get("identityType") == "name" and not e.get("hashed")]
    return Facts(
        name=text(document.get("name")) or text(achievement.get("name")),
        earner=text(names[0].get("identityHash")) if names else text(subject.get("name")),
        issuer=text(first(document.get("issuer")).get("name")),
        achievement=text(achievement.get("description")) or text(subject.get("endorsementComment")),
        awarded_on=day(document.get("awardedDate")) or _shown(period_of(document)[0]),
        criteria_url=web(first(achievement.get("criteria")).get("id")),
        version=text(achievement.get("version")),
        standard=standard,
        has_recipient=any(e.get("identityType") in ("emailAddress", "email") for e in identifiers),
    )


def _of_hosted(assertion: dict[str, Any], standard: str) -> Facts:
    """OB 2.0: Assertion, BadgeClass and Profile. It names its earner by a coded address alone."""
    badge, recipient = first(assertion.get("badge")), first(assertion.get("recipient"))
    criteria = badge.get("criteria")
    return Facts(
        name=text(badge.get("name")),
        earner="",
        issuer=text(first(badge.get("issuer")).get("name")),
        achievement=text(badge.get("description")),
        awarded_on=_shown(moment_of(assertion.get("issuedOn"))),
        criteria_url=web(criteria) or web(first(criteria).get("id")),
        version=text(badge.get("version")),
        standard=standard,
        has_recipient=recipient.get("type") == "email" and recipient.get("hashed") is True,
    )


def days(document: dict[str, Any], standard: str) -> tuple[str, str]:
    """From when and until when it is in force, as the check counted."""
    if standard == "Open Badges 2.0":
        return _shown(moment_of(document.get("issuedOn"))), _shown(
            moment_of(document.get("expires"))
        )
    start, end = period_of(document)
    return _shown(start), _shown(end)


def first(value: object) -> dict[str, Any]:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _all(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    return value[:600] if isinstance(value, str) else ""


def web(value: object) -> str:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def host(value: object) -> str:
    """The host of a web address; "" where there is none to read."""
    try:
        return urlsplit(web(value)).hostname or ""
    except ValueError:
        return ""


def day(value: object) -> str:
    return _shown(_moment(value))


def _shown(moment: datetime | None) -> str:
    return full_day(moment) if moment and MINYEAR < moment.year < MAXYEAR else ""


def _moment(value: object) -> datetime | None:
    """None also for the first and the last year that computers know: in our zone they may lie outside."""
    try:
        moment = read_instant(value) if isinstance(value, str) else None
    except BadgeError:
        return None
    return moment if moment is not None and MINYEAR < moment.year < MAXYEAR else None
