"""Three locks on the bar that lets anybody be anybody: the switch, a loopback address, a database made for it."""

from django.conf import settings

from assay.record.models import Event

LOADED = "demo.loaded"


def is_demo() -> bool:
    """Whether people may be switched here. The database's own mark cannot be set by a setting."""
    return bool(settings.DEMO and settings.LOOPBACK and _marked())


def loaded() -> bool:
    """Whether this database was made by `assay demo`."""
    return Event.objects.filter(verb=LOADED).exists()


_seen: list[bool] = []


def _marked() -> bool:
    # A mark is never taken back, so once seen it needs no second query.
    if not _seen and loaded():
        _seen.append(True)
    return bool(_seen)
