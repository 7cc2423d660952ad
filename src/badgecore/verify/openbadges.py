"""What Open Badges 3.0 and CLR 2.0 ask beyond the data model: types where they stand, and the published schemas."""

from collections.abc import Iterator
from typing import Any, Final

from badgecore.documents import check_schema, schema_urls, schemas_of
from badgecore.errors import SchemaWrong
from badgecore.verify.report import Step, failed, passed, unknown
from badgecore.verify.shape import empty_of, model_of, types_of
from badgecore.wire import JsonObject, as_list, is_object

_OB: Final = "https://purl.imsglobal.org/spec/ob/v3p0/"
_CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/"
_BADGE: Final = ("OpenBadgeCredential", "AchievementCredential")
_SCHEMA: Final = {
    "OpenBadgeCredential": _OB + "schema/json/ob_v3p0_achievementcredential_schema.json",
    "AchievementCredential": _OB + "schema/json/ob_v3p0_achievementcredential_schema.json",
    "EndorsementCredential": _OB + "schema/json/ob_v3p0_endorsementcredential_schema.json",
    "ClrCredential": _CLR + "schema/json/clr_v2p0_clrcredential_schema.json",
}


def standard_of(document: JsonObject) -> str:
    """The standard that `type` names (OB 3.0, CLR 2.0, VCDM 2.0 §4.5); empty for what is none of them."""
    kinds = types_of(document)
    if "ClrCredential" in kinds:
        return "CLR 2.0"
    if any(kind in kinds for kind in (*_BADGE, "EndorsementCredential")):
        return "Open Badges 3.0"
    if "VerifiableCredential" in kinds:
        return "Verifiable Credential"
    return ""


def faults_of(document: JsonObject) -> list[str]:
    """OB 3.0 appendix B, as far as the 1EdTech validator insists on it; empty for other credentials."""
    kinds = types_of(document)
    if any(kind in kinds for kind in _BADGE):
        return [*_of_issuer(document), *_of_badge(document)]
    if "EndorsementCredential" in kinds:
        subjects = as_list(document.get("credentialSubject"))
        found = _of_issuer(document)
        if not all("EndorsementSubject" in types_of(subject) for subject in subjects):
            found.append("credentialSubject is no EndorsementSubject")
        return found
    if "ClrCredential" in kinds:
        subjects = as_list(document.get("credentialSubject"))
        found = _of_issuer(document)
        if not all("ClrSubject" in types_of(subject) for subject in subjects):
            found.append("credentialSubject is no ClrSubject")
        return found
    return []


def rules(document: JsonObject) -> Iterator[Step]:
    """Schemas the credential names decide; that of its standard, when it names none, is held up as advice."""
    named = [schema for schema in dict.fromkeys(schemas_of(document)) if schema in schema_urls()]
    foreign = [schema for schema in schemas_of(document) if schema not in schema_urls()]
    if empty := empty_of(document):
        yield failed("rules", "rules-empty", ", ".join(empty), decides=False)
        document = {name: value for name, value in document.items() if name not in empty}
    if foreign:
        yield unknown("rules", "rules-unknown", foreign[0], decides=False)
    if model_of(document) == "1.1":
        if named:
            yield unknown(
                "rules",
                "rules-unknown",
                "the schema is for VCDM 2.0, the badge is older",
                decides=False,
            )
        return
    implied = [_SCHEMA[kind] for kind in types_of(document) if kind in _SCHEMA]
    for schema in named or implied[:1]:
        try:
            check_schema(document, schema)
        except SchemaWrong as breach:
            yield failed("rules", "rules-breached", breach.detail, decides=bool(named))
        else:
            yield passed("rules", "rules-kept")


def _of_issuer(document: JsonObject) -> list[str]:
    issuer = document.get("issuer")
    if not is_object(issuer):
        return []
    found = [] if "Profile" in types_of(issuer) else ["issuer is no Profile"]
    return found + _of_profile(issuer, "issuer")


def _of_profile(profile: dict[str, Any], place: str) -> list[str]:
    found: list[str] = []
    for entry in as_list(profile.get("otherIdentifier")):
        if "IdentifierEntry" not in types_of(entry):
            found.append(f"{place}.otherIdentifier is no IdentifierEntry")
    parent = profile.get("parentOrg")
    if parent is not None and "Profile" not in types_of(parent):
        found.append(f"{place}.parentOrg is no Profile")
    return found


def _of_badge(document: JsonObject) -> list[str]:
    found = [
        "evidence is no Evidence"
        for entry in as_list(document.get("evidence"))
        if "Evidence" not in types_of(entry)
    ]
    for subject in as_list(document.get("credentialSubject")):
        if not is_object(subject):
            continue
        if "AchievementSubject" not in types_of(subject):
            found.append("credentialSubject is no AchievementSubject")
        for name, kind in (("identifier", "IdentityObject"), ("result", "Result")):
            for entry in as_list(subject.get(name)):
                if kind not in types_of(entry):
                    found.append(f"credentialSubject.{name} is no {kind}")
        source = subject.get("source")
        if source is not None and "Profile" not in types_of(source):
            found.append("credentialSubject.source is no Profile")
        # Drafts of Open Badges 3.0 under VCDM 1.1 had other names for the achievement.
        if "achievement" in subject or model_of(document) == "2.0":
            found += _of_achievement(subject.get("achievement"))
    return found


def _of_achievement(achievement: object) -> list[str]:
    if not is_object(achievement):
        return ["credentialSubject without achievement"]
    found = [] if "Achievement" in types_of(achievement) else ["achievement is no Achievement"]
    criteria = achievement.get("criteria")
    if is_object(criteria) and not (criteria.get("id") or criteria.get("narrative")):
        found.append("achievement.criteria has neither id nor narrative")
    for name in ("id", "name", "criteria", "description"):
        if name not in achievement:
            found.append(f"achievement without {name}")
    for entry in as_list(achievement.get("resultDescription")):
        if "ResultDescription" not in types_of(entry):
            found.append("achievement.resultDescription is no ResultDescription")
    creator = achievement.get("creator")
    if is_object(creator):
        found += [] if "Profile" in types_of(creator) else ["achievement.creator is no Profile"]
        found += _of_profile(creator, "achievement.creator")
    return found
