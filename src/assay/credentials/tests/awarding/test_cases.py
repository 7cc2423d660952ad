"""Withdrawal with due process: who may do what, when, and that the badge stays valid until the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions as assessment
from assay.assessment.policy import Ground, may_open
from assay.catalog.models import Version
from assay.credentials import actions, policy
from assay.credentials.awarding.actions import cases
from assay.credentials.awarding.actions.revoking import take_effect
from assay.credentials.models import Award, CaseStatus, PanelSeat, RevocationCase, Verdict
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.clock import held_at
from assay.lib.clock import now as this_moment
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db

STORY = "The video shows another class; the teacher in it has told us so."
WHY = "I have watched the video twice and read the answer."


@contextmanager
def later(days: int) -> Iterator[None]:
    with held_at(this_moment() + timedelta(days=days)):
        yield


@pytest.fixture
def seated(case: RevocationCase, cham: Person, panel: list[Person]) -> RevocationCase:
    actions.name_panel(case, panel, by=cham)
    return case


def decide(case: RevocationCase, panel: list[Person], *verdicts: str) -> RevocationCase:
    for person, verdict in zip(panel, verdicts, strict=True):
        actions.vote(case, verdict, reason=WHY, by=person)
    case.refresh_from_db()
    return case


def state(award: Award) -> str:
    return checking.check_own(bytes(award.credentials.get(replaced_at=None).body)).verdict


def test_while_the_case_is_open_the_badge_stays_valid_and_then_does_not(
    award: Award, seated: RevocationCase, panel: list[Person]
) -> None:
    with later(15):
        decide(seated, panel, "withdraw", "keep", "withdraw")
        assert (seated.status, state(award)) == (CaseStatus.DECIDED, "valid")
    with later(15 + 30):
        assert actions.tend_cases() == 0 or state(award) == "valid"
    with later(15 + 31):
        assert actions.tend_cases() == 1 and actions.tend_cases() == 0
        seated.refresh_from_db()
        assert (seated.status, seated.outcome) == (CaseStatus.ENDED, Verdict.WITHDRAW)
        assert state(award) == "revoked"
    row = Award.objects.get().revocation
    assert (row.ground, row.by) == ("falsified_evidence", seated.opened_by)
    assert Event.objects.get(verb="credentials.revoked").by_id == ""


def test_one_that_cannot_be_carried_out_keeps_no_other_waiting(
    bo: Person,
    chi: Person,
    cham: Person,
    version: Version,
    seated: RevocationCase,
    panel: list[Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_award(bo, version)
    second = actions.open_case(other, ground="falsified_evidence", reason=STORY, by=chi)
    actions.name_panel(second, panel, by=cham)

    def refuse(award: Award, **named: Any) -> None:
        if award.pk == seated.award_id:
            raise ValueError("broken")
        take_effect(award, **named)

    monkeypatch.setattr(cases, "take_effect", refuse)
    with later(15):
        decide(seated, panel, "withdraw", "keep", "withdraw")
        decide(second, panel, "withdraw", "keep", "withdraw")
    with later(15 + 31):
        assert actions.tend_cases() == 1
        assert (state(seated.award), state(other)) == ("valid", "revoked")


def test_a_majority_for_the_badge_ends_it(
    award: Award, seated: RevocationCase, panel: list[Person]
) -> None:
    with later(15):
        decide(seated, panel, "keep", "withdraw", "keep")
    assert (seated.status, seated.outcome, state(award)) == ("ended", "keep", "valid")
    actions.open_case(award, ground="consent_breach", reason=STORY, by=seated.opened_by)


def test_no_vote_before_the_earner_was_heard_and_the_notice_is_over(
    ada: Person, seated: RevocationCase, panel: list[Person]
) -> None:
    for days in (0, 14):
        with later(days), pytest.raises(WrongState):
            actions.vote(seated, "withdraw", reason=WHY, by=panel[0])
    actions.answer_case(seated, "It is my own class, in its second year.", by=ada)
    with later(13), pytest.raises(WrongState):
        actions.vote(seated, "withdraw", reason=WHY, by=panel[0])
    with later(15):
        actions.vote(seated, "withdraw", reason=WHY, by=panel[0])
        with pytest.raises(WrongState):
            actions.vote(seated, "keep", reason=WHY, by=panel[0])
        with pytest.raises(BadInput) as refused:
            actions.vote(seated, "perhaps", reason="", by=panel[1])
        assert list(refused.value.fields) == ["verdict", "reason"]


def test_the_earner_answers_once_and_late_until_the_first_vote(
    ada: Person, dee: Person, chi: Person, seated: RevocationCase, panel: list[Person]
) -> None:
    for person in (dee, chi, panel[0]):
        with pytest.raises(PermissionDenied):
            actions.answer_case(seated, STORY, by=person)
    with pytest.raises(BadInput):
        actions.answer_case(seated, " no ", by=ada)
    with later(20):
        actions.answer_case(seated, "It is my own class, in its second year.", by=ada)
        with pytest.raises(WrongState):
            actions.answer_case(seated, STORY, by=ada)
        seated.refresh_from_db()
        assert seated.answer.startswith("It is my own")


def test_after_the_first_vote_no_answer_is_taken(
    ada: Person, seated: RevocationCase, panel: list[Person]
) -> None:
    with later(15):
        actions.vote(seated, "withdraw", reason=WHY, by=panel[0])
        with pytest.raises(WrongState):
            actions.answer_case(seated, STORY, by=ada)


def test_an_approver_opens_it_once_and_never_about_their_own(
    award: Award, ada: Person, dee: Person, max_: Person, chi: Person
) -> None:
    for person in (ada, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.open_case(award, ground="falsified_evidence", reason=STORY, by=person)
    with pytest.raises(BadInput) as refused:
        actions.open_case(award, ground="we-do-not-like-her", reason="", by=chi)
    assert list(refused.value.fields) == ["ground", "reason"]
    actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    with pytest.raises(WrongState):
        actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    opened = Event.objects.get(verb="credentials.case_opened")
    assert opened.particulars == {"award": str(award.pk), "ground": "falsified_evidence"}


def test_the_chair_names_three_whom_nothing_bars(
    award: Award,
    ada: Person,
    case: RevocationCase,
    cham: Person,
    panel: list[Person],
    district: Organization,
    chi: Person,
    max_: Person,
) -> None:
    school = ada.organizations_as("learner")[0]
    near = make_person("Near Member", role="committee-member", organization=district)
    make_person(near, role="learner", organization=school)
    kin = make_person("Kin Member", role="committee-member", organization=district)
    assessment.declare_conflict(kin, ada, "family", by=kin)
    for person in (ada, chi):
        make_person(person, role="committee-member", organization=district)
    free = {person.pk for person in policy.panel_candidates(case)}
    assert free == {person.pk for person in panel}
    for person in (chi, ada, panel[0], max_):
        with pytest.raises(PermissionDenied):
            actions.name_panel(case, panel, by=person)
    for wrong in (panel[:2], [*panel[:2], near], [*panel, kin]):
        with pytest.raises(BadInput):
            actions.name_panel(case, wrong, by=cham)
    actions.name_panel(case, panel, by=cham)
    assert case.seats.count() == 3


def test_an_administrator_names_it_where_nobody_is_chair(
    case: RevocationCase, panel: list[Person], max_: Person
) -> None:
    actions.name_panel(case, panel, by=max_)
    assert {seat.named_by for seat in case.seats.all()} == {max_}


def test_an_administrator_names_it_where_the_only_chair_has_a_tie(
    ada: Person, case: RevocationCase, cham: Person, panel: list[Person], max_: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.name_panel(case, panel, by=max_)
    assessment.declare_conflict(cham, ada, "family", by=cham)
    with pytest.raises(PermissionDenied):
        actions.name_panel(case, panel, by=cham)
    actions.name_panel(case, panel, by=max_)


def test_somebody_else_takes_a_seat_but_who_voted_stays(
    seated: RevocationCase, cham: Person, panel: list[Person], district: Organization
) -> None:
    other = make_person("Member 4", role="committee-member", organization=district)
    with later(15):
        actions.vote(seated, "withdraw", reason=WHY, by=panel[0])
        with pytest.raises(BadInput):
            actions.name_panel(seated, [other, *panel[1:]], by=cham)
        actions.name_panel(seated, [*panel[:2], other], by=cham)
        with pytest.raises(PermissionDenied):
            actions.vote(seated, "keep", reason=WHY, by=panel[2])


@pytest.mark.parametrize("verdict", ["withdraw", "keep"])
def test_the_earner_appeals_once_and_the_chair_has_the_last_word(
    verdict: str, award: Award, ada: Person, cham: Person, seated: RevocationCase, panel, chi
) -> None:
    with later(15):
        decide(seated, panel, "withdraw", "withdraw", "keep")
        with pytest.raises(PermissionDenied):
            actions.appeal_case(seated, STORY, by=chi)
        actions.appeal_case(seated, "Nobody asked the students.", by=ada)
        with pytest.raises(WrongState):
            actions.appeal_case(seated, STORY, by=ada)
    with later(100):
        assert actions.tend_cases() == 0 and state(award) == "valid"
        for person in (*panel, chi, ada):
            with pytest.raises(PermissionDenied):
                actions.hear_case(seated, verdict, reason=WHY, by=person)
        with pytest.raises(BadInput):
            actions.hear_case(seated, "", reason="", by=cham)
        actions.hear_case(seated, verdict, reason=WHY, by=cham)
        with pytest.raises(WrongState):
            actions.hear_case(seated, verdict, reason=WHY, by=cham)
    seated.refresh_from_db()
    assert (seated.outcome, seated.heard_by) == (verdict, cham)
    assert state(award) == ("revoked" if verdict == "withdraw" else "valid")


def test_too_late_is_too_late(ada: Person, seated: RevocationCase, panel: list[Person]) -> None:
    with later(15):
        decide(seated, panel, "withdraw", "withdraw", "withdraw")
    with later(15 + 31), pytest.raises(WrongState):
        actions.appeal_case(seated, STORY, by=ada)


def test_panels_are_told_once_that_they_may_vote(seated: RevocationCase) -> None:
    assert actions.tend_cases() == 0
    with later(15):
        assert actions.tend_cases() == 1
        assert actions.tend_cases() == 0
    assert Event.objects.filter(verb="credentials.votes_opened").count() == 1


def test_each_step_is_on_record_and_no_word_of_it(
    ada: Person, cham: Person, seated: RevocationCase, panel: list[Person]
) -> None:
    actions.answer_case(seated, STORY, by=ada)
    with later(15):
        decide(seated, panel, "withdraw", "withdraw", "keep")
        actions.appeal_case(seated, STORY, by=ada)
        actions.hear_case(seated, "keep", reason=WHY, by=cham)
    events = Event.objects.filter(verb__startswith="credentials.").order_by("pk")
    assert list(events.exclude(verb="credentials.awarded").values_list("verb", flat=True)) == [
        "credentials.case_opened",
        "credentials.panel_named",
        "credentials.case_answered",
        "credentials.voted",
        "credentials.voted",
        "credentials.voted",
        "credentials.case_decided",
        "credentials.case_appealed",
        "credentials.case_ended",
    ]
    assert not any(STORY in str(event.particulars) for event in events)


def test_the_evidence_opens_to_the_panel_until_it_has_decided(
    seated: RevocationCase, panel: list[Person], dee: Person
) -> None:
    evaluation = seated.award.evaluation
    assert evaluation is not None
    assert all(may_open(person, evaluation) == Ground.PANEL for person in panel)
    assert may_open(dee, evaluation) is None
    with later(15):
        decide(seated, panel, "keep", "keep", "keep")
    assert may_open(panel[0], evaluation) is None


VERBS = ("answer", "name", "vote", "appeal", "hear", "tend", "at once", "open")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(VERBS), st.integers(0, 6), st.booleans(), st.sampled_from([0, 1, 15, 31])
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whoever_presses_whatever_no_badge_goes_unheard(
    steps: list[tuple[str, int, bool, int]],
    award: Award,
    ada: Person,
    chi: Person,
    dee: Person,
    cham: Person,
    panel: list[Person],
) -> None:
    people, day = [ada, chi, dee, cham, *panel], 2  # past the hours of *issued in error*
    with outdoors.atomic():
        with later(day):
            case = actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
            actions.name_panel(case, panel, by=cham)
        for verb, who, hard, days in steps:
            day += days
            try:
                with later(day), outdoors.atomic():
                    _press(verb, case, people[who], panel, hard=hard)
            except (Refusal, PermissionDenied):
                pass
            _must_hold(RevocationCase.objects.get(pk=case.pk), panel)
        transaction.set_rollback(True)


def _press(verb: str, case: RevocationCase, by: Person, panel: list[Person], *, hard: bool) -> None:
    row = RevocationCase.objects.get(pk=case.pk)
    verdict = "withdraw" if hard else "keep"
    {
        "answer": lambda: actions.answer_case(row, STORY, by=by),
        "name": lambda: actions.name_panel(row, panel, by=by),
        "vote": lambda: [
            actions.vote(row, verdict, reason=WHY, by=one) for one in (panel if hard else [by])
        ],
        "appeal": lambda: actions.appeal_case(row, STORY, by=by),
        "hear": lambda: actions.hear_case(row, verdict, reason=WHY, by=by),
        "tend": actions.tend_cases,
        "at once": lambda: actions.revoke(Award.objects.get(pk=row.award_id), by=by),
        "open": lambda: actions.open_case(
            Award.objects.get(pk=row.award_id), ground="consent_breach", reason=STORY, by=by
        ),
    }[verb]()


def _must_hold(case: RevocationCase, panel: list[Person]) -> None:
    seats = list(PanelSeat.objects.filter(case=case))
    for seat in seats:
        assert seat.person_id not in (case.award.person_id, case.opened_by_id, case.heard_by_id)
        if seat.voted_at is not None:
            heard = case.answered_at is not None and case.answered_at <= seat.voted_at
            assert heard or seat.voted_at.date() > case.respond_until
            assert seat.voted_at.date() > case.notice_until
    if case.award.revoked:
        assert case.status == CaseStatus.ENDED and case.outcome == Verdict.WITHDRAW
        assert [seat.vote for seat in seats].count("withdraw") >= 2
        assert case.appealed_at is None or case.heard_by_id is not None
    else:
        assert case.outcome != Verdict.WITHDRAW
