"""An appeal across the rooms: who is told what, and the badge that an answer brings."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail

from assay.assessment import actions
from assay.assessment.models import Appeal, Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_decided, make_lead, score
from assay.catalog.tests.factories import make_version
from assay.credentials.models import Award
from assay.letters.tests.post import posted
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.delivery import in_place

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]
WORDS = "The third clip at 2:10 shows just that, and nobody speaks of it."
REASON = "Two people read it again without your name and the first levels."


def test_everybody_is_told_in_turn_and_the_badge_comes(
    ada: Person,
    chi: Person,
    lea: Person,
    district: Organization,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    def told(act: Callable[[], object]) -> dict[str, str]:
        posted()
        mail.outbox.clear()
        with in_place(), django_capture_on_commit_callbacks(execute=True):
            act()
        found: dict[str, str] = {}
        for letter in posted():
            found[letter.to[0]] = found.get(letter.to[0], "") + f"{letter.subject}\n{letter.body}"
        return found

    version = make_version(district)
    first = version.content.criteria[0].id
    evaluation = make_decided(ada, district, lead=lea, version=version, **{first: "almost"})
    told(lambda: actions.release(evaluation, by=chi))
    lou = make_lead(district, "Lou Lead")
    cham = make_person("Cham Chair", role="committee-chair", organization=district)

    def appeal() -> Appeal:
        fresh = Evaluation.objects.get(pk=evaluation.pk)
        return actions.appeal(fresh, ground="procedure", words=WORDS, by=ada)

    letters = told(appeal)
    row = Appeal.objects.get()
    assert "has arrived" in letters[ada.email] and "appeal" not in letters[ada.email].split("\n")[0]
    assert f"/assessment/appeals/{row.pk}/" in letters[lou.email]
    screener = Person.objects.get(pk=evaluation.screenings.get().by_id)
    assert screener.email not in letters and cham.email not in letters
    assert not any(ada.display_name in text for who, text in letters.items() if who != ada.email)

    actions.take_appeal(row, by=lou)
    readers = [make_assessor(version, district, lead=lea) for _n in range(2)]
    for number, reader in enumerate(readers):
        letters = told(lambda r=reader: actions.ask_reader(row, r, by=lou))  # type: ignore[misc]  # r is bound now
        assignment = Assignment.objects.get(assessor=reader)
        assert f"/assessment/sheets/{assignment.pk}/" in letters[reader.email]
        letters = told(lambda a=assignment, r=reader: score(a, by=r))  # type: ignore[misc]  # as above
        assert (lou.email in letters) == (number == 1)

    letters = told(lambda: actions.decide_appeal(row, reason=REASON, by=lou))
    assert "is answered" in letters[ada.email]
    award = Award.objects.get()
    assert (award.person, award.evaluation) == (ada, evaluation)


def test_the_chair_is_told_and_then_the_learner(
    ada: Person,
    chi: Person,
    lea: Person,
    district: Organization,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    version = make_version(district)
    first = version.content.criteria[0].id
    evaluation = make_decided(ada, district, lead=lea, version=version, **{first: "almost"})
    actions.release(evaluation, by=chi)
    lou = make_lead(district, "Lou Lead")
    cham = make_person("Cham Chair", role="committee-chair", organization=district)
    row = actions.appeal(
        Evaluation.objects.get(pk=evaluation.pk), ground="procedure", words=WORDS, by=ada
    )
    actions.take_appeal(row, by=lou)
    actions.decide_appeal(row, reason=REASON, returned=True, by=lou)
    posted()
    mail.outbox.clear()
    with in_place(), django_capture_on_commit_callbacks(execute=True):
        actions.ask_chair(row, WORDS, by=ada)
    assert [letter.to for letter in posted()] == [[cham.email]]
    mail.outbox.clear()
    with in_place(), django_capture_on_commit_callbacks(execute=True):
        actions.rule_on_appeal(row, again=True, reason=REASON, by=cham)
    [letter] = [one for one in posted() if one.to == [ada.email]]
    assert "read once more" in letter.body
