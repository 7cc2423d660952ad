"""Before handing in: what may name a student is asked about and never blocks; what may name the learner is decided."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.disclosures import MOST_NAMED, Said, questions
from assay.evidence.errors import NotReady
from assay.evidence.files.tests import samples
from assay.evidence.identifying_words import vocabulary
from assay.evidence.models import Artifact, ArtifactKind, Declaration, Submission
from assay.evidence.tests.factories import again, fill, make_artifact, make_draft
from assay.people.name_matching import Naming

ADA = Naming.of(("Ada Marsh",))
NOBODY = vocabulary("the class talked about wait time")


def asked(text: str, **particulars: object) -> list[str]:
    said = Said(where="p1q1", field="text", text=text, **particulars)
    return [question.text for question in questions([said], known=NOBODY, naming=ADA)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Then Maya raised her hand.", "“Maya”"),
        ("Ask (555) 201-8831 first.", "“(555) 201-8831”"),
        ("mail to maya.r@school.example", "“maya.r@school.example”"),
        ("Luego José Luis respondió.", "José Luis"),
        ("We called M. R. to the board.", "“M. R.”"),
    ],
)
def test_a_name_a_number_and_an_address_are_asked_about(text: str, word: str) -> None:
    (question,) = asked(text)
    assert word in question
    assert question.startswith("Could this be")


@pytest.mark.parametrize(
    "text", ["", "The class talked about wait time.", "Ada Marsh asked; Ms. Marsh waited."]
)
def test_ordinary_words_and_the_learners_own_name_are_not(text: str) -> None:
    assert asked(text) == []


def test_many_names_are_one_question() -> None:
    (question,) = asked(
        "Maya met Jaylen, then Sofia met Liam, then Olivia met Noah, then Emma met Mason."
    )
    assert question.count("“") == MOST_NAMED + 1  # the names, and “a student”
    assert "…" in question


def test_a_file_is_asked_about_by_its_name_alone() -> None:
    assert asked("Jaylen Brooks.pdf", is_file_name=True)[0].startswith(
        "Does “Jaylen Brooks.pdf” name a student?"
    )
    assert asked("tally.pdf", is_file_name=True) == []


@pytest.fixture
def draft(ada, district) -> Submission:
    return fill(make_draft(ada, make_version(district)))


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def readiness(client, draft: Submission) -> str:
    return client.get(reverse("evidence:readiness", args=(draft.pk,))).content.decode()


def test_readiness_asks_beside_the_field_and_hands_in_all_the_same(signed_in, ada, draft) -> None:
    actions.save_response(draft, "p1q1", "Then Maya Rivera raised her hand.", by=ada)
    film = make_artifact(
        draft, "p2a", n=7, name="Jaylen Brooks.mp4", description="Sofia at the board"
    )
    actions.record_consent(film, nobody_recognizable=True, by=ada)
    actions.add_note(film, "here Liam speaks", by=ada)
    page = readiness(signed_in, draft)
    step = reverse("evidence:step", args=(draft.pk, "p1q1"))
    assert f'href="{step}#text"' in page
    assert f"#a{film.pk}" in page
    for word in ("Maya Rivera", "Jaylen Brooks.mp4", "Sofia", "Liam"):
        assert word in page.split('id="questions"')[1]
    actions.submit(draft, by=ada)
    assert again(draft).status == "submitted"


def test_the_questions_stand_beside_what_is_open_too(signed_in, ada, draft) -> None:
    actions.save_response(draft, "p1q1", "Then Maya raised her hand.", by=ada)
    actions.save_response(draft, "p1q2", "", by=ada)
    page = readiness(signed_in, draft)
    assert "Not answered yet" in page
    assert "Maya" in page


def test_a_draft_without_names_is_asked_nothing(signed_in, draft) -> None:
    assert 'id="questions"' not in readiness(signed_in, draft)


def test_a_step_is_asked_about_by_itself_while_one_writes(signed_in, ada, bo, draft) -> None:
    actions.save_response(draft, "p1q1", "Then Maya raised her hand.", by=ada)
    actions.save_response(draft, "p1q2", "The class talked about wait time.", by=ada)

    def said(step: str, client: Client = signed_in) -> tuple[int, str]:
        answer = client.get(reverse("evidence:step_questions", args=(draft.pk, step)))
        return answer.status_code, answer.content.decode()

    status, piece = said("p1q1")
    assert status == 200 and "“Maya”" in piece and "<html" not in piece
    assert "They do not keep you from" in piece
    assert said("p1q2")[1].strip() == ""
    assert said("p9q9")[0] == 404
    stranger = Client()
    stranger.force_login(bo)
    assert said("p1q1", stranger)[0] == 404
    page = signed_in.get(reverse("evidence:step", args=(draft.pk, "p1q1"))).content.decode()
    assert reverse("evidence:step_questions", args=(draft.pk, "p1q1")) in page


def test_a_file_says_beside_itself_what_was_seen(signed_in, ada, draft) -> None:
    artifact = make_artifact(
        draft, "p2a", n=7, name="Jaylen Brooks.mp4", remarks=["outside", "gone-with-an-old-release"]
    )
    page = signed_in.get(reverse("evidence:step", args=(draft.pk, "p2a"))).content.decode()
    here = page.split(f'id="a{artifact.pk}"')[1].split("</section>")[0]
    assert "looks like a person’s" in here
    assert "That was taken out; look at it once." in here


def of_its_own(draft: Submission, text: bytes, ada) -> Artifact:
    make_artifact(draft, "p2b")
    Artifact.objects.filter(submission=draft, step_id="p2b").update(removed_at=draft.created_at)
    return actions.add_file(draft, "p2b", BytesIO(samples.pdf(text=text)), name="tally.pdf", by=ada)


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        (b"A plain page", []),
        (b"by Ada Marsh", ["named"]),
        (b"CEDAR POINT", ["named"]),
        (b"", ["unread"]),
    ],
)
def test_a_name_in_the_words_of_a_file_is_noticed(
    ada, draft, text: bytes, remarks: list[str]
) -> None:
    assert of_its_own(draft, text, ada).remarks == remarks


def test_what_may_name_the_learner_waits_for_their_word(signed_in, ada, draft) -> None:
    artifact = of_its_own(draft, b"by Ada Marsh", ada)
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [thing.code for thing in refusal.value.open] == ["recognizable"]
    address = reverse("evidence:declarations", args=(draft.pk,))
    page = signed_in.get(address).content.decode()
    assert "What may show who you are" in page
    assert f'name="decided-{artifact.pk}"' in page
    said = {
        "own_work": "on",
        "ai_use": "None.",
        "student_privacy": "on",
        "practice_months_ago": "0",
    }
    signed_in.post(address, said)
    assert Declaration.objects.get(submission=draft).recognizable == []
    odd = {"asked-9999999": "1", "decided-9999999": "on", "asked-²": "1", "asked-x": "1"}
    signed_in.post(
        address, {**said, f"asked-{artifact.pk}": "1", f"decided-{artifact.pk}": "on", **odd}
    )
    assert Declaration.objects.get(submission=draft).recognizable == [artifact.pk]
    assert f'name="decided-{artifact.pk}" checked' in signed_in.get(address).content.decode()
    signed_in.post(address, said)  # a page that did not ask takes no decision away
    assert Declaration.objects.get(submission=draft).recognizable == [artifact.pk]
    actions.submit(draft, by=ada)
    assert again(draft).manifest["declaration"]["recognizable"] == [artifact.pk]


def test_a_word_given_for_one_file_does_not_cover_the_next(ada, draft) -> None:
    first = of_its_own(draft, b"by Ada Marsh", ada)
    actions.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={first.pk: True},
        by=ada,
    )
    Artifact.objects.filter(pk=first.pk).update(removed_at=draft.created_at)
    actions.add_file(
        draft, "p2b", BytesIO(samples.pdf(text=b"Ms. Marsh")), name="other.pdf", by=ada
    )
    with pytest.raises(NotReady):
        actions.submit(draft, by=ada)


def test_a_link_is_decided_on_too(ada, draft) -> None:
    Artifact.objects.filter(submission=draft, step_id="p2b").update(
        kind=ArtifactKind.LINK, url="https://docs.example/x"
    )
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [thing.code for thing in refusal.value.open] == ["recognizable"]


def test_nothing_to_decide_is_not_asked(signed_in, draft) -> None:
    page = signed_in.get(reverse("evidence:declarations", args=(draft.pk,))).content.decode()
    assert "What may show who you are" not in page


def test_somebody_elses_file_cannot_be_confirmed(ada, bo, draft, district) -> None:
    other = make_artifact(make_draft(bo, draft.version), "p2a", remarks=["named"])
    actions.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={other.pk: True},
        by=ada,
    )
    assert Declaration.objects.get(submission=draft).recognizable == []


def test_it_is_said_in_spanish_too() -> None:
    with translation.override("es"):
        assert asked("Luego Maya levantó la mano.")
