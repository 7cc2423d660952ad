"""A learner's name planted in forty places and spellings, and found in none on the side of those who judge.

Pages, downloads byte for byte (unpacked), and headers, at every desk from screening to release. The one place where it
may be read is the address that a press on a link leads to.
"""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessing
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.evidence import actions
from assay.evidence.files.tests import sample_documents, samples
from assay.evidence.files.tests.test_nameless_documents import unfolded
from assay.evidence.models import Artifact, Submission
from assay.evidence.tests.factories import again, fill, make_draft, record
from assay.lib.text.folding import folded
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Siobhan Whitlock-Nunez"
# Whatever of her may be read, folded: names, user names, school.
HERS = re.compile(r"siobhan|whitlock|nunez|swhit|vaughn|otter.?lake|olms")
SPELLINGS = (
    "Siobhán Whitlock-Núñez",
    "SIOBHÁN WHITLOCK‑NÚÑEZ",
    "siobhan whitlock nunez",
    "Whitlock-Núñez, Siobhán",
    "Siobhán W.",
    "Whitlock, S.",
    "S. Whitlock",
    "Siobhán",
    "Whitlock",
    "Núñez",
    "Nu\u0301n\u0303ez",
    "Whit\u00adlock",
    "Whit\u200block",
    "Siobhán\u00a0Whitlock",
    "Siobhán\nNúñez",
    "Ms. Whitlock’s",
    "Mrs Whitlock's",
    "Mx. Núñez",
    "Dr. Whitlock",
    "Señora Núñez",
    "Sra. Núñez",
    "Profesora Whitlock",
    "Maestra Núñez",
    "Coach Whitlock",
    "Principal Whitlock",
    "the Whitlocks",
    "swhitlock",
    "siobhan.whitlock",
    "s_whitlock22",
    "@swhitlock",
    "siobhan.w@vaughn.example",
    "https://vaughn.example/~swhitlock",
    "https://sites.example/mswhitlock/home",
    "Vaughn",
    "Siobhán Vaughn",
    "at Otter Lake",
    "Otter Lake Middle School",
    "OLMS",
    "otter-lake ms",
    "Ｓｉｏｂｈán",
)


def files() -> dict[str, bytes]:
    """One of every format, with her name in every place that holds words beside what it shows; and named after her."""
    said = NAME.encode()
    bodies = {
        "csv": b"before,after\n1,4\n",
        "pdf": sample_documents.signed_pdf(NAME),
        "docx": sample_documents.signed_docx(NAME),
        "xlsx": sample_documents.signed_xlsx(NAME),
        "pptx": sample_documents.signed_pptx(NAME),
        "epub": sample_documents.signed_epub(NAME),
        "jpg": samples.signed_picture("JPEG", said),
        "png": samples.signed_picture("PNG", said),
        "gif": samples.signed_picture("GIF", said),
        "webp": samples.signed_picture("WEBP", said),
        "mp4": samples.movie(30, name=said, place=said),
        "mov": samples.movie(31, name=said, brand=b"qt  "),
        "m4a": samples.movie(32, name=said, video=False, brand=b"M4A "),
        "mp3": samples.mp3(3, name=said),
        "wav": samples.wav(name=said),
    }
    return {f"Siobhán Whitlock {extension}.{extension}": body for extension, body in bodies.items()}


@pytest.fixture
def siobhan(district: Organization) -> Person:
    person = make_person(
        "Siobhán Whitlock-Núñez",
        role="learner",
        organization=make_school(district, "Otter Lake Middle School"),
    )
    Person.objects.filter(pk=person.pk).update(
        legal_family_names="Vaughn", email="siobhan.w@vaughn.example"
    )
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def version(district: Organization) -> Version:
    data = wait_time()
    item = data["requirements"]["part2"]["items"][0]
    formats = [*(name.rpartition(".")[2] for name in files()), "url"]
    item |= {"count": {"min": 1, "max": 30}, "limits": {"max_mb_each": 20, "formats": formats}}
    return make_version(district, data=data)


@pytest.fixture
def submission(siobhan: Person, version: Version) -> Submission:
    draft = fill(make_draft(siobhan, version))
    per_prompt = -(-len(SPELLINGS) // len(version.content.prompts))
    for n, prompt in enumerate(version.content.prompts):
        some = SPELLINGS[n * per_prompt : (n + 1) * per_prompt]
        actions.save_response(
            draft,
            prompt.id,
            " ".join(f"Then I met {s} today." for s in some) or "Words.",
            by=siobhan,
        )
    for name, body in files().items():
        artifact = actions.add_file(draft, "p2a", BytesIO(body), name=name, by=siobhan)
        actions.describe(
            artifact, f"Ms. Whitlock at the board, {SPELLINGS[artifact.pk % 40]}", by=siobhan
        )
        actions.add_note(artifact, f"here {SPELLINGS[(artifact.pk + 7) % 40]} waits", by=siobhan)
        record(artifact, by=siobhan)
    link = actions.add_link(
        draft,
        "p2a",
        "https://mswhitlock.sites.example/OLMS?by=Siobh%C3%A1n",
        name="Siobhán’s",
        by=siobhan,
    )
    record(link, by=siobhan)
    actions.declare(
        draft,
        own_work=True,
        ai_use="None, says Señora Whitlock.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={a.pk: True for a in draft.artifacts.all()},
        by=siobhan,
    )
    actions.submit(draft, by=siobhan)
    return again(draft)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def look(client: Client, address: str) -> bytes:
    """The body of an answer, once nothing of hers stands in it or its headers."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if (
        "/assessment/screening/" in address
    ):  # whoever checks is told whose work it is, there and nowhere else
        body = re.sub(rb'<section id="whose".*?</section>', b"", body, flags=re.DOTALL)
    for text in (str(dict(answer.headers)), *_texts(body)):
        found = HERS.search(folded(text))
        assert found is None, (
            address,
            found and folded(text)[max(0, found.start() - 80) : found.end() + 40],
        )
    return bytes(body)


def _texts(body: bytes) -> list[str]:
    plain = unfolded(body)
    return [plain.decode(code, "ignore") for code in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")]


def look_round(client: Client, page: str, submission: Submission) -> None:
    """A page and every file behind it."""
    body = look(client, page)
    assert b"[name taken out]" in body
    files_ = submission.artifacts.filter(kind="file")
    assert files_.count() > len(files())
    for artifact in files_:
        address = reverse("assessment:file", args=(submission.public_id, artifact.pk))
        assert address.encode() in body
        look(client, client.post(address).headers["Location"])


def test_planted_everywhere_and_found_nowhere(
    submission: Submission, district, version, lea, chi
) -> None:
    assert len(SPELLINGS) + len(files()) > 50
    for name, body in files().items():  # planted indeed
        assert name.endswith(".csv") or any(HERS.search(folded(text)) for text in _texts(body)), (
            name
        )
    evaluation = Evaluation.objects.get(submission=submission)
    look(as_(lea), reverse("assessment:check", args=(submission.public_id,)))
    assessing.take_screening(evaluation, by=lea)
    look_round(as_(lea), reverse("assessment:check", args=(submission.public_id,)), submission)
    look(as_(lea), reverse("assessment:screening"))
    assessing.screen(evaluation, complete=True, by=lea)
    for n in range(evaluation.scorings_needed):
        scorer = make_assessor(version, district, lead=lea, name=f"Scorer {n}")
        assignment: Assignment = take_next(scorer)
        look(as_(scorer), reverse("assessment:desk"))
        look_round(as_(scorer), reverse("assessment:sheet", args=(assignment.pk,)), submission)
        score(assignment, by=scorer)
    evaluation.refresh_from_db()
    look_round(
        as_(chi), reverse("assessment:release_detail", args=(submission.public_id,)), submission
    )
    look(as_(chi), reverse("assessment:release"))


def test_her_own_side_is_as_she_wrote_it(submission: Submission, siobhan: Person) -> None:
    assert "Siobhán Whitlock pdf.pdf" in submission.artifacts.values_list("name", flat=True)
    assert "Whitlock-Núñez, Siobhán" in "".join(submission.responses.values_list("text", flat=True))


def test_what_was_judged_is_what_is_stored(submission: Submission) -> None:
    from hashlib import sha256

    from assay.evidence.files.storage import storage

    written = {entry["id"]: entry.get("sha256") for entry in submission.manifest["artifacts"]}
    files = Artifact.objects.filter(pk__in=written, kind="file")
    assert files
    for artifact in files:
        with storage().open(artifact.storage_key) as stored:
            assert sha256(stored.read()).hexdigest() == written[artifact.pk]
