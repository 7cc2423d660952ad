"""How often something may be done: one counter for all processes, in the database, a window at a time.

Counting is one statement that commits by itself, so it is exact however many processes ask at once. Call it from a
view, outside a transaction: what a verb rolls back would be uncounted with it, and the row would stay locked.
"""

import hmac
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.lib.clock import now
from assay.lib.errors import TooMany
from assay.lib.models import Window

#: The names are those of our own table. A window that is over begins anew with this use.
_COUNT = """
INSERT INTO lib_window (name, used, ends_epoch) VALUES (%s, 1, %s)
ON CONFLICT (name) DO UPDATE SET
    used = CASE WHEN lib_window.ends_epoch <= %s THEN 1 ELSE lib_window.used + 1 END,
    ends_epoch = CASE WHEN lib_window.ends_epoch <= %s THEN excluded.ends_epoch ELSE lib_window.ends_epoch END
RETURNING used, ends_epoch
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How often something was done in the window that runs, this time included, and in how many seconds that ends."""

    times: int
    ends_in_seconds: int


def count(*, of: str, by: str, seconds: int) -> Use:
    """Count one use of something by somebody; the first one opens a window of so many seconds. One statement."""
    at = now().timestamp()
    whole = ceil(at)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_name(of, by), whole + seconds, whole, whole])
        times, ends = cursor.fetchone()
    return Use(times=times, ends_in_seconds=max(1, ends - whole))


def at_most(times: int, *, of: str, by: str, seconds: int = 60) -> None:
    """Count one use of something by somebody. Raises TooMany beyond `times` within a window of so many seconds."""
    use = count(of=of, by=by, seconds=seconds)
    if use.times > times:
        raise too_many(use)


def too_many(use: Use) -> TooMany:
    """The refusal that says how long to wait."""
    minutes = ceil(use.ends_in_seconds / 60)
    wait = ngettext(
        "Wait a minute, then try again.", "Wait %(n)d minutes, then try again.", minutes
    ) % {"n": minutes}
    message = _("That was many times within a short time. %(wait)s") % {"wait": wait}
    return TooMany(message, retry_after_seconds=use.ends_in_seconds)


def give_back(*, of: str, by: str) -> None:
    """A use that turned out not to count: somebody knew their password."""
    Window.objects.filter(name=_name(of, by), used__gt=0).update(used=F("used") - 1)


def drop_ended() -> int:
    """Delete windows that are over; how many. Counting needs none of them."""
    dropped, _kinds = Window.objects.filter(ends_epoch__lte=now().timestamp()).delete()
    return dropped


def mark(text: str) -> str:
    """A name for an address or another text that cannot be read back without the installation's secret (32 digits)."""
    digest = hmac.digest(
        settings.SECRET_KEY.encode(), b"assay mark\0" + text.strip().lower().encode(), "sha256"
    )
    return digest.hex()[:32]


def _name(of: str, by: str) -> str:
    return f"{of}:{mark(by)}"
