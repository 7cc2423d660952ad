"""Its learner reads who opened which file and when; assessors stay without a name, and nobody else reads the list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence.actions import log_opening
from assay.evidence.openings.listing import Openings
from assay.evidence.tests.factories import make_artifact, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def told(draft):
    found = Openings(draft)
    return found.in_words(list(found.rows))


def page(client, draft, **query):
    return client.get(reverse("evidence:openings", args=(draft.pk,)), query)


def test_the_learner_reads_what_was_opened_without_the_name_of_an_assessor(client, ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    client.force_login(ada)
    assert "No one else who is signed in has opened" in page(client, draft).content.decode()
    log_opening(artifact, ground="lease", look="played", by=bo)
    body = page(client, draft).content.decode()
    assert artifact.name in body and "An assessor" in body and bo.display_name not in body
    listed = b"".join(page(client, draft, file="csv").streaming_content).decode()
    assert artifact.name in listed and bo.display_name not in listed


def test_whom_the_learner_chose_is_named(ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    log_opening(artifact, ground="coach", look="played", by=bo)
    assert [row.who for row in told(draft)] == [bo.display_name]


def test_a_coach_who_assesses_it_too_is_named_only_as_the_coach(ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    log_opening(artifact, ground="coach", look="played", by=bo)
    log_opening(artifact, ground="lease", look="played", by=bo)
    assert [row.who for row in told(draft)] == [
        "An assessor",
        bo.display_name,
    ]


@pytest.mark.parametrize("ground", ["", "safety"])
def test_a_duty_that_is_not_the_learners_to_know_of_is_not_told(ada, bo, draft, ground):
    log_opening(make_artifact(draft, "p2a"), ground=ground, look="played", by=bo)
    assert [row.who for row in told(draft)] == ["Someone of the program, on duty"]


def test_strangers_do_not_find_the_list(client, dee, draft):
    client.force_login(dee)
    assert page(client, draft).status_code == 404


def test_the_page_takes_as_many_queries_for_thirty_looks_as_for_one(
    client, ada, bo, draft, django_assert_max_num_queries
):
    artifact = make_artifact(draft, "p2a")
    client.force_login(ada)
    log_opening(artifact, ground="coach", look="played", by=bo)
    page(client, draft)
    with CaptureQueriesContext(connection) as one:
        page(client, draft)
    assert len(one) <= 14
    for _n in range(29):
        log_opening(artifact, ground="coach", look="played", by=bo)
    with django_assert_max_num_queries(len(one)):
        first = page(client, draft)
    assert first.context["page"].paginator.num_pages > 1
    second = page(client, draft, page=2)
    assert len(first.context["openings"]) + len(second.context["openings"]) == 30


def test_how_much_was_seen_is_told_with_each_look(ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    for look in ("still", "played", "long-forgotten"):
        log_opening(artifact, ground="lease", look=look, by=bo)
    assert [row.look for row in told(draft)] == [
        "Opened it",
        "Played it",
        "Saw a still picture of it",
    ]


def test_who_sees_what_is_read_without_an_account(client):
    body = client.get(reverse("evidence:who_sees")).content.decode()
    assert "Self-ratings" in body and "Drafts" in body and "A decision of not yet" in body
