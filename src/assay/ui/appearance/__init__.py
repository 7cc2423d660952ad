"""How the program shows itself on every page: its name, its logo, its color. Kept in the process for a few seconds.

Who keeps it (`program`) says how it is asked for; pages ask here, and cost no query for it. Another process shows a
change after `settings.APPEARANCE_SECONDS` at the latest, the one that took it at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """`style`: what a page's <style> says, "" for our own color; `logo`: its address, "" for none."""

    name: str = ""
    style: str = ""
    style_hash: str = ""  # of the style, as a content security policy names it
    logo: str = ""
    logo_width: int = 0  # in CSS pixels, at the height of the masthead


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoFile:
    """The logo itself, for what is printed or mailed: as it is kept (`kind`: "png" or "svg"), and as a picture."""

    body: bytes
    kind: str
    png: bytes
    width: int  # in CSS pixels, at the height of the masthead
    height: int


OURS = Appearance()


class _Kept:
    """What this process knows, and since when."""

    def __init__(self) -> None:
        self.ask: Callable[[], Appearance] | None = None
        self.ask_for_logo: Callable[[], LogoFile | None] | None = None
        self.logo: tuple[str, LogoFile | None] = ("", None)  # by its address
        self.value = OURS
        self.at: float | None = None


_kept = _Kept()


def ask_with(ask: Callable[[], Appearance], for_logo: Callable[[], LogoFile | None]) -> None:
    """Say how it is asked for (in `AppConfig.ready`)."""
    _kept.ask, _kept.ask_for_logo = ask, for_logo


def put(value: Appearance) -> None:
    """What it is from now on, in this process."""
    _kept.value, _kept.at = value, time.monotonic()


def current() -> Appearance:
    """How the program shows itself. Now and then one query; none in a broken transaction, which shows what was."""
    seconds = settings.APPEARANCE_SECONDS
    is_old = _kept.at is None or time.monotonic() - _kept.at >= seconds
    if seconds and is_old and _kept.ask is not None:
        _kept.at = time.monotonic()  # whoever comes meanwhile takes what is there
        try:
            _kept.value = _kept.ask()
        except DatabaseError:
            return _kept.value
    return _kept.value


def logo_file() -> LogoFile | None:
    """The logo as it is now, if there is one. One query for each logo and process."""
    address = current().logo
    if not address or _kept.ask_for_logo is None:
        return None
    if _kept.logo[0] != address:
        try:
            _kept.logo = (address, _kept.ask_for_logo())
        except DatabaseError:
            return None
    return _kept.logo[1]


def program_name() -> str:
    """As it was set in the browser, else as the installation is named."""
    return current().name or str(settings.PROGRAM_NAME)
