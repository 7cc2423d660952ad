"""Checking a badge: ours against our tables, anybody else's through the guarded door, and nothing of it kept."""

import time
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from assay.credentials import badges, shelf
from assay.lib import outbound
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge
from badgecore.errors import BadgeError, CouldNotFetch
from badgecore.proofs.jose import is_jws
from badgecore.verify import ACCEPT, Fetched, Report
from badgecore.verify import verify as verify_with
from badgecore.verify.fetching import Fetcher
from badgecore.verify.opening import opened

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
    door = _Door(resolver, _Brought(data))
    return verify_with(data, now=now(), fetch=door, recipient=recipient.strip() or None, own=f"{settings.BASE_URL}/")


def check_own(body: bytes, *, stands_at: str = "") -> Report:
    """Check one of our own badges, with nothing but our tables. `stands_at`: where these very bytes are the newest."""
    door = _Door(_no_names, _Brought(body))
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


class _Brought:
    """What somebody brought, opened when a private badge of ours is asked for on its behalf: which badges are in it?

    Every form of a badge carries the salt under which it hides its earner's address, and nobody can guess that.
    """

    def __init__(self, data: bytes | str) -> None:
        self._data = data

    @cached_property
    def _salts(self) -> set[str]:
        try:
            return set(_salts_in(opened(self._data, fetcher=Fetcher(None)).document))
        except BadgeError:
            return set()

    def holds(self, body: bytes) -> bool:
        salt = badges.salt_in(body)
        return bool(salt) and salt in self._salts


def _salts_in(value: object) -> Iterator[str]:
    """Wherever they stand: in a badge, in a learner record with badges inside, in an Open Badges 2.0 assertion."""
    if isinstance(value, dict):
        if isinstance(salt := value.get("salt"), str):
            yield salt
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _salts_in(item)


class _Door:
    """The `fetch` that badgecore is given."""

    def __init__(self, resolver: Resolver, brought: _Brought) -> None:
        self._resolver, self._brought = resolver, brought
        self.known: dict[str, Fetched] = {}
        self._closes_at = time.monotonic() + PATIENCE_SECONDS

    def __call__(self, url: str) -> Fetched:
        if url in self.known:
            return self.known[url]
        if shelf.is_ours(url):
            return shelf.read(url, holds=self._brought.holds)
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
