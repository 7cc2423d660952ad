"""The lead's week on one screen: its numbers, what differs, whom it is for, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Assignment, DriftAlarm, Evaluation, Figures, Screening
from assay.assessment.monitoring.actions import renew_figures
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_evaluation, score
from assay.assessment.tests.monitoring.test_figures import make_differing
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.lib.clock import held_at, now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

pytestmark = pytest.mark.django_db

URL = "assessment:week"


@pytest.fixture
def split(queued: Evaluation, sam: Person, sue: Person) -> Evaluation:
    score(actions.offer_next(sam), by=sam)
    score(actions.offer_next(sue), by=sue, c3="not_yet")
    return queued


def shown(person: Person) -> str:
    return " ".join(sign_in(person).get(reverse(URL)).content.decode().split())


def test_an_empty_week_says_so(lea: Person) -> None:
    page = shown(lea)
    for words in (
        "Nothing is late.",
        "No two assessors disagree.",
        "No one has an open submission.",
    ):
        assert words in page
    assert "Too little was read twice" in page and "Draw this week’s sample" in page


def test_it_says_what_two_assessors_differ_on_without_their_names(
    split: Evaluation, lea: Person, sam: Person, sue: Person
) -> None:
    page = shown(lea)
    assert f"Settle {split.public_id}" in page and "1 criterion, 1 by two levels" in page
    assert ">earned</td>" in page and ">not yet</td>" in page
    assert sam.display_name not in page and sue.display_name not in page


def test_what_is_late_comes_with_what_to_do(
    leased: Evaluation, lea: Person, sam: Person, django_assert_max_num_queries
) -> None:
    with held_at(now() + timedelta(days=30)):
        page = shown(lea)
        assert "business days late" in page and "Take it back" in page and sam.display_name in page


def test_the_next_sheet_of_the_sample_is_quoted(split: Evaluation, lea: Person) -> None:
    actions.draw_feedback(by=lea)
    page = shown(lea)
    assert "Sheet 1 of your sample begins:" in page and "Try c1 again." in page


def test_agreement_by_micro_credential_lowest_first_with_its_range_and_its_list(
    version: Version, district: Organization, lea: Person
) -> None:
    other = make_version(district, slug="quiet", data=wait_time() | {"title": "A Quiet One"})
    for _ in range(4):
        make_differing(version, district, lea)
    make_differing(other, district, lea)
    renew_figures()
    page = shown(lea)  # of two, the one would be told by the other
    assert "2 more are not shown" in page and 'id="lowest"' not in page
    for _ in range(4):
        make_differing(other, district, lea, c1="almost", c2="almost")
    renew_figures()
    page = shown(lea).partition('id="lowest"')[2]
    assert "not shown" not in page and "meets our standard" in page
    n, of = 4 * len(version.content.criteria), Figures.objects.get(title=version.title).pk
    assert f'<a href="{reverse("assessment:agreement_readings")}?of={of}">{version.title}' in page
    assert f">{n}<span" in page
    assert page.index(f">{other.title}</a>") < page.index(f">{version.title}</a>")


def test_its_queries_do_not_grow(
    split: Evaluation,
    lea: Person,
    sam: Person,
    district: Organization,
    django_assert_max_num_queries,
) -> None:
    renew_figures()
    client = sign_in(lea)
    client.get(reverse(URL))
    with django_assert_max_num_queries(18):
        client.get(reverse(URL))
    for n in range(4):
        learner = make_person(
            f"More {n}", role="learner", organization=make_school(district, f"Yard {n}")
        )
        make_evaluation(learner, district, lead=lea)
        actions.offer_next(sam)
    with django_assert_max_num_queries(18):
        client.get(reverse(URL))


def test_it_is_for_leads_alone(lea: Person, sam: Person, chi: Person, dee: Person) -> None:
    for person in (sam, chi, dee):
        assert sign_in(person).get(reverse(URL)).status_code == 404


def test_what_a_lead_may_not_settle_is_for_another_and_never_first(
    split: Evaluation, lea: Person
) -> None:
    Screening.objects.create(evaluation=split, by=lea, complete=True, at=now())
    page = shown(lea)
    assert "Another lead settles it" in page and f"Settle {split.public_id}" not in page
    home = sign_in(lea).get("/").content.decode()
    assert "For another lead to settle" in home and "Settle the disagreement" not in home


def test_an_alarm_of_drift_stands_on_it_with_its_figures(
    split: Evaluation, lea: Person, sam: Person, district: Organization
) -> None:
    assert "Drift alarms" in shown(lea) and "See the checks and decide" not in shown(lea)
    DriftAlarm.objects.create(
        person=sam,
        issuer=district,
        raised_at=now(),
        proposes_pause=True,
        checks=3,
        agreeing=12,
        asked=18,
        expected_percent=81,
    )
    page = shown(lea)
    assert f"Drift: {sam.display_name}" in page and "12 of 18 levels" in page
    assert "A pause is proposed" in page and "See the checks and decide" in page


def test_what_is_on_hold_is_a_number_that_opens_its_list(leased: Assignment, lea: Person) -> None:
    page = shown(lea)
    assert f'href="{reverse("assessment:drift")}"' in page
    assert f'href="{reverse("assessment:holds")}?show=open"' in page
    words = "Two files look alike, and we ask how it came to be."
    held = actions.hold_for_integrity(leased.evaluation, "copied", words, by=lea)
    page = shown(lea)
    assert "a question is looked into" in page
    only = f"{reverse('assessment:holds')}?show=open"
    assert held.evaluation.public_id in sign_in(lea).get(only).content.decode()
    actions.lift_hold(held, "cleared", words, by=lea)
    assert held.evaluation.public_id not in sign_in(lea).get(only).content.decode()
