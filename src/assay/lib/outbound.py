"""The one door outwards, as the product opens it. The guard itself is `badgecore.outbound`; here are its sentences.

Nothing else in the product opens a connection to an address somebody typed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext_lazy
from dns import resolver as names
from dns.exception import DNSException

from badgecore import outbound as guard
from badgecore.outbound import MAX_BYTES, Reason, Resolver
from badgecore.outbound import Answer as Fetched

__all__ = [
    "CouldNotFetch",
    "Fetched",
    "NotPublic",
    "Resolver",
    "TooLarge",
    "check",
    "fetch",
    "resolve",
    "texts",
]

_DNS_SECONDS: Final = 5
_WEB_PORTS: Final = (80, 443, 8080, 8443)
_PORTS: Final = {"https": _WEB_PORTS, "http": _WEB_PORTS}

SENTENCES: Final = {
    Reason.NO_ADDRESS: gettext_lazy("This is not a web address."),
    Reason.SCHEME: gettext_lazy("Only https and http addresses can be opened."),
    Reason.PASSWORD: gettext_lazy("An address with a user name or password in it is not opened."),
    Reason.PORT: gettext_lazy("Addresses on unusual ports are not opened."),
    Reason.PRIVATE: gettext_lazy("%(host)s leads to a private address, which is not opened."),
    Reason.UNKNOWN: gettext_lazy("The name %(host)s is not known."),
    Reason.SILENT: gettext_lazy("%(host)s did not answer."),
    Reason.CIRCLES: gettext_lazy("The address leads in circles."),
    Reason.LARGE: gettext_lazy("The page at this address is too large."),
}


class CouldNotFetch(Exception):
    """The address was refused or did not answer; the message is fit for a person."""


class NotPublic(CouldNotFetch):
    """The address is no web address, or leads to a private one: it would be refused however often one asked."""


class TooLarge(CouldNotFetch):
    """Something is there, and more of it than is taken."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name. Raises CouldNotFetch when it has none."""
    with _in_our_words():
        return guard.resolve(host, port)


def fetch(
    url: str, *, accept: str = "*/*", resolver: Resolver = resolve, max_bytes: int = MAX_BYTES
) -> Fetched:
    """GET an https or http address of the public internet. Raises CouldNotFetch; NotPublic if it never will be."""
    with _in_our_words():
        return guard.fetch(
            url, accept=accept, agent="Assay", ports=_PORTS, resolver=resolver, max_bytes=max_bytes
        )


def check(url: str, *, resolver: Resolver = resolve) -> None:
    """Whether an address may be opened at all, without opening it. Raises NotPublic; CouldNotFetch if unknown now."""
    with _in_our_words():
        guard.check(url, ports=_PORTS, resolver=resolver)


def texts(name: str) -> list[str]:
    """The TXT records of a name, as this machine's own resolver tells them. Raises CouldNotFetch where it has none."""
    try:
        found = names.resolve(name, "TXT", lifetime=_DNS_SECONDS)
    except DNSException as refusal:
        message = str(SENTENCES[Reason.UNKNOWN]) % {"host": name}
        raise CouldNotFetch(message) from refusal
    return [b"".join(row.strings).decode("utf-8", "replace") for row in found]


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except guard.Refused as refusal:
        kind = NotPublic if refusal.reason in guard.FOR_GOOD else CouldNotFetch
        kind = TooLarge if refusal.reason == Reason.LARGE else kind
        raise kind(str(SENTENCES[refusal.reason]) % {"host": refusal.subject}) from refusal
