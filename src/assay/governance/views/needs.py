"""Which needs a proposal serves: what there is to choose from, and what was chosen."""

from collections.abc import Iterable
from typing import Any

from assay.catalog.models import Version
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.models import Need

OFFERED = 8


def numbers(sent: Iterable[str]) -> list[int]:
    return [int(one) for one in sent if one.isdecimal() and len(one) < 16]


def offered(person: Person, version: Version, chosen: Iterable[int]) -> list[Any]:
    """Needs of the version's program to choose from: the chosen ones, then those that share words with it."""
    home = version.micro_credential.home.program_above
    rows = Need.objects.visible_to(person).filter(program=home, merged_into=None, is_shared=True)
    first = list(rows.filter(pk__in=chosen).most_wanted())
    words = f"{version.title} {version.competency}"
    like = rows.with_votes().wanted().exclude(pk__in=[need.pk for need in first]).resembling(words)
    return [*first, *like[:OFFERED]]


def chosen_needs(request: SignedInRequest) -> list[Need]:
    mine = Need.objects.visible_to(request.user)
    return list(mine.filter(pk__in=numbers(request.POST.getlist("need"))[:50]))
