"""The assessor's desk through HTTP: taking, saving, handing over, and staying blind."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import take_next
from assay.evidence.models import Artifact, Response
from assay.people.models import Person

pytestmark = pytest.mark.django_db


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled(assignment: Assignment, **levels: str) -> dict[str, Any]:
    content = assignment.evaluation.submission.version.content
    data: dict[str, Any] = {"revision": assignment.sheet.revision, "summary": "Well shown."}
    for criterion in content.criteria:
        data[f"level-{criterion.id}"] = levels.get(criterion.id, "demonstrated")
        data[f"strength-{criterion.id}"] = f"Seen in {criterion.id}."
        data[f"next-{criterion.id}"] = "Try it again." if levels.get(criterion.id) else ""
    return data


def test_the_desk_offers_the_next_and_opens_its_sheet(queued: Evaluation, sam: Person) -> None:
    client = sign_in(sam)
    page = client.get(reverse("assessment:desk"))
    assert page.status_code == 200 and "Take the next one" in page.content.decode()
    answer = client.post(reverse("assessment:next"), follow=True)
    assert answer.status_code == 200 and queued.submission.public_id in answer.content.decode()
    assert Assignment.objects.get().assessor == sam


def test_nothing_waiting_is_said_plainly(sam: Person) -> None:
    answer = sign_in(sam).post(reverse("assessment:next"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("assessment:desk")
    assert "There is nothing for you right now" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["desk", "screening", "lead", "release", "assessors", "conflicts", "load"]
)
def test_a_desk_one_may_not_enter_is_not_there(name: str, dee: Person) -> None:
    assert sign_in(dee).get(reverse(f"assessment:{name}")).status_code == 404
    assert Client().get(reverse(f"assessment:{name}")).status_code == 302


def test_somebody_elses_sheet_is_not_there(
    leased: Assignment, sue: Person, dee: Person, ada: Person
) -> None:
    for person in (sue, dee, ada):
        client = sign_in(person)
        for name in ("sheet", "handover", "recusal"):
            url = reverse(f"assessment:{name}", args=[leased.pk])
            assert client.post(url, {"ground": "family"}).status_code == 404, (person, name)
        assert client.get(reverse("assessment:sheet", args=[leased.pk])).status_code == 404


def test_a_sheet_is_saved_without_script(leased: Assignment, sam: Person) -> None:
    client = sign_in(sam)
    url = reverse("assessment:sheet", args=[leased.pk])
    assert client.post(url, filled(leased, c3="almost")).status_code == 302
    leased.sheet.refresh_from_db()
    assert leased.sheet.levels["c3"] == "almost" and leased.sheet.revision == 1
    assert "As scored: not yet" in client.get(url).content.decode()


def test_a_stale_tab_is_told_and_keeps_what_was_typed(leased: Assignment, sam: Person) -> None:
    client, url = sign_in(sam), reverse("assessment:sheet", args=[leased.pk])
    old = filled(leased, c1="not_yet")
    client.post(url, filled(leased))
    told = client.post(url, {**old, "strength-c1": "Only in this tab."})
    assert told.status_code == 409 and "Only in this tab." in told.content.decode()
    as_json = client.post(url, old, headers={"accept": "application/json"})
    assert (
        as_json.status_code == 409
        and as_json.json()["code"] == "stale"
        and as_json.json()["revision"] == 1
    )
    leased.sheet.refresh_from_db()
    assert leased.sheet.levels["c1"] == "demonstrated"


def test_odd_notes_are_no_notes_and_odd_characters_are_dropped(
    leased: Assignment, sam: Person
) -> None:
    odd = [
        {"artifact": 1, "at": 10**40, "text": "x"},
        {"artifact": True, "at": 1},
        {"artifact": 1, "at": 2, "text": {}},
    ]
    notes = [*odd, {"artifact": 1, "at": 3, "text": "nul\0 and half \ud800"}]
    sent = {**filled(leased), "notes": json.dumps(notes)}
    answer = sign_in(sam).post(
        f"/assessment/sheets/{leased.pk}/", sent, headers={"accept": "application/json"}
    )
    assert answer.status_code == 200
    leased.sheet.refresh_from_db()
    assert leased.sheet.notes == [{"artifact": 1, "at": 3, "text": "nul and half ?"}]


def test_notes_survive_a_save_that_does_not_send_them(leased: Assignment, sam: Person) -> None:
    client, url = sign_in(sam), reverse("assessment:sheet", args=[leased.pk])
    notes = [{"artifact": 1, "at": 18, "text": "Six seconds."}]
    client.post(
        url, {**filled(leased), "notes": json.dumps(notes)}, headers={"accept": "application/json"}
    )
    leased.sheet.refresh_from_db()
    client.post(url, filled(leased))
    leased.sheet.refresh_from_db()
    assert leased.sheet.notes == notes


def test_handing_over_names_what_is_open_and_loses_nothing(leased: Assignment, sam: Person) -> None:
    client, url = sign_in(sam), reverse("assessment:handover", args=[leased.pk])
    data = filled(leased, c3="almost") | {"next-c3": "", "strength-c3": "Once, at 2:05."}
    data.pop("level-c5")
    answer = client.post(url, data)
    body = answer.content.decode()
    assert answer.status_code == 422 and 'href="#next-c3"' in body and 'href="#level-c5"' in body
    assert "Once, at 2:05." in body
    leased.refresh_from_db()
    assert leased.status == "accepted"


def test_all_demonstrated_without_a_word_comes_back_with_the_field_that_asks_for_it(
    leased: Assignment, sam: Person
) -> None:
    url = reverse("assessment:handover", args=[leased.pk])
    data = {k: "" if k[:3] in ("str", "sum") else v for k, v in filled(leased).items()}
    answer = sign_in(sam).post(url, data)
    body = answer.content.decode()
    assert answer.status_code == 422 and 'href="#summary"' in body and 'id="summary-error"' in body


def test_handing_over_locks_the_sheet_and_a_second_press_is_told(
    leased: Assignment, sam: Person
) -> None:
    client, url = sign_in(sam), reverse("assessment:handover", args=[leased.pk])
    assert client.post(url, filled(leased)).status_code == 302
    assert client.post(url, filled(leased)).status_code == 409
    page = client.get(reverse("assessment:sheet", args=[leased.pk])).content.decode()
    assert "This sheet is sent" in page and "data-hand-over" not in page


def test_a_lapsed_lease_is_told_and_what_was_typed_stands_on_the_page(
    leased: Assignment, sam: Person, lea: Person
) -> None:
    actions.take_back(leased, by=lea)
    answer = sign_in(sam).post(
        reverse("assessment:handover", args=[leased.pk]),
        filled(leased) | {"summary": "All of this work."},
    )
    body = answer.content.decode()
    assert (
        answer.status_code == 409
        and "All of this work." in body
        and "Your time with this submission has ended" in body
    )
    assert "answer-p1q1" not in body, "the evidence left with the lease"


def test_a_level_that_does_not_exist_is_dropped_and_asked_for(
    leased: Assignment, sam: Person
) -> None:
    data = filled(leased) | {"level-c1": "superb"}
    answer = sign_in(sam).post(reverse("assessment:handover", args=[leased.pk]), data)
    assert answer.status_code == 422 and 'href="#level-c1"' in answer.content.decode()


def test_recusing_takes_one_press_with_a_ground(leased: Assignment, sam: Person) -> None:
    client, url = sign_in(sam), reverse("assessment:recusal", args=[leased.pk])
    assert client.post(url, {"ground": "forged"}).status_code == 422
    assert client.post(url, {"ground": "family"}).status_code == 302
    leased.refresh_from_db()
    assert leased.status == "recused"


def test_an_assessor_reads_nothing_that_says_who_the_learner_is(
    leased: Assignment, sam: Person, ada: Person
) -> None:
    submission = leased.evaluation.submission
    school = ada.memberships.get(organization__kind="school").organization.name
    Response.objects.filter(submission=submission, prompt_id="p1q1").update(
        text=f"I am {ada.display_name.upper()} of {school}; my class calls me Ms. Marsh. Write to {ada.email}."
    )
    Artifact.objects.filter(submission=submission).update(
        name="ada-marsh-cedar-point.mp4", description="By Ada Marsh"
    )
    client, secrets = sign_in(sam), (ada.display_name, "Marsh", school, ada.email, "ada-marsh")
    sheet = reverse("assessment:sheet", args=[leased.pk])
    answers = [
        client.get(reverse("assessment:desk")),
        client.get(sheet),
        client.get(reverse("assessment:desk") + "?state=scored"),
    ]
    answers.append(client.post(sheet, filled(leased), headers={"accept": "application/json"}))
    for artifact in submission.artifacts.filter(kind="file"):
        answers.append(
            client.post(
                reverse("assessment:file", args=[submission.public_id, artifact.pk]), follow=True
            )
        )
    assert len(answers) > 6
    for answer in answers:
        assert answer.status_code == 200
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace") + " ".join(
            f"{k}: {v}" for k, v in answer.headers.items()
        )
        for secret in secrets:
            assert secret.casefold() not in text.casefold(), (
                secret,
                answer.request["PATH_INFO"],
            )
    assert "[name taken out]" in answers[1].content.decode()


def test_files_go_to_whoever_has_the_submission_on_the_desk_and_nobody_else(
    leased: Assignment, sam: Person, sue: Person, dee: Person, chi: Person, ada: Person
) -> None:
    submission = leased.evaluation.submission
    artifact = submission.artifacts.filter(kind="file").first()
    assert artifact
    url = reverse("assessment:file", args=[submission.public_id, artifact.pk])
    answer = sign_in(sam).post(url, follow=True)
    assert answer.status_code == 200 and "sandbox" in answer.headers["Content-Security-Policy"]
    for person in (sue, dee, chi, ada):
        assert sign_in(person).get(url).status_code == 404, person
    actions.recuse(leased, "family", by=sam)
    assert sign_in(sam).get(url).status_code == 404


def test_sentences_are_kept_for_their_writer_alone(
    leased: Assignment, sam: Person, sue: Person
) -> None:
    client = sign_in(sam)
    client.post(
        reverse("assessment:stems"),
        {"level": "almost", "text": "Send one more clip of", "sheet": leased.pk},
    )
    assert (
        "Send one more clip of"
        in client.get(reverse("assessment:sheet", args=[leased.pk])).content.decode()
    )
    stem = sam.stems.get()
    assert sign_in(sue).post(reverse("assessment:stem_removal", args=[stem.pk])).status_code == 404
    assert (
        client.post(reverse("assessment:stem_removal", args=[stem.pk])).status_code == 302
        and not sam.stems.exists()
    )


def test_a_sheet_is_opened_and_saved_with_few_questions(
    queued: Evaluation, sam: Person, django_assert_max_num_queries
) -> None:
    lease = take_next(sam)
    client, url = sign_in(sam), reverse("assessment:sheet", args=[lease.pk])
    client.get(url)
    with django_assert_max_num_queries(13):  # two ask whether the learner is of the same district
        assert client.get(url).status_code == 200
    with django_assert_max_num_queries(14):
        saved = client.post(url, {"summary": "So far."}, headers={"Accept": "application/json"})
    assert saved.status_code == 200
    lease.sheet.refresh_from_db()
    assert lease.sheet.summary == "So far."


def test_an_open_sheet_does_not_say_whether_somebody_read_it_before(
    leased: Assignment, sam: Person
) -> None:
    Assignment.objects.filter(pk=leased.pk).update(slot=2)
    client = sign_in(sam)
    page = client.get(reverse("assessment:desk")).content.decode()
    file = b"".join(client.get(reverse("assessment:desk"), {"file": "csv"})).decode()  # type: ignore[call-overload]
    for text in (page, file):
        assert leased.evaluation.public_id in text
        assert "Second scoring" not in text and "First scoring" not in text
