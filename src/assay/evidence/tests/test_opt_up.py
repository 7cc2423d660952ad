import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.catalog.content.nouns import Content
from assay.catalog.tests.factories import make_version, wait_time
from assay.evidence import actions
from assay.evidence.drafts.version_upgrade import fit
from assay.evidence.tests.factories import again, make_artifact, make_draft, make_submission
from assay.lib.errors import WrongState
from assay.record.models import Event


def newer_data():
    data = copy.deepcopy(wait_time())
    prompts = data["requirements"]["part1"]["prompts"]
    prompts[1]["text"] = "Asked in another way."
    prompts[2]["id"] = "p1q4"
    for criterion in data["rubric"]["criteria"]:
        criterion["evidence"] = ["p1q4" if e == "p1q3" else e for e in criterion["evidence"]]
    data["rubric"]["criteria"][1]["descriptors"]["demonstrated"] = "Four seconds now."
    return data


@pytest.fixture
def versions(district):
    return make_version(district), lambda: make_version(district, number="2.0", data=newer_data())


def test_answers_come_along_and_what_has_no_place_is_kept(ada, dee, client, versions):
    old, publish = versions
    draft = make_draft(ada, old)
    for prompt in ("p1q1", "p1q2", "p1q3"):
        actions.save_response(draft, prompt, f"Answer to {prompt}.", by=ada)
    make_artifact(draft, "p2a")
    new = publish()
    client.force_login(ada)
    assert (
        b"A newer version, 2.0, is out"
        in client.get(reverse("evidence:workspace", args=(draft.pk,))).content
    )
    page = client.get(reverse("evidence:newer_version", args=(draft.pk,)))
    assert b"Asked differently now" in page.content
    with pytest.raises(PermissionDenied):
        actions.opt_up(again(draft), by=dee)
    outcome = actions.opt_up(again(draft), by=ada)
    assert (
        Event.objects.get(verb="evidence.opted_up", subject_id=str(draft.pk)).particulars["version"]
        == new.pk
    )
    assert (outcome.changed, outcome.new, outcome.without_place) == (
        ("p1q2",),
        ("p1q4",),
        ("p1q3",),
    )
    moved = again(draft)
    assert (moved.version, moved.start.version) == (new, new)
    assert moved.responses.get(prompt_id="p1q1").text == "Answer to p1q1."
    assert moved.artifacts.count() == 1
    kept = client.get(reverse("evidence:earlier_texts", args=(draft.pk,)))
    assert b"Answer to p1q3." in kept.content


def test_what_was_handed_in_or_has_nowhere_to_go_does_not_move(ada, versions):
    old, publish = versions
    submission = make_submission(ada, old)
    publish()
    with pytest.raises(WrongState):
        actions.opt_up(submission, by=ada)


def test_criteria_judged_differently_are_to_be_shown_again(ada, versions):
    old, publish = versions
    submission = make_submission(ada, old, outcome="not_yet")
    draft = actions.open_next_attempt(
        submission, {"c1": "demonstrated", "c2": "demonstrated"}, by=ada
    )
    publish()
    actions.opt_up(again(draft), by=ada)
    assert again(draft).carried == {"c1": "demonstrated"}


def test_a_version_fits_itself():
    content = Content(wait_time())
    outcome = fit(content, content, frozenset({"c1"}))
    assert not (outcome.changed or outcome.new or outcome.without_place)
    assert outcome.carried == ("c1",)
