"""A lead's sample of feedback: drawn at random once a week, checked once, and what the assessor reads of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Assignment, FeedbackCheck
from assay.assessment.tests.factories import make_evaluation, make_lead, score
from assay.assessment.waiting import kinds
from assay.catalog.models import Version
from assay.lib.clock import held_at, now
from assay.lib.counts import heads_of
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(leased: Assignment, sam: Person) -> Assignment:
    return score(leased, by=sam, c3="almost")


@pytest.fixture
def drawn(scored: Assignment, lea: Person) -> FeedbackCheck:
    return actions.draw_feedback(by=lea)[0]


def test_ten_are_drawn_of_the_last_two_weeks(
    scored: Assignment, lea: Person, sam: Person, district: Organization, version: Version
) -> None:
    for n in range(11):
        learner = make_person(
            f"Learner {n}", role="learner", organization=make_school(district, f"Place {n}")
        )
        make_evaluation(learner, district, lead=lea, version=version)
        score(actions.offer_next(sam), by=sam)
    rows = actions.draw_feedback(by=lea)
    assert len({row.sheet_id for row in rows}) == 10
    event = Event.objects.get(verb="assessment.feedback_drawn")
    assert sorted(event.particulars["sheets"]) == sorted(row.sheet_id for row in rows)
    with pytest.raises(WrongState):
        actions.draw_feedback(by=lea)
    other = actions.draw_feedback(by=make_lead(district))
    assert len(other) == 2 and not {r.sheet_id for r in other} & {r.sheet_id for r in rows}


def test_nobody_draws_their_own_old_or_others_sheets(
    scored: Assignment, lea: Person, sam: Person, district: Organization, version: Version
) -> None:
    make_person(sam, role="lead-assessor", organization=district)
    with pytest.raises(PermissionDenied):
        actions.draw_feedback(by=make_person("Kit", role="assessor", organization=district))
    for person in (sam, make_lead(make_school(district, "Elsewhere"))):
        with pytest.raises((WrongState, PermissionDenied)):
            actions.draw_feedback(by=person)
    with held_at(now() + timedelta(days=15)), pytest.raises(WrongState):
        actions.draw_feedback(by=lea)
    assert not FeedbackCheck.objects.exists()


def test_good_feedback_is_one_press(drawn: FeedbackCheck, lea: Person, sam: Person) -> None:
    actions.check_feedback(drawn, faults={}, by=lea)
    event = Event.objects.get(verb="assessment.feedback_checked")
    assert event.particulars == {"good": True, "faults": 0}
    with pytest.raises(WrongState):
        actions.check_feedback(drawn, faults={}, by=lea)
    assert not FeedbackCheck.objects.notes_to(sam).exists()


def test_faults_need_a_word_that_the_assessor_alone_reads(
    drawn: FeedbackCheck, lea: Person, sam: Person, sue: Person, district: Organization
) -> None:
    for person in (sam, sue, make_lead(district)):
        with pytest.raises(PermissionDenied):
            actions.check_feedback(drawn, faults={}, by=person)
    odd: list[dict[str, list[str]]] = [{"zz": ["no_step"]}, {"c3": ["rude"]}, {"c3": ["no_step"]}]
    for faults in odd:
        with pytest.raises(BadInput):
            actions.check_feedback(drawn, faults=faults, by=lea)
    with pytest.raises(BadInput):
        actions.check_feedback(drawn, faults={}, note="x" * 2001, by=lea)
    actions.check_feedback(drawn, faults={"c3": ["no_step"]}, note="Say which clip.", by=lea)
    drawn.refresh_from_db()
    assert drawn.faults == {"c3": ["no_step"]}
    for person in (sue, lea):
        with pytest.raises(PermissionDenied):
            actions.read_feedback_note(drawn, by=person)
    actions.read_feedback_note(drawn, by=sam)
    actions.read_feedback_note(drawn, by=sam)
    assert Event.objects.filter(verb="assessment.feedback_read").count() == 1


def test_pages_lead_from_the_draw_through_the_sample(
    scored: Assignment, lea: Person, sam: Person, sue: Person, dee: Person, version: Version
) -> None:
    listed, one = reverse("assessment:feedback_sample"), client(lea)
    assert "Draw this week’s sample" in one.get(listed).content.decode()
    shown = one.post(reverse("assessment:feedback_drawing"), follow=True)
    body = shown.content.decode()
    assert scored.evaluation.public_id in body and "Try c3 again." in body
    assert sam.display_name not in body
    row = FeedbackCheck.objects.get()
    url = reverse("assessment:feedback_check", args=[row.pk])
    bad = one.post(url, {"fault-c3": ["no_step"], "note": ""})
    assert bad.status_code == 422 and "checked" in bad.content.decode()
    assert one.post(url, {"fault-c3": ["no_step"], "note": "Say which clip."}).status_code == 302
    assert "Say which clip." in one.get(url).content.decode()
    assert one.get(f"{listed}?show=all&file=csv").status_code == 200
    assert "You have read this week’s sample" in one.get(listed).content.decode()
    for person in (sue, dee, sam):
        assert client(person).get(url).status_code == 404
    notes = reverse("assessment:feedback_notes")
    assert "Say which clip." in client(sam).get(notes).content.decode()
    assert "Say which clip." not in client(sue).get(notes).content.decode()
    reading = reverse("assessment:feedback_reading", args=[row.pk])
    assert client(sue).post(reading).status_code == 404
    assert client(sam).post(reading).status_code == 302


def test_both_wait_on_the_home_page(drawn: FeedbackCheck, lea: Person, sam: Person) -> None:
    def waiting(person: Person, desk: str, label: str) -> int:
        kind = next(k for k in kinds(person) if (k.desk, k.label) == (desk, label))
        return heads_of([kind.rows])[0][0]

    assert waiting(lea, "lead", "Feedback to read") == 1
    actions.check_feedback(drawn, faults={}, note="Well said, and shorter next time.", by=lea)
    assert waiting(lea, "lead", "Feedback to read") == 0
    assert waiting(sam, "assessing", "Notes on your feedback") == 1
    drawn.refresh_from_db()
    actions.read_feedback_note(drawn, by=sam)
    assert waiting(sam, "assessing", "Notes on your feedback") == 0


def test_a_lead_who_left_checks_nothing(drawn: FeedbackCheck, lea: Person) -> None:
    lea.memberships.all().delete()
    lea = Person.objects.get(pk=lea.pk)
    with pytest.raises(PermissionDenied):
        actions.check_feedback(drawn, faults={}, by=lea)


def client(person: Person) -> Client:
    found = Client()
    found.force_login(person)
    return found
