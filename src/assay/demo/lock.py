"""Locks on the bar that lets anybody be anybody: the switch, a loopback address, a database made for it, and a visitor
at this very machine.
"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 (it looks at who asks)
from django.http.request import split_domain_port  # noqa: TID251

from assay.lib.http import came_through_a_proxy
from assay.record.models import Event

BEGUN, LOADED = "demo.begun", "demo.loaded"


def is_demo() -> bool:
    """True if people may be switched here. The database's own mark cannot be set by a setting."""
    return bool(settings.DEMO and settings.LOOPBACK and _marked())


def may_switch(request: HttpRequest) -> bool:
    """True if this visitor may be somebody else: in the demo, from this machine, with nothing in between.

    A proxy or a tunnel makes the whole world a visitor from this machine; its headers give it away.
    """
    return (
        is_demo()
        and not settings.TRUSTED_PROXIES
        and not came_through_a_proxy(request)
        and _is_this_machine(split_domain_port(request.get_host())[0])
        and _is_this_machine(str(request.META.get("REMOTE_ADDR", "")))
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def loaded() -> bool:
    """True if this database was made by `assay demo`, to the end."""
    return Event.objects.filter(verb=LOADED).exists()


def begun() -> bool:
    """True if this database is the demo's, whole or not: the first thing that loading writes says so."""
    return Event.objects.filter(verb__in=(BEGUN, LOADED)).exists()


_seen: list[bool] = []


def _marked() -> bool:
    # A mark is never taken back, so once seen it needs no second query.
    if not _seen and loaded():
        _seen.append(True)
    return bool(_seen)
