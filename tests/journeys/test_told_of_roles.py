"""A role is offered from the leader pool: the holder hears of it, and whoever offered it hears the answer."""

import pytest

from assay.catalog.actions import import_stack
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions
from assay.credentials.models import RoleCandidate
from assay.credentials.tests.factories import make_award
from assay.notices.models import Notice
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("person__display_name", flat=True))


def test_the_holder_and_whoever_offered_it_hear_of_it(
    district: Organization, ada: Person, max_: Person
) -> None:
    version = make_version(district, slug="one")
    opens = {"recognition": ["teacher-leader-pool-eligibility"]}
    stack = import_stack(stack_data(district, "mc-one", **opens), by=None)
    make_award(ada, version)
    actions.award_stack(stack, by=ada)
    offer = actions.offer_role(RoleCandidate.objects.get(), "Lead the team.", by=max_)
    assert told("role_offered") == [ada.display_name]
    actions.answer_role(offer, accept=True, by=ada)
    assert told("role_answered") == [max_.display_name]
