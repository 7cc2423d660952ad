"""E-mails about drafts in which nothing changes: twice before, and once when it is empty; none where it changed."""

from datetime import timedelta

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.tests.factories import again, make_submission
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices.learners.versions import (
    tell_of_an_idle_draft,
    tell_that_a_draft_was_emptied,
)
from assay.people.models import Organization, Person
from assay.record.models import Event

NEAR, GONE = "evidence.draft_deletion_near", "evidence.draft_deleted"


def test_a_learner_hears_of_it_in_time(ada: Person, district: Organization) -> None:
    draft = make_submission(ada, make_version(district), handed_in=False)
    for days in (370, 393, 401):
        with held_at(now() + timedelta(days=days)):
            actions.delete_due()
    for event in Event.objects.filter(verb=NEAR).order_by("pk"):
        tell_of_an_idle_draft(event)
    tell_that_a_draft_was_emptied(Event.objects.get(verb=GONE))
    first, second, last = posted()
    assert "your draft is kept until" in first.subject
    assert "To keep them, open it and change anything" in second.body
    assert "your draft was deleted" in last.subject
    assert f"/evidence/{draft.pk}/" in first.body


def test_whoever_came_back_before_the_e_mail_was_written_gets_none(
    ada: Person, district: Organization
) -> None:
    draft = make_submission(ada, make_version(district), handed_in=False)
    with held_at(now() + timedelta(days=370)):
        actions.delete_due()
    with held_at(now() + timedelta(days=371)):
        actions.save_response(again(draft), "p1q1", "Here I am again.", by=ada)
    tell_of_an_idle_draft(Event.objects.get(verb=NEAR))
    assert posted() == []


def test_what_a_later_attempt_holds_goes_without_a_word(
    ada: Person, district: Organization
) -> None:
    before = make_submission(ada, make_version(district))
    actions.withdraw(before, by=ada)
    with held_at(now() + timedelta(days=300)):
        actions.take_up_again(again(before), by=ada)
    with held_at(now() + timedelta(days=401)):
        actions.delete_due()
    tell_that_a_draft_was_emptied(Event.objects.get(verb=GONE))
    assert posted() == []
