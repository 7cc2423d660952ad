"""What a badge's public page shows: made when it is opened, and good for who opens it in the next moments.

A shared link brings many readers at once, and a check of signatures and lists costs what it costs. What decides stays
decisive: once a badge is withdrawn, signed anew, shown to others or to fewer, once a list was signed anew, a word of
others or a piece of evidence came or went, it is made again. Only what is open to anyone is remembered, and only in
this process.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assay.credentials import slots
from assay.credentials.issuers import status_lists
from assay.credentials.models import Award, Credential, Endorsement, ShownPiece
from assay.lib.clock import now
from assay.lib.prepared import prepared

GOOD_FOR = timedelta(seconds=30)
_KEPT = 128


class Shown(NamedTuple):
    """What the page says in its title, in its head and in its main part."""

    title: str
    head: SafeString
    main: SafeString


_made: OrderedDict[tuple[object, ...], tuple[datetime, Shown]] = OrderedDict()
_lock = Lock()


def shown(award: Award, make: Callable[[], Shown]) -> Shown:
    """What `make` gives, or gave to somebody a moment ago when all that it says was the same."""
    mark = _mark(award) if award.open_to_anyone else None
    if mark is None:
        return make()
    with _lock:
        at, found = _made.get(mark, (None, None))
    if at is not None and found is not None and timedelta(0) <= now() - at < GOOD_FOR:
        return found
    made = (
        make()
    )  # after the mark was read: what is kept under it may be newer than it says, never older
    with _lock:
        _made[mark] = (now(), made)
        _made.move_to_end(mark)
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return made


def _mark(award: Award) -> tuple[object, ...] | None:
    """What tells one state of a public badge from another; None where its list has no signature, though it was just
    signed: a bit was set meanwhile. Three short queries."""
    [(sha256, signed_at)] = _form(award.pk)
    if signed_at is None and award.status_list is not None and award.status_list.key_id:
        status_lists.signed_list(
            award.status_list
        )  # the check would, and whoever comes next would check again
        [(sha256, signed_at)] = _form(award.pk)
    if signed_at is None:
        return None
    return (
        award.pk,
        award.status,
        award.visibility,
        award.name_as_issued,
        award.issuer.name,
        get_language(),
        sha256,
        signed_at,
        tuple(_words(award.pk, award.version_id, award.issuer_id)),
        tuple(_evidence(award.pk)),
    )


@prepared
def _form(award: UUID) -> QuerySet[Credential, tuple[str, datetime | None]]:
    rows = Credential.objects.standing().filter(award=award)
    return rows.values_list("sha256", "award__status_list__signed_at")


@prepared
def _words(award: UUID, version: int, issuer: int) -> QuerySet[Endorsement, UUID]:
    rows = Endorsement.objects.standing().about_any(award, version, issuer)
    return rows.values_list("pk", flat=True)[: 3 * slots.SHOWN]


@prepared
def _evidence(award: UUID) -> QuerySet[ShownPiece, tuple[int, str]]:
    return ShownPiece.objects.shown().filter(award=award).values_list("pk", "sentence")
