"""Refusals: exceptions whose message is fit for the person who meets them.

`lib.http.refusals` turns each into a page or into problem JSON with its status. Django's own PermissionDenied (403) and
Http404 (404) keep their meaning.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A request that cannot be granted. `message` says what happened and what to do, in plain words."""

    status = 400
    code = "refused"

    def __init__(
        self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code or self.code
        #: For forms: the name of each field at fault and what is wrong with it.
        self.fields = dict(fields or {})


class BadInput(Refusal):
    """Input that cannot be used as it is."""

    status = 422
    code = "bad-input"


class WrongState(Refusal):
    """The thing has moved on: what was asked no longer fits its state."""

    status = 409
    code = "wrong-state"


class Stale(WrongState):
    """Somebody, or another tab, saved something newer meanwhile; nothing was overwritten."""

    code = "stale"


class NotThisWay(Refusal):
    """The address takes other methods than the one that was used."""

    status = 405
    code = "not-this-way"


class TooLarge(Refusal):
    """More bytes, words or rows than the limit allows."""

    status = 413
    code = "too-large"


class TooMany(Refusal):
    """Too many tries in a short time. `retry_after_seconds` goes into the answer's Retry-After (RFC 9110 §10.2.3)."""

    status = 429
    code = "too-many"

    def __init__(self, message: str, *, retry_after_seconds: int = 60, **kwargs: Any) -> None:
        super().__init__(message, **kwargs)
        self.retry_after_seconds = retry_after_seconds


class Busy(Refusal):
    """Others hold what is needed for longer than anybody should wait."""

    status = 503
    code = "busy"


class Gone(Refusal):
    """It was there, and has been withdrawn or has run out."""

    status = 410
    code = "gone"


class NoRoom(Refusal):
    """A disk, a database or somebody's share of it is full (RFC 4918 §11.5); what was kept before stays whole."""

    status = 507
    code = "no-room"


class NotKept(Refusal):
    """Bytes came out of the storage otherwise than they went in, so they do not count as kept."""

    status = 503
    code = "not-kept"
