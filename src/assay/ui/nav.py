"""Desks: where a person works in the product. Each room announces its own; the masthead shows those one may enter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise, cached_property


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A place of work: its label, address, who may enter, and where it stands among the others."""

    name: str
    label: str | Promise
    url_name: str
    may: Callable[[Any], bool]
    order: int

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)


_desks: dict[str, Desk] = {}


def add_desk(desk: Desk) -> None:
    """Announce a desk (in `AppConfig.ready`)."""
    _desks[desk.name] = desk


def desk_named(name: str) -> Desk:
    return _desks[name]


def desks_of(person: Any) -> list[Desk]:
    """The desks this person may enter, in order. Costs what `may` costs: roles are read once per request."""
    return [desk for desk in sorted(_desks.values(), key=lambda d: d.order) if desk.may(person)]
