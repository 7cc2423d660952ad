"""Fifty press at once: each gets another one, or hears that nothing waits, whatever else goes on at that moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from assay.assessment import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import LIVE, Assignment, AssignmentStatus, Slot
from assay.assessment.tests.factories import make_assessor, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Submission
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.lib.errors import Refusal
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


def lay_out(district: Organization, version: Version, wait: int = WAIT) -> None:
    """So many evaluations in the queue."""
    for n in range(wait):
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


@pytest.mark.django_db(transaction=True)
def test_fifty_beside_the_machines_rounds_and_pauses_share_nothing_and_leave_nothing() -> None:
    """Each answers what they got in one of three ways; meanwhile the machine offers, and a lead pauses six."""
    district = make_district()
    version = make_version(district)
    lead = make_person("Lea Ortiz", role="lead-assessor", organization=district)
    people = [make_assessor(version, district, lead=lead) for _ in range(PRESS)]
    lay_out(district, version, wait=PRESS + 10)
    paused, rounds = people[:6], 3
    gate = Barrier(PRESS + rounds + 1)

    def press(number: int) -> None:
        person = Person.objects.get(pk=people[number].pk)
        offer = actions.offer_next(person)
        if number % 5 == 3:
            actions.decline(offer, by=person)
        elif number % 5 == 4:
            actions.recuse(offer, "family", by=person)
        else:
            actions.accept(offer, by=person)

    def do(number: int) -> None:
        gate.wait()
        try:
            if number < PRESS:
                press(number)
            elif number < PRESS + rounds:
                actions.offer_what_waits()
            else:
                for person in paused:
                    actions.pause(person, district, "Their checks lie below the line.", by=lead)
        except (Refusal, PermissionDenied):
            pass  # with a sentence: nothing waits, or it was ended a moment ago
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESS + rounds + 1) as pool:
        list(pool.map(do, range(PRESS + rounds + 1)))
    shares_nothing(paused)
    for person in people[6:]:  # nothing free was lost in it
        try:
            while True:
                take_next(person)
        except NothingWaits:
            continue
    shares_nothing(paused)
    first = Assignment.objects.filter(status__in=LIVE, slot=Slot.FIRST)
    assert first.count() == PRESS + 10


def shares_nothing(paused: list[Person]) -> None:
    live = Assignment.objects.filter(status__in=LIVE)
    for keys in (("evaluation", "slot"), ("evaluation", "assessor")):
        assert max(Counter(live.values_list(*keys)).values()) == 1
    offered = live.filter(status=AssignmentStatus.OFFERED).values_list("assessor", flat=True)
    assert max(Counter(offered).values(), default=0) <= 1, "two offers at once to one"
    assert not live.filter(assessor__in=paused).exists(), "who is paused holds nothing"


@pytest.mark.django_db(transaction=True)
def test_who_takes_up_an_offer_while_a_lead_pauses_them_holds_nothing_afterwards() -> None:
    district = make_district()
    version = make_version(district)
    lead = make_person("Lea Ortiz", role="lead-assessor", organization=district)
    person = make_assessor(version, district, lead=lead)
    lay_out(district, version, wait=1)
    offer = actions.offer_next(person)
    taken = Event()

    def take() -> None:
        with transaction.atomic():
            actions.accept(offer, by=Person.objects.get(pk=person.pk))
            taken.set()
            sleep(0.3)  # the pause begins before this is committed
        connection.close()

    def pause() -> None:
        taken.wait(10)
        actions.pause(person, district, "Their checks lie below the line.", by=lead)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(take), pool.submit(pause)]:
            done.result()
    assert not Assignment.objects.filter(status__in=LIVE).exists()
