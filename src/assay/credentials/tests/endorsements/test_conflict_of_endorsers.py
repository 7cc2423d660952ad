"""Whoever speaks for somebody does not judge them."""

import pytest

from assay.assessment import policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Conflict
from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.catalog.tests.factories import make_version
from assay.credentials import actions
from assay.credentials.models import Award
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db

SAW = "I sat in on two lessons and saw what the wait did to who speaks in this class."


@pytest.fixture
def lea(district: Organization) -> Person:
    return make_person("Lea Fern", role="lead-assessor", organization=district)


def test_an_endorser_is_not_offered_the_earners_work_nor_the_other_way_round(
    award: Award, ada, district, lea
) -> None:
    other = make_version(district, slug="another-one")
    endorser = make_assessor(other, district, lead=lea)
    waiting = make_evaluation(ada, district, lead=lea, version=other)
    ask = actions.ask_for_endorsement(award, of=endorser, by=ada)
    assert not Conflict.objects.exists(), "who was only asked has not spoken"
    row = actions.endorse_award(ask, text=SAW, by=endorser)
    with pytest.raises(NothingWaits):
        take_next(endorser)
    actions.withdraw_endorsement(row, by=endorser)
    with pytest.raises(NothingWaits):
        take_next(endorser)
    assert not policy.can_screen(endorser, waiting)
    assert take_next(make_assessor(other, district, lead=lea)).evaluation == waiting


def test_a_guests_word_keeps_nobody_apart(award: Award, ada) -> None:
    ask = actions.ask_guest(award, address="jane.roe@elm.example", by=ada)
    actions.answer_letter(ask, ask.token, name="Jane Roe", text=SAW)
    assert not Conflict.objects.exists()
