"""Is the credential in force: its dates, and whether its issuer has withdrawn it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, TypeAlias

from badgecore.errors import BadgeError
from badgecore.status import Entry, is_short, value_in, withdrawal_in
from badgecore.verify.fetching import Fetcher
from badgecore.verify.identity import host_of
from badgecore.verify.opening import Opened, opened_text
from badgecore.verify.report import Outcome, Report, Step, failed, passed, unknown
from badgecore.verify.shape import issuer_id, period_of, types_of
from badgecore.verify.signature import SKEW
from badgecore.wire import JsonObject, as_list, is_object, read_object

# Verifies a status list as a credential of its own, without following its own status any further.
VerifyList: TypeAlias = Callable[[Opened], Report]

_BITS: Final = ("BitstringStatusListEntry", "StatusList2021Entry")
_MAX_ENTRIES: Final = 4


def dates(document: JsonObject, *, now: datetime) -> Step:
    """The step of the dates: a badge without any is in force for ever (VCDM 2.0 §4.9)."""
    start, end = period_of(document)
    if end is not None and end <= now:
        return failed("dates", "expired", end.isoformat())
    if start is not None and start > now + SKEW:
        return failed("dates", "not-yet-valid", start.isoformat())
    return passed("dates", "in-force")


def status(
    document: JsonObject, *, fetcher: Fetcher, now: datetime, verify_list: VerifyList
) -> Iterator[Step]:
    """One step for each entry (VCDM 2.0 §4.10); the list is verified by `verify_list` before its bit counts."""
    entries = as_list(document.get("credentialStatus"))
    if not entries:
        yield unknown("status", "status-none", decides=False)
    for entry in entries[:_MAX_ENTRIES]:
        try:
            yield from _of_entry(entry, document, fetcher, verify_list)
        except BadgeError as reason:
            yield unknown("status", reason)
    if len(entries) > _MAX_ENTRIES:
        yield unknown("status", "status-unknown", f"{len(entries)} entries")


def _of_entry(
    entry: object, document: JsonObject, fetcher: Fetcher, verify_list: VerifyList
) -> Iterator[Step]:
    kinds = types_of(entry)
    if not is_object(entry):
        yield unknown("status", "status-unknown")
    elif any(kind in kinds for kind in _BITS):
        read = Entry.read(entry)
        listed = opened_text(fetcher.body(read.list_url))
        step = _of_bits(read, listed, verify_list(listed))
        yield step
        if step.outcome is not Outcome.UNKNOWN and (short := is_short(listed.document, read)):
            yield unknown("status", "status-list-short", f"{read.list_url}: {short}", decides=False)
        if step.outcome is Outcome.PASSED and (
            foreign := _foreign(listed.document, document, read)
        ):
            yield unknown("status", "status-list-foreign", foreign, decides=False)
    elif "1EdTechRevocationList" in kinds:
        old = read_object(fetcher.body(str(entry.get("id"))))
        found = withdrawal_in(old, str(document.get("id")))
        yield (
            passed("status", "not-revoked")
            if found is None
            else failed("status", "revoked", found.reason)
        )
    else:
        yield unknown("status", "status-unknown", ", ".join(kinds))


def _of_bits(entry: Entry, opened: Opened, report: Report) -> Step:
    if report.verdict in ("expired", "not-yet-valid"):
        return unknown("status", "status-list-expired", entry.list_url)
    if report.verdict in ("not-valid", "unsigned"):
        worst = next((step for step in report.steps if step.outcome.value == "failed"), None)
        return unknown(
            "status", "status-list-not-genuine", f"{entry.list_url}: {worst.code if worst else ''}"
        )
    if report.verdict not in (
        "valid",
        "unvouched",
    ):  # the badge itself names it, and is vouched for or is not
        return unknown("status", "status-list-unclear", entry.list_url)
    value = value_in(opened.document, entry)
    if entry.purpose == "revocation":
        return (
            failed("status", "revoked", entry.list_url)
            if value
            else passed("status", "not-revoked", entry.list_url)
        )
    if entry.purpose == "suspension":
        return (
            failed("status", "suspended", entry.list_url)
            if value
            else passed("status", "not-revoked", entry.list_url)
        )
    if not value:
        return passed("status", "not-revoked", entry.list_url)
    if entry.purpose in ("message", "refresh"):
        return passed("status", "status-message", f"{entry.purpose} {value}")
    return unknown("status", "status-unknown", entry.purpose)


def _foreign(listed: JsonObject, document: JsonObject, entry: Entry) -> str:
    """What a reader is told of a list that another party signed, or that was made for another address; else "".

    The standard leaves it to the verifier: Digital Bazaar's refuses such lists, the DCC's own examples need them. The
    badge names the list's address under its signature, so it is told and does not decide. One that goes by its https
    address in badges (OB 3.0, Profile) signs its lists under a DID of that host.
    """
    mine, theirs = issuer_id(document), issuer_id(listed)
    by_address = mine.startswith("https://") and host_of(mine) == host_of(theirs) != ""
    if mine != theirs and not by_address:
        return f"{entry.list_url}: signed by {theirs}, the badge is from {mine}"
    if listed.get("id", entry.list_url) != entry.list_url:
        return f"{entry.list_url}: it calls itself {listed['id']}"
    return ""
