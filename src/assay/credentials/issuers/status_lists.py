"""An issuer's lists of withdrawn badges: a place for each award, a bit for each withdrawal, signed for the world."""

import os
from collections import defaultdict, deque
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from assay.credentials import addresses
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.issuers.signing import signed_bytes
from assay.credentials.models import Credential, IssuerKey, StatusList
from assay.lib.clock import now
from assay.lib.locks import hold
from assay.lib.prepared import planned_once
from assay.people.models import Organization
from badgecore import status
from badgecore.proofs.jose import Jws
from badgecore.wire import JsonObject, read_object

# Signed afresh when a bit changed, or when it is a day old; good for a week, so that a stalled server harms nobody.
SIGN_AGAIN_AFTER = timedelta(days=1)
GOOD_FOR = timedelta(days=7)
#: Places that a process takes at a time: writers meet at the list's row once in so many awards.
AHEAD = 16

_ahead: defaultdict[tuple[int, str], deque[tuple[StatusList, int]]] = defaultdict(deque)


def list_with_room(issuer: Organization) -> StatusList:
    """The issuer's open list, and with it the key that signs; both made on first need."""
    found = open_lists().filter(issuer=issuer, key__issuer=F("issuer")).first()
    if found is not None and found.key is not None:
        return found
    return open_list(ensure_issuer(issuer))


@transaction.atomic
def open_list(key: IssuerKey, *, filled: Collection[int] = ()) -> StatusList:
    """A list of this key with room: a new one, unless another award opened it a moment ago.

    `filled` are lists whose places a batch has given out already, though their rows do not say so yet.
    """
    hold(key.issuer)
    opened = (
        open_lists(key.kind).filter(issuer=key.issuer_id, key=key).exclude(pk__in=filled).first()
    )
    if opened is not None:
        return opened
    last = StatusList.objects.filter(issuer=key.issuer_id).order_by("-number").first()
    return StatusList.objects.create(
        issuer_id=key.issuer_id,
        key=key,
        number=last.number + 1 if last else 1,
        bits=bytes(status.MIN_LENGTH // 8),
        length=status.MIN_LENGTH,
    )


def open_lists(kind: str = "Ed25519") -> QuerySet[StatusList]:
    """Lists that take further awards: theirs is the key that signs, and they have room."""
    return (
        StatusList.objects.filter(
            key__kind=kind, key__retired_at__isnull=True, assigned__lt=F("length")
        )
        .select_related("key")
        .defer("bits", "signed")
        .order_by("number")
    )


def take_place(key: IssuerKey) -> tuple[StatusList, int]:
    """A list of this key with room, and a place in it, given out in a random order, once.

    Its own list is the only one that may speak for a badge under that key's name. Outside a transaction some places
    are taken for good at once, and the list's row is locked for that long alone; this process gives out the rest of
    them to its next awards. Those it has not given out when it ends stay empty.
    """
    if transaction.get_connection().in_atomic_block:
        return _taken(key, 1)[0]  # it may be taken back, and others with it
    ahead = _ahead[key.pk, key.multikey]
    with suppress(IndexError):
        return ahead.popleft()
    first, *rest = _taken(key, AHEAD)
    ahead.extend(rest)
    return first


def forget_ahead() -> None:
    """Give out none of the places that were taken ahead: another process has the same (a fork), or the list does."""
    _ahead.clear()


os.register_at_fork(after_in_child=forget_ahead)


@planned_once
def _with_room(kind: str, key: int) -> QuerySet[StatusList]:
    return open_lists(kind).filter(key=key, issuer=F("key__issuer"))[:1]


def _taken(key: IssuerKey, most: int) -> list[tuple[StatusList, int]]:
    """The next places, as many as there are left of `most`; at least one."""
    while True:
        places = _with_room.first(key.kind, key.pk) or open_list(key)
        row = StatusList.objects.filter(pk=places.pk)
        with transaction.atomic():
            position = row.select_for_update().values_list("assigned", flat=True).get()
            end = min(position + most, places.length)
            row.update(assigned=end)
        if position < end:  # else others have filled the list since it was looked up
            places.assigned = end
            return [(places, place_at(places, number)) for number in range(position, end)]


def place_at(places: StatusList, position: int) -> int:
    """Where the award that is number `position` of its list stands in it."""
    return status.index_at(position, length=places.length, secret=bytes(places.order_seed))


def withdraw(places: StatusList, index: int) -> None:
    """Set the bit: from the next reading on, the whole world knows."""
    with transaction.atomic():
        row = StatusList.objects.select_for_update().get(pk=places.pk)
        bits = bytearray(row.bits)
        bits[index // 8] |= 0x80 >> index % 8
        row.bits, row.signed, row.signed_at = bytes(bits), None, None
        row.save(update_fields=("bits", "signed", "signed_at"))


def signed_list(row: StatusList) -> bytes:
    """The list credential as served: kept until a bit changes or it grows a day old."""
    moment = now()
    if row.signed and row.signed_at and timedelta(0) <= moment - row.signed_at < SIGN_AGAIN_AFTER:
        return bytes(row.signed)
    body = _sign(row, moment)
    # Only if no bit changed meanwhile: a signature over yesterday's bits must not hide a withdrawal.
    StatusList.objects.filter(pk=row.pk, bits=bytes(row.bits)).update(signed=body, signed_at=moment)
    return body


def key_of(row: StatusList) -> IssuerKey:
    """The key that signs it, and the badges in it."""
    if row.key is None:
        raise LookupError(f"status list {row.pk} has no key")
    return row.key


def _sign(row: StatusList, moment: datetime) -> bytes:
    key = key_of(row)
    document = status.list_credential(
        _read(bytes(row.bits)),
        url=addresses.status_list(row.issuer.ident, row.number),
        issuer=key.did,
        valid_from=moment.replace(microsecond=0),
        valid_until=moment.replace(microsecond=0) + GOOD_FOR,
    )
    return signed_bytes(document, key=key, at=moment)


def _read(bits: bytes) -> status.StatusList:
    found = status.StatusList(len(bits) * 8)
    for place, byte in enumerate(bits):
        if byte:
            for bit in range(8):
                if byte & 0x80 >> bit:
                    found.set(place * 8 + bit)
    return found


def places_named_in(credential: Credential) -> set[tuple[int, int]]:
    """The number of the list and the place in it that each signed form of a credential of ours names."""
    found = {_place(read_object(bytes(credential.body)))}
    if credential.jwt:
        found.add(_place(Jws.read(credential.jwt).payload))
    return found


def place_in(document: JsonObject) -> tuple[str, int, int]:
    """The issuer, the number of its list and the place in it that a signed document of ours names."""
    entry = status.Entry.read(document["credentialStatus"])
    _rest, ident, _status, number = entry.list_url.rsplit("/", 3)
    return ident, int(number), entry.index


def _place(document: JsonObject) -> tuple[int, int]:
    _ident, number, index = place_in(document)
    return number, index
