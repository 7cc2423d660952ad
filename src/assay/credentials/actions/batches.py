"""Awarding and signing anew, many at a time: the rules, events and bytes of the single verbs, one transaction a batch.

What is slow (reading, signing, baking) happens before the transaction, so that a running server waits for a batch's
rows only. Whoever else wrote meanwhile is noticed inside it; then nothing is kept and the batch is read again.
"""

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation, Status
from assay.catalog.models import Version
from assay.credentials import adding, badges, enclosing, policy, status_lists, waiting
from assay.credentials.actions.awarding import _open_list
from assay.credentials.actions.keeping import ensure_issuer
from assay.credentials.models import Award, AwardStatus, Credential, IssuerKey, StatusList
from assay.credentials.press import NotAsSigned, Press
from assay.credentials.signing import sha256
from assay.credentials.waiting import Ground, Standing
from assay.journeys.actions import finish_all
from assay.journeys.models import Start, StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.record.actions import Entry, note_all
from badgecore.errors import BadgeError
from badgecore.nouns import after

TRIES = 8
Signed = Callable[[Sequence[Credential]], object]


class Moved(Exception):
    """Somebody else wrote in between; nothing of the batch was kept."""


class Left(NamedTuple):
    """One that was not awarded or signed anew, and why, in plain words."""

    what: str
    why: str


class Outcome(NamedTuple):
    kept: list[Credential]  # each with its award and version
    left: list[Left]


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
            self._versions[pk] = Version.objects.select_related("micro_credential").get(pk=pk)
        version = self._versions[pk]
        version.micro_credential.issuer = issuer
        return version

    def press(self, key: IssuerKey) -> Press:
        """Raises lib.vault.CannotOpen."""
        if key.pk not in self._presses:
            self._presses[key.pk] = Press(key)
        return self._presses[key.pk]


class _Said:
    """What others and the earners say of the badges of a batch, asked for all of them at once."""

    def __init__(self, grounds: Sequence[Ground], awards: Sequence[uuid.UUID] = ()) -> None:
        self._spoken_of = enclosing.spoken_of(
            versions={ground.version for ground in grounds}, issuers={ground.issuer for ground in grounds}
        )
        self._common: dict[tuple[int, int], enclosing.Enclosed] = {}
        self._of_award = enclosing.of_awards(awards)
        self._with_something = adding.with_something(awards) if awards else set()

    def enclosed(self, award: Award) -> enclosing.Enclosed:
        place = award.version_id, award.issuer_id
        common = self._common.get(place)
        if common is None:
            asked = self._spoken_of & {("version", place[0]), ("organization", place[1])}
            common = enclosing.enclosed(version_id=place[0], issuer_id=place[1]) if asked else enclosing.Enclosed()
            self._common[place] = common
        own = self._of_award.get(award.pk)
        return replace(common, award=own) if own else common

    def added(self, award: Award) -> adding.Added:
        return adding.added(award) if award.pk in self._with_something else adding.NOTHING


class _Places:
    """Places in an issuer's lists, taken in memory, and for good by `settle`."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[StatusList, int]] = {}  # list and how many of it were taken before us

    def take(self, issuer: Organization) -> Iterator[tuple[StatusList, int]]:
        places = _open_list(issuer)
        while True:
            before = places.assigned
            self._taken[places.pk] = places, before
            while places.assigned < places.length:
                position = places.assigned
                places.assigned += 1
                yield places, status_lists.place_at(places, position)
            # Its key signs on in a new list, which stands at once and does no harm if the batch is not kept.
            places = status_lists.open_list(status_lists.key_of(places))

    def settle(self) -> None:
        """Raises Moved where another process took places of the same list."""
        for places, before in self._taken.values():
            row = StatusList.objects.filter(pk=places.pk, assigned=before, key=places.key)
            if row.update(assigned=places.assigned) != 1:
                raise Moved


def award_all(
    evaluations: Sequence[int], *, by: Person | None, within: Organization | None = None, workshop: Workshop,
    signed: Signed = lambda _credentials: None,
) -> Outcome:  # fmt: skip
    """As `award` for each of these evaluations (their ids), all in one transaction; what has its badge is passed over.

    `signed` is given the signed credentials before anything is written, and again if the batch had to be done again.
    Raises PermissionDenied as `award` does, WrongState where others got in between again and again.
    """
    return _again_and_again(lambda: _award(evaluations, by, within, workshop, signed))


def reissue_all(
    credentials: Sequence[int], *, by: Person | None, issuer: Organization, workshop: Workshop,
    signed: Signed = lambda _credentials: None,
) -> Outcome:  # fmt: skip
    """As `reissue` for the awards of an issuer whose standing forms these are (ids), all in one transaction.

    Withdrawn badges and forms that do not stand any more are passed over. Raises as `award_all` does.
    """
    return _again_and_again(lambda: _reissue(credentials, by, issuer, workshop, signed))


def _again_and_again(work: Callable[[], Outcome]) -> Outcome:
    met: Exception | None = None
    for _turn in range(TRIES):
        try:
            return work()
        except (Moved, IntegrityError, WrongState) as e:
            met = e
    raise WrongState(_("Somebody else is changing the same badges at this moment. Run it again.")) from met


def _award(
    evaluations: Sequence[int], by: Person | None, within: Organization | None, workshop: Workshop, signed: Signed
) -> Outcome:
    ready, left = _ready(waiting.grounds(evaluations, issuer=within))
    moment, places, said = now(), _Places(), _Said(ready)
    kept, starts = [], []
    ready.sort(key=lambda ground: ground.issuer)
    for issuer_id, of_issuer in groupby(ready, key=lambda ground: ground.issuer):
        issuer = Organization.objects.get(pk=issuer_id)
        if not policy.can_award(by, issuer):
            raise PermissionDenied
        for ground, (row, index) in zip(of_issuer, places.take(issuer), strict=False):
            version = workshop.version(ground.version, issuer)
            granted = Award(
                person_id=ground.person, version=version, issuer=issuer, evaluation_id=ground.evaluation,
                name_as_issued=clean_line(ground.name), earned_on=timezone.localtime(ground.released_at).date(),
                issued_at=moment, status_list=row, status_index=index,
            )  # fmt: skip
            try:
                press = workshop.press(status_lists.key_of(row))
                kept.append(_signed(granted, ground, press=press, at=moment, said=said))
            except (BadgeError, NotAsSigned) as e:
                left.append(Left(ground.public_id, _why(e)))
                continue
            if ground.start_status == StartStatus.OPEN:
                starts.append(Start(pk=ground.start, person_id=ground.person, version_id=ground.start_version))
    if kept:
        signed(kept)
        _keep_awards(kept, starts, places, by=by)
    return Outcome(kept, left)


def _ready(found: list[tuple[Ground, bool]]) -> tuple[list[Ground], list[Left]]:
    ready, left, seen = [], [], set()
    for ground, holds in found:
        if holds or (ground.person, ground.version) in seen:
            left.append(Left(ground.public_id, _("The earner holds a valid badge of this version already.")))
        else:
            seen.add((ground.person, ground.version))
            ready.append(ground)
    return ready, left


def _signed(
    award: Award, ground: Ground, *, press: Press, at: datetime, said: _Said,
    since: datetime | None = None, salt: str = "",
) -> Credential:  # fmt: skip
    """Composed, signed and verified, not yet kept. A re-issue keeps its salt: the address hashes alike."""
    if award.status_list is None or award.status_index is None:
        raise LookupError(f"award {award.pk} lacks what a badge needs")
    issuing = badges.Issuing(
        award=award, email=ground.email, levels=ground.levels, awarded_at=ground.released_at,
        valid_from=since or at.replace(microsecond=0), salt=salt or secrets.token_hex(16),
        places=award.status_list, index=award.status_index, enclosed=said.enclosed(award), added=said.added(award),
    )  # fmt: skip
    document = badges.credential(issuing, version=award.version, key=press.key).to_json()
    body = press.signed_bytes(document, at=at)
    return Credential(
        award=award, key=press.key, body=body, sha256=sha256(body), valid_from=max(at, issuing.valid_from)
    )


@transaction.atomic
def _keep_awards(kept: list[Credential], starts: list[Start], places: _Places, *, by: Person | None) -> None:
    _hold_keys({credential.key_id for credential in kept})
    awards = [credential.award for credential in kept]
    of = [award.evaluation_id for award in awards if award.evaluation_id is not None]
    held = Evaluation.objects.select_for_update().filter(pk__in=of).order_by("pk").values_list("status", flat=True)
    if list(held) != [Status.RELEASED] * len(awards) or Award.objects.filter(evaluation__in=of).exists():
        raise Moved
    places.settle()
    Award.objects.bulk_create(awards)
    Credential.objects.bulk_create(kept)
    finish_all(starts, by=by)
    note_all(
        Entry(
            verb="credentials.awarded", subject=award, by=by,
            particulars={"evaluation": award.evaluation_id, "version": award.version_id, "person": award.person_id},
        )
        for award in awards
    )  # fmt: skip


def _reissue(
    credentials: Sequence[int], by: Person | None, issuer: Organization, workshop: Workshop, signed: Signed
) -> Outcome:
    found = waiting.standing(credentials, issuer=issuer)
    if not found:
        return Outcome([], [])
    issuer = Organization.objects.get(pk=issuer.pk)
    key, moment, places = ensure_issuer(issuer), now(), _Places()
    press, said = workshop.press(key), _Said([row.ground for row in found if row.ground], [row.award for row in found])
    # The lists with their bits left in the database: a thousand badges name a few of them.
    lists = StatusList.objects.defer("bits", "signed").in_bulk({row.status_list for row in found if row.status_list})
    fresh_places = places.take(issuer)
    left, pairs = [], []
    for row in found:
        if row.ground is None:
            left.append(Left(str(row.award), _("It came without a decision of ours, and cannot be signed anew.")))
            continue
        old_list = lists.get(row.status_list) if row.status_list else None
        # Under another name of the issuer the old list cannot speak for the new badge.
        stays = row.did == key.did and old_list is not None
        list_row, index = (old_list, row.status_index) if stays else next(fresh_places)
        award = Award(
            pk=row.award, person_id=row.holder, version=workshop.version(row.ground.version, issuer), issuer=issuer,
            evaluation_id=row.ground.evaluation, name_as_issued=clean_line(row.holder_name), status_list=list_row,
            status_index=index,
        )  # fmt: skip
        if not policy.can_reissue(by, award):
            raise PermissionDenied
        try:
            since = after(row.valid_from, moment)
            salt = badges.salt_in(bytes(row.body))
            pairs.append((row, _signed(award, row.ground, press=press, at=moment, since=since, said=said, salt=salt)))
        except (BadgeError, NotAsSigned) as e:
            left.append(Left(str(row.award), _why(e)))
    kept = [credential for _row, credential in pairs]
    if kept:
        signed(kept)
        _keep_reissued(pairs, places, by=by)
    return Outcome(kept, left)


@transaction.atomic
def _keep_reissued(pairs: list[tuple[Standing, Credential]], places: _Places, *, by: Person | None) -> None:
    kept = [credential for _row, credential in pairs]
    _hold_keys({credential.key_id for credential in kept})
    awards, before = [credential.award for credential in kept], [row.credential for row, _credential in pairs]
    in_force = Award.objects.select_for_update().filter(pk__in=[award.pk for award in awards]).order_by("pk")
    stand = Credential.objects.select_for_update().filter(pk__in=before).order_by("pk")
    if list(in_force.values_list("status", flat=True)) != [AwardStatus.ISSUED] * len(awards):
        raise Moved
    if list(stand.values_list("replaced_at", flat=True)) != [None] * len(awards):
        raise Moved
    places.settle()
    stand.update(replaced_at=now())
    changed = [credential.award for row, credential in pairs if _differs(row, credential.award)]
    Award.objects.bulk_update(changed, ("name_as_issued", "status_list", "status_index"), batch_size=100)
    Credential.objects.bulk_create(kept)
    note_all(
        Entry(
            verb="credentials.reissued", subject=credential.award, by=by,
            particulars={"credential": credential.pk, "before": row.credential},
        )
        for row, credential in pairs
    )  # fmt: skip


def _differs(row: Standing, award: Award) -> bool:
    was = (row.name_as_issued, row.status_list, row.status_index)
    return was != (award.name_as_issued, award.status_list_id, award.status_index)


def _hold_keys(keys: set[int]) -> None:
    """Until the commit nobody retires these keys; Moved if somebody has. Other awards still refer to them."""
    held = IssuerKey.objects.select_for_update(no_key=True).signing().filter(pk__in=keys).order_by("pk")
    if len(held.values_list("pk")) != len(keys):
        raise Moved


def _why(error: Exception) -> str:
    return _("Its badge could not be signed: %(why)s") % {"why": str(error)}
