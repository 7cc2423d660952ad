"""The nouns of Open Badges 3.0 as values, and their wire form.

Source: Open Badges 3.0 (document 1.3), data model; Verifiable Credentials Data Model 2.0. What is written is the one
shape that every verifier we know accepts: two contexts, `type` as arrays, one proof, one status.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, cast

from badgecore.errors import ShapeWrong
from badgecore.identity import email_hash
from badgecore.nouns import Noun
from badgecore.wire import JsonObject, as_list, is_array

VC2_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB3_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB3_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
OB3_SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
OB3_ENDORSEMENT_SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Noun):
    """OB 3.0 Image: closed; `id` is a URL or a `data:` URI."""

    TYPE: ClassVar[str | None] = "Image"
    TYPE_IS_SET: ClassVar[bool] = False
    id: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierEntry(Noun):
    """OB 3.0 IdentifierEntry: another identifier of an organization or an achievement; closed."""

    TYPE: ClassVar[str | None] = "IdentifierEntry"
    TYPE_IS_SET: ClassVar[bool] = False
    identifier: str
    identifier_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Noun):
    """OB 3.0 Address."""

    TYPE: ClassVar[str | None] = "Address"
    address_country: str | None = None
    address_country_code: str | None = None
    address_region: str | None = None
    address_locality: str | None = None
    street_address: str | None = None
    post_office_box_number: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Noun):
    """OB 3.0 Profile: an issuer, a creator, a person. `id` is a DID wherever a wallet has to follow it."""

    TYPE: ClassVar[str | None] = "Profile"
    id: str
    name: str | None = None
    url: str | None = None
    phone: str | None = None
    description: str | None = None
    email: str | None = None
    image: Image | None = None
    address: Address | None = None
    other_identifier: tuple[IdentifierEntry, ...] = ()
    official: str | None = None
    parent_org: Profile | None = None
    family_name: str | None = None
    given_name: str | None = None
    endorsement: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Noun):
    """OB 3.0 Criteria: `id` (a page) or `narrative` (Markdown) or both; one is required."""

    id: str | None = None
    narrative: str | None = None

    def __post_init__(self) -> None:
        if not self.id and not self.narrative:
            raise ShapeWrong("Criteria need a page or a narrative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment(Noun):
    """OB 3.0 Alignment. `target_type`: ceasn:Competency, ceterms:Credential, CFItem, CFRubric…, CTDL, or `ext:…`."""

    TYPE: ClassVar[str | None] = "Alignment"
    target_name: str
    target_url: str
    target_type: str | None = None
    target_code: str | None = None
    target_framework: str | None = None
    target_description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricCriterionLevel(Noun):
    """OB 3.0 RubricCriterionLevel. `points` is text: a float would lose digits on the way through RDF."""

    TYPE: ClassVar[str | None] = "RubricCriterionLevel"
    id: str
    name: str
    level: str | None = None
    points: str | None = None
    description: str | None = None
    alignment: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDescription(Noun):
    """OB 3.0 ResultDescription: one per rubric criterion, and one Status for the whole.

    `result_type` is RubricCriterionLevel, Status, Percent… or `ext:…`; `required_level` names the `id` of a level.
    """

    TYPE: ClassVar[str | None] = "ResultDescription"
    id: str
    name: str
    result_type: str
    required_level: str | None = None
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = ()
    allowed_value: tuple[str, ...] = ()
    required_value: str | None = None
    value_min: str | None = None
    value_max: str | None = None
    alignment: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Noun):
    """OB 3.0 Result: what this learner showed for one ResultDescription (named by its `id`).

    `status` is one of Completed, Enrolled, Failed, InProgress, OnHold, Provisional, Withdrew.
    """

    TYPE: ClassVar[str | None] = "Result"
    result_description: str | None = None
    achieved_level: str | None = None
    value: str | None = None
    status: str | None = None
    alignment: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Noun):
    """OB 3.0 Evidence; it sits on the credential, and only when the earner says so."""

    TYPE: ClassVar[str | None] = "Evidence"
    id: str | None = None
    name: str | None = None
    narrative: str | None = None
    description: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityObject(Noun):
    """OB 3.0 IdentityObject: who earned it, hashed; closed. `identity_hash` is `sha256$` + hex when hashed."""

    TYPE: ClassVar[str | None] = "IdentityObject"
    TYPE_IS_SET: ClassVar[bool] = False
    hashed: bool
    identity_hash: str
    identity_type: str
    salt: str | None = None

    @classmethod
    def of_email(cls, address: str, *, salt: str) -> IdentityObject:
        """The hashed identity of an e-mail address, trimmed and lower-cased first."""
        return cls(
            hashed=True,
            identity_hash=email_hash(address, salt),
            identity_type="emailAddress",
            salt=salt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(Noun):
    """OB 3.0 Related: another version or language of an achievement."""

    TYPE: ClassVar[str | None] = "Achievement"
    id: str
    in_language: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement(Noun):
    """OB 3.0 Achievement: what can be earned. `credits_available` counts credits or hours."""

    TYPE: ClassVar[str | None] = "Achievement"
    id: str
    name: str
    description: str
    criteria: Criteria
    achievement_type: str | None = "MicroCredential"
    image: Image | None = None
    creator: Profile | None = None
    credits_available: float | None = None
    field_of_study: str | None = None
    human_code: str | None = None
    in_language: str | None = None
    specialization: str | None = None
    tag: tuple[str, ...] = ()
    version: str | None = None
    alignment: tuple[Alignment, ...] = ()
    result_description: tuple[ResultDescription, ...] = ()
    other_identifier: tuple[IdentifierEntry, ...] = ()
    related: tuple[Related, ...] = ()
    endorsement: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementSubject(Noun):
    """OB 3.0 AchievementSubject: the learner's side. `id` (a wallet DID) or `identifier` (hashed e-mail), best both."""

    TYPE: ClassVar[str | None] = "AchievementSubject"
    id: str | None = None
    identifier: tuple[IdentityObject, ...] = ()
    activity_start_date: datetime | None = None
    activity_end_date: datetime | None = None
    credits_earned: float | None = None
    achievement: Achievement
    image: Image | None = None
    license_number: str | None = None
    narrative: str | None = None
    role: str | None = None
    source: Profile | None = None
    term: str | None = None
    result: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSchema(Noun):
    """VC 2.0 §4.11: a schema to validate against. `JsonSchema` needs no further context; 1EdTech's type does."""

    id: str
    type: str = "JsonSchema"


_SCHEMA = CredentialSchema(id=OB3_SCHEMA)
_ENDORSEMENT_SCHEMA = CredentialSchema(id=OB3_ENDORSEMENT_SCHEMA)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry(Noun):
    """BitstringStatusListEntry (Bitstring Status List 1.0 §2.1). The index is text on the wire."""

    TYPE: ClassVar[str | None] = "BitstringStatusListEntry"
    TYPE_IS_SET: ClassVar[bool] = False
    id: str | None = None
    status_purpose: str = "revocation"
    status_list_index: str
    status_list_credential: str

    @classmethod
    def at(cls, list_url: str, index: int, *, purpose: str = "revocation") -> StatusEntry:
        """The entry for bit `index` of the list at `list_url`; its own id is the list's with `#index`."""
        return cls(
            id=f"{list_url}#{index}",
            status_purpose=purpose,
            status_list_index=str(index),
            status_list_credential=list_url,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshService(Noun):
    """OB 3.0 RefreshService: where to get the credential anew. The schema takes one object and no array."""

    id: str
    type: str = "1EdTechCredentialRefresh"


def contexts_of(first: tuple[str, ...], *types: str) -> list[str]:
    """`first`, and the extensions context if a 1EdTech type stands in the document: no other defines those."""
    return (
        [*first, OB3_EXTENSIONS]
        if any(name.startswith("1EdTech") for name in types)
        else list(first)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementCredential(Noun):
    """OB 3.0 AchievementCredential, written as OpenBadgeCredential. Sign what `to_json` gives, store what is signed."""

    id: str
    issuer: Profile
    valid_from: datetime
    valid_until: datetime | None = None
    awarded_date: datetime | None = None
    name: str | None = None
    description: str | None = None
    image: Image | None = None
    subject: AchievementSubject = field(metadata={"wire": "credentialSubject"})
    evidence: tuple[Evidence, ...] = ()
    endorsement: tuple[JsonObject, ...] = ()
    schema: tuple[CredentialSchema, ...] = field(
        default=(_SCHEMA,), metadata={"wire": "credentialSchema"}
    )
    status: StatusEntry | None = field(default=None, metadata={"wire": "credentialStatus"})
    refresh_service: RefreshService | None = None

    def to_json(self) -> JsonObject:
        """The unsigned document. Raises ShapeWrong when the subject names nobody (OB 3.0, AchievementSubject)."""
        if not self.subject.id and not self.subject.identifier:
            raise ShapeWrong("The subject needs an id or an identifier.")
        return _credential_to_json(self, (VC2_CONTEXT, OB3_CONTEXT), "OpenBadgeCredential")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementSubject(Noun):
    """OB 3.0 EndorsementSubject: `id` is what is endorsed (a profile, an achievement, a credential)."""

    TYPE: ClassVar[str | None] = "EndorsementSubject"
    id: str
    endorsement_comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementCredential(Noun):
    """OB 3.0 EndorsementCredential: signed by the endorser, embedded whole in what it endorses."""

    id: str
    issuer: Profile
    valid_from: datetime
    valid_until: datetime | None = None
    awarded_date: datetime | None = None
    name: str
    description: str | None = None
    subject: EndorsementSubject = field(metadata={"wire": "credentialSubject"})
    schema: tuple[CredentialSchema, ...] = field(
        default=(_ENDORSEMENT_SCHEMA,), metadata={"wire": "credentialSchema"}
    )
    status: StatusEntry | None = field(default=None, metadata={"wire": "credentialStatus"})
    refresh_service: RefreshService | None = None

    def to_json(self) -> JsonObject:
        """The unsigned document."""
        return _credential_to_json(self, (VC2_CONTEXT, OB3_CONTEXT), "EndorsementCredential")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList(Noun):
    """The subject of a BitstringStatusListCredential (Bitstring Status List 1.0 §2.2).

    `encoded_list` is `u` + base64url of the gzipped bits; `status_purpose` one string: verifiers compare strings.
    """

    TYPE: ClassVar[str | None] = "BitstringStatusList"
    TYPE_IS_SET: ClassVar[bool] = False
    id: str
    status_purpose: str = "revocation"
    encoded_list: str
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListCredential(Noun):
    """BitstringStatusListCredential: `id` is its URL, `issuer` the DID that signs the badges of this list."""

    id: str
    issuer: str
    valid_from: datetime
    valid_until: datetime | None = None
    subject: StatusList = field(metadata={"wire": "credentialSubject"})

    def to_json(self) -> JsonObject:
        """The unsigned document; credentials/v2 alone defines all of it."""
        return _credential_to_json(self, (VC2_CONTEXT,), "BitstringStatusListCredential")


def _credential_to_json(
    credential: AchievementCredential | EndorsementCredential | StatusListCredential,
    first: tuple[str, ...],
    kind: str,
) -> JsonObject:
    body = Noun.to_json(credential)
    types = [
        str(entry["type"])
        for name in ("credentialSchema", "refreshService")
        for entry in as_list(body.get(name))
    ]
    head: JsonObject = {
        "@context": contexts_of(first, *types),
        "id": body.pop("id"),
        "type": ["VerifiableCredential", kind],
    }
    return head | body


def read_credential(json: JsonObject) -> AchievementCredential | EndorsementCredential:
    """Read an OB 3.0 credential for showing; VCDM 1.1 date names are understood.

    Raises ShapeWrong. What is not in the model is left aside: keep the JSON itself for verifying and storing.
    """
    source = dict(json)
    if "validFrom" not in source and "issuanceDate" in source:
        source["validFrom"] = source["issuanceDate"]
    if "validUntil" not in source and "expirationDate" in source:
        source["validUntil"] = source["expirationDate"]
    kinds = source.get("type")
    names = cast("list[object]", kinds) if is_array(kinds) else [kinds]
    if "EndorsementCredential" in names:
        return EndorsementCredential.read(source)
    return AchievementCredential.read(source)
