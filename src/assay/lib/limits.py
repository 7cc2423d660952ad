"""How often a visitor may ask for what costs us much: counted in the cache, a window at a time."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from assay.lib.errors import TooMany


def at_most(times: int, *, of: str, by: str, seconds: int = 60) -> None:
    """Count one use of something by somebody. Raises TooMany beyond `times` within a window of so many seconds."""
    key = f"limit.{of}.{by}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        used = cache.incr(key)
    except ValueError:  # the window ended this very moment
        cache.set(key, 1, timeout=seconds)
        return
    if used > times:
        raise TooMany(_("That was many times within a short time. Wait a minute, then try again."))
