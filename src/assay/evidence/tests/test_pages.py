"""The learner's way through the pages, without script: every page is a plain form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from assay.catalog.tests.factories import make_version, wait_time
from assay.evidence import actions
from assay.evidence.files.tests import samples
from assay.evidence.models import Status, Submission
from assay.evidence.tests.factories import again, fill, make_artifact, make_draft, make_submission
from assay.journeys.actions import put_aside as close_goal
from assay.journeys.actions import take_up as take_up_goal
from assay.journeys.tests.factories import make_goal
from assay.lib.outbound import CouldNotFetch
from assay.ui.http import mark_of
from assay.ui.tests.schema import SCHEMA


@pytest.fixture
def version(district):
    return make_version(district)


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def url(name, draft, *args):
    return reverse(f"evidence:{name}", args=(draft.pk, *args))


def test_begin_opens_the_workspace_and_a_second_press_leads_back_to_it(signed_in, version):
    first = signed_in.post(reverse("evidence:begin", args=("wait-time",)))
    draft = Submission.objects.get()
    assert first.url == url("workspace", draft)
    assert signed_in.post(reverse("evidence:begin", args=("wait-time",))).url == first.url
    page = signed_in.get(first.url)
    assert page.status_code == 200
    assert b"Nothing is sent until you press Submit" in page.content
    assert b"Planning sheet: four questions" in page.content


def test_it_is_begun_for_a_goal_that_can_be_changed_in_the_workspace(signed_in, ada, dee, version):
    goal, other = make_goal(ada), make_goal(ada, "Ask fewer and better questions")
    begin = reverse("evidence:begin", args=("wait-time",))
    assert signed_in.post(begin, {"goal": str(make_goal(dee).pk)}).status_code == 404
    close_goal(other, by=ada)
    assert signed_in.post(begin, {"goal": str(other.pk)}).status_code == 422
    assert not Submission.objects.exists()
    take_up_goal(other, by=ada)
    page = signed_in.post(begin, {"goal": str(goal.pk)}).url
    draft = Submission.objects.get()
    assert draft.start.goal == goal
    text = signed_in.get(page).content.decode()
    assert f'<option value="{goal.pk}" selected>' in text
    assert f'<option value="{other.pk}">' in text
    assert f"/goals/starts/{draft.start_id}/" in text
    actions.leave(draft, by=ada)
    signed_in.post(begin, {"goal": ""})
    draft.start.refresh_from_db()
    assert draft.start.goal == goal, "taken up again, it keeps its goal"
    actions.leave(Submission.objects.get(), by=ada)
    signed_in.post(begin, {"goal": str(other.pk)})
    draft.start.refresh_from_db()
    assert draft.start.goal == other


@pytest.mark.parametrize("goal", ["abc", "0x1", "9" * 40, "\x00", ""])
def test_a_goal_that_is_none_starts_without_one(signed_in, version, goal):
    answer = signed_in.post(reverse("evidence:begin", args=("wait-time",)), {"goal": goal})
    assert answer.status_code in {302, 404}


@pytest.mark.parametrize("step_id", ["p1q1", "p2a", "p2c", "p3q2"])
def test_every_step_has_a_page(signed_in, ada, version, step_id):
    draft = make_draft(ada, version)
    page = signed_in.get(url("step", draft, step_id))
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert b"style=" not in page.content.replace(b"stylesheet", b"")


def test_saving_a_step_without_script_saves_and_goes_on(signed_in, ada, version):
    draft = make_draft(ada, version)
    answer = signed_in.post(
        url("step", draft, "p1q1"), {"text": "Grade four.", "revision": "0", "then": "next"}
    )
    assert answer.url == url("step", draft, "p1q2")
    assert draft.responses.get(prompt_id="p1q1").text == "Grade four."


def test_whichever_button_is_pressed_everything_typed_is_saved(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    prefix = f"a{artifact.pk}"
    data = {
        f"{prefix}-description": "A circle of desks.",
        f"{prefix}-at": "0:31",
        f"{prefix}-note": "First pause.",
        f"{prefix}-consent-students": "21",
        f"{prefix}-consent-permissions": "21",
        f"{prefix}-consent-off_camera": "0",
        f"{prefix}-consent-adults": "",
        f"{prefix}-consent-guardians_agreed": "on",
        "then": "back",
    }
    answer = signed_in.post(url("step", draft, "p2a"), data)
    assert answer.url == url("step", draft, "p1q3")
    artifact.refresh_from_db()
    assert artifact.description == "A circle of desks."
    assert [(n.at_seconds, n.text) for n in artifact.annotations.all()] == [(31, "First pause.")]
    assert artifact.consent.students == 21
    assert artifact.consent.scope == "assessment"


def test_what_cannot_be_read_comes_back_with_everything_typed(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    prefix = f"a{artifact.pk}"
    data = {
        f"{prefix}-description": "A circle of desks.",
        f"{prefix}-at": "soon",
        f"{prefix}-note": "First pause.",
        f"{prefix}-consent-students": "many",
        "then": "next",
    }
    page = signed_in.post(url("step", draft, "p2a"), data)
    assert page.status_code == 422
    html = page.content.decode()
    for kept in (
        "A circle of desks.",
        "soon",
        "First pause.",
        "many",
        "Write the time as minutes and seconds",
    ):
        assert kept in html


def test_a_stale_tab_shows_both_texts(signed_in, ada, version):
    draft = make_draft(ada, version)
    signed_in.post(url("step", draft, "p1q1"), {"text": "From one tab.", "revision": "0"})
    page = signed_in.post(
        url("step", draft, "p1q1"), {"text": "From the other.", "revision": "0", "then": "next"}
    )
    assert page.status_code == 422
    assert b"From one tab." in page.content
    assert b"From the other." in page.content
    assert draft.responses.get(prompt_id="p1q1").text == "From one tab."


def test_from_the_checklist_to_the_receipt(signed_in, ada, version):
    draft = make_draft(ada, version)
    page = signed_in.get(url("readiness", draft))
    assert b"things are still open" in page.content
    assert url("step", draft, "p2a").encode() in page.content
    early = signed_in.post(url("submission", draft))
    assert early.status_code == 422
    fill(draft)
    signed_in.post(
        url("declarations", draft),
        {"own_work": "on", "ai_use": "None.", "student_privacy": "on", "practice_months_ago": "2"},
    )
    assert b"Everything is there" in signed_in.get(url("readiness", draft)).content
    answer = signed_in.post(url("submission", draft))
    assert answer.url == url("receipt", draft)
    assert again(draft).status == Status.SUBMITTED
    receipt = signed_in.get(answer.url).content.decode()
    assert draft.public_id in receipt
    assert again(draft).manifest_hash in receipt
    second = signed_in.post(url("submission", draft))
    assert second.url == url("receipt", draft)


def test_resources_are_offered_and_nothing_asks_for_them(signed_in, ada, version):
    draft = make_draft(ada, version)
    page = signed_in.get(url("workspace", draft)).content.decode()
    assert "Resources, if you want them" in page
    assert all(resource["title"] in page for resource in version.content.resources)
    assert "esource" not in signed_in.get(url("readiness", draft)).content.decode()


def test_declarations_keep_what_was_typed_when_a_figure_is_wrong(signed_in, ada, version):
    draft = make_draft(ada, version)
    page = signed_in.post(
        url("declarations", draft), {"ai_use": "A grammar check.", "practice_months_ago": "a few"}
    )
    assert page.status_code == 422
    assert b"A grammar check." in page.content
    assert b"a few" in page.content


def test_handed_in_pages_lead_to_the_status_page(signed_in, ada, version):
    submission = make_submission(ada, version)
    for page in (
        url("workspace", submission),
        url("step", submission, "p1q1"),
        url("readiness", submission),
    ):
        assert signed_in.get(page).url == url("detail", submission)
    status = signed_in.get(url("detail", submission))
    assert b"With assessors" in status.content
    assert signed_in.post(url("withdrawal", submission)).status_code == 302
    assert b"You withdrew this" in signed_in.get(url("detail", submission)).content
    answer = signed_in.post(url("resumption", submission))
    assert signed_in.get(answer.url).status_code == 200


def test_strangers_see_nothing(client, ada, dee, version):
    submission = make_submission(ada, version)
    artifact = submission.artifacts.first()
    client.force_login(dee)
    names = (
        "workspace",
        "detail",
        "receipt",
        "readiness",
        "declarations",
        "earlier_texts",
        "newer_version",
    )
    pages = [url(name, submission) for name in names] + [url("step", submission, "p1q1")]
    pages.append(reverse("evidence:file", args=(artifact.pk,)))
    assert {client.get(page).status_code for page in pages} == {404}
    posts = [
        url("submission", submission),
        url("withdrawal", submission),
        url("answer", submission, "p1q1"),
    ]
    assert {client.post(page).status_code for page in posts} == {404}
    client.logout()
    assert client.get(pages[0]).status_code == 302


def test_autosave_answers_with_figures_and_costs_few_queries(
    signed_in, ada, version, django_assert_num_queries
):
    draft = make_draft(ada, version)
    where = url("answer", draft, "p1q1")
    assert signed_in.post(where, {"text": "One", "revision": "0"}).json()["revision"] == 1
    with django_assert_num_queries(
        8
    ):  # session, person, submission, savepoint, stamp, response, update, release
        answer = signed_in.post(where, {"text": "One two", "revision": "1"})
    assert answer.json()["words"] == 2
    stale = signed_in.post(where, {"text": "Another", "revision": "1"})
    assert stale.status_code == 409
    assert stale.json()["stored"] == {"text": "One two"}
    assert stale.json()["revision"] == 2


def test_pages_cost_a_constant_number_of_queries(
    signed_in, ada, version, django_assert_max_num_queries
):
    draft = fill(make_draft(ada, version))
    make_artifact(draft, "p2a", n=5)
    with django_assert_max_num_queries(22):
        signed_in.get(url("step", draft, "p2a"))
    with django_assert_max_num_queries(16):
        signed_in.get(url("workspace", draft))


def test_a_file_without_script_arrives_by_the_plain_form(signed_in, ada, version):
    draft = make_draft(ada, version)
    film = SimpleUploadedFile("Jaylen Brooks.mp4", samples.movie(30))
    answer = signed_in.post(url("step", draft, "p2a"), {"files": film, "then": "stay"}, follow=True)
    assert draft.artifacts.get().duration_seconds == 30
    assert "looks like a person’s" in answer.content.decode()


def test_a_refused_file_loses_nothing_that_was_typed_beside_it(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    data = {
        "files": SimpleUploadedFile("plan.mp4", samples.pdf()),
        f"a{artifact.pk}-description": "A circle of desks.",
        f"a{artifact.pk}-consent-students": "21",
        "then": "next",
    }
    page = signed_in.post(url("step", draft, "p2a"), data)
    assert page.status_code == 422
    assert "is really PDF" in page.content.decode()
    artifact.refresh_from_db()
    assert (artifact.description, artifact.consent.students) == ("A circle of desks.", 21)


def test_a_link_inside_is_refused_at_its_field_and_one_that_does_not_answer_is_kept(
    signed_in, ada, district, monkeypatch
):
    data = wait_time()
    data["requirements"]["part2"]["items"][1]["limits"]["formats"].append("url")
    draft = make_draft(ada, make_version(district, data=data))
    page = signed_in.post(
        url("step", draft, "p2b"), {"link-url": "http://10.1.2.3/tally", "link-name": "Our tally"}
    )
    assert page.status_code == 422
    assert "http://10.1.2.3/tally" in page.content.decode()
    assert "Our tally" in page.content.decode()

    def nobody_answers(host, port):
        raise CouldNotFetch("not known")

    monkeypatch.setattr("assay.lib.outbound.resolve", nobody_answers)
    page = signed_in.post(
        url("step", draft, "p2b"), {"link-url": "https://example.org/tally"}, follow=True
    )
    assert draft.artifacts.get().url == "https://example.org/tally"
    assert "did not answer just now" in page.content.decode()


def test_lines_are_taken_out_and_put_back_by_their_buttons(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    note = artifact.annotations.create(text="First pause.", added_at=artifact.added_at)
    where = url("step", draft, "p2a")
    signed_in.post(url("annotation_removal", draft, "p2a", note.pk))
    assert not artifact.annotations.exists()
    removal = url("artifact_removal", draft, "p2a", artifact.pk)
    assert f'formaction="{removal}"' in signed_in.get(where).content.decode()
    typed = {f"a{artifact.pk}-description": "Both pauses."}
    assertRedirects(signed_in.post(removal, typed), where)
    artifact.refresh_from_db()
    assert artifact.description == "Both pauses."
    assert "You took out" in signed_in.get(where).content.decode()
    signed_in.post(url("artifact_restoration", draft, "p2a", artifact.pk))
    assert draft.artifacts.present().count() == 1


def test_lines_of_somebody_elses_draft_are_out_of_reach(signed_in, ada, dee, version):
    theirs = make_artifact(make_draft(dee, version), "p2a")
    mine = make_draft(ada, version)
    typed = {f"a{theirs.pk}-description": "x"}
    signed_in.post(url("artifact_removal", mine, "p2a", theirs.pk), typed)
    assert (
        signed_in.post(
            url("artifact_removal", theirs.submission, "p2a", theirs.pk), typed
        ).status_code
        == 404
    )
    theirs.refresh_from_db()
    assert (theirs.removed_at, theirs.description) == (None, "")


def test_an_answer_takes_another_form_and_the_text_is_saved_with_the_press(signed_in, ada, version):
    draft = make_draft(ada, version)
    where = url("step", draft, "p1q1")
    signed_in.post(where, {"text": "Half a sentence", "revision": "0", "form": "audio"})
    response = draft.responses.get(prompt_id="p1q1")
    assert (response.form, response.text) == ("audio", "Half a sentence")
    page = signed_in.get(where).content.decode()
    assert "Up to 2 minutes" in page
    assert 'accept=".m4a,.mp3,.wav"' in page


def test_a_name_with_control_characters_is_cleaned_wherever_it_is_shown(signed_in, ada, version):
    draft = make_draft(ada, version)
    signed_in.post(
        url("step", draft, "p2a"),
        {"files": SimpleUploadedFile("talk\u202e4pm.mp4", samples.movie())},
    )
    assert draft.artifacts.get().name == "talk4pm.mp4"


def test_a_post_without_a_form_token_is_refused_plainly(ada, version):
    draft = make_draft(ada, version)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    answer = strict.post(url("answer", draft, "p1q1"), {"text": "x", "revision": "0"})
    assert answer.status_code == 403
    assert not draft.responses.exists()


def test_the_same_file_in_another_step_is_told_and_taken(signed_in, ada, version):
    draft = make_draft(ada, version)
    body = samples.pdf(2)
    signed_in.post(url("step", draft, "p2b"), {"files": SimpleUploadedFile("tally.pdf", body)})
    page = signed_in.post(
        url("step", draft, "p2c"), {"files": SimpleUploadedFile("voices.pdf", body)}, follow=True
    )
    assert "is the same file as “tally.pdf” in another step" in page.content.decode()
    assert draft.artifacts.count() == 2


def test_a_file_on_its_way_can_be_given_up_without_script(signed_in, ada, version):
    draft = make_draft(ada, version)
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=10, by=ada)
    where = url("step", draft, "p2a")
    assert "Choose the same file again" in signed_in.get(where).content.decode()
    removal = url("upload_removal", draft, "p2a", upload.pk)
    assert f'formaction="{removal}"' in signed_in.get(where).content.decode()
    for _press in range(2):  # the second finds nothing left to do
        assertRedirects(signed_in.post(removal), where)
    assert not draft.uploads.exists()


def test_a_move_that_is_refused_keeps_the_page_and_what_was_typed(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    typed = {f"a{artifact.pk}-description": "Which pause it shows."}
    answer = signed_in.post(url("artifact_restoration", draft, "p2a", artifact.pk), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'action="{url("step", draft, "p2a")}"' in page
    assert "Which pause it shows." in page
    artifact.refresh_from_db()
    assert artifact.description == "Which pause it shows."


def test_words_that_changed_elsewhere_are_not_overwritten_by_a_script(signed_in, ada, version):
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    name = f"a{artifact.pk}-description"
    mark = {"Assay-Save": "t.1", "Assay-Person": mark_of(ada), "Accept": "application/json"}
    saves = [
        (url("step", draft, "p2a"), name, {}),
        (url("step", draft, "p2a"), f"a{artifact.pk}-consent-students", {name: ""}),
        (url("declarations", draft), "ai_use", {"own_work": "on"}),
    ]
    for where, field, beside in saves:
        first, second = (
            ("21", "22") if "students" in field else ("From the first tab.", "From the second.")
        )
        assert (
            signed_in.post(
                where, {**beside, field: first, f"was:{field}": ""}, headers=mark
            ).json()["code"]
            == "saved"
        )
        stale = signed_in.post(where, {**beside, field: second, f"was:{field}": ""}, headers=mark)
        SCHEMA.validate(stale.json())
        assert stale.status_code == 409 and stale.json()["stored"] == {field: first}
        chosen = signed_in.post(
            where, {**beside, field: second, f"was:{field}": first}, headers=mark
        )
        assert chosen.json()["confirms"] == "t.1"
        again_ = signed_in.post(where, {**beside, field: second, f"was:{field}": ""}, headers=mark)
        assert again_.json()["code"] == "saved", "an answer that got lost is sent once more"


def test_every_answer_to_a_script_has_the_one_shape(signed_in, ada, version):
    draft = make_draft(ada, version)
    mark = {"Assay-Save": "t.9", "Assay-Person": mark_of(ada), "Accept": "application/json"}
    sent = [
        (url("answer", draft, "p1q1"), {"text": "One", "revision": "0"}, 200),
        (url("answer", draft, "p1q1"), {"text": "Two", "revision": "0"}, 409),
        (url("answer", draft, "p1q1"), {"text": "x" * 70_000, "revision": "1"}, 413),
        (url("declarations", draft), {"ai_use": "None."}, 200),
        (url("declarations", draft), {"ai_use": "None.", "practice_months_ago": "soon"}, 422),
        (url("step", draft, "p1q1"), {"text": "Three", "revision": "0"}, 409),
    ]
    for where, data, status in sent:
        answer = signed_in.post(where, data, headers=mark)
        SCHEMA.validate(answer.json())
        assert answer.status_code == status, where
        assert (answer.json().get("confirms") == "t.9") == (status == 200)


@pytest.mark.parametrize("name", ["step", "declarations", "note"])
def test_what_comes_after_handing_in_is_shown_for_copying(signed_in, ada, version, name):
    draft = make_submission(ada, version)
    where = url(name, draft, *(["p1q1"] if name == "step" else []))
    field = {"step": "text", "declarations": "ai_use", "note": "note"}[name]
    answer = signed_in.post(where, {field: "Typed in a tab that stayed open.", "revision": "1"})
    assert (
        answer.status_code == 409 and "Typed in a tab that stayed open." in answer.content.decode()
    )
    mark = {"Assay-Save": "t.1", "Assay-Person": mark_of(ada), "Accept": "application/json"}
    told = signed_in.post(where, {field: "By script.", "revision": "1"}, headers=mark)
    assert told.status_code == 409 and told.json()["code"] == "wrong-state"
