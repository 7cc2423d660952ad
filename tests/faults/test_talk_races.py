"""Colleagues who press at once: asking beside a block, changing a post beside a lock."""

import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import DirectoryEntry, Inquiry, Post, Thread
from assay.community.tests.holders import make_entry, make_inquiry
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event
from tests.faults.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

# The first question and those beside the block stay within what one may ask in a month.
TRIES = 5


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def hal(district: Organization) -> Person:
    return make_person("Hal Warden", role="learner", organization=district)


def test_who_asks_beside_a_block_talks_to_no_one(
    district: Organization, version: Version, hal: Person, ada: Person
) -> None:
    first = make_inquiry(make_entry(hal, version), ada)
    others = [make_entry(hal, make_version(district, slug=f"other-{n}")) for n in range(TRIES - 1)]

    def act(number: int) -> None:
        if number == 0:
            actions.block(Inquiry.objects.get(pk=first.pk), by=Person.objects.get(pk=hal.pk))
        else:
            entry = DirectoryEntry.objects.get(pk=others[number - 1].pk)
            actions.ask(entry, "And here?", by=Person.objects.get(pk=ada.pk))

    at_once(TRIES, act)
    assert not Inquiry.objects.running().filter(learner=ada, entry__person=hal).exists()


def test_a_talk_that_its_learner_closes_beside_a_block_is_closed_once(
    version: Version, hal: Person, ada: Person
) -> None:
    first = make_inquiry(make_entry(hal, version), ada)

    def act(number: int) -> None:
        row = Inquiry.objects.get(pk=first.pk)
        if number % 2:
            actions.close_inquiry(row, by=Person.objects.get(pk=ada.pk))
        else:
            actions.block(row, by=Person.objects.get(pk=hal.pk))

    at_once(4, act)
    assert not Inquiry.objects.running().filter(pk=first.pk).exists()
    said = list(Event.objects.values_list("verb", flat=True))
    assert said.count("community.inquiry_closed") == 1 and said.count("community.blocked") == 1


def test_no_post_is_changed_in_a_thread_after_it_is_locked(
    district: Organization, version: Version, ada: Person, lea: Person
) -> None:
    thread = actions.begin_thread(
        district, "Silence", "How?", micro_credential=version.micro_credential, by=ada
    )
    post = thread.posts.get()

    def act(number: int) -> None:
        if number == 0:
            row = Thread.objects.get(pk=thread.pk)
            actions.lock_thread(row, by=Person.objects.get(pk=lea.pk))
        else:
            mine = Post.objects.select_related("thread").get(pk=post.pk)
            actions.change_post(mine, f"How, {number}?", by=Person.objects.get(pk=ada.pk))

    at_once(TRIES, act)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert "community.thread_locked" in verbs
    assert "community.post_changed" not in verbs[verbs.index("community.thread_locked") :]
