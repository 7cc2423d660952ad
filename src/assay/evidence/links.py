"""Links as evidence: only public web addresses, and never a reason to lose what was typed."""

import os
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from assay.lib import outbound
from assay.lib.errors import BadInput

# A name service that does not answer must not keep a learner waiting: the link is taken.
LOOK_SECONDS = 3
_OTHER_SCHEMES = (
    "javascript:",
    "data:",
    "mailto:",
    "file:",
    "vbscript:",
    "about:",
    "blob:",
    "tel:",
)

_looking = ThreadPoolExecutor(max_workers=4, thread_name_prefix="links")


def _begin_anew() -> None:
    """Threads do not come along where a process forks: a child that asked them would wait for ever."""
    global _looking
    _looking = ThreadPoolExecutor(max_workers=4, thread_name_prefix="links")


os.register_at_fork(after_in_child=_begin_anew)


def checked_link(url: str, *, resolver: outbound.Resolver | None = None) -> str:
    """The address, if it may be evidence. Raises BadInput for another scheme or an address that is not public.

    A name that is not known now (no network, a slip of the pen) is taken: reachability is told, never demanded.
    """
    url = url.strip()
    if not url or len(url) > 1000 or any(c.isspace() or ord(c) < 32 for c in url):
        raise _bad(_("This is not a web address. Copy it from the address bar of your browser."))
    if "://" not in url and not url.lower().startswith(_OTHER_SCHEMES):
        url = f"https://{url}"
    _refuse_inside_names(url)
    is_known(url, resolver=resolver)
    return url


def is_known(url: str, *, resolver: outbound.Resolver | None = None) -> bool:
    """True if the address leads somewhere now, as far as the name service says. Raises BadInput if not public."""
    look = _looking.submit(outbound.check, url, resolver=resolver or outbound.resolve)
    try:
        look.result(timeout=LOOK_SECONDS)
    except outbound.NotPublic as e:
        raise _bad(str(e)) from e
    except (outbound.CouldNotFetch, TooSlow):
        return False
    return True


def _refuse_inside_names(url: str) -> None:
    """Names that only a local network knows, refused without asking anybody."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError as e:
        raise _bad(
            _("This is not a web address. Copy it from the address bar of your browser.")
        ) from e
    if host == "localhost" or host.endswith(
        (".localhost", ".local", ".internal", ".lan", ".home.arpa")
    ):
        raise _bad(
            _("This address leads inside a private network. Assessors elsewhere cannot open it.")
        )


def _bad(message: str) -> BadInput:
    return BadInput(message, fields={"url": message})
