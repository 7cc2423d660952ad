"""Was the badge awarded to the person who brings it? (OB 3.0 IdentityObject; OB 2.0 IdentityHash)"""

from badgecore.identity import is_hash_of
from badgecore.verify.report import Step, failed, passed, unknown
from badgecore.verify.shape import types_of
from badgecore.wire import JsonObject, as_list, is_object

_ADDRESS = ("emailAddress", "email")


def recipient(document: JsonObject, wanted: str) -> Step:
    """`wanted` is an e-mail address, or a DID or other URL that stands as the subject's id."""
    subjects = [
        subject for subject in as_list(document.get("credentialSubject")) if is_object(subject)
    ]
    if any(_is(subject.get("id"), wanted) for subject in subjects):
        return passed("recipient", "recipient-same")
    entries = [entry for subject in subjects for entry in as_list(subject.get("identifier"))]
    fitting = [
        entry for entry in entries if is_object(entry) and entry.get("identityType") in _ADDRESS
    ]
    if "@" in wanted and not wanted.startswith("did:"):
        known = [entry for entry in fitting if isinstance(entry.get("identityHash"), str)]
        if any(_matches(entry, entry["identityHash"], wanted) for entry in known):
            return passed("recipient", "recipient-same")
        return (
            failed("recipient", "recipient-other")
            if known
            else unknown("recipient", "recipient-unknown")
        )
    named = any(isinstance(subject.get("id"), str) for subject in subjects)
    return (
        failed("recipient", "recipient-other")
        if named
        else unknown("recipient", "recipient-unknown")
    )


def recipient_of_assertion(assertion: JsonObject, wanted: str) -> Step:
    """Open Badges 2.0: one recipient with `identity`, hashed or not."""
    entry = assertion.get("recipient")
    if (
        not is_object(entry)
        or "email" not in types_of(entry)
        or not isinstance(entry.get("identity"), str)
    ):
        return unknown("recipient", "recipient-unknown")
    same = _matches(entry, entry["identity"], wanted)
    return passed("recipient", "recipient-same") if same else failed("recipient", "recipient-other")


def _matches(entry: JsonObject, identity: str, wanted: str) -> bool:
    salt = entry.get("salt")
    if entry.get("hashed") or "$" in identity:
        return is_hash_of(identity, wanted, salt if isinstance(salt, str) else None)
    return identity.strip().lower() == wanted.strip().lower()


def _is(name: object, wanted: str) -> bool:
    if not isinstance(name, str):
        return False
    return (
        name in (wanted, f"mailto:{wanted}") or name.lower() == f"mailto:{wanted.strip().lower()}"
    )
