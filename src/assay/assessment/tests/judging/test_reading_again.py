"""After a first reading a second is asked where it is worth its time, whole or in part; no score is lost by it."""

from collections.abc import Sequence

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions
from assay.assessment.judging import scoring
from assay.assessment.judging.actions.second_readings import facts_of
from assay.assessment.judging.comparison import compare
from assay.assessment.models import Assignment, Evaluation, PayLine, ScoreSheet, Status
from assay.assessment.readings import Kind, read_twice
from assay.assessment.tests.factories import (
    make_assessor,
    make_evaluation,
    make_lead,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.levels import LEVELS
from assay.lib.vault import draw
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program.actions import set_policy
from assay.record.models import Event

pytestmark = pytest.mark.django_db
ALWAYS = ("pass_decision_differs", "any_criterion_differs_by_two")


@pytest.fixture
def certified(version: Version, district: Organization, lea: Person) -> list[Person]:
    """Two who agreed with the anchors: each of them counts alone."""
    found = [make_assessor(version, district, lead=lea) for _ in range(2)]
    for person in found:
        person.assessor_for.update(calibrated_at=now())
    return found


@pytest.fixture
def once(queued: Evaluation) -> Evaluation:
    """Of which the policy asks no second reading."""
    Evaluation.objects.filter(pk=queued.pk).update(scorings_needed=1, why_double="")
    return again(queued)


def again(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def score_part(assignment: Assignment, *, by: Person) -> None:
    fill(assignment, dict.fromkeys(assignment.only, "almost"), by)


def test_what_is_far_from_the_line_is_read_once(once: Evaluation, certified: list[Person]) -> None:
    levels = {c.id: "not_yet" for c in once.submission.version.content.criteria}
    score(actions.offer_next(certified[0]), by=certified[0], **levels)
    assert again(once).decision.settled_by == "single"
    assert not Event.objects.filter(verb="assessment.second_reading_asked").exists()


def test_one_criterion_in_doubt_is_read_again_alone(
    once: Evaluation, certified: list[Person]
) -> None:
    one, two = certified
    score(actions.offer_next(one), by=one, c3="almost")
    asked = again(once)
    assert (asked.status, asked.why_double, asked.asked_again) == (
        Status.SECOND_SCORING,
        "worth_it",
        ["c3"],
    )
    assert 0 < asked.second_percent < 50
    told = Event.objects.get(verb="assessment.second_reading_asked").particulars
    assert told == {"why": "worth_it", "criteria": ["c3"], "percent": asked.second_percent}
    second = take_next(two)
    with pytest.raises(BadInput):
        actions.save_sheet(second, levels={"c1": "almost"}, feedback={}, by=two)
    actions.save_sheet(
        second,
        levels={"c3": "almost"},
        feedback={"c3": {"next": "Wait once more."}, "c1": {"next": "Not asked."}},
        by=two,
    )
    sheet = actions.hand_over(second, by=two)
    assert (sheet.levels, list(sheet.feedback), sheet.outcome) == ({"c3": "almost"}, ["c3"], "")
    assert again(once).decision.levels["c3"] == "almost"
    assert again(once).decision.settled_by == "agreement"
    (pair,) = read_twice([once.pk])
    assert (pair.kind, pair.outcomes, len(pair.levels)) == (Kind.DOUBTED, None, 1)


def test_a_reading_in_part_is_paid_its_share(
    once: Evaluation, certified: list[Person], max_: Person
) -> None:
    set_policy(
        "assessor", {"compensation": {"basis": "per_scored_submission", "amount_usd": 30}}, by=max_
    )
    one, two = certified
    score(actions.offer_next(one), by=one, c3="almost")
    score_part(take_next(two), by=two)
    percent = again(once).second_percent
    paid = dict(PayLine.objects.values_list("person", "amount_cents"))
    assert paid == {one.pk: 3000, two.pk: 30 * percent}


def test_a_part_that_decides_otherwise_goes_to_a_lead(
    once: Evaluation, certified: list[Person], lea: Person, client: Client
) -> None:
    one, two = certified
    score(actions.offer_next(one), by=one, c3="almost")
    second = take_next(two)
    said = {"c3": {"strength": "Six seconds each time."}}
    actions.save_sheet(second, levels={"c3": "demonstrated"}, feedback=said, by=two)
    actions.hand_over(second, by=two)
    assert again(once).status == Status.ADJUDICATION
    third = actions.take_adjudication(again(once), by=lea)
    client.force_login(lea)
    page = client.get(f"/assessment/lead/disagreements/{once.public_id}/").content.decode()
    assert page.count("Not asked") == len(once.submission.version.content.criteria) - 1
    score(third, by=lea)
    assert again(once).decision.outcome == "earned"
    assert ScoreSheet.objects.filter(assignment__evaluation=once).count() == 3


def test_the_second_readers_page_asks_a_part_and_tells_nothing_of_the_first(
    once: Evaluation, certified: list[Person], client: Client
) -> None:
    one, two = certified
    score(actions.offer_next(one), by=one, c3="almost")
    second = take_next(two)
    client.force_login(two)
    page = client.get(f"/assessment/sheets/{second.pk}/").content.decode()
    assert 'name="level-c3"' in page and 'name="level-c1"' not in page
    assert "This reading asks 1 criterion." in page
    for secret in ("second scoring", "doubt", "Try c3 again", "Seen at c3"):
        assert secret not in page
    refused = client.post(f"/assessment/sheets/{second.pk}/handover/", {"level-c1": "almost"})
    assert refused.status_code == 422 or refused.status_code == 400
    done = client.post(
        f"/assessment/sheets/{second.pk}/handover/",
        {"level-c3": "almost", "next-c3": "Wait once more."},
    )
    assert done.status_code == 302
    assert again(once).status == Status.AWAITING_RELEASE


def test_a_program_may_ask_for_none_beyond_its_base(
    once: Evaluation, certified: list[Person], max_: Person
) -> None:
    set_policy("assessment", {"second_reading_worth_percent": 0}, by=max_)
    score(actions.offer_next(certified[0]), by=certified[0], c3="almost")
    assert again(once).decision.settled_by == "single"


def test_what_is_known_of_the_assessor_and_the_criterion_comes_from_rows(
    once: Evaluation,
    certified: list[Person],
    version: Version,
    district: Organization,
    lea: Person,
) -> None:
    lenient, strict = certified
    learner = make_person("Another Learner", organization=district)
    earlier = make_evaluation(learner, district, lead=lea, version=version)
    Evaluation.objects.filter(pk=once.pk).update(status=Status.SCREENING)  # not this one yet
    score(actions.offer_next(lenient), by=lenient)
    score(actions.offer_next(strict), by=strict, c2="almost")
    Evaluation.objects.filter(pk=once.pk).update(status=Status.QUEUED)
    score(actions.take_adjudication(again(earlier), by=lea), by=lea)
    score(actions.offer_next(lenient), by=lenient)
    sheet = ScoreSheet.objects.get(assignment__evaluation=once, assignment__assessor=lenient)
    found = facts_of(again(once), sheet)
    criteria = len(version.content.criteria)
    assert (found.assessor.compared, found.assessor.agreeing) == (criteria, criteria - 1)
    assert found.assessor.above == 1
    assert (found.past["c2"].compared, found.past["c2"].differing) == (1, 1)
    assert found.judged_before == 1


def test_the_draw_hangs_on_a_key_and_is_kept(queued: Evaluation) -> None:
    assert queued.draw == draw("second reading", queued.public_id)
    drawn = [draw("second reading", f"{n:08}") for n in range(2000)]
    assert all(0 <= one < 1 for one in drawn)
    assert 0.03 < sum(one < 0.05 for one in drawn) / 2000 < 0.07


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(st.sampled_from(LEVELS), min_size=6, max_size=6),
    second=st.lists(st.sampled_from(LEVELS), min_size=6, max_size=6),
    third=st.lists(st.sampled_from(LEVELS), min_size=6, max_size=6),
)
def test_the_decision_is_what_the_policys_scores_give_and_no_score_is_lost(
    first: Sequence[str],
    second: Sequence[str],
    third: Sequence[str],
    version: Version,
    district: Organization,
    lea: Person,
) -> None:
    content = version.content
    ids = [c.id for c in content.criteria]
    said = [dict(zip(ids, given, strict=False)) for given in (first, second, third)]
    with outdoors.atomic():
        learner = make_person("Hana Property", organization=make_school(district, "Property"))
        evaluation = make_evaluation(learner, district, lead=lea, version=version)
        Evaluation.objects.filter(pk=evaluation.pk).update(scorings_needed=1, why_double="")
        kept = []
        for levels in said[:2]:
            reader = make_assessor(version, district, lead=lea)
            reader.assessor_for.update(calibrated_at=now())
            if again(evaluation).status in (Status.QUEUED, Status.SCORING, Status.SECOND_SCORING):
                kept.append(fill(take_next(reader), levels, reader))
        state = again(evaluation)
        whole = {**said[0], **(kept[1] if len(kept) > 1 else {})}
        both = compare(said[0], whole, rule=content.rule, criteria=content.criteria, when=ALWAYS)
        if len(kept) == 1:
            expected = said[0]
        elif both.agree:
            expected = both.levels
        else:
            assert state.status == Status.ADJUDICATION
            lead = make_lead(district)
            kept.append(fill(actions.take_adjudication(state, by=lead), said[2], lead))
            expected = said[2]
        state = again(evaluation)
        assert state.status == Status.AWAITING_RELEASE
        assert state.decision.levels == expected
        rule = scoring.outcome(content.rule, content.criteria, expected)
        assert state.decision.outcome == rule.word
        rows = ScoreSheet.objects.filter(assignment__evaluation=evaluation)
        assert [s.levels for s in rows.order_by("assignment__slot")] == kept


def fill(assignment: Assignment, levels: dict[str, str], by: Person) -> dict[str, str]:
    """Hand over these levels, of what is asked."""
    asked = {i: level for i, level in levels.items() if i in (assignment.only or levels)}
    words = {i: {"strength": "Seen.", "next": "Again."} for i in asked}
    actions.save_sheet(assignment, levels=asked, feedback=words, summary="Well.", by=by)
    actions.hand_over(assignment, reason="The clip shows it.", by=by)
    return asked
