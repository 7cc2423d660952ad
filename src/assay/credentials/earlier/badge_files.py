"""Earlier badges in badge files: an export of assertions (Open Badges 2.0), and pictures or credentials one by one.

What is signed is checked as on the verify page, which may ask who signed it; so never inside a transaction.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from assay.credentials.earlier.rows import MOST_FAULTS, MOST_ROWS, BadRows, Fault, Row, once, row_of
from assay.credentials.verification.checking import check
from assay.credentials.verification.claims import facts, first, text, web
from assay.credentials.verification.reports import told
from assay.lib.errors import Refusal
from badgecore.identity import is_hash_of
from badgecore.verify import Report

MOST_FILES = 10  # that are checked one by one
MOST_HASHES = 2_000_000  # tried for one list: about two seconds
#: What a check may say of a badge that comes in all the same; "" where nothing was signed.
_TAKEN = {"valid": "valid", "unvouched": "unvouched", "unsigned": "", "unclear": ""}


def is_export(content: bytes) -> bool:
    """Whether this is JSON with assertions that are not signed, so that nothing of it is checked."""
    value = _json(content)
    entries = value if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and "credentialSubject" not in one for one in entries)


def read_export(content: bytes) -> list[Row]:
    """The badges of an export. Raises BadRows with every fault by its entry."""
    value = _json(content)
    rows: list[Row] = []
    faults: list[Fault] = []
    known = {_id(one): one for one in _named(value)}
    for n, entry in enumerate(_entries(value), start=1):
        at = _("Entry %(n)s") % {"n": n}
        found: Row | list[Fault]
        if n > MOST_ROWS:
            found = [Fault(at=at, what=_("There are more than 10,000 badges. Split the file."))]
        elif entry.get("revoked") is True:
            found = [Fault(at=at, what=_("This badge was withdrawn. Take it out of the file."))]
        else:
            found = _assertion(at, entry, known)
        if isinstance(found, Row):
            rows.append(found)
        else:
            faults += found
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise BadRows(faults)
    if not rows:
        what = _("There is no badge in this file. An export holds assertions of Open Badges 2.0.")
        raise BadRows([Fault(at=_("Entry %(n)s") % {"n": 1}, what=what)])
    return rows


def read_files(files: Iterable[tuple[str, bytes]]) -> list[Row]:
    """One badge each. Raises BadRows for a file that holds none, or one that does not hold."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for name, content in files:
        try:
            report = check(content)
        except Refusal as e:
            faults.append(Fault(at=name, what=e.message))
            continue
        if report.document is None or report.is_several or report.verdict not in _TAKEN:
            faults.append(Fault(at=name, what=told(report).title))
            continue
        found = _checked(name, report, report.document)
        if isinstance(found, Row):
            rows.append(found)
        else:
            faults += found
    if faults:
        raise BadRows(faults)
    return rows


def uncovered(rows: Iterable[Row], addresses: Iterable[str]) -> list[Row]:
    """Each row with the address that its hash is of. Raises BadRows where it is none of these, or said twice."""
    known = list(addresses)
    found: list[Row] = []
    faults = []
    left = MOST_HASHES
    for row in rows:
        if row.hidden is None:
            found.append(row)
            continue
        hashed, salt = row.hidden
        left -= len(known)
        email = next((one for one in known if left > 0 and is_hash_of(hashed, one, salt)), "")
        if not email:
            what = _("It hides whose it is, and it is no one’s here whose address we know.")
            faults.append(Fault(at=row.at, what=what))
            continue
        found.append(
            Row(
                at=row.at,
                email=email,
                title=row.title,
                issuer=row.issuer,
                earned_on=row.earned_on,
                criteria_url=row.criteria_url,
                verdict=row.verdict,
            )
        )
    if faults:
        raise BadRows(faults[:MOST_FAULTS])
    return once(found)


def _checked(name: str, report: Report, document: dict[str, Any]) -> Row | list[Fault]:
    said = facts(document, report.standard)
    if report.standard == "Open Badges 2.0":
        email, hidden = _recipient(first(document.get("recipient")))
        day = text(document.get("issuedOn"))
    else:
        subject = first(document.get("credentialSubject"))
        listed = subject.get("identifier")
        entries = listed if isinstance(listed, list) else [listed]
        own = [e for e in entries if isinstance(e, dict) and "mail" in text(e.get("identityType"))]
        email, hidden = _identity(own[0] if own else {})
        dates = ("awardedDate", "validFrom", "issuanceDate")
        day = next((text(document[one]) for one in dates if document.get(one)), "")
    return row_of(
        name,
        email=email,
        title=said.name,
        issuer=said.issuer or text(first(document.get("issuer")).get("id")),
        day=day,
        criteria_url=said.criteria_url,
        verdict=_TAKEN[report.verdict],
        hidden=hidden,
    )


def _assertion(
    at: str, entry: dict[str, Any], known: dict[str, dict[str, Any]]
) -> Row | list[Fault]:
    badge = entry.get("badge", entry.get("badgeclass"))
    named = first(badge) or known.get(text(badge or entry.get("badgeclassOpenBadgeId")), {})
    if not named:
        what = _("It names its badge by an address only. Export it with the badges in the file.")
        return [Fault(at=at, what=what)]
    issuer = named.get("issuer")
    by = first(issuer) or known.get(text(issuer), {})
    email, hidden = _recipient(first(entry.get("recipient")))
    criteria = named.get("criteria")
    return row_of(
        at,
        email=email,
        title=text(named.get("name")),
        issuer=text(by.get("name")) or text(issuer),
        day=text(entry.get("issuedOn")),
        criteria_url=web(criteria) or web(first(criteria).get("id")),
        hidden=hidden,
    )


def _recipient(entry: dict[str, Any]) -> tuple[str, tuple[str, str] | None]:
    """Open Badges 2.0; Badgr writes the address beside its hash."""
    plain = text(entry.get("plaintextIdentity"))
    identity = text(entry.get("identity"))
    if plain or not (entry.get("hashed") or "$" in identity):
        return plain or identity, None
    return "", (identity, text(entry.get("salt")))


def _identity(entry: dict[str, Any]) -> tuple[str, tuple[str, str] | None]:
    """Open Badges 3.0."""
    identity = text(entry.get("identityHash"))
    if entry.get("hashed") is True:
        return "", (identity, text(entry.get("salt")))
    return identity, None


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """The assertions of an export: a list, one of them, or a list under a name of its own."""
    if isinstance(value, dict):
        lists = [value[one] for one in ("result", "assertions", "badges") if one in value]
        value = next((one for one in lists if isinstance(one, list)), [value])
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict) and ("recipient" in entry or "issuedOn" in entry):
            yield entry


def _named(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Whatever in the file has a name and an address: badge classes and issuers."""
    if depth > 6:
        return
    if isinstance(value, dict):
        if _id(value) and isinstance(value.get("name"), str):
            yield value
        for inner in value.values():
            yield from _named(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[: 3 * MOST_ROWS]:
            yield from _named(inner, depth + 1)


def _id(value: dict[str, Any]) -> str:
    return text(value.get("openBadgeId")) or text(value.get("id"))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
