"""The service worker: what the server lets it keep, and what it never marks."""

import pytest
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence.tests.factories import make_draft
from assay.ui.http import mark_of

pytestmark = pytest.mark.django_db
MARK = "Assay-Workspace"


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def test_the_script_is_there_for_everyone_and_never_kept_by_a_cache_in_between(client):
    answer = client.get(reverse("evidence:worker"))
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert MARK.encode() in answer.content
    assert client.post(reverse("evidence:worker")).status_code == 405


def test_a_learners_own_workspace_is_marked_as_theirs(client, ada, draft):
    client.force_login(ada)
    for address in (
        reverse("evidence:workspace", args=(draft.pk,)),
        reverse("evidence:step", args=(draft.pk, "p1q1")),
    ):
        assert client.get(address)[MARK] == f"{mark_of(ada)}:{draft.pk}"


def test_nothing_else_is_marked(client, ada, dee, draft):
    client.force_login(ada)
    for name in ("readiness", "earlier_texts", "declarations"):
        assert MARK not in client.get(reverse(f"evidence:{name}", args=(draft.pk,)))
    answer = client.post(
        reverse("evidence:step", args=(draft.pk, "p1q1")), {"text": "Three seconds."}
    )
    assert MARK not in answer
    client.force_login(dee)
    answer = client.get(reverse("evidence:workspace", args=(draft.pk,)))
    assert (answer.status_code, MARK in answer) == (404, False)
    client.logout()
    assert MARK not in client.get(reverse("evidence:workspace", args=(draft.pk,)))
