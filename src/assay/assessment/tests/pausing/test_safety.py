"""Harm to a child met in evidence: told to the named person alone; scoring pauses; judging is untouched."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment, Evaluation, SafetyReport, Status
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_decided, score
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_person
from assay.program import actions as program
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db
SEEN = "A bruise on a child in the second clip."


def told(evaluation: Evaluation) -> tuple[str, list[Person]]:
    found = policy.told_of_safety(evaluation)
    return found.role, list(found.people)


@pytest.fixture
def pia(district: Organization) -> Person:
    """The district's privacy officer."""
    return make_person("Pia Guard", role="privacy-officer", organization=district)


def test_whoever_has_it_open_reports_and_the_named_person_alone_reads(
    leased: Assignment,
    sam: Person,
    pia: Person,
    lea: Person,
    max_: Person,
    ada: Person,
    dee: Person,
) -> None:
    evaluation = leased.evaluation
    telling = reverse("assessment:safety", args=[evaluation.public_id])
    sheet = sign_in(sam).get(reverse("assessment:sheet", args=[leased.pk])).content.decode()
    assert telling in sheet
    for person in (lea, max_, ada, dee, pia):  # none has the evidence open as staff
        assert sign_in(person).get(telling).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.report_safety(evaluation, SEEN, by=person)
    page = sign_in(sam).get(telling).content.decode()
    assert "does not replace that report" in page and "Privacy officer" in page
    answer = sign_in(sam).post(telling, {"seen": "bad"})
    assert answer.status_code == 422 and ">bad</textarea>" in answer.content.decode()
    assert sign_in(sam).post(telling, {"seen": SEEN}).status_code == 302
    report = SafetyReport.objects.get()
    assert actions.report_safety(evaluation, SEEN, by=sam) == report  # a second press
    page = sign_in(sam).get(telling).content.decode()
    assert "You need do nothing more here" in page and SEEN not in page
    event = Event.objects.get(verb="assessment.safety_reported")
    assert event.particulars == {}
    address = reverse("assessment:safety_report", args=[report.pk])
    for person in (sam, lea, max_, ada, dee):
        assert sign_in(person).get(address).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.end_safety_report(report, "Told the agency.", by=person)
    page = sign_in(pia).get(address).content.decode()
    assert SEEN in page and "Ada Marsh" in page
    fresh = Evaluation.objects.get(pk=evaluation.pk)
    assert policy.may_open(pia, fresh) == policy.Ground.SAFETY
    listed = sign_in(pia).get(reverse("assessment:safety_reports"))
    assert evaluation.public_id in listed.content.decode()
    home = sign_in(pia).get(reverse("home")).content.decode()
    assert f"Read the safety report on {evaluation.public_id}" in home


def test_scoring_pauses_and_goes_on_where_it_was(
    leased: Assignment, sam: Person, sue: Person, pia: Person, ada: Person
) -> None:
    evaluation, client = leased.evaluation, sign_in(ada)
    status = reverse("evidence:detail", args=[evaluation.submission_id])
    before = client.get(status).content.decode()
    report = actions.report_safety(evaluation, SEEN, by=sam)
    after = client.get(status).content.decode()
    assert ("pause" in after) == ("pause" in before)  # the learner is told nothing
    with pytest.raises(WrongState, match="paused"):
        score(leased, by=sam)
    with pytest.raises(NothingWaits):
        actions.offer_next(sue)
    actions.take_safety_report(report, by=pia)
    actions.take_safety_report(report, by=pia)
    assert Event.objects.filter(verb="assessment.safety_taken").count() == 1
    with pytest.raises(BadInput):
        actions.end_safety_report(report, " ", by=pia)
    actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
    with pytest.raises(WrongState):
        actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
    with pytest.raises(WrongState):
        actions.take_safety_report(report, by=pia)
    assert policy.may_open(pia, Evaluation.objects.get(pk=evaluation.pk)) is None
    score(Assignment.objects.get(pk=leased.pk), by=sam)
    assert Event.objects.filter(verb="assessment.safety_ended").count() == 1


def test_two_reports_and_the_pause_lasts_until_both_are_closed(
    screening: Evaluation, sky: Person, pia: Person, max_: Person
) -> None:
    actions.take_screening(screening, by=sky)
    one = actions.report_safety(screening, SEEN, by=sky)
    actions.inspect(screening, "A parent asks whether their child is in it.", by=max_)
    two = actions.report_safety(screening, SEEN, by=max_)
    actions.end_safety_report(one, "Told the agency on Monday.", by=pia)
    with pytest.raises(WrongState, match="paused"):
        actions.screen(screening, complete=True, by=sky)
    actions.end_safety_report(two, "The same, already told.", by=pia)
    actions.screen(screening, complete=True, by=sky)
    assert Evaluation.objects.get(pk=screening.pk).status == Status.QUEUED


def test_a_decision_waits_too(
    ada: Person, district: Organization, lea: Person, chi: Person, pia: Person
) -> None:
    decided = make_decided(ada, district, lead=lea)
    report = actions.report_safety(decided, SEEN, by=chi)
    with pytest.raises(WrongState, match="paused"):
        actions.release(decided, by=chi)
    actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
    actions.release(decided, by=chi)


def test_policy_names_the_role_and_administrators_are_told_where_nobody_holds_it(
    screening: Evaluation, sky: Person, max_: Person, pia: Person, chi: Person
) -> None:
    assert told(screening) == ("privacy-officer", [pia])
    program.set_policy("safety", {"told_role": "approver"}, by=MACHINE)
    assert told(screening) == ("approver", [chi])
    program.set_policy("safety", {"told_role": "principal"}, by=MACHINE)
    assert told(screening) == ("program-admin", [max_])


def test_of_ones_own_work_somebody_else_is_told(
    district: Organization, lea: Person, sky: Person, screening: Evaluation
) -> None:
    learner = screening.submission.start.person
    make_person(learner, role="privacy-officer", organization=district)
    other = make_person("Oona Other", role="program-admin", organization=district)
    assert told(screening) == ("program-admin", [other])


def in_hours(hours: float) -> int:
    with held_at(now() + timedelta(hours=hours)):
        return actions.see_to_safety_reports()


def test_what_nobody_is_left_to_read_goes_to_administrators(
    leased: Assignment, sam: Person, pia: Person, max_: Person
) -> None:
    report = actions.report_safety(leased.evaluation, SEEN, by=sam)
    actions.take_safety_report(report, by=pia)
    assert in_hours(1) == 0
    Membership.objects.filter(person=pia).delete()
    assert (in_hours(2), in_hours(3)) == (1, 0)
    report.refresh_from_db()
    assert report.told_role == "program-admin" and report.taken_by is None
    event = Event.objects.get(verb="assessment.safety_passed_on")
    assert event.particulars == {}
    page = sign_in(max_).get(reverse("assessment:safety_report", args=[report.pk]))
    assert SEEN in page.content.decode()
    assert "Read the safety report on" in sign_in(max_).get(reverse("home")).content.decode()
    actions.end_safety_report(report, "Told the agency on Monday.", by=max_)


def test_without_anybody_the_reporter_is_told_so_and_it_is_looked_at_again(
    leased: Assignment, sam: Person, district: Organization
) -> None:
    telling = reverse("assessment:safety", args=[leased.evaluation.public_id])
    assert "No one holds this role now" in sign_in(sam).get(telling).content.decode()
    sign_in(sam).post(telling, {"seen": SEEN})
    page = sign_in(sam).get(telling).content.decode()
    assert "No one holds this role now" in page and "Told " not in page
    assert in_hours(1) == 0
    make_person("Bo Boss", role="program-admin", organization=district)
    assert in_hours(2) == 1


def test_what_nobody_takes_is_told_again_each_day_and_administrators_see_that_it_waits(
    leased: Assignment, sam: Person, pia: Person, max_: Person
) -> None:
    report = actions.report_safety(leased.evaluation, SEEN, by=sam)
    assert [in_hours(hours) for hours in (20, 25, 26, 50)] == [0, 1, 0, 1]
    assert Event.objects.filter(verb="assessment.safety_reminded").count() == 2
    with held_at(now() + timedelta(hours=25)):
        home = sign_in(max_).get(reverse("home")).content.decode()
        assert "No one looks after a safety report" in home
        assert leased.evaluation.public_id not in home and SEEN not in home
    address = reverse("assessment:safety_report", args=[report.pk])
    assert sign_in(max_).get(address).status_code == 404
    actions.take_safety_report(report, by=pia)
    assert in_hours(80) == 0
