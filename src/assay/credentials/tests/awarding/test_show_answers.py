"""Written answers in the badge: word for word as they were judged, when the earner says so, and until they say no."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment.models import Decision, Evaluation
from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.additions import eligibility
from assay.credentials.models import Award, ShownPiece
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.evidence import actions as evidence_actions
from assay.evidence.models import Response, Submission
from assay.evidence.tests.factories import again, fill, make_draft
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event
from badgecore.documents import check_plain_form, check_schema
from badgecore.model import OB3_SCHEMA

pytestmark = pytest.mark.django_db
TEXT = "I waited.\n\nThen Keyshawn\tanswered: “Write to k.miller@school.example.org.”"


def badge(award: Award) -> dict:
    return json.loads(bytes(award.credentials.standing().get().body))


@pytest.fixture
def prompt(version: Version) -> str:
    return version.content.prompts_of("part3")[0].id


@pytest.fixture
def award(ada: Person, version: Version, prompt: str) -> Award:
    """A badge for work that was handed in through the verbs, so that its manifest is true."""
    draft = fill(make_draft(ada, version))
    evidence_actions.save_response(draft, prompt, TEXT, by=ada)
    evidence_actions.submit(draft, by=ada)
    evidence_actions.close(draft, "earned", by=None)
    evaluation = Evaluation.objects.create(
        submission=again(draft),
        status="released",
        opened_at=now(),
        due_on=now().date(),
        released_at=now(),
    )
    Decision.objects.create(
        evaluation=evaluation,
        outcome="earned",
        settled_by="agreement",
        made_at=now(),
        feedback={},
        levels={c.id: "demonstrated" for c in version.content.criteria},
    )
    return actions.award(evaluation, by=None)


@pytest.fixture
def answer(award: Award, prompt: str) -> Response:
    return Response.objects.get(submission=award.evaluation.submission, prompt_id=prompt)


def test_the_badge_carries_the_text_as_it_was_judged(
    award: Award, ada: Person, answer: Response, version
) -> None:
    assert "evidence" not in badge(award), "nothing is shown unasked"
    assert actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    found = badge(award)
    check_schema(found, OB3_SCHEMA)
    check_plain_form(found)
    assert found["evidence"] == [
        {
            "id": f"http://127.0.0.1:8000/badges/{award.pk}/evidence/1/",
            "type": ["Evidence"],
            "name": version.content.prompt(answer.prompt_id).text[:199]
            + ("…" if len(version.content.prompt(answer.prompt_id).text) > 200 else ""),
            "narrative": TEXT.replace("\t", " "),
            "genre": "writing",
        }
    ]
    assert checking.check_own(json.dumps(found).encode()).verdict == "valid"
    event = Event.objects.get(verb="credentials.evidence_shown")
    assert event.particulars["answers"] == [answer.pk]
    assert "Keyshawn" not in json.dumps(event.particulars), "the record holds no words of the work"


def test_a_second_press_signs_nothing(award: Award, ada: Person, answer: Response) -> None:
    assert actions.show_evidence(award, {}, answers=[answer.pk, answer.pk], by=ada)
    assert not actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    assert award.credentials.count() == 2


def test_taken_back_it_is_in_no_new_badge_and_its_page_is_gone(
    client, award: Award, ada: Person, answer
) -> None:
    actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    page = f"/badges/{award.pk}/evidence/1/"
    text = client.get(page).content.decode()
    assert "Then Keyshawn answered" in text
    assert "/evidence/1/file" not in text
    assert client.get(f"{page}file").status_code == 404
    actions.show_evidence(award, {}, by=ada)
    assert "evidence" not in badge(award)
    assert client.get(page).status_code == 410
    assert "Keyshawn" not in client.get(f"/badges/{award.pk}/").content.decode()
    last = Event.objects.filter(verb="credentials.evidence_shown").latest("pk")
    assert last.particulars["answers_taken_back"] == [answer.pk]


def test_nobody_else_may(award: Award, dee: Person, chi: Person, answer: Response) -> None:
    for person in (dee, chi):
        with pytest.raises(PermissionDenied):
            actions.show_evidence(award, {}, answers=[answer.pk], by=person)
    assert not ShownPiece.objects.exists()


def test_a_withdrawn_badge_carries_nothing_new(
    award: Award, ada: Person, chi: Person, answer: Response
) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    with pytest.raises(WrongState):
        actions.show_evidence(Award.objects.get(), {}, answers=[answer.pk], by=ada)


def test_only_the_text_that_the_manifest_holds_is_shown(
    client, award: Award, ada: Person, answer: Response
) -> None:
    """However a row came to hold other words than were handed in: they are neither offered nor signed nor served."""
    actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    Response.objects.filter(pk=answer.pk).update(text="Other words.")
    assert answer.pk not in [found.response.pk for found in eligibility.answers(award)]
    assert client.get(f"/badges/{award.pk}/evidence/1/").status_code == 410
    actions.reissue(award, by=ada)
    assert "evidence" not in badge(award)
    with pytest.raises(BadInput, match="as it was handed in"):
        actions.show_evidence(award, {}, answers=[answer.pk], by=ada)


def test_what_was_typed_and_then_spoken_is_not_shown(award: Award, answer: Response) -> None:
    """A text that stands beside a recording was not what was judged."""
    Response.objects.filter(pk=answer.pk).update(form="audio")
    assert answer.pk not in [found.response.pk for found in eligibility.answers(award)]


def test_an_answer_of_another_submission_is_no_piece_of_this_badge(
    award: Award, ada: Person, dee: Person, version, prompt: str
) -> None:
    other = make_award(dee, version).evaluation.submission
    foreign = Response.objects.create(submission=other, prompt_id=prompt, text=TEXT, saved_at=now())
    Submission.objects.filter(pk=other.pk).update(manifest=award.evaluation.submission.manifest)
    with pytest.raises(BadInput):
        actions.show_evidence(award, {}, answers=[foreign.pk], by=ada)


def test_a_change_beside_it_leaves_an_answer_where_it_is(
    award: Award, ada: Person, answer: Response
) -> None:
    other = next(found.response for found in eligibility.answers(award) if found.response != answer)
    actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    actions.show_evidence(award, {}, answers=[answer.pk, other.pk], by=ada)
    assert {piece.number: piece.response_id for piece in award.shown_pieces.shown()} == {
        1: answer.pk,
        2: other.pk,
    }


def test_the_page_shows_the_very_text_and_marks_what_to_look_at(
    client, award: Award, ada: Person, answer
) -> None:
    client.force_login(ada)
    path = f"/awards/{award.pk}/evidence/"
    text = client.get(path).content.decode()
    assert "<mark>Keyshawn</mark>" in text
    assert "<mark>k.miller@school.example.org</mark>" in text
    assert "This is a guess" in text
    shown = text.partition(f'id="text-{answer.pk}"')[2].partition(">")[2].partition("</div>")[0]
    assert shown.replace("<mark>", "").replace("</mark>", "") == TEXT.replace("\t", " ")
    sent = client.post(path, {"answer": [str(answer.pk), "²", "99999999"]})
    assert sent.status_code == 422, "an answer that is not there"
    assert f'value="{answer.pk}" checked' in sent.content.decode(), "the tick stays"
    assert client.post(path, {"answer": [str(answer.pk), "²"]}).status_code == 302
    assert badge(award)["evidence"][0]["narrative"] == TEXT.replace("\t", " ")
    assert client.post(path, {}).status_code == 302
    assert "evidence" not in badge(award)


def test_a_stranger_reads_nothing(
    client, award: Award, ada: Person, dee: Person, answer: Response
) -> None:
    actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    client.force_login(dee)
    assert client.get(f"/badges/{award.pk}/evidence/1/").status_code == 404
    assert client.get(f"/awards/{award.pk}/evidence/").status_code == 404


def test_the_older_form_carries_it_too_and_the_brief_one_does_not(
    client, award: Award, ada: Person, answer
) -> None:
    actions.show_evidence(award, {}, answers=[answer.pk], by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    ob2 = client.get(f"/badges/{award.pk}/ob2.json").json()
    assert ob2["evidence"][0]["narrative"] == TEXT.replace("\t", " ")
    client.force_login(ada)
    assert "Keyshawn" not in client.get(f"/awards/{award.pk}/brief.json").content.decode()
