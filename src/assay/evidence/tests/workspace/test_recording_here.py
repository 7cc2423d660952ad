"""What a step says about recording straight into it: for which kinds, and for how long."""

import pytest
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.evidence.views.step_form import StepPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def step_of(draft, step):
    found = draft.version.content
    return next(one for one in (*found.prompts, *found.items) if one.id == step)


def post_of(draft, step):
    return StepPost(None, draft, step_of(draft, step))


def test_what_has_been_recorded_already_is_taken_from_the_time(draft):
    assert post_of(draft, "p2a").seconds_left == 600
    artifact = make_artifact(draft, "p2a")
    type(artifact).objects.filter(pk=artifact.pk).update(duration_seconds=250)
    assert post_of(draft, "p2a").seconds_left == 350
    type(artifact).objects.filter(pk=artifact.pk).update(duration_seconds=900)
    assert post_of(draft, "p2a").seconds_left == 0


def test_a_step_without_recordings_offers_none(client, ada, draft):
    client.force_login(ada)
    offered = {
        step.id: "data-recorder"
        in client.get(reverse("evidence:step", args=(draft.pk, step.id))).content.decode()
        for step in draft.version.content.items
    }
    takes = {
        step.id: bool({"mp4", "m4a"} & set(step.formats)) for step in draft.version.content.items
    }
    assert offered == takes
    assert set(takes.values()) == {True, False}


def test_a_step_whose_time_is_used_up_offers_none(client, ada, draft):
    client.force_login(ada)
    artifact = make_artifact(draft, "p2a")
    type(artifact).objects.filter(pk=artifact.pk).update(duration_seconds=600)
    page = client.get(reverse("evidence:step", args=(draft.pk, "p2a"))).content.decode()
    assert 'data-seconds-left="0"' in page
    assert "data-record=" not in page


def test_a_recording_may_be_looked_at_before_it_is_sent_and_nothing_else_is_let_in(
    client, ada, draft
):
    client.force_login(ada)
    answer = client.get(reverse("evidence:step", args=(draft.pk, "p2a")))
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert policy["media-src"] == "'self' blob:"
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
