"""An offer is answered before the evidence opens: taken up, stepped back from, given back, or it runs out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment, Availability, Capacity, Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import (
    attest,
    make_assessor,
    make_evaluation,
    score,
    take_next,
)
from assay.assessment.tests.opening.test_opening_evidence import file_of
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.clock import held_at, now, today
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person, make_school
from assay.program import actions as program
from assay.program.models import ClosedPeriod
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def fresh(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


def lay(district: Organization, version: Version, lead: Person, name: str) -> Evaluation:
    learner = make_person(name, role="learner", organization=make_school(district, f"{name} High"))
    return make_evaluation(learner, district, lead=lead, version=version)


def test_an_offer_opens_nothing_and_says_what_one_needs(
    queued: Evaluation, sam: Person, sue: Person, ada: Person, lea: Person
) -> None:
    client = sign_in(sam)
    page = client.post(reverse("assessment:next"), follow=True)
    offer = Assignment.objects.get()
    text = page.content.decode()
    assert page.redirect_chain[-1][0] == reverse("assessment:offered", args=[offer.pk])
    assert offer.status == "offered" and not hasattr(offer, "sheet")
    assert queued.public_id in text and "Do you have a tie to this work?" in text
    assert "words of text" in text and "about" in text and "held until" in text
    assert ada.display_name not in text and "First scoring" not in text
    assert policy.may_open(sam, queued) is None
    assert client.get(file_of(queued)).status_code == 404
    assert client.get(reverse("assessment:sheet", args=[offer.pk])).status_code == 302
    for name in ("sheet", "handover"):  # nothing is written through it either
        forged = client.post(reverse(f"assessment:{name}", args=[offer.pk]), {"summary": "x"})
        assert forged.status_code in (302, 403, 404, 409)
    with pytest.raises(PermissionDenied):
        actions.save_sheet(offer, levels={}, feedback={}, by=sam)
    for other in (sue, ada, lea):
        assert sign_in(other).get(page.redirect_chain[-1][0]).status_code == 404
    assert Evaluation.objects.get().status == "queued", "nobody reads it yet"
    assert Event.objects.get(verb="assessment.offered").by_id == str(sam.pk)


def test_one_press_opens_it_and_a_second_changes_nothing(queued: Evaluation, sam: Person) -> None:
    offer = actions.offer_next(sam)
    client, address = sign_in(sam), reverse("assessment:acceptance", args=[offer.pk])
    for _press in range(2):
        assert client.post(address).url == reverse("assessment:sheet", args=[offer.pk])
    assert fresh(offer).status == "accepted" and Evaluation.objects.get().status == "scoring"
    assert client.post(file_of(queued), follow=True).status_code == 200
    assert client.get(reverse("assessment:offered", args=[offer.pk])).status_code == 302
    assert Event.objects.filter(verb="assessment.accepted").count() == 1
    with pytest.raises(WrongState):
        actions.accept(fresh(offer), by=sam)


def test_nobody_answers_somebody_elses_offer(
    queued: Evaluation, sam: Person, sue: Person, lea: Person
) -> None:
    offer = actions.offer_next(sam)
    for other in (sue, lea):
        for verb in (actions.accept, actions.decline):
            with pytest.raises(PermissionDenied):
                verb(offer, by=other)
        with pytest.raises(PermissionDenied):
            actions.recuse(offer, "family", by=other)
        for name in ("acceptance", "declining", "recusal"):
            address = reverse(f"assessment:{name}", args=[offer.pk])
            assert sign_in(other).post(address, {"ground": "family"}).status_code == 404
    assert fresh(offer).status == "offered"


def test_an_offer_whose_time_is_over_is_not_taken_up(queued: Evaluation, sam: Person) -> None:
    offer = actions.offer_next(sam)
    with held_at(now() + timedelta(days=7)):
        with pytest.raises(WrongState):
            actions.accept(fresh(offer), by=sam)
        answer = sign_in(sam).post(reverse("assessment:acceptance", args=[offer.pk]))
        assert answer.status_code == 409 and "This offer is over" in answer.content.decode()
        actions.offer_what_waits()
    assert fresh(offer).status == "lapsed"
    assert Event.objects.filter(verb="assessment.offer_lapsed", by_id="").count() == 1
    assert not policy.can_take_again(sam, fresh(offer)), "it never was theirs"


def test_who_steps_back_names_a_ground_is_offered_the_next_and_never_this_learner_again(
    queued: Evaluation, sam: Person, district: Organization, lea: Person, version: Version
) -> None:
    other = lay(district, version, lea, "Otto Other")
    offer = actions.offer_next(sam)
    assert offer.evaluation == queued
    client, address = sign_in(sam), reverse("assessment:recusal", args=[offer.pk])
    assert client.post(address, {"ground": "moonlight"}).status_code == 422
    page = client.post(address, {"ground": "coached"})
    following = Assignment.objects.get(status="offered")
    assert following.evaluation == other
    assert page.url == reverse("assessment:offered", args=[following.pk])
    actions.accept(following, by=sam)
    second = make_version(district, slug="another-one")
    attest(sam, second, lea)
    make_evaluation(queued.submission.start.person, district, lead=lea, version=second)
    with pytest.raises(NothingWaits):
        actions.offer_next(sam)


def test_what_was_given_back_comes_again_after_everything_else(
    queued: Evaluation, sam: Person, district: Organization, lea: Person, version: Version
) -> None:
    other = lay(district, version, lea, "Otto Other")
    offer = actions.offer_next(sam)
    assert sign_in(sam).post(reverse("assessment:declining", args=[offer.pk])).status_code == 302
    with pytest.raises(WrongState):
        actions.decline(fresh(offer), by=sam)
    assert Event.objects.filter(verb="assessment.declined", by_id=str(sam.pk)).count() == 1
    assert take_next(sam).evaluation == other
    assert take_next(sam).evaluation == queued, "nothing waits is never said of what is free"


def test_a_second_press_shows_the_same_offer(queued: Evaluation, sam: Person) -> None:
    assert actions.offer_next(sam) == actions.offer_next(sam)
    assert Assignment.objects.count() == 1


def test_a_tie_that_came_up_since_bars_the_acceptance(
    queued: Evaluation, sam: Person, ada: Person, lea: Person
) -> None:
    offer = actions.offer_next(sam)
    actions.declare_conflict(sam, ada, "family", by=lea)
    with pytest.raises((PermissionDenied, WrongState)):
        actions.accept(fresh(offer), by=sam)
    assert policy.may_open(sam, queued) is None


def test_having_coached_somebody_bars_for_a_year(
    queued: Evaluation, sam: Person, ada: Person
) -> None:
    actions.declare_conflict(sam, ada, "coached", by=sam)
    with pytest.raises(NothingWaits):
        actions.offer_next(sam)
    with held_at(now() + timedelta(days=360)), pytest.raises(NothingWaits):
        actions.offer_next(sam)
    with held_at(now() + timedelta(days=370)):
        assert actions.offer_next(sam).evaluation == queued


# --- rounds ----------------------------------------------------------------------------------------------------------


def test_a_round_offers_what_waits_once_and_by_nobody(
    queued: Evaluation, sam: Person, sue: Person
) -> None:
    assert actions.offer_what_waits() == 1
    assert actions.offer_what_waits() == 0
    offer = Assignment.objects.get()
    event = Event.objects.get(verb="assessment.offered")
    assert offer.status == "offered" and event.by_kind == "" and offer.assessor in (sam, sue)
    assert actions.offer_next(offer.assessor) == offer, "the button leads to it"


def test_who_let_it_run_out_is_not_asked_again_and_another_is(
    queued: Evaluation, sam: Person
) -> None:
    actions.offer_what_waits()
    with held_at(now() + timedelta(days=7)):
        assert actions.offer_what_waits() == 0
        assert actions.offer_next(sam).evaluation == queued


@pytest.mark.parametrize("why", ["away", "no offers", "no share", "over the share", "policy"])
def test_who_is_left_in_peace(
    why: str, queued: Evaluation, sam: Person, district: Organization, lea: Person, version: Version
) -> None:
    if why == "away":
        back = today() + timedelta(days=3)
        Availability.objects.create(person=sam, away_until=back, said_at=now())
    elif why == "no offers":
        Availability.objects.create(person=sam, takes_offers=False, said_at=now())
    elif why == "policy":
        program.set_policy("assessment", {"offers_unasked": False}, by=None)
    else:
        per_week = 0 if why == "no share" else 1
        Capacity.objects.create(
            person=sam, per_week=per_week, from_on=today(), agreed_by=lea, agreed_at=now()
        )
        if why == "over the share":
            lay(district, version, lea, "Otto Other")
            take_next(sam)
    assert actions.offer_what_waits() == 0
    assert actions.offer_next(sam), "who asks is not refused"


def test_an_offer_is_held_over_closed_days_and_a_change_of_the_clocks(
    queued: Evaluation, sam: Person
) -> None:
    """Clocks go back on Sunday, November 1, 2026, and the program is closed on the Monday after."""
    ClosedPeriod.objects.create(first_on=date(2026, 11, 2), last_on=date(2026, 11, 2))
    friday = datetime(2026, 10, 30, 23, 30, tzinfo=ZoneInfo("America/Detroit"))
    with held_at(friday):
        offer = actions.offer_next(sam)
    assert offer.due_on == date(2026, 11, 4)
    with held_at(datetime(2026, 11, 4, 23, 30, tzinfo=ZoneInfo("America/Detroit"))):
        actions.offer_what_waits()
        actions.accept(fresh(offer), by=sam)
    assert fresh(offer).status == "accepted"


def test_the_page_of_an_offer_asks_few_questions(
    queued: Evaluation, sam: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    offer, client = actions.offer_next(sam), sign_in(sam)
    address = reverse("assessment:offered", args=[offer.pk])
    client.get(address)
    with django_assert_max_num_queries(9):
        assert client.get(address).status_code == 200


def test_who_presses_gets_the_second_reading_of_another_department(
    queued: Evaluation, district: Organization, lea: Person, version: Version
) -> None:
    near, far = (make_department(district, name) for name in ("Technology", "Leadership"))
    readers = [make_assessor(version, district, lead=lea) for _n in range(3)]
    for reader, department in zip(readers, (near, far, near), strict=True):
        make_person(reader, role="assessor", organization=department)
    other = lay(district, version, lea, "Otto Other")
    for lease in [take_next(reader) for reader in readers[:2]]:
        score(lease, by=lease.assessor)
    assert {one.status for one in Evaluation.objects.all()} == {"second_scoring"}
    assert Assignment.objects.get(assessor=readers[1]).evaluation == other
    assert actions.offer_next(readers[2]).evaluation == other, "of one day, and read by another"
