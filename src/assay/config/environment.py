"""Reading the environment: every setting with its type, and for each that is wrong one sentence that says what to mend.

An empty value is no value: files of settings often name what they leave open.
"""

import difflib
import os
import secrets
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

from assay.lib.files.whole_files import write_whole

#: Secrets are as long in the environment as the files we make ourselves are at least.
SECRET_LENGTH = 32

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_DATABASES = frozenset({"sqlite", "postgres", "postgresql", "psql", "pgsql"})
_SMTP = frozenset({"smtp", "smtps", "smtp+tls", "smtp+ssl"})
_SERVER = "python3 scripts/install.py .venv requirements/server.txt"


class Environment:
    """The settings in a mapping of names to texts. Every method raises ImproperlyConfigured with one sentence."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def text(self, name: str, *, default: str = "") -> str:
        """A text without spaces around it."""
        self._asked.add(name)
        return self._values.get(name, "").strip() or default

    def is_set(self, name: str) -> bool:
        return bool(self.text(name))

    def whole(self, name: str, *, default: int) -> int:
        text = self.text(name)
        if not text:
            return default
        if not text.isascii() or not text.removeprefix("-").isdecimal() or len(text) > 15:
            raise ImproperlyConfigured(
                f"{name} is “{text}”: write a whole number, such as {default}."
            )
        return int(text)

    def number(self, name: str, *, default: float) -> float:
        text = self.text(name)
        try:
            number = float(text) if text else default
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} is “{text}”: write a number, such as {default:g}."
            ) from None
        if not abs(number) < 1e12:
            raise ImproperlyConfigured(f"{name} is “{text}”: write a number, such as {default:g}.")
        return number

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.text(name)
        if not text:
            return default
        if text.lower() not in _YES | _NO:
            raise ImproperlyConfigured(f"{name} is “{text}”: write true or false.")
        return text.lower() in _YES

    def several(self, name: str, *, default: Iterable[str] = ()) -> list[str]:
        """Texts separated by commas."""
        text = self.text(name)
        return [part.strip() for part in text.split(",") if part.strip()] if text else [*default]

    def hosts(self, name: str) -> list[str]:
        """Names of hosts separated by commas."""
        hosts = self.several(name)
        for host in hosts:
            if any(sign in host for sign in "/@: ") and not host.startswith("["):
                raise ImproperlyConfigured(
                    f"{name} has “{host}”: write names of hosts alone, such as www.example.org."
                )
        return hosts

    def numbered(self, name: str) -> dict[str, str]:
        """Numbers by what they belong to: `nea=1337, lakeside=4711`."""
        found = [pair.partition("=") for pair in self.several(name)]
        for owner, _sign, number in found:
            if not owner.strip() or not number.strip().isdigit():
                raise ImproperlyConfigured(
                    f"{name} has “{owner}{_sign}{number}”: write each as name=number, such as nea=1337."
                )
        return {owner.strip(): number.strip() for owner, _sign, number in found}

    def contact(self, name: str) -> str:
        """An e-mail address or the https address of a page, as a URI; "" where none is set."""
        text = self.text(name)
        if text and "@" in text and ":" not in text:
            return f"mailto:{text}"
        if text and not text.startswith(("mailto:", "https://", "tel:")):
            raise ImproperlyConfigured(
                f"{name} is “{text}”: write an e-mail address or the https address of a page."
            )
        return text

    def port(self, name: str, *, default: int) -> int:
        number = self.whole(name, default=default)
        if not 0 < number < 65536:
            raise ImproperlyConfigured(f"{name} is {number}: ports go from 1 to 65535.")
        return number

    def choice(self, name: str, options: Iterable[str], *, default: str) -> str:
        """One of these, in any case of letters; comes back as it stands in `options`."""
        options = [*options]
        text = self.text(name, default=default)
        for option in options:
            if option.lower() == text.lower():
                return option
        raise ImproperlyConfigured(f"{name} is “{text}”: write {_either(options)}.")

    def asked_from(self, name: str, *, default: str) -> tuple[bool, date | None]:
        """Whether something is asked for, and from which day at the earliest: `off`, `asked` or `2027-01-15`."""
        text = self.text(name, default=default)
        if text.lower() in {"asked", "off"}:
            return text.lower() == "asked", None
        try:
            return True, date.fromisoformat(text)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} is “{text}”: write asked, off, or a day as in 2027-01-15."
            ) from None

    def log_level(self, name: str, *, default: str) -> str:
        return self.choice(name, ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default=default)

    def time_zone(self, name: str, *, default: str) -> str:
        text = self.text(name, default=default)
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            word = text.replace(" ", "_").lower()
            near = sorted(
                zone for zone in available_timezones() if zone.lower().endswith("/" + word)
            )
            near = near or _near(text, available_timezones())
            meant = f" Did you mean {near[0]}?" if near else " Write one as in America/Chicago."
            raise ImproperlyConfigured(
                f"{name} is “{text}”, which is no time zone.{meant}"
            ) from None
        return text

    def address(self, name: str, *, default: str) -> SplitResult:
        """An http or https address of a host and nothing more: no path, no query, nobody's name and password."""
        text = self.text(name, default=default).rstrip("/")
        split = _split(name, text, "https://badges.example.org")
        if split.scheme not in {"http", "https"} or not split.hostname:
            raise ImproperlyConfigured(
                f"{name} is “{text}”: write an address such as https://badges.example.org."
            )
        extra = [
            word
            for word, there in (
                ("a name or password before the @", "@" in split.netloc),
                (f"the path {split.path}", split.path),
                ("what follows the ?", split.query or "?" in text),
                ("what follows the #", split.fragment or "#" in text),
            )
            if there
        ]
        if extra:
            raise ImproperlyConfigured(
                f"{name} is the address of a host alone: take {' and '.join(extra)} out of it."
            )
        return split

    def secret(self, name: str, file: Path) -> str:
        """The secret that is set, else the one in this file, which is made on first use."""
        text = self.text(name)
        if text and len(text) < SECRET_LENGTH:
            raise ImproperlyConfigured(
                f"{name} has {len(text)} characters, and a secret needs {SECRET_LENGTH} or more: take the line out, and"
                f" one is made in {file}, or write 48 characters that nobody can guess."
            )
        return text or secret_file(file)

    def folder(self, name: str, *, default: str) -> Path:
        """A folder that this account can write to; made where it is missing."""
        path = Path(self.text(name, default=default)).absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise ImproperlyConfigured(
                f"{name} is {path}, which cannot be used as a folder: {e.strerror}."
            ) from None
        if not os.access(path, os.W_OK | os.X_OK):
            raise ImproperlyConfigured(f"{name} is {path}, and this account may not write there.")
        return path

    def db_url(self, name: str, *, default: str) -> dict[str, Any]:
        """A database as Django has it."""
        text = self.text(name, default=default)
        example = "postgres://user:password@host:5432/name"
        scheme = text.partition(":")[0]
        if scheme not in _DATABASES or "://" not in text:
            raise ImproperlyConfigured(f"{name} does not begin like {example} or sqlite:///path.")
        if scheme != "sqlite":
            split = (
                _split(name, text, example) if "," not in text else urlsplit(text)
            )  # a comma: several hosts
            if not split.path.strip("/"):
                raise ImproperlyConfigured(f"{name} names no database: write {example}.")
            if find_spec("psycopg") is None:
                raise ImproperlyConfigured(
                    f"{name} asks for PostgreSQL, whose driver is not installed: {_SERVER}"
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: dict[str, Any] = environ.Env.db_url_config(text)
        return found

    def email_url(self, name: str) -> dict[str, Any]:
        """A mail server as Django has it."""
        text = self.text(name)
        example = "smtp+tls://user:password@mail.example.org:587"
        scheme = text.partition(":")[0]
        if scheme not in environ.Env.EMAIL_SCHEMES or "://" not in text:
            raise ImproperlyConfigured(f"{name} does not begin like {example}.")
        split = _split(name, text, example)
        if scheme in _SMTP and not split.hostname:
            raise ImproperlyConfigured(f"{name} names no mail server: write {example}.")
        found: dict[str, Any] = environ.Env.email_url_config(text)
        return found

    def room_for(self, name: str, path: Path) -> None:
        """The folder of a file that a setting names; made where it is missing."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise ImproperlyConfigured(
                f"{name} needs the folder {path.parent}: {e.strerror}."
            ) from None

    def together(self, names: Iterable[str], needs: str) -> None:
        """These make sense only where `needs` is set."""
        for name in names:
            if self.is_set(name) and not self.is_set(needs):
                raise ImproperlyConfigured(
                    f"{name} is set and {needs} is not: set that as well, or take it out."
                )

    def driver(self, name: str, *modules: str) -> None:
        """Refuse to start where a setting needs packages that are missing."""
        if self.is_set(name) and any(find_spec(module) is None for module in modules):
            raise ImproperlyConfigured(f"{name} needs a client that is not installed: {_SERVER}")

    def refuse_unknown(self, prefix: str = "ASSAY_") -> None:
        """Every name that begins so has been asked for by now: a misspelt one would be left out without a word."""
        for name in sorted(self._values):
            if name.startswith(prefix) and name not in self._asked:
                near = (
                    [name.removeprefix(prefix)]
                    if name.removeprefix(prefix) in self._asked
                    else None
                )
                near = near or _near(name, self._asked)
                meant = (
                    f" Did you mean {near[0]}?"
                    if near
                    else " All of them stand in docs/reference/settings.md."
                )
                raise ImproperlyConfigured(f"{name} is no setting.{meant}")


def secret_file(path: Path) -> str:
    """The secret kept in a file of mode 0600; made on first use. Refuses a file that others can read."""
    try:
        if not path.exists():
            _make_secret(path)
        mode, secret = path.stat().st_mode, path.read_text().strip()
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else "it holds no text"
        raise ImproperlyConfigured(
            f"{path} holds a secret and cannot be read or made: {why}."
        ) from None
    if mode & 0o077:
        raise ImproperlyConfigured(
            f"{path} holds a secret and can be read by others. Run: chmod 600 {path}"
        )
    if len(secret) < SECRET_LENGTH:
        raise ImproperlyConfigured(f"{path} is empty or cut short. Restore it from your backup.")
    return secret


def _make_secret(path: Path) -> None:
    with suppress(FileExistsError):  # another process of ours was a moment quicker
        write_whole(path, [secrets.token_urlsafe(48).encode()], exclusive=True)


def _split(name: str, text: str, example: str) -> SplitResult:
    """The parts of an address. What is wrong with it is said without repeating it: there may be a password in it."""
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} has a host or port that is none: write it as in {example}."
        ) from None
    if port == 0 or any(sign.isspace() for sign in text):
        raise ImproperlyConfigured(
            f"{name} has a host or port that is none: write it as in {example}."
        )
    return split


def _near(text: str, names: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(text, [*names], n=1, cutoff=0.75)


def _either(options: list[str]) -> str:
    return " or ".join((", ".join(options[:-1]), options[-1])) if len(options) > 1 else options[0]


class _Named(Environment):
    """Under the names of the types, as settings.py reads best."""

    str = Environment.text
    int = Environment.whole
    float = Environment.number
    bool = Environment.switch
    list = Environment.several


env = _Named(os.environ)
