"""Of which program a page of rules tells: of one's own, or of what holds for every program here."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.people.http import SignedInRequest
from assay.people.models import PROGRAMS, Organization
from assay.program import policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`organization`: the program whose own rules they are, or None. `home`: who sets what holds for every program."""

    organization: Organization | None
    home: Organization | None
    choices: list[Organization | None]
    reads_home: bool  # whether the reader is told who set what holds for every program

    @property
    def seat(self) -> Organization | None:
        """Whose administrators and committee set these rules."""
        return self.organization or self.home

    @property
    def name(self) -> str:
        return self.organization.name if self.organization else ""

    def url(self, route: str, *args: Any) -> str:
        """A page of these rules: of a program `own_…`, with its name in the address."""
        return address(route, self.organization, *args)

    def tabs(self, route: str) -> list[dict[str, Any]]:
        """The same page of the other programs that the reader reads; none where there is one only."""
        if len(self.choices) < 2:
            return []
        return [
            {
                "label": one.name if one else _("Every program here"),
                "url": address(route, one),
                "current": one == self.organization,
            }
            for one in self.choices
        ]


def place_of(request: SignedInRequest, ident: str, *, own_first: bool = True) -> Place:
    """The program named in the address, or where none is: for the home district's staff what holds for every program
    here, for others their own. Raises Http404 for a program whose rules one does not read. Three queries."""
    home, mine = Organization.objects.program_district(), list(policy.rules_read_by(request.user))
    reads_home = request.user.serves_program(home, *policy.READERS)
    found = next((one for one in mine if one.ident == ident), None)
    if ident and found is None:
        raise Http404
    if not ident and own_first and not reads_home and mine:
        found = mine[0]
    alone = mine == [home] and not _others(home)
    choices: list[Organization | None] = [None] if reads_home else []
    return Place(
        organization=found,
        home=home,
        choices=choices if alone else [*choices, *mine],
        reads_home=reads_home,
    )


def _others(home: Organization | None) -> bool:
    rows = Organization.objects.current().filter(kind__in=PROGRAMS)
    return (rows.exclude(pk=home.pk) if home else rows).exists()


def address(route: str, place: Organization | None, *args: Any) -> str:
    """A page of the rules of a program, or of those for every program here."""
    if place is None:
        return reverse(f"program:{route}", args=args)
    return reverse(f"program:own_{route}", args=(place.ident, *args))
