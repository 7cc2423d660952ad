"""Discussions through HTTP: beginning, names, script, moderation, strangers, mail, off, and many posts."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.community import actions
from assay.community.digest_links import ending_path
from assay.community.models import Digest, Post, Report, Thread
from assay.community.tests.factories import join, make_cohort
from assay.community.tests.test_directory_pages import path, signed_in
from assay.community.tests.test_discussions import switch_off
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import now
from assay.people.models import Organization, Person


def test_from_an_empty_page_to_a_thread_that_is_answered(
    ada: Person, hal: Person, version: Version
) -> None:
    mine, slug = signed_in(ada), version.micro_credential.slug
    draft = make_draft(ada, version)
    for address in (
        reverse("catalog:detail", args=[slug]),
        reverse("evidence:workspace", args=[draft.pk]),
    ):
        assert path("discussion", slug) in mine.get(address).content.decode()
    assert "No one has written here yet" in mine.get(path("discussion", slug)).content.decode()
    sent = {"title": "Counting", "text": "Jamal says <b>four</b>. https://a.example/x"}
    warned = mine.post(path("thread_new", slug), sent)
    assert warned.status_code == 422 and "Jamal" in warned.content.decode()
    assert not Thread.objects.exists()
    seen = re.search(r'name="seen" value="([^"]*)"', warned.content.decode())
    assert seen is not None
    assert mine.post(path("thread_new", slug), {**sent, "seen": seen[1]}).status_code == 302
    row = Thread.objects.get()
    theirs = signed_in(hal)
    page = theirs.get(path("thread", row.pk)).content.decode()
    assert (
        "<b>four" not in page and "&lt;b&gt;four" in page and 'href="https://a.example/x"' in page
    )
    assert "Ada Marsh" in page and "Cedar Point" in page and "@" not in page.split("<main")[1]
    answer = theirs.post(path("thread", row.pk), {"text": "I use a clock."})
    assert answer["Location"].startswith(path("thread", row.pk))
    assert theirs.post(path("thread", row.pk), {"text": ""}).status_code == 422
    found = mine.get(path("discussion", slug), {"q": "clock"}).content.decode()
    assert "Counting" in found
    assert (
        "No thread has these words"
        in mine.get(path("discussion", slug), {"q": "zzz"}).content.decode()
    )


def test_a_post_is_changed_taken_away_reported_hidden_and_shown(
    thread: Thread,
    first: Post,
    ada: Person,
    hal: Person,
    max_: Person,
    lea: Person,
) -> None:
    mine, theirs, lead = signed_in(ada), signed_in(hal), signed_in(lea)
    mine.post(path("post_change", first.pk), {"text": "How is it counted?"})
    page = theirs.get(path("thread", thread.pk)).content.decode()
    assert "How is it counted?" in page and "changed" in page
    assert theirs.get(path("post_change", first.pk)).status_code == 404
    assert theirs.get(path("post_hiding", first.pk)).status_code == 404
    assert theirs.post(path("post_report", first.pk), {"reason": ""}).status_code == 422
    theirs.post(path("post_report", first.pk), {"reason": "It names someone."})
    report = Report.objects.get()
    assert "It names someone." in lead.get(path("reports")).content.decode()
    assert "How is it counted?" in lead.get(path("report", report.pk)).content.decode()
    assert "Ada Marsh" in b"".join(signed_in(max_).get(path("reports_csv"))).decode()
    assert lead.post(path("post_hiding", first.pk), {"reason": ""}).status_code == 422
    lead.post(path("post_hiding", first.pk), {"reason": "No names, please."})
    others = theirs.get(path("thread", thread.pk)).content.decode()
    assert "Hidden by" in others and "How is it counted?" not in others and "No names" not in others
    own = mine.get(path("thread", thread.pk)).content.decode()
    assert "No names, please." in own and "How is it counted?" in own
    lead.post(path("post_showing", first.pk))
    assert "How is it counted?" in theirs.get(path("thread", thread.pk)).content.decode()
    lead.post(path("thread_locking", thread.pk))
    assert theirs.post(path("thread", thread.pk), {"text": "More"}).status_code == 409
    lead.post(path("thread_unlocking", thread.pk))
    mine.post(path("post_removal", first.pk))
    assert "Taken away by its author." in theirs.get(path("thread", thread.pk)).content.decode()


def test_another_district_meets_nothing(
    thread: Thread,
    first: Post,
    fay: Person,
    version: Version,
) -> None:
    far = signed_in(fay)
    for name, key in (
        ("thread", thread.pk),
        ("post_report", first.pk),
        ("post_hiding", first.pk),
        ("post_change", first.pk),
    ):
        assert far.get(path(name, key)).status_code == 404
    page = far.get(path("discussion", version.micro_credential.slug)).content.decode()
    assert "Silence is long" not in page
    assert Client().get(path("thread", thread.pk)).status_code == 302


def test_a_cohort_has_its_own(
    district: Organization, version: Version, ada: Person, dee: Person, max_: Person
) -> None:
    cohort = make_cohort(district, version.micro_credential, by=max_)
    join(cohort, ada)
    mine = signed_in(ada)
    assert mine.get(path("cohort_discussion", cohort.pk)).status_code == 200
    mine.post(path("cohort_thread_new", cohort.pk), {"title": "When", "text": "At four?"})
    row = Thread.objects.get()
    assert row.cohort == cohort and mine.get(path("thread", row.pk)).status_code == 200
    assert signed_in(dee).get(path("cohort_discussion", cohort.pk)).status_code == 404
    assert signed_in(dee).get(path("thread", row.pk)).status_code == 404


def test_mail_is_switched_on_and_ended_by_the_link_in_it(
    thread: Thread,
    hal: Person,
    version: Version,
) -> None:
    slug, theirs = version.micro_credential.slug, signed_in(hal)
    theirs.post(path("digest", slug), {"rhythm": "daily"})
    out = ending_path(Digest.objects.get())
    assert Client().get(out).status_code == 200 and Digest.objects.exists()
    assert "no more e-mails" in Client().post(out).content.decode() and not Digest.objects.exists()
    assert "no more e-mails" in Client().get(out).content.decode()
    assert Client().get(path("digest_ending", "1:invented")).status_code == 404
    theirs.post(path("digest", slug), {"rhythm": "weekly"})
    theirs.post(path("digest", slug), {"rhythm": ""})
    assert not Digest.objects.exists()


def test_where_it_is_off_pages_say_so_and_links_vanish(
    thread: Thread,
    hal: Person,
    version: Version,
    district: Organization,
) -> None:
    switch_off(district)
    theirs, slug = signed_in(hal), version.micro_credential.slug
    for address in (path("discussion", slug), path("thread_new", slug), path("thread", thread.pk)):
        page = theirs.get(address).content.decode()
        assert "switched discussions off" in page and "How do you count it?" not in page
    detail = theirs.get(reverse("catalog:detail", args=[slug])).content.decode()
    assert path("discussion", slug) not in detail


def test_no_one_floods_a_thread(thread: Thread, hal: Person) -> None:
    client = signed_in(hal)
    answers = [
        client.post(path("thread", thread.pk), {"text": f"Number {n}."}).status_code
        for n in range(11)
    ]
    assert answers[-1] == 429


@pytest.mark.parametrize("posts", [3, 60])
def test_a_thread_of_any_length_asks_the_same(
    posts: int,
    thread: Thread,
    ada: Person,
    hal: Person,
    django_assert_max_num_queries: object,
) -> None:
    rows = [Post(thread=thread, by=ada, text=f"Number {n}", written_at=now()) for n in range(posts)]
    Post.objects.bulk_create(rows)
    client = signed_in(hal)
    client.get(path("thread", thread.pk))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get(path("thread", thread.pk)).status_code == 200
    slug = thread.micro_credential.slug if thread.micro_credential else ""
    for n in range(posts // 3):
        actions.begin_thread(
            thread.program, f"Matter {n}", "Why?", micro_credential=thread.micro_credential, by=ada
        )
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(path("discussion", slug))
