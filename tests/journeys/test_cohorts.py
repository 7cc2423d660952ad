"""A cohort from its kick-off to a badge of one of them: soft dates, free joining, nudges that shame nobody."""

import re
from datetime import timedelta

import pytest

from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import Cohort, CohortDayKind, CohortMember
from assay.community.tests.factories import join, make_cohort
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_draft
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now, today
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.calendar import add_business_days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cleo(district: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=district)


def test_a_nudge_says_what_others_did_and_no_word_of_the_reader(
    district: Organization, ada: Person, bo: Person, cleo: Person
) -> None:
    version = make_version(district)
    cohort = make_cohort(district, version.micro_credential, by=cleo)
    join(cohort, ada, wants_nudges=True)  # has begun nothing, and is not told so
    join(cohort, bo, tells_steps=True)
    draft = make_draft(bo, version)
    monday = now() + (add_business_days(today(), 3) - today())
    with held_at(monday):
        Submission.objects.filter(pk=draft.pk).update(submitted_at=now())
        actions.set_cohort_day(
            cohort, CohortDayKind.DROP_IN, today() + timedelta(days=2), place="Room 12", by=cleo
        )
        assert actions.nudge_cohorts() == 1
        (letter,) = posted()
    assert list(Notice.objects.values_list("kind", "person")) == [("cohort_nudge", ada.pk)]
    assert "Colleagues in your group submitted this week." in letter.body
    assert "Drop-in time" in letter.body and "Room 12" in letter.body
    assert not re.search(r"Bo|behind|late|begun|not yet|1 colleague", letter.body)
    member = CohortMember.objects.get(person=ada)
    actions.choose_in_cohort(member, tells_steps=False, wants_nudges=False, by=ada)
    with held_at(monday + timedelta(days=7)):
        assert actions.nudge_cohorts() == 0


def test_no_date_locks_or_ends_anything(district: Organization, ada: Person, cleo: Person) -> None:
    version = make_version(district)
    cohort = make_cohort(district, version.micro_credential, by=cleo)
    past = today() - timedelta(days=60)
    Cohort.objects.update(first_on=past, until_on=past)
    actions.set_cohort_day(cohort, CohortDayKind.AIM, past, by=cleo)
    join(cohort, ada)
    draft = make_draft(ada, version)
    actions.end_cohort(cohort, by=cleo)
    draft.refresh_from_db()
    assert draft.is_draft and draft.start.status == "open"
