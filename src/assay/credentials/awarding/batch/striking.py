"""The badges of a batch: what they share is asked and composed once, what differs is put into its places."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from assay.catalog.models import Version
from assay.credentials.additions import adding
from assay.credentials.awarding.batch.patterns import Pattern
from assay.credentials.awarding.batch.waiting import Ground
from assay.credentials.badge import badges
from assay.credentials.endorsements import enclosing
from assay.credentials.issuers.press import Press
from assay.credentials.issuers.signing import sha256
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.lib.wording import clean_line
from assay.people.models import Organization
from badgecore.wire import JsonObject


class Making(NamedTuple):
    """One badge to be struck. A re-issue keeps its salt: the address hashes alike."""

    award: uuid.UUID
    ground: Ground
    name: str
    places: StatusList
    place: int
    valid_from: datetime
    salt: str

    @classmethod
    def of(
        cls, ground: Ground, place: tuple[StatusList, int], *, award: uuid.UUID, name: str, valid_from: datetime,
        salt: str = "",
    ) -> "Making":  # fmt: skip
        return cls(award, ground, clean_line(name), *place, valid_from, salt or secrets.token_hex(16))


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
        self, workshop: Workshop, grounds: Sequence[Ground], *, at: datetime, awards: Sequence[uuid.UUID] = ()
    ) -> None:
        self._workshop, self._at = workshop, at
        self._spoken_of = enclosing.spoken_of(
            versions={ground.version for ground in grounds}, issuers={ground.issuer for ground in grounds}
        )
        self._common: dict[tuple[int, int], enclosing.Enclosed] = {}
        self._of_award = enclosing.of_awards(awards)
        self._with_something = adding.with_something(awards) if awards else set()
        self._patterns: dict[tuple[int, int, int, frozenset[str]], Pattern | None] = {}

    def struck(self, making: Making, *, issuer: Organization, key: IssuerKey) -> Struck:
        """Raises badgecore's BadgeError and NotAsSigned, as `Press` does."""
        press, version = self._workshop.press(key), self._workshop.version(making.ground.version, issuer)
        if making.award in self._of_award or making.award in self._with_something:
            body = press.signed_bytes(self._composed(making, version, key), at=self._at)
        else:
            body = self._alike(making, version, press)
        return Struck(making, version, key, body, sha256(body), max(self._at, making.valid_from))

    def _alike(self, making: Making, version: Version, press: Press) -> bytes:
        """By the pattern of the first badge of its kind, which is composed whole."""
        judged = frozenset([c for c, level in making.ground.levels.items() if level in badges.LEVELS])
        kind = making.ground.version, making.places.pk, press.key.pk, judged
        pattern = self._patterns.get(kind)
        if pattern is not None:
            return press.struck(pattern.form, pattern.values(making), at=self._at)
        document = self._composed(making, version, press.key)
        if kind not in self._patterns:
            self._patterns[kind] = Pattern.of(document, making, version)
        return press.signed_bytes(document, at=self._at)

    def _composed(self, making: Making, version: Version, key: IssuerKey) -> JsonObject:
        award = Award(id=making.award, version=version, issuer=version.micro_credential.issuer,
                      name_as_issued=making.name)  # fmt: skip
        issuing = badges.Issuing(
            award=award, email=making.ground.email, levels=making.ground.levels,
            awarded_at=making.ground.released_at, valid_from=making.valid_from, salt=making.salt,
            places=making.places, index=making.place, enclosed=self._enclosed(award),
            added=adding.added(award) if making.award in self._with_something else adding.NOTHING,
        )  # fmt: skip
        return badges.credential(issuing, version=version, key=key).to_json()

    def _enclosed(self, award: Award) -> enclosing.Enclosed:
        place = award.version_id, award.issuer_id
        common = self._common.get(place)
        if common is None:
            asked = self._spoken_of & {("version", place[0]), ("organization", place[1])}
            common = enclosing.enclosed(version_id=place[0], issuer_id=place[1]) if asked else enclosing.Enclosed()
            self._common[place] = common
        own = self._of_award.get(award.pk)
        return replace(common, award=own) if own else common
