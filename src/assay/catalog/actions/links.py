"""Whether what a draft cites and offers can be opened: asked in the background, never while somebody waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db.models import Q

from assay.catalog.content.links import links_of
from assay.catalog.models import CheckedLink, LinkState, Version
from assay.lib import outbound
from assay.lib.clock import now

#: How many are asked in one turn, so that other work of the worker is not kept waiting.
MOST_AT_ONCE: Final = 8
#: An answer as old as this is asked for again once its draft is saved.
FRESH: Final = timedelta(days=7)
#: Answers that say that nothing is there any more.
GONE: Final = (404, 410)
MOST_BYTES: Final = 2 * 1024 * 1024


def want_links(version: Version) -> None:
    """Have the addresses of a draft asked that were not lately. Two queries and one more where there are new ones."""
    addresses = list(links_of(version.data))
    if not addresses:
        return
    here = set(CheckedLink.objects.of(addresses).values_list("url", flat=True))
    fresh = [CheckedLink(url=url, due_at=now()) for url in addresses if url not in here]
    CheckedLink.objects.bulk_create(fresh, ignore_conflicts=True)
    old = Q(checked_at__lt=now() - FRESH, due_at=None)
    CheckedLink.objects.of(addresses).filter(old).update(due_at=now())


def check_links(ask: Callable[[str], int] | None = None) -> int:
    """Ask those that are due, the earliest first, and write down what came of it. Returns how many were asked."""
    rows = CheckedLink.objects.filter(due_at__lte=now()).order_by("due_at", "pk")[:MOST_AT_ONCE]
    addresses = list(rows.values_list("pk", "url"))
    for pk, url in addresses:
        state = _state_of(url, ask or _status)
        CheckedLink.objects.filter(pk=pk).update(state=state, checked_at=now(), due_at=None)
    return len(addresses)


def _state_of(url: str, ask: Callable[[str], int]) -> LinkState:
    """A site that refuses machines is not reached, which says nothing against it."""
    try:
        status = ask(url)
    except outbound.TooLarge:
        return LinkState.ALIVE
    except outbound.CouldNotFetch:
        return LinkState.UNREACHED
    if status in GONE:
        return LinkState.GONE
    return LinkState.ALIVE if 200 <= status < 300 else LinkState.UNREACHED


def _status(url: str) -> int:
    return outbound.fetch(url, max_bytes=MOST_BYTES).status
