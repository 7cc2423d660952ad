"""Checking a badge: ours against our tables, anybody else's through the guarded door, and nothing of it kept."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from assay.credentials import shelf
from assay.lib import outbound
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge
from badgecore.errors import CouldNotFetch
from badgecore.proofs.jose import is_jws
from badgecore.verify import ACCEPT, Fetched, Report
from badgecore.verify import verify as verify_with

MAX_BYTES = 10 * 1024 * 1024
PATIENCE_SECONDS = 30  # for all that one badge makes us ask of others
Resolver = outbound.Resolver


def check(data: bytes | str, *, recipient: str = "", resolver: Resolver = outbound.resolve) -> Report:
    """Check a file's bytes or pasted text; `recipient` is an e-mail address to compare with.

    Raises BadInput for nothing at all and for an address that holds no badge to be opened, TooLarge beyond 10 MB.
    """
    size = len(data)
    if size > MAX_BYTES:
        raise TooLarge(_("This file is larger than 10 MB. No badge is that large, so it was not read."))
    if not data.strip():
        raise BadInput(_("This file is empty. Choose the badge file again: it ends in .json, .png or .svg."))
    if isinstance(data, str):
        data = _brought(data.strip(), resolver) if is_address(data) else _joined(data)
    return verify_with(
        data, now=now(), fetch=_Door(resolver), recipient=recipient.strip() or None, own=f"{settings.BASE_URL}/"
    )


def check_own(body: bytes, *, stands_at: str = "") -> Report:
    """Check one of our own badges, with nothing but our tables. `stands_at`: where these very bytes are the newest."""
    door = _Door(_no_names)
    if stands_at:
        door.known[stands_at] = shelf.Document(status=200, content_type="application/vc+ld+json", body=body)
    return verify_with(body, now=now(), fetch=door, own=f"{settings.BASE_URL}/")


def is_address(text: str) -> bool:
    """Whether pasted text is a web address and nothing else."""
    text = text.strip()
    return len(text) < 2000 and len(text.split()) == 1 and text.lower().startswith(("https://", "http://"))


def _joined(text: str) -> str:
    """A badge as JWT out of a letter comes in several lines; what stands between its characters is no part of it."""
    joined = "".join(text.split())
    return joined if is_jws(joined.strip('"')) else text


def _brought(url: str, resolver: Resolver) -> bytes:
    if shelf.is_ours(url):
        award = shelf.open_award(url)
        if award is None:
            raise BadInput(
                _("At this address of ours no badge is open to you. Its earner may have kept it private.")
            )  # fmt: skip
        return shelf.standing_bytes(award)
    try:
        answer = outbound.fetch(url, accept=ACCEPT, resolver=resolver, max_bytes=MAX_BYTES)
    except outbound.CouldNotFetch as e:
        raise BadInput(_("The address could not be opened. %(why)s") % {"why": e}) from e
    if answer.status != 200:
        message = _("%(host)s answered that there is nothing to read at this address (%(status)s).")
        raise BadInput(message % {"host": urlsplit(url).hostname, "status": answer.status})
    if not answer.body.strip():
        raise BadInput(_("At this address there is nothing to read."))
    return answer.body


class _Door:
    """The `fetch` that badgecore is given."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.known: dict[str, Fetched] = {}
        self._closes_at = time.monotonic() + PATIENCE_SECONDS

    def __call__(self, url: str) -> Fetched:
        if url in self.known:
            return self.known[url]
        if shelf.is_ours(url):
            return shelf.read(url)
        if not url.startswith("https://"):
            raise CouldNotFetch(f"{url} is not an https address")
        if time.monotonic() > self._closes_at:
            raise CouldNotFetch("the issuer took too long to answer")
        try:
            return outbound.fetch(url, accept=ACCEPT, resolver=self._resolver)
        except outbound.CouldNotFetch as e:
            raise CouldNotFetch(str(e)) from e


def _no_names(host: str, port: int) -> list[str]:
    raise outbound.CouldNotFetch(_("Nothing is asked of others for a badge of our own."))
