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

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assay.credentials import slots
from assay.credentials.models import Award, Credential, Endorsement
from assay.lib.clock import now

GOOD_FOR = timedelta(seconds=30)
_KEPT = 128
_made: OrderedDict[tuple[object, ...], tuple[datetime, SafeString]] = OrderedDict()
_lock = Lock()


def shown(award: Award, make: Callable[[], SafeString]) -> SafeString:
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
    """What tells one state of a public badge from another; None where its list waits to be signed (a bit was set, or
    there is none yet). Three short queries."""
    form = Credential.objects.standing().filter(award=award)
    sha256, signed_at = form.values_list("sha256", "award__status_list__signed_at").get()
    if signed_at is None:
        return None
    words = (
        Endorsement.objects.standing().about(award).values_list("pk", flat=True)[: 3 * slots.SHOWN]
    )
    evidence = award.shown_pieces.shown().values_list("pk", "sentence")
    return (
        award.pk,
        award.status,
        award.visibility,
        award.name_as_issued,
        award.issuer.name,
        get_language(),
        sha256,
        signed_at,
        tuple(words),
        tuple(evidence),
    )
