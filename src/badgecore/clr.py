"""Comprehensive Learner Record 2.0: many signed badges of one learner in one signed credential.

Source: CLR Standard 2.0, data model (ClrCredential, ClrSubject, Association). The badges are embedded whole and keep
their own `@context` and proof, so that each verifies on its own as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from badgecore.errors import ShapeWrong
from badgecore.model import (
    OB3_CONTEXT,
    VC2_CONTEXT,
    Achievement,
    CredentialSchema,
    IdentityObject,
    Image,
    Profile,
    StatusEntry,
)
from badgecore.nouns import Noun
from badgecore.wire import JsonObject

CLR_CONTEXT = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CLR_SCHEMA = (
    "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"
)

_SCHEMA = CredentialSchema(id=CLR_SCHEMA)

AssociationType: TypeAlias = Literal[
    "exactMatchOf",
    "isChildOf",
    "isParentOf",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "precedes",
    "replacedBy",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Association(Noun):
    """How two achievements of the record relate; both by their `id` (CLR 2.0, Association)."""

    TYPE: ClassVar[str | None] = "Association"
    TYPE_IS_SET: ClassVar[bool] = False
    association_type: AssociationType
    source_id: str
    target_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClrSubject(Noun):
    """The learner and what they earned (CLR 2.0, ClrSubject). `credentials` are signed, as JSON, at least one."""

    TYPE: ClassVar[str | None] = "ClrSubject"
    id: str | None = None
    identifier: tuple[IdentityObject, ...] = ()
    credentials: tuple[JsonObject, ...] = field(metadata={"wire": "verifiableCredential"})
    achievement: tuple[Achievement, ...] = ()
    association: tuple[Association, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClrCredential(Noun):
    """The record. `partial` says that it does not hold all the issuer knows of the learner (CLR 2.0, ClrCredential)."""

    id: str
    name: str
    description: str | None = None
    image: Image | None = None
    partial: bool | None = None
    issuer: Profile
    valid_from: datetime
    valid_until: datetime | None = None
    awarded_date: datetime | None = None
    subject: ClrSubject = field(metadata={"wire": "credentialSubject"})
    schema: tuple[CredentialSchema, ...] = field(
        default=(_SCHEMA,), metadata={"wire": "credentialSchema"}
    )
    status: StatusEntry | None = field(default=None, metadata={"wire": "credentialStatus"})

    def to_json(self) -> JsonObject:
        """The unsigned document. Raises ShapeWrong when the subject names nobody or holds nothing."""
        if not self.subject.id and not self.subject.identifier:
            raise ShapeWrong("The subject needs an id or an identifier.")
        if not self.subject.credentials:
            raise ShapeWrong("A learner record holds at least one credential.")
        if any("proof" not in credential for credential in self.subject.credentials):
            raise ShapeWrong("Every credential in a learner record is signed.")
        body = Noun.to_json(self)
        head: JsonObject = {
            "@context": [VC2_CONTEXT, CLR_CONTEXT, OB3_CONTEXT],
            "id": body.pop("id"),
            "type": ["VerifiableCredential", "ClrCredential"],
        }
        return head | body
