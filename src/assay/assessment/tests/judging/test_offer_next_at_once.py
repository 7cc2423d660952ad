"""Fifty press at once: each gets another one, or hears that nothing waits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assay.assessment import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment
from assay.assessment.tests.factories import make_assessor, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Submission
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person

PRESS, WAIT = 50, 35


def make_submission(learner: Person, version: Version) -> Submission:
    """Handed in; made as a row, because how it got there is no matter here."""
    start = Start.objects.create(
        person=learner, version=version, micro_credential=version.micro_credential, started_at=now()
    )
    return Submission.objects.create(
        start=start,
        version=version,
        status="submitted",
        created_at=now(),
        saved_at=now(),
        submitted_at=now(),
        promised_on=today(),
        manifest_hash="0" * 64,
    )


def lay_out(district: Organization, version: Version) -> None:
    """So many evaluations in the queue."""
    for n in range(WAIT):
        learner = make_person(f"Learner {n}", role="learner", organization=district)
        evaluation = actions.open_evaluation(make_submission(learner, version))
        type(evaluation).objects.filter(pk=evaluation.pk).update(status="queued", queued_at=now())


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_press_at_once_no_two_get_the_same() -> None:
    district = make_district()
    version = make_version(district)
    lead = make_person("Lea Ortiz", role="lead-assessor", organization=district)
    people = [make_assessor(version, district, lead=lead) for _ in range(PRESS)]
    lay_out(district, version)
    gate = Barrier(PRESS)

    def press(person: Person) -> str:
        gate.wait()
        try:
            return f"{take_next(Person.objects.get(pk=person.pk)).evaluation_id}"
        except NothingWaits:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESS) as pool:
        got = [one for one in pool.map(press, people) if one]
    assert len(got) == len(set(got)) == WAIT, "0 double leases, and nothing is left lying"
    assert Assignment.objects.count() == WAIT
