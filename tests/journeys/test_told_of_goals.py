"""A goal is proposed: the learner hears of it, the evaluator that it is answered; of the goal nobody hears."""

import re

import pytest

from assay.journeys import actions
from assay.journeys.models import Evaluator
from assay.letters.tests.post import posted
from assay.notices.models import Notice
from assay.people.models import Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
AIM, WHY, OWN = "Wait before calling on someone", "I saw it in October.", "Wait three seconds"


@pytest.fixture
def row(ada: Person) -> Evaluator:
    school = ada.current_memberships[0].organization
    pat = make_person("Pat Head", role="principal", organization=school)
    return actions.name_evaluator(ada, pat, school, by=pat)


def told() -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(kind__startswith="goal_").order_by("pk")
    return list(rows.values_list("kind", "person__display_name", "path"))


def test_both_are_told_and_no_word_of_it_is_in_the_mail(ada: Person, row: Evaluator) -> None:
    proposal = actions.propose_goal(row, AIM, WHY, by=row.evaluator)
    assert told() == [("goal_proposed", ada.display_name, f"/goals/proposals/{proposal.pk}/")]
    actions.answer_proposal(proposal, "changed", text=OWN, share=True, words="Gladly", by=ada)
    assert told()[1:] == [("goal_answered", "Pat Head", f"/evaluations/{row.pk}/")]
    asked, answered = letters = list(posted())
    assert (asked.to, answered.to) == ([ada.email], [row.evaluator.email])
    for letter in letters:
        assert not re.search(
            "|".join((AIM, WHY, OWN, "Gladly", "changed", "declined")), letter.body
        )


def test_what_was_taken_back_and_who_evaluates_no_more(ada: Person, row: Evaluator) -> None:
    proposal = actions.propose_goal(row, AIM, by=row.evaluator)
    actions.end_evaluator(row, by=row.evaluator)
    actions.answer_proposal(proposal, "declined", by=ada)
    assert [kind for kind, _name, _path in told()] == ["goal_proposed"]
