"""Awarding and signing anew, many at a time: the rules, events and bytes of the single verbs, one transaction a batch.

What is slow (reading, signing, baking) happens before the transaction, so that a running server waits for a batch's
rows only. Whoever else wrote meanwhile is noticed inside it; then nothing is kept and the batch is read again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation, Status
from assay.catalog.models import Version
from assay.credentials import policy
from assay.credentials.awarding.basis import AwardBasis, BadgeFacts, stack_bases
from assay.credentials.awarding.batch import queries
from assay.credentials.awarding.batch.queries import Standing
from assay.credentials.awarding.composing import Composer, SignedBadge, Workshop
from assay.credentials.badge import document as badge_document
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.issuers.signing import NotAsSigned
from assay.credentials.models import Award, AwardStatus, Credential, IssuerKey, StatusList
from assay.journeys.actions import finish_all
from assay.journeys.models import Start, StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.rows import insert_all
from assay.people.models import Actor, Organization
from assay.record.actions import Entry, Subject, note_all
from badgecore.errors import BadgeError
from badgecore.nouns import after

TRIES = 8
Signed = Callable[[Sequence[SignedBadge]], object]


class Moved(Exception):
    """Somebody else wrote in between; nothing of the batch was kept."""


class Left(NamedTuple):
    """One that was not awarded or signed anew, and why, in plain words."""

    what: str
    why: str


class Outcome(NamedTuple):
    """What became of a batch."""

    kept: list[SignedBadge]
    left: list[Left]


class _Places:
    """Places in an issuer's lists, taken in memory, and for good by `settle`."""

    def __init__(self) -> None:
        self._taken: dict[
            int, tuple[StatusList, int]
        ] = {}  # list and how many of it were taken before us

    def take(self, issuer: Organization) -> Iterator[tuple[StatusList, int]]:
        places = status_lists.list_with_room(issuer)
        while True:
            before = places.assigned
            self._taken[places.pk] = places, before
            while places.assigned < places.length:
                position = places.assigned
                places.assigned += 1
                yield places, status_lists.place_at(places, position)
            # Its key signs on in a new list, which stands at once and does no harm if the batch is not kept.
            places = status_lists.open_list(status_lists.key_of(places), filled=self._taken)

    def settle(self) -> None:
        """Raises Moved where another process took places of the same list."""
        for places, before in self._taken.values():
            row = StatusList.objects.filter(pk=places.pk, assigned=before, key=places.key)
            if row.update(assigned=places.assigned) != 1:
                raise Moved


def award_all(
    evaluations: Sequence[int],
    *,
    by: Actor,
    within: Organization | None = None,
    workshop: Workshop,
    signed: Signed = lambda _credentials: None,
) -> Outcome:
    """As `award` for each of these evaluations (their ids), all in one transaction; what has its badge is passed over.

    `signed` is given the signed credentials before anything is written, and again if the batch had to be done again.
    Raises PermissionDenied as `award` does, WrongState where others got in between again and again.
    """
    return _again_and_again(lambda: _award(evaluations, by, within, workshop, signed))


def reissue_all(
    credentials: Sequence[int],
    *,
    by: Actor,
    issuer: Organization,
    workshop: Workshop,
    signed: Signed = lambda _credentials: None,
) -> Outcome:
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
    raise WrongState(
        _("Someone else is changing the same badges right now. Run it again.")
    ) from met


def _award(
    evaluations: Sequence[int],
    by: Actor,
    within: Organization | None,
    workshop: Workshop,
    signed: Signed,
) -> Outcome:
    ready, left = _ready(queries.bases(evaluations, issuer=within))
    moment, places = now(), _Places()
    composer, since = Composer(workshop, ready, at=moment), moment.replace(microsecond=0)
    kept: list[SignedBadge] = []
    number, versions = Award._meta.pk.get_default, _versions(ready)
    ready.sort(key=lambda basis: basis.issuer)
    for _issuer, bases in groupby(ready, key=lambda basis: basis.issuer):
        of_issuer = list(bases)
        issuer = versions[of_issuer[0].version].micro_credential.issuer
        if not policy.can_award(by, issuer):
            raise PermissionDenied
        for basis, place in zip(of_issuer, places.take(issuer), strict=False):
            facts = BadgeFacts.of(basis, place, award=number(), valid_from=since)
            version, key = versions[basis.version], status_lists.key_of(place[0])
            try:
                kept.append(composer.signed(facts, version=version, key=key))
            except (BadgeError, NotAsSigned) as e:
                left.append(Left(basis.public_id, _why(e)))
    if kept:
        signed(kept)
        _keep_awards(kept, places, at=moment, by=by)
    return Outcome(kept, left)


def _versions(bases: Iterable[AwardBasis]) -> dict[int, Version]:
    """With their micro-credential and issuer as they are now."""
    return Version.objects.select_related("micro_credential__issuer").in_bulk(
        {basis.version for basis in bases}
    )


def _ready(found: list[tuple[AwardBasis, bool]]) -> tuple[list[AwardBasis], list[Left]]:
    ready, left, seen = [], [], set()
    for basis, holds in found:
        if holds or (basis.person, basis.version) in seen:
            left.append(
                Left(basis.public_id, _("The earner already has a valid badge for this version."))
            )
        else:
            seen.add((basis.person, basis.version))
            ready.append(basis)
    return ready, left


@transaction.atomic
def _keep_awards(kept: list[SignedBadge], places: _Places, *, at: datetime, by: Actor) -> None:
    _hold_keys({badge.key.pk for badge in kept})
    bases = [badge.facts.basis for badge in kept]
    of = [basis.evaluation for basis in bases]
    held = (
        Evaluation.objects.select_for_update()
        .filter(pk__in=of)
        .order_by("pk")
        .values_list("status", flat=True)
    )
    if (
        list(held) != [Status.RELEASED] * len(of)
        or Award.objects.filter(evaluation__in=of).exists()
    ):
        raise Moved
    places.settle()
    _write_awards(kept, at=at)
    _write_credentials(kept)
    finish_all([_start(basis) for basis in bases if basis.start_status == StartStatus.OPEN], by=by)
    note_all(
        Entry(
            "credentials.awarded",
            Subject(Award, badge.award),
            by,
            {"evaluation": basis.evaluation, "version": basis.version, "person": basis.person},
        )
        for badge, basis in zip(kept, bases, strict=True)
    )


def _write_awards(kept: list[SignedBadge], *, at: datetime) -> None:
    columns = (
        "id",
        "person_id",
        "version_id",
        "issuer_id",
        "evaluation_id",
        "name_as_issued",
        "earned_on",
        "issued_at",
        "status_list_id",
        "status_index",
    )
    rows = []
    for badge in kept:
        award, basis, name, places, index, _since, _salt = badge.facts
        earned_on = basis.earned_on
        rows.append(
            (
                award,
                basis.person,
                basis.version,
                basis.issuer,
                basis.evaluation,
                name,
                earned_on,
                at,
                places.pk,
                index,
            )
        )
    insert_all(Award, columns, rows)


def _write_credentials(kept: list[SignedBadge]) -> None:
    columns = "award_id", "key_id", "body", "sha256", "valid_from"
    insert_all(
        Credential, columns, [(b.award, b.key.pk, b.body, b.sha256, b.valid_from) for b in kept]
    )


def _start(basis: AwardBasis) -> Start:
    return Start(pk=basis.start, person_id=basis.person, version_id=basis.start_version)


def _reissue(
    credentials: Sequence[int], by: Actor, issuer: Organization, workshop: Workshop, signed: Signed
) -> Outcome:
    found = _with_stacks(queries.standing(credentials, issuer=issuer))
    if not found:
        return Outcome([], [])
    issuer = Organization.objects.get(pk=issuer.pk)
    key, moment, places = ensure_issuer(issuer), now(), _Places()
    bases, awards = [row.basis for row in found if row.basis], [row.award for row in found]
    composer, versions = Composer(workshop, bases, at=moment, awards=awards), _versions(bases)
    # The lists with their bits left in the database: a thousand badges name a few of them.
    lists = StatusList.objects.defer("bits", "signed").in_bulk(
        {row.status_list for row in found if row.status_list}
    )
    fresh_places = places.take(issuer)
    left: list[Left] = []
    pairs: list[tuple[Standing, SignedBadge]] = []
    for row in found:
        if row.basis is None:
            left.append(
                Left(
                    str(row.award),
                    _("It was issued without a decision here, so it cannot be signed again."),
                )
            )
            continue
        if not policy.can_reissue(by, Award(id=row.award, person_id=row.holder, issuer=issuer)):
            raise PermissionDenied
        place = _kept_place(row, key, lists) or next(fresh_places)
        facts = BadgeFacts.of(
            row.basis,
            place,
            award=row.award,
            name=row.holder_name,
            valid_from=after(row.valid_from, moment),
            salt=badge_document.salt_in(bytes(row.body)),
        )
        try:
            pairs.append(
                (row, composer.signed(facts, version=versions[row.basis.version], key=key))
            )
        except (BadgeError, NotAsSigned) as e:
            left.append(Left(str(row.award), _why(e)))
    kept = [badge for _row, badge in pairs]
    if kept:
        signed(kept)
        _keep_reissued(pairs, places, by=by)
    return Outcome(kept, left)


def _with_stacks(found: list[Standing]) -> list[Standing]:
    """Badges of stacks rest on no decision, but on their parts."""
    bare = [row.award for row in found if row.basis is None]
    bases = stack_bases(bare) if bare else {}
    return [row._replace(basis=bases[row.award]) if row.award in bases else row for row in found]


def _kept_place(
    row: Standing, key: IssuerKey, lists: dict[int, StatusList]
) -> tuple[StatusList, int] | None:
    """Under another name of the issuer the old list cannot speak for the new badge."""
    if row.did != key.did or row.status_list is None or row.status_index is None:
        return None
    return lists[row.status_list], row.status_index


@transaction.atomic
def _keep_reissued(
    pairs: list[tuple[Standing, SignedBadge]], places: _Places, *, by: Actor
) -> None:
    kept = [badge for _row, badge in pairs]
    _hold_keys({badge.key.pk for badge in kept})
    awards, before = [badge.award for badge in kept], [row.credential for row, _badge in pairs]
    in_force = Award.objects.select_for_update().filter(pk__in=awards).order_by("pk")
    stand = Credential.objects.select_for_update().filter(pk__in=before).order_by("pk")
    if list(in_force.values_list("status", flat=True)) != [AwardStatus.ISSUED] * len(awards):
        raise Moved
    if list(stand.values_list("replaced_at", flat=True)) != [None] * len(awards):
        raise Moved
    places.settle()
    stand.update(replaced_at=now())
    changed = [_changed(badge) for row, badge in pairs if _differs(row, badge.facts)]
    Award.objects.bulk_update(
        changed, ("name_as_issued", "status_list", "status_index"), batch_size=100
    )
    _write_credentials(kept)
    # Their numbers are the database's: they are asked for once more.
    fresh = dict(Credential.objects.standing().filter(award__in=awards).values_list("award", "pk"))
    note_all(
        Entry(
            "credentials.reissued",
            Subject(Award, badge.award),
            by,
            {"credential": fresh[badge.award], "before": row.credential},
        )
        for row, badge in pairs
    )


def _changed(badge: SignedBadge) -> Award:
    facts = badge.facts
    return Award(
        id=facts.award,
        name_as_issued=facts.name,
        status_list=facts.places,
        status_index=facts.place,
    )


def _differs(row: Standing, facts: BadgeFacts) -> bool:
    was = (row.name_as_issued, row.status_list, row.status_index)
    return was != (facts.name, facts.places.pk, facts.place)


def _hold_keys(keys: set[int]) -> None:
    """Until the commit nobody retires these keys; Moved if somebody has. Other awards still refer to them."""
    held = (
        IssuerKey.objects.select_for_update(no_key=True)
        .signing()
        .filter(pk__in=keys)
        .order_by("pk")
    )
    if len(held.values_list("pk")) != len(keys):
        raise Moved


def _why(error: Exception) -> str:
    return _("Its badge could not be signed: %(why)s") % {"why": str(error)}
