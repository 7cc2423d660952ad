"""Whether a domain shows the code that its owner was asked to put there: in its DNS, or in a file.

Asks the network, so never within a transaction; the verb takes what was found.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from assay.lib import outbound
from assay.lib.outbound import CouldNotFetch

FILE = "/.well-known/assay-issuer.txt"
RECORD = "_assay-issuer"
MOST_BYTES = 4096

T = TypeVar("T")


def find(
    domain: str,
    code: str,
    *,
    texts: Callable[[str], list[str]] | None = None,
    page: Callable[[str], str] | None = None,
) -> str:
    """Where the code stands: "dns", "file", or "" for nowhere. What cannot be reached shows nothing."""
    none: list[str] = []
    if code in _quietly(texts or outbound.texts, f"{RECORD}.{domain}", none):
        return "dns"
    said = _quietly(page or _page, f"https://{domain}{FILE}", "")
    return "file" if said.strip() == code else ""


def _page(url: str) -> str:
    """What stands there; nothing where the answer is an error, or another host's."""
    answer = outbound.fetch(url, accept="text/plain", max_bytes=MOST_BYTES)
    own = urlsplit(answer.url).hostname == urlsplit(url).hostname
    return answer.body.decode("utf-8", "replace") if answer.status == 200 and own else ""


def _quietly(ask: Callable[[str], T], what: str, nothing: T) -> T:
    try:
        return ask(what)
    except CouldNotFetch:
        return nothing
