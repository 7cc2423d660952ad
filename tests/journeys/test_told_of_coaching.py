"""Coach and learner hear of each other, of drafts, comments and meetings; no word of theirs is in the mail."""

import re
from datetime import timedelta

import pytest

from assay.catalog.tests.factories import make_version
from assay.coaching import actions
from assay.evidence.tests.factories import fill, make_draft
from assay.letters.tests.post import posted
from assay.lib.clock import now
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT, SAID, NO = "My questions are too fast", "Whom did you reach?", "Away until May"


@pytest.fixture
def cleo(district: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=district)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "person__display_name"))


def test_from_asking_to_a_comment(ada: Person, cleo: Person, district: Organization) -> None:
    pairing = actions.ask_for_coach(ada, cleo, ABOUT, by=ada)
    actions.accept(pairing, by=cleo)
    draft = fill(make_draft(ada, make_version(district)))
    share = actions.share_draft(draft, pairing, question=ABOUT, by=ada)
    actions.keep_comment(share, "p1q1", SAID, by=cleo)
    actions.send_comments(share, by=cleo)
    meeting = actions.set_meeting(pairing, now() + timedelta(days=2), topic=SAID, by=cleo)
    actions.call_off(meeting, by=ada)
    actions.end_pairing(pairing, by=ada)
    assert told() == [
        ("coach_asked", "Cleo Guide"),
        ("coaching_begun", "Ada Marsh"),
        ("draft_shared", "Cleo Guide"),
        ("coach_commented", "Ada Marsh"),
        ("coaching_meeting", "Ada Marsh"),
        ("coaching_called_off", "Cleo Guide"),
        ("coaching_ended", "Cleo Guide"),
    ]
    for letter in posted():
        assert not re.search("|".join((ABOUT, re.escape(SAID))), letter.body)


def test_who_finds_a_coach_tells_both_and_a_no_is_told_alone(
    ada: Person, cleo: Person, max_: Person
) -> None:
    asked = actions.ask_for_coach(ada, cleo, by=ada)
    actions.decline(asked, NO, by=cleo)
    anyone = actions.ask_for_coach(ada, None, by=ada)
    actions.find_coach(anyone, cleo, by=max_)
    assert told()[1:] == [
        ("coach_declined", "Ada Marsh"),
        ("coaching_begun", "Ada Marsh"),
        ("coaching_begun", "Cleo Guide"),
    ]
    assert not any(NO in letter.body for letter in posted())
