"""A partner lends its name, from the question to the end, and what each side hears."""

import pytest

from assay.catalog import actions
from assay.lib.clock import today
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def test_both_sides_hear_of_it_and_nobody_else(district: Organization, dee: Person) -> None:
    partner = Organization.objects.create(
        ident="north", name="North Coast", kind="partner", vetted_on=today()
    )
    department = make_department(district)
    aut = make_person("Aut Reed", role="author", organization=department)
    pia = make_person("Pia North", role="program-admin", organization=partner)
    make_person("Ned North", role="author", organization=partner)
    leave = actions.ask_leave(partner, department, "Designed with you.", by=aut)
    assert told("leave_asked") == {"Pia North"}
    actions.give_leave(leave, by=pia)
    assert told("leave_given") == {"Aut Reed"}
    actions.end_leave(leave, by=aut)
    assert told("leave_ended") == {"Pia North"}
    again = actions.ask_leave(partner, department, "Designed with you.", by=aut)
    actions.decline_leave(again, by=pia)
    assert told("leave_declined") == {"Aut Reed"}
    assert Notice.objects.filter(person=dee).count() == 0
