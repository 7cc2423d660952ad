"""Staff: what waits for leads without an e-mail a press, a note on feedback, harm to a child that nobody takes."""

from datetime import timedelta

import pytest

from assay.assessment import actions
from assay.assessment.models import Assignment, FeedbackCheck, SafetyReport
from assay.assessment.tests.factories import (
    make_anchor,
    make_assessor,
    make_evaluation,
    make_lead,
    score,
    take_next,
)
from assay.catalog.tests.factories import make_version
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices.assessors import safety
from assay.notices.assessors.feedback import tell_of_a_note
from assay.notices.assessors.staff import tell_of_a_kept_criterion, tell_of_a_sentence
from assay.notices.models import Notice
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
SEEN = "A bruise on a child in the second clip."


@pytest.fixture
def leased(ada: Person, lea: Person, district: Organization) -> Assignment:
    version = make_version(district)
    make_evaluation(ada, district, lead=lea, version=version)
    return take_next(make_assessor(version, district, lead=lea, name="Sam Scorer"))


def newest(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


def told(person: Person) -> set[str]:
    return set(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_a_lead_hears_of_proposed_sentences_once_until_they_look(
    leased: Assignment, lea: Person, ada: Person
) -> None:
    for text in ("Count the seconds of the pause.", "Say which students answered."):
        actions.propose_comment(
            leased, criterion="c1", level="almost", text=text, by=leased.assessor
        )
        tell_of_a_sentence(newest("assessment.comment_proposed"))
    letters = [letter for letter in posted() if lea.email in letter.to]
    assert [letter.subject for letter in letters] == ["1 sentence is proposed for the comment bank"]
    assert "Count the seconds" not in letters[0].body
    assert "to_curate" in told(lea) and not told(ada)
    assert Notice.objects.filter(person=lea, kind="to_curate").count() == 1


def test_a_lead_hears_of_a_kept_criterion_to_be_asked_again(
    leased: Assignment, lea: Person
) -> None:
    evaluation = leased.evaluation
    submission = evaluation.submission
    submission.carried = {"c1": "demonstrated"}
    submission.save(update_fields=("carried",))
    actions.ask_reopening(
        leased, criterion="c1", reason="The new clip shows the opposite.", by=leased.assessor
    )
    event = newest("assessment.reopening_asked")
    tell_of_a_kept_criterion(event)
    tell_of_a_kept_criterion(event)
    assert "to_reopen" in told(lea) and "to_reopen" not in told(leased.assessor)
    assert sum(lea.email in letter.to for letter in posted()) == 1


def test_an_assessor_hears_of_a_note_and_of_no_praise(leased: Assignment, lea: Person) -> None:
    score(leased, by=leased.assessor)
    [row] = actions.draw_feedback(by=lea)
    actions.check_feedback(row, faults={"c1": ["no_step"]}, note="Say what to try.", by=lea)
    tell_of_a_note(newest("assessment.feedback_checked"))
    [letter] = [one for one in posted() if leased.assessor.email in one.to]
    assert leased.evaluation.public_id in letter.subject and "Say what to try" not in letter.body
    assert "feedback_noted" in told(leased.assessor)
    Notice.objects.all().delete()
    FeedbackCheck.objects.update(note="")
    tell_of_a_note(newest("assessment.feedback_checked"))
    assert not told(leased.assessor)


class TestSafety:
    @pytest.fixture
    def pia(self, district: Organization) -> Person:
        return make_person("Pia Guard", role="privacy-officer", organization=district)

    @pytest.fixture
    def report(self, leased: Assignment, pia: Person) -> SafetyReport:
        return actions.report_safety(leased.evaluation, SEEN, by=leased.assessor)

    def test_it_is_told_again_and_administrators_hear_that_it_waits(
        self, report: SafetyReport, pia: Person, max_: Person, lea: Person
    ) -> None:
        with held_at(now() + timedelta(hours=25)):
            assert actions.see_to_safety_reports() == 1
        event = newest("assessment.safety_reminded")
        safety.remind_who_reads(event)
        safety.tell_administrators_that_it_waits(event)
        assert told(pia) == {"safety_waiting"} and told(max_) == {"safety_untaken"}
        assert not told(lea)
        for letter in posted():
            assert SEEN not in letter.body
            assert max_.email not in letter.to or report.evaluation.public_id not in letter.body

    def test_administrators_read_it_where_nobody_else_is_left(
        self, report: SafetyReport, pia: Person, max_: Person
    ) -> None:
        Membership.objects.filter(person=pia).delete()
        assert actions.see_to_safety_reports() == 1
        safety.tell_who_reads_it_now(newest("assessment.safety_passed_on"))
        assert told(max_) == {"safety_reported"} and not told(pia)

    def test_of_training_evidence_its_letter_says_so(
        self, pia: Person, lea: Person, district: Organization
    ) -> None:
        anchor = make_anchor(make_version(district), lead=lea)
        actions.report_safety(anchor, SEEN, by=lea)
        safety.tell_the_named_person(newest("assessment.safety_reported"))
        [letter] = [one for one in posted() if pia.email in one.to]
        assert anchor.public_id in letter.subject and "written for training" in letter.body
        assert SEEN not in letter.body

    def test_of_what_is_closed_nobody_hears(self, report: SafetyReport, pia: Person) -> None:
        event = newest("assessment.safety_reported")
        actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
        safety.tell_the_named_person(event)
        assert not told(pia)


def test_a_lead_elsewhere_hears_nothing(leased: Assignment, district: Organization) -> None:
    from assay.people.tests.factories import make_district

    other = make_lead(make_district("Far Away"))
    actions.propose_comment(
        leased, criterion="c1", level="almost", text="Count them.", by=leased.assessor
    )
    tell_of_a_sentence(newest("assessment.comment_proposed"))
    assert not told(other)
