"""The check that a badge's public page shows: made when it is opened, and good for who opens it in the next moments.

A shared link brings many readers at once. What decides stays decisive: with other bytes, or once the list was signed
anew, the check is made again. Only badges that are open to anyone are remembered, and only in this process.
"""

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from assay.credentials import addresses, checking
from assay.credentials.models import Award, StatusList
from assay.lib.clock import now
from badgecore.verify import Report

GOOD_FOR = timedelta(seconds=30)
_KEPT = 128
_looked: OrderedDict[tuple[str, datetime], tuple[datetime, Report]] = OrderedDict()
_lock = Lock()


def looked_at(award: Award, body: bytes) -> Report:
    """The report on the newest bytes of an award."""
    address = addresses.badge(award.pk)
    places = award.status_list_id if award.open_to_anyone else None
    signed_at = _signed_at(places) if places is not None else None
    if signed_at is None:  # no list yet, or a bit was set since it was signed
        return checking.check_own(body, stands_at=address)
    key = (hashlib.sha256(body).hexdigest(), signed_at)
    with _lock:
        at, report = _looked.get(key, (None, None))
    if at is not None and report is not None and timedelta(0) <= now() - at < GOOD_FOR:
        return report
    report = checking.check_own(body, stands_at=address)
    with _lock:
        _looked[key] = (now(), report)
        _looked.move_to_end(key)
        while len(_looked) > _KEPT:
            _looked.popitem(last=False)
    return report


def _signed_at(places: int) -> datetime | None:
    return StatusList.objects.filter(pk=places).values_list("signed_at", flat=True).first()
