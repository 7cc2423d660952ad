"""Checking a badge: ours against our tables, anybody else's through the guarded door, and nothing of it kept."""

import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from assay.credentials.addresses import badge as badge_address
from assay.credentials.badge import document as badge_document
from assay.credentials.verification import local_documents
from assay.credentials.verification.own_books import OwnBooks
from assay.lib import outbound
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge
from badgecore.errors import BadgeError, CouldNotFetch, NotABadge, ShapeWrong
from badgecore.verify import ACCEPT, Fetched, Outcome, Report, Step, kinds
from badgecore.verify import verify as verify_with
from badgecore.verify.fetching import Fetcher
from badgecore.verify.opening import opened

MAX_BYTES = 10 * 1024 * 1024
_LONGEST = 300  # of a name or a salt of ours
_MANY = 100  # signers that are looked up at once
PATIENCE_SECONDS = 30  # for all that one badge makes us ask of others
Resolver = outbound.Resolver


def check(
    data: bytes | str,
    *,
    recipient: str = "",
    trust: Collection[str] = (),
    resolver: Resolver = outbound.resolve,
) -> Report:
    """Check a file's bytes or pasted text; `recipient` is an e-mail address to compare with, `trust` who is vouched for
    beside our own issuers (`badgecore.verify.verify`).

    Raises BadInput for nothing at all, for an address that holds no badge to be opened, and for a name in `trust` that
    is neither a DID nor an https address; TooLarge beyond 10 MB.
    """
    size = len(data)
    if size > MAX_BYTES:
        raise TooLarge(
            _("This file is larger than 10 MB. No badge is that large, so it was not read.")
        )
    if not (kinds.bare(data) if isinstance(data, str) else data.strip()):
        raise BadInput(
            _("This file is empty. Choose the badge file again: it ends in .json, .png or .svg.")
        )
    meant = _meant(data, resolver)
    brought = _Brought(meant)
    try:
        report = verify_with(
            meant,
            now=now(),
            fetch=_Door(resolver, brought),
            recipient=recipient.strip() or None,
            own=f"{settings.BASE_URL}/",
            trust=trust,
            books=_books(brought),
        )
    except ShapeWrong as e:
        raise BadInput(
            _("Name who to trust by a DID or an https address: %(why)s.") % {"why": e.detail}
        ) from e
    return _named_only(report) if meant is not data and not _is_typed(data) else report


def check_own(body: bytes, *, stands_at: str = "", books: OwnBooks | None = None) -> Report:
    """Check one of our own badges, with nothing but our tables. `stands_at`: where these very bytes are the newest;
    `books`: `own_books` of these bytes, where they are asked for names again."""
    brought = _Brought(body)
    door = _Door(_no_names, brought)
    if stands_at:
        door.known[stands_at] = local_documents.Document(
            status=200, content_type="application/vc+ld+json", body=body
        )
    return verify_with(
        body, now=now(), fetch=door, own=f"{settings.BASE_URL}/", books=books or own_books(body)
    )


def own_books(body: bytes) -> OwnBooks:
    """For a check of what was just read from our tables."""
    return _books(_Brought(body), out_of_them=True)


def _books(brought: "_Brought", *, out_of_them: bool = False) -> OwnBooks:
    return OwnBooks(holds=brought.holds, named=brought.signers, out_of_them=out_of_them)


def is_address(text: str) -> bool:
    """Whether text on a command line means a web address or the number of a badge, and no file."""
    return bool(_address_in(text) or kinds.number_in(text))


def _address_in(text: str) -> str:
    """The address that a text is; one of ours also where ours has no domain, as on the machine of who tries it out."""
    text = kinds.bare(text)
    if len(text) < 2000 and len(text.split()) == 1:
        if text.lower().startswith(("https://", "http://")):
            return text
        if text.lower().startswith(urlsplit(settings.BASE_URL).netloc.lower() + "/"):
            return f"{urlsplit(settings.BASE_URL).scheme}://{text}"
    return kinds.address_in(text)


def _meant(data: bytes | str, resolver: Resolver) -> bytes | str:
    """What is behind an address or a number; of a page, a letter or a print that names a badge of ours, that badge."""
    if isinstance(data, str):
        if address := _address_in(data):
            return _brought(address, resolver)
        if number := kinds.number_in(data):
            return _numbered(number) or data
    return _led_to(data) or data


def _is_typed(data: bytes | str) -> bool:
    return isinstance(data, str) and is_address(data)


def _named_only(report: Report) -> Report:
    """What was brought may say anything beside the address that led here: the reader is told to compare."""
    step = Step(name="file", outcome=Outcome.PASSED, code="file-named", decides=False)
    return replace(report, steps=(*report.steps, step))


def _numbered(number: str) -> bytes:
    """The badge of ours with that number, where its earner opened it."""
    with suppress(ValueError):
        return _ours(badge_address(uuid.UUID(number)))
    return b""


def _led_to(data: bytes | str) -> bytes:
    """What is here of ours that a document names which holds no badge itself: a certificate, a saved page, a letter."""
    text = data if isinstance(data, str) else data.decode("latin-1")
    address = local_documents.in_text(text)
    if not address:
        return b""
    try:
        opened(data, fetcher=Fetcher(None))
    except BadgeError as reason:
        return _ours(address) if isinstance(reason, NotABadge) else b""
    return b""


def _ours(address: str) -> bytes:
    """The newest bytes of what is open to anybody at an address of ours; b"" where nothing is."""
    if award := local_documents.open_award(address):
        return local_documents.standing_bytes(award)
    return local_documents.endorsement_at(address)


def _brought(url: str, resolver: Resolver) -> bytes:
    if ours := local_documents.as_ours(url):
        found = _ours(ours)
        if not found:
            raise BadInput(
                _(
                    "At this address of ours no badge is open to you. Its earner may have kept it private."
                )
            )
        return found
    try:
        answer = outbound.fetch(url, accept=ACCEPT, resolver=resolver, max_bytes=MAX_BYTES)
    except outbound.CouldNotFetch as e:
        raise BadInput(_("The address could not be opened. %(why)s") % {"why": e}) from e
    if answer.status != 200:
        message = _("%(host)s answered that there is nothing to read at this address (%(status)s).")
        raise BadInput(message % {"host": urlsplit(url).hostname, "status": answer.status})
    if not answer.body.strip():
        raise BadInput(_("At this address there is nothing to read."))
    return _led_to(answer.body) or answer.body


class _Brought:
    """What somebody brought, opened when a private badge of ours is asked for on its behalf: which badges are in it?

    Every form of a badge carries the salt under which it hides its earner's address, and nobody can guess that.
    """

    def __init__(self, data: bytes | str) -> None:
        self._data = data

    @cached_property
    def _document(self) -> dict[str, Any]:
        try:
            return opened(self._data, fetcher=Fetcher(None)).document
        except BadgeError:
            return {}

    @cached_property
    def _salts(self) -> set[str]:
        return set(_texts_in(self._document, "salt"))

    def signers(self) -> set[str]:
        """Who signs what was brought and what lies in it, as far as it says so in the open."""
        return set(islice(_texts_in(self._document, "issuer"), _MANY))

    def holds(self, body: bytes) -> bool:
        salt = badge_document.salt_in(body)
        return bool(salt) and salt in self._salts


def _texts_in(value: object, name: str) -> Iterator[str]:
    """Wherever they stand: in a badge, in a learner record with badges inside, in an Open Badges 2.0 assertion."""
    if isinstance(value, dict):
        found = value.get(name)
        found = found.get("id") if isinstance(found, dict) else found
        if isinstance(found, str) and len(found) < _LONGEST:
            yield found
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts_in(item, name)


class _Door:
    """The `fetch` that badgecore is given."""

    def __init__(self, resolver: Resolver, brought: _Brought) -> None:
        self._resolver, self._brought = resolver, brought
        self.known: dict[str, Fetched] = {}
        self._closes_at = time.monotonic() + PATIENCE_SECONDS

    def __call__(self, url: str) -> Fetched:
        if url in self.known:
            return self.known[url]
        if local_documents.is_ours(url):
            return local_documents.read(url, holds=self._brought.holds)
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
