"""Who began before a program could count is told, once an event, and that their badge stays theirs."""

import pytest

from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.letters.actions import words_of
from assay.letters.models import Letter
from assay.notices.learners.credit import tell_of_lead_time
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.record.models import MACHINE

pytestmark = pytest.mark.django_db


def test_its_learner_is_told_once(ada: Person, district: Organization) -> None:
    award = make_award(ada, make_version(district))
    event = note("credits.lead_time_told", award, by=MACHINE, rule="mi-standard-certificate")
    tell_of_lead_time(event)
    tell_of_lead_time(event)
    notice = Notice.objects.get(kind="lead_time_missed")
    assert notice.person == ada and notice.path == "/credit/"
    letter = Letter.objects.get(kind="notices.lead_time_missed")
    assert letter.to == ada.email and "stays so" in words_of(letter).text
