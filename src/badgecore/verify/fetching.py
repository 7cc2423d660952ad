"""Fetching during verification: through the `fetch` a caller hands in, within a budget, once per address."""

from collections.abc import Callable
from typing import Final, Protocol, TypeAlias

from badgecore.errors import CouldNotFetch

# What to send as Accept: an issuer's server answers people with HTML at the same address.
ACCEPT: Final = (
    "application/vc+ld+json, application/vc, application/did+json, application/ld+json, application/json, "
    "application/vc+jwt, text/plain;q=0.5"
)


class Fetched(Protocol):
    """An answer, whatever its status."""

    @property
    def status(self) -> int: ...
    @property
    def content_type(self) -> str: ...
    @property
    def body(self) -> bytes: ...


# Brings an https address or raises CouldNotFetch; refuses private addresses itself, and follows redirects or not.
Fetch: TypeAlias = Callable[[str], Fetched]

_MAX_FETCHES: Final = 24


class Fetcher:
    """Remembers what it brought for the length of one verification, refusals included."""

    def __init__(self, fetch: Fetch | None, *, own: str = "") -> None:
        self._fetch = fetch
        self._own = own
        self._known: dict[str, Fetched | CouldNotFetch] = {}

    def is_own(self, url: str) -> bool:
        """Whether the address is one of the caller's own, which the caller reads without network."""
        return bool(self._own) and url.startswith(self._own)

    def answer(self, url: str) -> Fetched:
        """Whatever status came back. Raises `CouldNotFetch`."""
        address = url.partition("#")[0]
        if address not in self._known:
            self._known[address] = self._asked(address)
        found = self._known[address]
        if isinstance(found, CouldNotFetch):
            raise CouldNotFetch(found.detail)
        return found

    def body(self, url: str) -> bytes:
        """The body of a 200. Raises `CouldNotFetch`."""
        answer = self.answer(url)
        if answer.status != 200:
            raise CouldNotFetch(f"{url} answered {answer.status}")
        return answer.body

    def _asked(self, address: str) -> Fetched | CouldNotFetch:
        if self._fetch is None:
            return CouldNotFetch("nothing may be fetched here")
        if not address.startswith("https://") and not self.is_own(address):
            return CouldNotFetch(f"{address} is not an https address")
        if len(self._known) >= _MAX_FETCHES:
            return CouldNotFetch(f"more than {_MAX_FETCHES} documents would be needed")
        try:
            return self._fetch(address)
        except CouldNotFetch as refusal:
            return refusal
