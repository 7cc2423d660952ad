"""Composing and signing badges, one or many: what they share is asked, composed and prepared once.

What differs is put into its places. The signing itself is `issuers/batch_signing.py`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from assay.catalog.models import Version
from assay.credentials.additions import contents
from assay.credentials.awarding.basis import AwardBasis, BadgeFacts
from assay.credentials.awarding.template import Template
from assay.credentials.badge import document as badge_document
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers.batch_signing import LONG_WAY, BatchSigner
from assay.credentials.models import Award, IssuerKey
from assay.lib.levels import LEVELS
from badgecore.wire import JsonObject

_KEPT = 512
# What is alike (by identity), the list, the key, and which criteria were judged.
Kind = tuple[badge_document.Frame, int, int, str, frozenset[str]]


class SignedBadge(NamedTuple):
    """A badge signed and verified, not kept yet."""

    facts: BadgeFacts
    version: Version
    key: IssuerKey
    body: bytes
    sha256: str
    valid_from: datetime  # to the microsecond; the badge writes the second

    @property
    def award(self) -> uuid.UUID:
        return self.facts.award


class Workshop:
    """What outlives a batch: keys out of their seals, and templates. Safe to share between threads.

    `long_way`: one badge in so many of a form is verified by the general path too, beginning with the first.
    """

    def __init__(self, *, long_way: int = LONG_WAY) -> None:
        self._long_way = long_way
        self._signers: dict[str, BatchSigner] = {}
        self._templates: dict[
            Kind, Template | None
        ] = {}  # None: badges of this kind are composed one by one

    def signer(self, key: IssuerKey) -> BatchSigner:
        """Raises lib.vault.CannotOpen."""
        if key.multikey not in self._signers:
            self._signers[key.multikey] = BatchSigner(key, long_way=self._long_way)
        return self._signers[key.multikey]

    def template(self, kind: Kind) -> Template | None:
        return self._templates.get(kind)

    def learn(self, kind: Kind, document: JsonObject, facts: BadgeFacts, version: Version) -> None:
        """Make the template of a badge that was composed, where none was made of its kind before."""
        if kind not in self._templates:
            if len(self._templates) >= _KEPT:
                self._templates.clear()
            self._templates[kind] = Template.of(document, facts, version)


class Composer:
    """One batch, or one badge. What others and the earners say of them is asked for all of them at once."""

    def __init__(
        self,
        workshop: Workshop,
        bases: Sequence[AwardBasis],
        *,
        at: datetime,
        awards: Sequence[uuid.UUID] = (),
    ) -> None:
        """`awards`: those signed anew, about which something may have been said or added. One to four queries."""
        self._workshop, self._at = workshop, at
        self._spoken_of = enclosures.spoken_of(
            versions={basis.version for basis in bases}, issuers={basis.issuer for basis in bases}
        )
        self._common: dict[tuple[int, int], enclosures.Enclosed] = {}
        self._of_award = enclosures.of_awards(awards)
        self._with_something = contents.with_something(awards) if awards else set()

    def signed(self, facts: BadgeFacts, *, version: Version, key: IssuerKey) -> SignedBadge:
        """The badge, verified before anybody keeps it. `version` brings its micro-credential and issuer.

        Raises badgecore's BadgeError and NotAsSigned, as `BatchSigner` does.
        """
        signer = self._workshop.signer(key)
        own = facts.award in self._of_award or facts.award in self._with_something
        if own or facts.basis.parts is not None:
            body = signer.signed_bytes(self._composed(facts, version, key), at=self._at)
        else:
            body = self._alike(facts, version, signer)
        return SignedBadge(
            facts, version, key, body, sha256(body).hexdigest(), max(self._at, facts.valid_from)
        )

    def _alike(self, facts: BadgeFacts, version: Version, signer: BatchSigner) -> bytes:
        """By the template of the first badge of its kind, which is composed whole."""
        levels, places = facts.basis.levels, facts.places
        judged = frozenset([criterion for criterion, level in levels.items() if level in LEVELS])
        shared = badge_document.frame(version, signer.key, self._enclosed(version))
        kind = shared, places.issuer_id, places.number, signer.key.multikey, judged
        template = self._workshop.template(kind)
        if template is not None:
            return signer.filled(template.form, template.values(facts), at=self._at)
        document = self._composed(facts, version, signer.key)
        self._workshop.learn(kind, document, facts, version)
        return signer.signed_bytes(document, at=self._at)

    def _composed(self, facts: BadgeFacts, version: Version, key: IssuerKey) -> JsonObject:
        award = Award(
            id=facts.award,
            version=version,
            issuer=version.micro_credential.issuer,
            name_as_issued=facts.name,
        )
        said, own = self._enclosed(version), self._of_award.get(facts.award)
        issuing = badge_document.Issuing(
            award=award,
            email=facts.basis.email,
            levels=facts.basis.levels,
            awarded_at=facts.basis.released_at,
            valid_from=facts.valid_from,
            salt=facts.salt,
            places=facts.places,
            index=facts.place,
            parts=facts.basis.parts,
            enclosed=replace(said, award=own) if own else said,
            added=contents.added(award)
            if facts.award in self._with_something
            else contents.NOTHING,
        )
        return badge_document.credential(issuing, version=version, key=key).to_json()

    def _enclosed(self, version: Version) -> enclosures.Enclosed:
        """What is said of the version and its issuer."""
        of = version.pk, version.micro_credential.issuer_id
        common = self._common.get(of)
        if common is None:
            asked = self._spoken_of & {("version", of[0]), ("organization", of[1])}
            common = (
                enclosures.enclosed(version_id=of[0], issuer_id=of[1])
                if asked
                else enclosures.Enclosed()
            )
            self._common[of] = common
        return common
