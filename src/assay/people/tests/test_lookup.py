"""Somebody is named in a form by what one knows of them; only people of the desk's own are found."""

import pytest

from assay.people.lookup import SHOWN, SeveralFit, person_named
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


@pytest.fixture
def anns(district: Organization) -> list[Person]:
    return [
        make_person(name, role="learner", organization=district)
        for name in ("Ann Lee", "Ann Leeds", "Anna Lee")
    ]


def everybody():
    return Person.objects.get_queryset()


def test_a_name_or_an_address_is_enough_where_it_fits_one(anns: list[Person]) -> None:
    for typed in ("Ann Leeds", " leeds ", anns[1].email.upper()):
        assert person_named(everybody(), {"who": typed}, "who") == anns[1]
    assert person_named(everybody(), {"who": "ann lee"}, "who") == anns[0], (
        "whole, it fits one alone"
    )


@pytest.mark.parametrize(
    ("typed", "fitting"), [("ann", 3), ("", 0), ("Zoe", 0), ("x" * 5000, 0), ("%", 0)]
)
def test_otherwise_those_it_fits_are_there_to_choose_from(
    anns: list[Person], typed: str, fitting: int
) -> None:
    with pytest.raises(SeveralFit) as refused:
        person_named(everybody(), {"who": typed}, "who")
    assert len(refused.value.lookup.fitting) == fitting and refused.value.fields["who"]


def test_the_choice_decides_and_only_among_those_who_may_be_meant(anns: list[Person]) -> None:
    sent = {"who": "ann", "who-is": str(anns[2].pk)}
    assert person_named(everybody(), sent, "who") == anns[2]
    others = everybody().exclude(pk=anns[2].pk)
    with pytest.raises(SeveralFit):
        person_named(others, sent, "who")
    for odd in ("x", "-1", "9" * 30, "²"):
        with pytest.raises(SeveralFit):
            person_named(everybody(), sent | {"who-is": odd}, "who")


def test_no_more_are_shown_than_one_reads(district: Organization) -> None:
    for n in range(SHOWN + 5):
        make_person(f"Ann {n}", role="learner", organization=district)
    with pytest.raises(SeveralFit) as refused:
        person_named(everybody(), {"who": "ann"}, "who")
    assert len(refused.value.lookup.fitting) == SHOWN
