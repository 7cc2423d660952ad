"""Who screens: given and ended by a lead, listed, and what it opens; what policy says of the day of a check."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.models import Evaluation, Status
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.lib.clock import held_at, now, today
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program import actions as program
from assay.program.calendar import add_business_days
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db
PAGE = "/assessment/lead/screeners/"


def given(**more: str) -> dict[str, str]:
    return {"person": "Dee Stone", "from_on": "", "until_on": "", **more}


def test_a_lead_gives_the_duty_and_ends_it(
    lea: Person, dee: Person, district: Organization
) -> None:
    client = sign_in(lea)
    assert "No one screens for all of" in client.get(PAGE).content.decode()
    assert client.post(PAGE, given(place=str(district.pk))).status_code == 302
    duty = Membership.objects.get(person=dee, role="screener")
    page = client.get(PAGE).content.decode()
    assert "Dee Stone" in page and "No one screens for all of" not in page
    lines = b"".join(client.get(f"{PAGE}?file=csv").streaming_content).decode().splitlines()
    assert lines[1].startswith(f"Dee Stone,{district.name},{today().isoformat()},")
    assert policy.is_screener(Person.objects.get(pk=dee.pk))
    assert client.post(reverse("assessment:screener_ending", args=[duty.pk])).status_code == 302
    assert not policy.is_screener(Person.objects.get(pk=dee.pk))
    assert "Dee Stone" in client.get(f"{PAGE}?show=past").content.decode()
    assert client.post(reverse("assessment:screener_ending", args=[duty.pk])).status_code == 409


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"person": "Nobody Here"}, "No one here has this name"),
        ({"place": "999999"}, "Choose a program or department"),
        ({"until_on": "2026-02-30"}, "Write the day as"),
        ({"until_on": "1999-01-01"}, "later than the beginning"),
    ],
)
def test_bad_input_is_answered_in_words_and_kept(
    sent: dict[str, str], words: str, lea: Person, dee: Person, district: Organization
) -> None:
    answer = sign_in(lea).post(PAGE, given(**{"place": str(district.pk), **sent}))
    assert 400 <= answer.status_code < 500
    page = answer.content.decode()
    assert words in page and sent.get("person", "Dee Stone") in page
    assert not Membership.objects.filter(role="screener").exists()


def test_a_screener_checks_and_whoever_scores_does_not(
    screening: Evaluation, sky: Person, sam: Person, lea: Person, version: Version
) -> None:
    assert policy.can_screen(sky, screening) and policy.can_screen(lea, screening)
    assert not policy.can_screen(sam, screening)
    page = sign_in(sam).get(reverse("assessment:screening"))
    assert page.status_code == 404
    page = sign_in(sky).get(reverse("assessment:screening"))
    assert screening.public_id in page.content.decode()
    actions.screen(screening, complete=True, by=sky)
    assert policy.has_screened(sky, Evaluation.objects.get(pk=screening.pk))


def test_a_check_has_its_day_and_is_late_after_it(
    screening: Evaluation, sky: Person, lea: Person
) -> None:
    assert screening.check_due_on == add_business_days(today(), 1, [])
    assert not list(Evaluation.objects.all().check_late(today()))
    assert actions.remind_of_checks() == 0
    with held_at(now() + timedelta(days=7)):
        assert list(Evaluation.objects.all().check_late(today())) == [screening]
        assert actions.remind_of_checks() == 1 and actions.remind_of_checks() == 0
        page = sign_in(sky).get(reverse("assessment:screening"), {"state": "late"})
        assert screening.public_id in page.content.decode()
        assert "business days late" in page.content.decode()
        reasons = [{"code": "item_missing", "step": "", "line": ""}]
        actions.screen(screening, complete=False, reasons=reasons, by=sky)
        assert actions.remind_of_checks() == 0
        evidence.submit(screening.submission, by=screening.submission.start.person)
        again = actions.open_evaluation(screening.submission)
        assert again.check_due_on == add_business_days(today(), 1, [])
        assert again.check_reminded_at is None
    assert Event.objects.filter(verb="assessment.check_late").count() == 1


def test_where_policy_asks_for_no_check_it_waits_for_an_assessor_at_once(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    program.set_policy("screening", {"completeness_check": False}, by=MACHINE)
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    assert evaluation.status == Status.QUEUED and evaluation.queued_at is not None
    assert evaluation.check_due_on is None


def test_the_days_are_the_policys(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    program.set_policy("screening", {"screening_days": 3}, by=MACHINE)
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    assert evaluation.check_due_on == add_business_days(today(), 3, [])


def test_a_screener_of_the_learners_own_school_is_barred_and_the_lead_is_not(
    screening: Evaluation, lea: Person, district: Organization
) -> None:
    near = make_person("Nell Near", role="screener", organization=district)
    make_person(
        near, role="learner", organization=screening.submission.start.person.workplace.organization
    )
    far = make_person("Fay Far", role="learner", organization=make_school(district, "Far"))
    assert not policy.can_screen(near, screening)
    assert not policy.can_screen(far, screening)
    assert policy.can_screen(lea, screening)
