"""The badges of a batch: what they share is asked and composed once, what differs is put into its places."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from assay.catalog.models import Version
from assay.credentials.additions import contents
from assay.credentials.awarding.batch.queries import AwardBasis
from assay.credentials.awarding.batch.template import Template
from assay.credentials.badge import document as badge_document
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers.batch_signing import Press
from assay.credentials.issuers.signing import sha256
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.lib.levels import LEVELS
from assay.lib.wording import clean_line
from assay.people.models import Organization
from badgecore.wire import JsonObject


class Making(NamedTuple):
    """One badge to be struck. A re-issue keeps its salt: the address hashes alike."""

    award: uuid.UUID
    basis: AwardBasis
    name: str
    places: StatusList
    place: int
    valid_from: datetime
    salt: str

    @classmethod
    def of(
        cls, basis: AwardBasis, place: tuple[StatusList, int], *, award: uuid.UUID, name: str, valid_from: datetime,
        salt: str = "",
    ) -> "Making":  # fmt: skip
        return cls(award, basis, clean_line(name), *place, valid_from, salt or secrets.token_hex(16))


class Struck(NamedTuple):
    """A badge signed and verified, not kept yet."""

    making: Making
    version: Version
    key: IssuerKey
    body: bytes
    sha256: str
    valid_from: datetime

    @property
    def award(self) -> uuid.UUID:
        return self.making.award


class Workshop:
    """What a run keeps from batch to batch: versions, and keys out of their seals."""

    def __init__(self) -> None:
        self._versions: dict[int, Version] = {}
        self._presses: dict[int, Press] = {}

    def version(self, pk: int, issuer: Organization) -> Version:
        """The version, its issuer as it is now."""
        if pk not in self._versions:
            if len(self._versions) >= 256:
                self._versions.clear()
            self._versions[pk] = Version.objects.select_related("micro_credential__issuer").get(pk=pk)
        version = self._versions[pk]
        if version.micro_credential.issuer is not issuer:
            version.micro_credential.issuer = issuer
        return version

    def press(self, key: IssuerKey) -> Press:
        """Raises lib.vault.CannotOpen."""
        if key.pk not in self._presses:
            self._presses[key.pk] = Press(key)
        return self._presses[key.pk]


class Strike:
    """One batch. What others and the earners say of its badges is asked for all of them at once."""

    def __init__(
        self, workshop: Workshop, bases: Sequence[AwardBasis], *, at: datetime, awards: Sequence[uuid.UUID] = ()
    ) -> None:
        self._workshop, self._at = workshop, at
        self._spoken_of = enclosures.spoken_of(
            versions={basis.version for basis in bases}, issuers={basis.issuer for basis in bases}
        )
        self._common: dict[tuple[int, int], enclosures.Enclosed] = {}
        self._of_award = enclosures.of_awards(awards)
        self._with_something = contents.with_something(awards) if awards else set()
        self._templates: dict[tuple[int, int, int, frozenset[str]], Template | None] = {}

    def struck(self, making: Making, *, issuer: Organization, key: IssuerKey) -> Struck:
        """Raises badgecore's BadgeError and NotAsSigned, as `Press` does."""
        press, version = self._workshop.press(key), self._workshop.version(making.basis.version, issuer)
        if making.award in self._of_award or making.award in self._with_something:
            body = press.signed_bytes(self._composed(making, version, key), at=self._at)
        else:
            body = self._alike(making, version, press)
        return Struck(making, version, key, body, sha256(body), max(self._at, making.valid_from))

    def _alike(self, making: Making, version: Version, press: Press) -> bytes:
        """By the template of the first badge of its kind, which is composed whole."""
        judged = frozenset([c for c, level in making.basis.levels.items() if level in LEVELS])
        kind = making.basis.version, making.places.pk, press.key.pk, judged
        template = self._templates.get(kind)
        if template is not None:
            return press.struck(template.form, template.values(making), at=self._at)
        document = self._composed(making, version, press.key)
        if kind not in self._templates:
            self._templates[kind] = Template.of(document, making, version)
        return press.signed_bytes(document, at=self._at)

    def _composed(self, making: Making, version: Version, key: IssuerKey) -> JsonObject:
        award = Award(id=making.award, version=version, issuer=version.micro_credential.issuer,
                      name_as_issued=making.name)  # fmt: skip
        issuing = badge_document.Issuing(
            award=award, email=making.basis.email, levels=making.basis.levels,
            awarded_at=making.basis.released_at, valid_from=making.valid_from, salt=making.salt,
            places=making.places, index=making.place, enclosed=self._enclosed(award),
            added=contents.added(award) if making.award in self._with_something else contents.NOTHING,
        )  # fmt: skip
        return badge_document.credential(issuing, version=version, key=key).to_json()

    def _enclosed(self, award: Award) -> enclosures.Enclosed:
        place = award.version_id, award.issuer_id
        common = self._common.get(place)
        if common is None:
            asked = self._spoken_of & {("version", place[0]), ("organization", place[1])}
            common = enclosures.enclosed(version_id=place[0], issuer_id=place[1]) if asked else enclosures.Enclosed()
            self._common[place] = common
        own = self._of_award.get(award.pk)
        return replace(common, award=own) if own else common
