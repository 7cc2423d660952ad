"""What people are told of anchors, and that nobody else is."""

import pytest

from assay.assessment import actions
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import (
    make_assessor,
    make_calibration,
    make_decided,
    make_lead,
    read_anchor,
)
from assay.catalog.tests.factories import make_version
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def test_a_lead_hears_of_a_message_and_its_sender_of_the_answer(
    district: Organization, lea: Person, dee: Person
) -> None:
    version = make_version(district)
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    other = make_lead(district, "Olga Lead")
    turn = make_calibration(sam, version, lead=lea)
    reading = read_anchor(turn.readings.all()[0], c1="almost")
    row = actions.object_to(reading, "c1", "At 02:05 she waits.", by=sam)
    assert told("objected") == {lea.display_name, other.display_name}
    actions.answer_objection(row, "stays", "Two seconds only.", by=other)
    assert told("objection_answered") == {"Sam Scorer"}
    assert Notice.objects.filter(person=dee).count() == 0


def test_a_learner_hears_that_they_are_asked(
    ada: Person, district: Organization, lea: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=make_version(district))
    actions.release(evaluation, by=make_person("Yu", role="approver", organization=district))
    actions.ask_for_anchor(Evaluation.objects.get(pk=evaluation.pk), by=lea)
    assert told("anchor_asked") == {ada.display_name}
