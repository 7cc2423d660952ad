"""What administrators are told of agreements between districts, and that nobody else is."""

from datetime import timedelta

import pytest

from assay.lib.clock import today
from assay.notices.models import Notice
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def test_the_other_side_hears_of_it(district: Organization, max_: Person, dee: Person) -> None:
    other = make_district("Foxglove Schools")
    theo = make_person("Theo There", role="program-admin", organization=other)
    agreement = actions.propose_data_sharing(
        district,
        other,
        shares="both",
        purposes=["scoring"],
        reference="DSA 12",
        first_on=today(),
        last_on=today() + timedelta(days=9),
        by=max_,
    )
    assert told("agreement_proposed") == {"Theo There"}
    actions.accept_data_sharing(agreement, by=theo)
    assert told("agreement_accepted") == {max_.display_name}
    actions.end_data_sharing(agreement, by=theo)
    assert told("agreement_ended") == {max_.display_name}
    assert Notice.objects.filter(person=dee).count() == 0
