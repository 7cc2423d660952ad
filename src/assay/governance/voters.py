"""Who may vote on what is recorded, as a form lists them."""

from collections.abc import Collection
from dataclasses import dataclass

from assay.governance.models import Committee
from assay.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """A member who sits there today; `choice`: what was typed before."""

    person: int
    name: str
    recused: bool
    choice: str = ""

    @property
    def field(self) -> str:
        return field_of(self.person)


def field_of(person: int) -> str:
    return f"vote-{person}"


def voters_of(committee: Committee, out: Collection[int]) -> list[Voter]:
    """By name; `out`: who is recused. Two queries."""
    seated = {one.person_id for one in committee.sitting()}
    rows = Person.objects.filter(pk__in=seated).order_by("display_name", "pk")
    return [
        Voter(person=one.pk, name=one.display_name, recused=one.pk in out)
        for one in rows.only("display_name")
    ]
