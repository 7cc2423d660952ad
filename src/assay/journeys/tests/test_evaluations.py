"""A goal from an evaluation: who is named, what they propose, and that they see the answer and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from assay.journeys import actions
from assay.journeys.models import (
    Evaluator,
    Goal,
    GoalProposal,
    GoalSource,
    ProposalState,
    Start,
)
from assay.journeys.tests.factories import make_goal, make_start
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import MACHINE, Event

AIM = "Wait before calling on someone"


@pytest.fixture
def school(ada: Person) -> Organization:
    return ada.current_memberships[0].organization


@pytest.fixture
def pat(school: Organization) -> Person:
    return make_person("Pat Head", role="principal", organization=school)


@pytest.fixture
def row(ada: Person, pat: Person, school: Organization) -> Evaluator:
    return actions.name_evaluator(ada, pat, school, by=pat)


@pytest.fixture
def proposal(row: Evaluator, pat: Person) -> GoalProposal:
    return actions.propose_goal(row, AIM, "I saw it in October.", by=pat)


def test_who_leads_the_school_names_and_nobody_for_themselves(
    ada: Person, pat: Person, dee: Person, max_: Person, school: Organization
) -> None:
    for by in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.name_evaluator(ada, pat, school, by=by)
    with pytest.raises(PermissionDenied):
        actions.name_evaluator(dee, pat, school, by=pat)
    elsewhere = make_person("Eve Far", role="principal", organization=make_district("Far Away"))
    for evaluator, day in ((ada, today()), (elsewhere, today()), (pat, today() - timedelta(1))):
        with pytest.raises(BadInput):
            actions.name_evaluator(ada, evaluator, school, first_on=day, by=max_)
    assert actions.name_evaluator(ada, pat, school, by=max_).named_by == max_
    with pytest.raises(WrongState):
        actions.name_evaluator(ada, pat, school, by=pat)
    assert Event.objects.filter(verb="journeys.evaluator_named").count() == 1


def test_it_ends_once_and_with_it_all_they_read(
    client: Client, row: Evaluator, proposal: GoalProposal, pat: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.end_evaluator(row, by=ada)
    actions.end_evaluator(row, by=pat)
    with pytest.raises(WrongState):
        actions.end_evaluator(row, by=pat)
    row.refresh_from_db()
    assert Event.objects.filter(verb="journeys.evaluator_ended").count() == 1
    with pytest.raises(PermissionDenied):
        actions.propose_goal(row, AIM, by=pat)
    client.force_login(pat)
    assert client.get(f"/evaluations/{row.pk}/").status_code == 404
    assert client.post(f"/evaluations/proposals/{proposal.pk}/taking-back/").status_code == 404


def test_it_is_over_once_the_learner_belongs_there_no_more(
    client: Client, row: Evaluator, ada: Person, pat: Person
) -> None:
    ada.memberships.update(until_on=today())
    with pytest.raises(PermissionDenied):
        actions.propose_goal(row, AIM, by=pat)
    client.force_login(pat)
    assert client.get(f"/evaluations/{row.pk}/").status_code == 404


def test_who_is_named_alone_proposes_and_one_press_makes_one(
    row: Evaluator, pat: Person, max_: Person, ada: Person
) -> None:
    for by in (max_, ada):
        with pytest.raises(PermissionDenied):
            actions.propose_goal(row, AIM, by=by)
    with pytest.raises(BadInput):
        actions.propose_goal(row, "  ", by=pat)
    for _press in range(2):
        actions.propose_goal(row, AIM, press="once", by=pat)
    assert Event.objects.filter(verb="journeys.goal_proposed").count() == 1
    assert GoalProposal.objects.count() == 1 and not Goal.objects.exists()
    for n in range(4):
        actions.propose_goal(row, f"{AIM} {n}", by=pat)
    with pytest.raises(WrongState):
        actions.propose_goal(row, AIM, by=pat)


def test_accepted_it_is_a_goal_of_the_learners_own(proposal: GoalProposal, ada: Person) -> None:
    goal = actions.answer_proposal(proposal, ProposalState.ACCEPTED, words="Gladly.", by=ada)
    assert goal is not None and goal.consented_at is not None
    assert (goal.text, goal.source, goal.proposed_by) == (
        AIM,
        GoalSource.EVALUATION,
        proposal.proposed_by,
    )
    with pytest.raises(WrongState):
        actions.answer_proposal(proposal, ProposalState.DECLINED, by=ada)
    assert Event.objects.get(verb="journeys.proposal_answered").particulars == {}


def test_declined_nothing_is_kept_and_nobody_else_answers(
    proposal: GoalProposal, ada: Person, pat: Person, max_: Person
) -> None:
    for by in (pat, max_):
        with pytest.raises(PermissionDenied):
            actions.answer_proposal(proposal, ProposalState.ACCEPTED, by=by)
    with pytest.raises(BadInput):
        actions.answer_proposal(proposal, "taken_back", by=ada)
    assert actions.answer_proposal(proposal, ProposalState.DECLINED, by=ada) is None
    assert not Goal.objects.exists()


@pytest.mark.parametrize("share", [True, False])
def test_other_words_are_told_only_where_they_are_shared(
    client: Client, proposal: GoalProposal, ada: Person, pat: Person, row: Evaluator, share: bool
) -> None:
    own = "Count to three in my head"
    with pytest.raises(BadInput):
        actions.answer_proposal(proposal, ProposalState.CHANGED, by=ada)
    goal = actions.answer_proposal(proposal, ProposalState.CHANGED, text=own, share=share, by=ada)
    assert goal is not None and goal.text == own
    client.force_login(pat)
    assert (own in client.get(f"/evaluations/{row.pk}/").content.decode()) is share


def test_taken_back_before_it_is_answered_and_not_after(
    client: Client, proposal: GoalProposal, ada: Person, pat: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_proposal_back(proposal, by=ada)
    actions.take_proposal_back(proposal, by=pat)
    assert Event.objects.filter(verb="journeys.proposal_taken_back").count() == 1
    with pytest.raises(WrongState):
        actions.answer_proposal(proposal, ProposalState.ACCEPTED, by=ada)
    client.force_login(ada)
    assert client.get(f"/goals/proposals/{proposal.pk}/").status_code == 404
    assert AIM not in client.get("/goals/").content.decode()


def test_the_learner_is_told_at_home_and_answers_on_a_page(
    client: Client, proposal: GoalProposal, ada: Person, dee: Person
) -> None:
    client.force_login(ada)
    for path in ("/", "/goals/"):
        assert AIM in client.get(path).content.decode()
    path = f"/goals/proposals/{proposal.pk}/"
    wrong = client.post(path, {"answer": "changed", "text": " ", "words": "Let us talk."})
    assert wrong.status_code == 422 and "Let us talk." in wrong.content.decode()
    assert "Who may propose a goal to you" in client.get("/goals/").content.decode()
    assert client.post(path, {"answer": "accepted"}, follow=True).status_code == 200
    assert client.post(path, {"answer": "declined"}).status_code == 409
    client.force_login(dee)
    assert client.get(path).status_code == 404


def test_naming_is_done_by_name_and_what_is_wrong_is_said(
    client: Client, ada: Person, pat: Person, dee: Person
) -> None:
    path = "/evaluations/who/"
    client.force_login(ada)
    assert client.get(path).status_code == 404
    client.force_login(pat)
    unknown = client.post(path, {"learner": dee.display_name, "evaluator": "Pat Head"})
    assert unknown.status_code == 400 or unknown.status_code == 422
    assert "No one here has this name" in unknown.content.decode()
    wrong = client.post(
        path, {"learner": "Ada Marsh", "evaluator": "Pat Head", "first_on": "someday"}
    )
    assert "Write a day" in wrong.content.decode() and "Ada Marsh" in wrong.content.decode()
    page = client.post(path, {"learner": "Ada Marsh", "evaluator": "Pat Head"}, follow=True)
    assert "Since" in page.content.decode()
    assert "Ada Marsh" in client.get("/evaluations/who.csv").getvalue().decode()
    row = Evaluator.objects.get()
    assert "Ended" in client.post(f"{path}{row.pk}/ending/", follow=True).content.decode()
    assert client.post(f"{path}{row.pk}/ending/").status_code == 409


def test_its_lists_ask_as_little_of_many_as_of_one(
    client: Client, row: Evaluator, proposal: GoalProposal, pat: Person, school: Organization
) -> None:
    def asked() -> dict[str, int]:
        found = {}
        for path in ("/evaluations/", "/evaluations/who/", f"/evaluations/{row.pk}/"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found[path] = len(seen)
        return found

    client.force_login(pat)
    asked()  # what is asked once a process
    first = asked()
    for n in range(4):
        learner = make_person(f"Lea {n}", role="learner", organization=school)
        more = actions.name_evaluator(learner, pat, school, by=pat)
        actions.propose_goal(more, AIM, by=pat)
        actions.propose_goal(row, f"{AIM} {n}", by=pat)
    assert asked() == first and "Lea 3" in client.get("/evaluations/").content.decode()


def _addresses() -> list[str]:
    """Every address of the product that needs no row."""

    def walk(resolver: URLResolver, before: str = "") -> list[str]:
        found: list[str] = []
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += walk(pattern, here)
            elif isinstance(pattern, URLPattern) and not re.search(r"[<^(\\]", here):
                found.append("/" + here)
        return found

    return [path for path in walk(get_resolver()) if "log" not in path and "ready" not in path]


def _seen(client: Client, row: Evaluator) -> dict[str, str]:
    """What an evaluator reads, on every page they have; without the marks that are new with each request."""
    found = {}
    for path in (*_addresses(), f"/evaluations/{row.pk}/", "/catalog/wait-time/"):
        answer = client.get(path)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            text = b"".join(answer) if answer.streaming else answer.content
            marks = r'name="(?:csrfmiddlewaretoken|press)" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"[^"]*"'
            found[path] = re.sub(marks, "", text.decode())
    return found


def test_nothing_that_a_learner_does_changes_what_their_evaluator_sees(
    client: Client, row: Evaluator, proposal: GoalProposal, ada: Person, school: Organization
) -> None:
    evaluator = make_person("Val Ewer", role="learner", organization=school)
    named = actions.name_evaluator(ada, evaluator, school, by=MACHINE)
    version = make_start(evaluator).version
    asked = actions.propose_goal(named, AIM, by=evaluator)
    goal = actions.answer_proposal(asked, ProposalState.ACCEPTED, by=ada)
    assert goal is not None
    client.force_login(evaluator)
    before = _seen(client, named)
    assert f"/evaluations/{named.pk}/" in before and len(before) > 8
    make_goal(ada, "A goal of my own")
    start = actions.start(ada, version, goal=goal, by=ada)
    assert _seen(client, named) == before
    actions.leave(start, by=ada)
    actions.reopen(start, by=ada)
    actions.finish(Start.objects.get(pk=start.pk), by=MACHINE)
    actions.change_goal(goal, "Said another way", by=ada)
    actions.reach(goal, by=ada)
    after = _seen(client, named)
    for path, text in before.items():
        assert after[path] == text, path


def test_who_has_moved_to_another_school_is_evaluated_by_the_same_person_there(
    ada: Person, pat: Person, max_: Person, row: Evaluator, district: Organization
) -> None:
    other = make_school(district, "Other School")
    ada.memberships.update(organization=other)
    ada = Person.objects.get(pk=ada.pk)
    there = make_person("Lee Lead", role="principal", organization=other)
    made = actions.name_evaluator(ada, pat, other, by=there)
    row.refresh_from_db()
    assert (row.ended_on, row.ended_by) == (today(), there)
    assert list(Evaluator.objects.visible_to(pat)) == [made]
    assert Event.objects.filter(verb="journeys.evaluator_ended").count() == 1
    with pytest.raises(WrongState):
        actions.name_evaluator(ada, pat, other, by=there)
