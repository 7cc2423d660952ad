"""Colleagues hear that there is a message, and of a report who settles it; no word of theirs is in the mail."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import Digest
from assay.community.tests.holders import make_entry
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices.models import Notice
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db(transaction=True)
ASKED, SAID, WHY = "Which lesson did you record?", "The third one", "Too short"


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.exclude(kind="award").order_by("pk")
    return list(rows.values_list("kind", "person__display_name"))


def test_from_a_question_to_a_report(
    ada: Person, dee: Person, max_: Person, district: Organization
) -> None:
    entry = make_entry(dee, make_version(district))
    inquiry = actions.ask(entry, ASKED, by=ada)
    message = actions.write(inquiry, SAID, by=dee)
    report = actions.report_message(message, WHY, by=ada)
    actions.settle_report(report, "upheld", WHY, by=max_)
    assert told() == [
        ("inquiry_asked", "Dee Stone"),
        ("inquiry_message", "Ada Marsh"),
        ("words_reported", "Max Sund"),
        ("words_acted_on", "Dee Stone"),
    ]
    letters = posted()
    assert {letter.to[0] for letter in letters} == {dee.email, ada.email, max_.email}
    for letter in letters:
        assert not re.search("|".join(map(re.escape, (ASKED, SAID, WHY))), letter.body)
        assert ada.email not in letter.body and dee.email not in letter.body


def test_the_author_of_a_hidden_post_hears_once_and_the_reason_is_not_in_the_mail(
    ada: Person, dee: Person, max_: Person, district: Organization
) -> None:
    about = make_version(district).micro_credential
    first = actions.begin_thread(
        district, "Which lesson?", ASKED, micro_credential=about, by=dee
    ).posts.get()
    actions.hide_post(first, WHY, by=max_)
    assert told() == [("words_acted_on", "Dee Stone")]
    actions.show_post(first, by=max_)
    report = actions.report_post(first, WHY, by=ada)
    actions.settle_report(report, "upheld", WHY, by=max_)
    assert told()[1:] == [("words_reported", "Max Sund"), ("words_acted_on", "Dee Stone")], "once"
    hidden = [letter for letter in posted() if letter.to == [dee.email]]
    assert len(hidden) == 2
    for letter in hidden:
        assert "reported" not in letter.body and WHY not in letter.body


def test_a_digest_says_how_many_and_leads_out_with_one_press(
    ada: Person, dee: Person, district: Organization
) -> None:
    about = make_version(district).micro_credential
    thread = actions.begin_thread(district, "Which lesson?", ASKED, micro_credential=about, by=dee)
    actions.choose_digest(ada, "daily", micro_credential=about, by=ada)
    actions.post(thread, SAID, by=dee)
    with held_at(now() + timedelta(days=1, minutes=1)):
        actions.tell_digests()
        actions.tell_digests()
        [letter] = posted()
    assert letter.to == [ada.email] and "1 new post" in letter.body
    assert SAID not in letter.body and "Dee Stone" not in letter.body
    way_out = re.search(r"https?://[^/]+(/community/digests/\S+)", letter.body)
    assert way_out is not None
    assert Client().post(way_out[1]).status_code in (200, 302)
    assert not Digest.objects.exists(), "without signing in"
