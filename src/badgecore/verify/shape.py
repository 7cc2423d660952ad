"""The rules of the Verifiable Credentials Data Model (2.0 §4; 1.1 §4) that need nothing but the document."""

import re
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from badgecore.errors import BadgeError
from badgecore.multibase import multihash_decoded
from badgecore.wire import JsonObject, as_list, is_array, is_object

V2: Final = "https://www.w3.org/ns/credentials/v2"
V1: Final = "https://www.w3.org/2018/credentials/v1"
Model: TypeAlias = Literal["2.0", "1.1"]

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_STAMP: Final = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TYPED: Final = ("credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "evidence")


def model_of(document: JsonObject) -> Model | None:
    """The version of the data model, told by the first context, which both versions fix (VCDM 2.0 §4.3)."""
    first = next(iter(as_list(document.get("@context"))), None)
    if first == V2:
        return "2.0"
    return "1.1" if first == V1 else None


def is_url(value: object) -> bool:
    """Whether a value is an absolute URL, of any scheme (VCDM 2.0 §4.4)."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def types_of(value: object) -> list[str]:
    """The types of an object, compacted or not (VCDM 2.0 §4.5); empty for anything else."""
    found = as_list(value.get("type")) if is_object(value) else []
    return [name for name in found if isinstance(name, str)]


def instant_of(value: object, *, zone_required: bool = True) -> datetime | None:
    """xsd:dateTimeStamp (VCDM 2.0 §4.9), None when it is no time. VCDM 1.1 lets the zone be left out: UTC."""
    if not isinstance(value, str):
        return None
    found = _STAMP.fullmatch(value)
    if found is None or (zone_required and found[2] is None):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def period_of(document: JsonObject) -> tuple[datetime | None, datetime | None]:
    """From when and until when the credential is in force (VCDM 2.0 §4.9).

    Of VCDM 1.1, issuanceDate and expirationDate decide (§4.6, §4.7); validFrom and validUntil may narrow that and never
    widen it.
    """
    if model_of(document) == "2.0":
        return instant_of(document.get("validFrom")), instant_of(document.get("validUntil"))
    starts = _instants(document, "issuanceDate", "validFrom")
    ends = _instants(document, "expirationDate", "validUntil")
    return max(starts, default=None), min(ends, default=None)


def _instants(document: JsonObject, *names: str) -> list[datetime]:
    strict = model_of(document) != "1.1"
    found = [instant_of(document.get(name), zone_required=strict) for name in names]
    return [moment for moment in found if moment is not None]


def issuer_id(document: JsonObject) -> str:
    """The id of an issuer, given as an address or as an object with one (VCDM 2.0 §4.7); empty without."""
    issuer = document.get("issuer")
    name = issuer.get("id") if is_object(issuer) else issuer
    return name if isinstance(name, str) else ""


def empty_of(document: JsonObject) -> list[str]:
    """Properties that hold an empty list: they say nothing, and the standard asks for one entry at least (§4.5)."""
    return [name for name in _TYPED if name in document and not as_list(document[name])]


def faults_of(document: JsonObject, *, bear_empty: bool = False) -> list[str]:
    """What breaks the data model, each with the rule's place; empty when all is well.

    `bear_empty`: of a badge that others signed, an empty list is no fault of its form, but told (`empty_of`).
    """
    model = model_of(document)
    found = _of_context(document, model)
    if "id" in document and not is_url(document["id"]):
        found.append("id is not one URL (§4.4)")
    if "VerifiableCredential" not in types_of(document) or not _are_types(document.get("type")):
        found.append("type lacks VerifiableCredential or is no list of names (§4.5)")
    found += _of_issuer(document.get("issuer"))
    found += _of_subjects(document)
    found += _of_dates(document, model)
    for name in _TYPED:
        found += _of_typed(name, document)
    if not bear_empty:
        found += [f"{name} is empty (§4.5)" for name in empty_of(document)]
    found += _of_resources(document)
    for name in ("name", "description"):
        if name in document and not _is_text(document[name]):
            found.append(f"{name} is neither text nor text with its language (§4.6)")
    return found


def _of_context(document: JsonObject, model: Model | None) -> list[str]:
    contexts = document.get("@context")
    if not is_array(contexts) or model is None:
        return ["@context is no list that starts with the credentials context (§4.3)"]
    if not all(is_url(item) or is_object(item) for item in contexts):
        return ["@context holds something that is neither a URL nor an object (§4.3)"]
    return []


def _are_types(value: object) -> bool:
    names = as_list(value)
    return bool(names) and all(
        isinstance(name, str) and name and not name.isspace() for name in names
    )


def _of_issuer(issuer: object) -> list[str]:
    name = issuer.get("id") if is_object(issuer) else issuer
    found = [] if is_url(name) else ["issuer is no URL and has no id that is one (§4.7)"]
    if is_object(issuer):
        found += [
            f"issuer.{part} is neither text nor text with its language (§4.6)"
            for part in ("name", "description")
            if part in issuer and not _is_text(issuer[part])
        ]
    return found


def _of_subjects(document: JsonObject) -> list[str]:
    subjects = as_list(document.get("credentialSubject"))
    if not subjects or not all(is_object(subject) and subject for subject in subjects):
        return ["credentialSubject is missing, empty or no object (§4.8)"]
    if any("id" in subject and not is_url(subject["id"]) for subject in subjects):
        return ["credentialSubject.id is not one URL (§4.4)"]
    return []


def _of_dates(document: JsonObject, model: Model | None) -> list[str]:
    names = ("issuanceDate", "expirationDate") if model == "1.1" else ("validFrom", "validUntil")
    found = [
        f"{name} is no time with its zone (§4.9)"
        for name in {*names, "validFrom", "validUntil"}
        if name in document and instant_of(document[name], zone_required=model != "1.1") is None
    ]
    if model == "1.1" and "issuanceDate" not in document:
        found.append("issuanceDate is missing (VCDM 1.1 §4.6)")
    start, end = period_of(document)
    if start is not None and end is not None and end < start:
        found.append("it ends before it begins (§4.9)")
    return found


def _of_typed(name: str, document: JsonObject) -> list[str]:
    found: list[str] = []
    for entry in as_list(document.get(name)):
        if not is_object(entry) or not _are_types(entry.get("type")):
            found.append(f"{name} is no object with a type (§4.5)")
        elif ("id" in entry or name == "credentialSchema") and not is_url(entry.get("id")):
            found.append(f"{name}.id is not one URL (§4.4)")
    return found


def _of_resources(document: JsonObject) -> list[str]:
    """relatedResource (VCDM 2.0 §5.3): each has an id of its own and at least one digest."""
    if "relatedResource" not in document:
        return []
    entries = as_list(document["relatedResource"])
    names = [entry.get("id") if is_object(entry) else None for entry in entries]
    if not entries or not all(is_url(name) for name in names):
        return ["relatedResource without an id that is a URL (§5.3)"]
    found = (
        [] if len(set(names)) == len(names) else ["relatedResource names one resource twice (§5.3)"]
    )
    if not all(
        isinstance(entry.get("digestSRI", entry.get("digestMultibase")), str) for entry in entries
    ):
        found.append("relatedResource without a digest (§5.3)")
    if not all(
        _is_multihash(entry["digestMultibase"]) for entry in entries if "digestMultibase" in entry
    ):
        found.append("relatedResource with a digestMultibase that is no multihash (§5.3)")
    return found


def _is_multihash(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(multihash_decoded(value))
    except BadgeError:
        return False


def _is_text(value: object) -> bool:
    """A string, a language value object, or a list of such objects (VCDM 2.0 §4.6, §11.1)."""
    if isinstance(value, str):
        return True
    entries = as_list(value)
    return bool(entries) and all(is_object(entry) and _is_value_object(entry) for entry in entries)


def _is_value_object(entry: JsonObject) -> bool:
    known = set(entry) <= {"@value", "@language", "@direction"}
    return (
        known
        and isinstance(entry.get("@value"), str)
        and entry.get("@direction", "ltr") in ("ltr", "rtl", None)
    )
