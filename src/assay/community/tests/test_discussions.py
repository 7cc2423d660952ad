"""Discussing: who reads and writes, changes, hides, locks and reports; mail by choice; switching off."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assay.catalog.models import Version
from assay.community import actions, policy
from assay.community.models import Digest, Post, Report, Thread
from assay.community.tests.factories import join, make_cohort
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.program.actions import set_policy
from assay.record.models import MACHINE, Event


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="community.").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def switch_off(district: Organization) -> None:
    set_policy("community", {"discussion": False}, within=district, by=MACHINE)


def test_whoever_belongs_to_the_program_begins_and_posts(
    thread: Thread, district: Organization, version: Version, ada: Person, hal: Person, fay: Person
) -> None:
    about = {"micro_credential": version.micro_credential}
    with pytest.raises(PermissionDenied):
        actions.begin_thread(district, "Hello", "All", **about, by=fay)
    for title, text in (("", "All"), ("x" * 121, "All"), ("Hello", " "), ("Hello", "x" * 5001)):
        with pytest.raises(BadInput):
            actions.begin_thread(district, title, text, **about, by=hal)
    again = actions.begin_thread(
        district, "Silence is long", "How do you count it?", **about, by=ada
    )
    assert again == thread
    with pytest.raises(PermissionDenied):
        actions.post(thread, "Me too", by=fay)
    with pytest.raises(BadInput):
        actions.post(thread, "", by=hal)
    one = actions.post(thread, "By my fingers.", by=hal)
    assert actions.post(thread, "By my fingers.", by=hal) == one
    thread.refresh_from_db()
    assert thread.posts_count == 2 and one.place is not None and one.place.name == "Elm Street"
    assert verbs() == ["community.thread_begun", "community.posted"]
    assert "fingers" not in str(list(Event.objects.values_list("particulars", flat=True)))


def test_an_author_changes_it_for_a_quarter_of_an_hour_and_takes_it_away(
    first: Post, hal: Person, ada: Person
) -> None:
    for verb in (
        lambda by: actions.change_post(first, "Mine", by=by),
        lambda by: actions.take_post_away(first, by=by),
    ):
        with pytest.raises(PermissionDenied):
            verb(hal)
    actions.change_post(first, "How do you count the seconds?", by=ada)
    first.refresh_from_db()
    assert first.changed_at is not None
    with held_at(now() + timedelta(minutes=16)), pytest.raises(WrongState, match="15 minutes"):
        actions.change_post(first, "Too late.", by=ada)
    actions.take_post_away(first, by=ada)
    with pytest.raises(WrongState):
        actions.take_post_away(first, by=ada)
    first.refresh_from_db()
    assert first.text == "" and not first.is_readable
    assert verbs()[1:] == ["community.post_changed", "community.post_taken_away"]


def test_who_moderates_hides_with_a_reason_shows_again_and_locks(
    thread: Thread, first: Post, ada: Person, hal: Person, lea: Person, max_: Person, bo: Person
) -> None:
    for person in (hal, bo):
        for verb in (
            lambda by: actions.hide_post(first, "Why", by=by),
            lambda by: actions.show_post(first, by=by),
            lambda by: actions.lock_thread(thread, by=by),
            lambda by: actions.unlock_thread(thread, by=by),
        ):
            with pytest.raises(PermissionDenied):
                verb(person)
    with pytest.raises(BadInput):
        actions.hide_post(first, " ", by=max_)
    actions.hide_post(first, "It names a student.", by=lea)
    with pytest.raises(WrongState):
        actions.hide_post(first, "Twice.", by=max_)
    actions.show_post(first, by=max_)
    with pytest.raises(WrongState):
        actions.show_post(first, by=max_)
    actions.lock_thread(thread, by=max_)
    with pytest.raises(WrongState):
        actions.lock_thread(thread, by=max_)
    with pytest.raises(WrongState, match="locked"):
        actions.post(thread, "One more.", by=hal)
    actions.unlock_thread(thread, by=lea)
    with pytest.raises(WrongState):
        actions.unlock_thread(thread, by=lea)
    actions.post(thread, "One more.", by=hal)
    assert verbs()[1:] == [
        "community.post_hidden",
        "community.post_shown",
        "community.thread_locked",
        "community.thread_unlocked",
        "community.posted",
    ]


def test_a_report_of_a_post_hides_it_where_it_is_acted_on(
    first: Post, ada: Person, hal: Person, fay: Person, lea: Person, max_: Person
) -> None:
    for person in (ada, fay):
        with pytest.raises(PermissionDenied):
            actions.report_post(first, "It is rude.", by=person)
    report = actions.report_post(first, "It is rude.", by=hal)
    with pytest.raises(WrongState):
        actions.report_post(first, "It is rude.", by=hal)
    assert (
        policy.moderates(lea) and policy.can_settle(lea, report) and policy.can_settle(max_, report)
    )
    elsewhere = make_person("Lou", role="lead-assessor", organization=make_district("E", ident="e"))
    with pytest.raises(PermissionDenied):
        actions.settle_report(report, "upheld", "Be kind.", by=elsewhere)
    actions.settle_report(report, "upheld", "Be kind.", by=lea)
    first.refresh_from_db()
    assert first.hidden_because == "Be kind." and not Report.objects.open().exists()
    with pytest.raises(WrongState):
        actions.report_post(first, "Again.", by=max_)


def test_a_cohort_discusses_among_itself(
    district: Organization, version: Version, ada: Person, hal: Person, dee: Person, max_: Person
) -> None:
    cohort = make_cohort(district, version.micro_credential, by=max_)
    join(cohort, ada, hal)
    with pytest.raises(PermissionDenied):
        actions.begin_thread(district, "Monday", "When?", cohort=cohort, by=dee)
    thread = actions.begin_thread(district, "Monday", "When?", cohort=cohort, by=ada)
    actions.post(thread, "At four.", by=hal)
    with pytest.raises(PermissionDenied):
        actions.post(thread, "Let me in.", by=dee)
    assert not Thread.objects.visible_to(dee).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(micro_credential=version.micro_credential)


def test_a_program_switches_it_off_and_posts_are_kept(
    thread: Thread, district: Organization, hal: Person, ada: Person, version: Version
) -> None:
    switch_off(district)
    for act in (
        lambda: actions.post(thread, "Still here?", by=hal),
        lambda: actions.begin_thread(
            district, "More", "Here?", micro_credential=version.micro_credential, by=hal
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Post.objects.count() == 1
    actions.take_post_away(thread.posts.get(), by=ada)  # what is one's own can go


def test_mail_is_chosen_counts_what_is_new_and_ends(
    thread: Thread, version: Version, hal: Person, ada: Person, district: Organization
) -> None:
    about = {"micro_credential": version.micro_credential}
    with held_at(now() + timedelta(days=8)):
        assert actions.tell_digests() == 0  # none without choosing
    with pytest.raises(PermissionDenied):
        actions.choose_digest(hal, "daily", **about, by=ada)
    with pytest.raises(BadInput):
        actions.choose_digest(hal, "hourly", **about, by=hal)
    actions.choose_digest(hal, "weekly", **about, by=hal)
    actions.choose_digest(hal, "daily", **about, by=hal)
    actions.choose_digest(hal, "daily", **about, by=hal)
    with held_at(now() + timedelta(hours=2)):
        actions.post(thread, "My own.", by=hal)
        hidden = actions.post(thread, "Taken back.", by=ada)
        actions.take_post_away(hidden, by=ada)
        actions.post(thread, "For all.", by=ada)
        assert actions.tell_digests() == 0
    with held_at(now() + timedelta(days=1, minutes=1)):
        assert actions.tell_digests() == 1 and actions.tell_digests() == 0
    due = Event.objects.get(verb="community.digest_due")
    assert due.particulars["posts"] == 1
    with held_at(now() + timedelta(days=3)):
        actions.post(thread, "And more.", by=ada)
        switch_off(district)
        assert actions.tell_digests() == 0
    actions.choose_digest(hal, "", **about, by=hal)
    assert not Digest.objects.exists()
    assert verbs().count("community.digest_chosen") == 2
    assert verbs()[-1] == "community.digest_ended"


def test_words_are_found_in_titles_and_in_posts_one_can_read(
    thread: Thread, first: Post, max_: Person, hal: Person
) -> None:
    actions.post(thread, "With a stopwatch.", by=hal)
    rows = Thread.objects.visible_to(hal)
    for words, found in (("silence", 1), ("stopwatch count", 1), ("stopwatch unicorn", 0)):
        assert rows.found(words).count() == found
    actions.post(thread, "Leímos la canción de la niña, y esperé.", by=hal)
    for words in ("cancion", "CANCIÓN NIÑA", "nina espere", "cancio\u0301n"):
        assert rows.found(words).count() == 1, words
    actions.hide_post(first, "It names a student.", by=max_)
    assert rows.found("count").count() == 0
