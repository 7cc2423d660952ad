"""The main job through HTTP, from an invitation to a withdrawn badge; and the way over a not yet."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assay.assessment.models import Assignment
from assay.assessment.tests.factories import make_assessor
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials.models import Award
from assay.credentials.verification import checking
from assay.evidence.files.tests import samples
from assay.evidence.models import Submission
from assay.journeys.models import Goal, Start
from assay.lib.clock import now
from assay.lib.outbound import Fetched
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_invitation, make_school
from assay.record.models import Event
from assay.record.sealing import check as check_record
from badgecore.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)

FILES = {"p2a": ("talk.mp4", samples.movie(60)), "p2b": ("tally.pdf", samples.pdf(1))}


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def assessors(version: Version, district: Organization, lea: Person) -> list[Person]:
    return [
        make_assessor(version, district, lead=lea, name=name)
        for name in ("Sam Scorer", "Sue Second")
    ]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def join(max_: Person, district: Organization) -> Client:
    """Nia follows the link of her invitation and is signed in."""
    invitation = make_invitation("nia@example.org", make_school(district, "Fern Hill"), by=max_)
    client = Client()
    word = {"display_name": "Nia Berg", "password": "three plain words"}
    assert client.post(f"/people/join/{invitation.token}/", word).status_code == 302
    return client


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    answer = client.post(reverse(name, args=args), data)
    assert answer.status_code == 302, (
        name,
        args,
        answer.status_code,
        answer.content.decode()[:6000],
    )
    return answer


def begin(client: Client, **data: Any) -> Submission:
    post(client, "evidence:begin", "wait-time", **data)
    return Submission.objects.get()


def write(client: Client, draft: Submission) -> None:
    """Every answer, every file with its consent record, the declarations."""
    for prompt in draft.version.content.prompts:
        post(
            client,
            "evidence:step",
            draft.pk,
            prompt.id,
            text=f"What I saw at {prompt.id}.",
            revision="0",
            then="next",
        )
    for step, files in (("p2a", ["p2a"]), ("p2b", ["p2b"]), ("p2c", ["one", "two"])):
        sent = [
            FILES.get(name, (f"{name}.png", samples.picture("PNG", (40 + n, 30))))
            for n, name in enumerate(files)
        ]
        uploads = [SimpleUploadedFile(name, body) for name, body in sent]
        client.post(
            reverse("evidence:step", args=[draft.pk, step]), {"files": uploads, "then": "stay"}
        )
    assert draft.artifacts.count() == 4
    for artifact in draft.artifacts.all():
        prefix = f"a{artifact.pk}"
        consent = {
            f"{prefix}-description": "A circle of desks.",
            f"{prefix}-consent-students": "20",
            f"{prefix}-consent-permissions": "20",
            f"{prefix}-consent-off_camera": "0",
            f"{prefix}-consent-adults": "0",
            f"{prefix}-consent-guardians_agreed": "on",
            "then": "next",
        }
        post(client, "evidence:step", draft.pk, artifact.step_id, **consent)
    declare(client, draft)


def declare(client: Client, draft: Submission) -> None:
    said = {
        "own_work": "on",
        "ai_use": "None.",
        "student_privacy": "on",
        "practice_months_ago": "1",
    }
    post(client, "evidence:declarations", draft.pk, **said)


def submit(client: Client, draft: Submission, lea: Person) -> Submission:
    """Hand it in, and the lead finds it complete."""
    post(client, "evidence:submission", draft.pk)
    assert client.get(reverse("evidence:receipt", args=[draft.pk])).status_code == 200
    post(as_(lea), "assessment:outcome", draft.public_id, complete="yes", real="yes")
    return Submission.objects.get(pk=draft.pk)


def score(assessor: Person, submission: Submission, **levels: str) -> None:
    client = as_(assessor)
    post(client, "assessment:next")
    lease = Assignment.objects.get(evaluation__submission=submission, assessor=assessor)
    offer = client.get(reverse("assessment:offered", args=[lease.pk])).content.decode()
    assert "Nia Berg" not in offer and "Fern Hill" not in offer
    post(client, "assessment:acceptance", lease.pk)
    page = client.get(reverse("assessment:sheet", args=[lease.pk])).content.decode()
    assert "Nia Berg" not in page and "Fern Hill" not in page
    data: dict[str, Any] = {"revision": lease.sheet.revision, "summary": "Well shown."}
    for criterion in submission.version.content.criteria:
        if criterion.id not in submission.carried:
            level = levels.get(criterion.id, "demonstrated")
            data |= {
                f"level-{criterion.id}": level,
                f"strength-{criterion.id}": f"Seen in {criterion.id}.",
            }
            data |= {
                f"next-{criterion.id}": "Wait after the answer too."
                if level != "demonstrated"
                else ""
            }
    post(client, "assessment:handover", lease.pk, **data)


def judge(assessors: list[Person], submission: Submission, chi: Person, **levels: str) -> None:
    for assessor in assessors[: submission.evaluation.scorings_needed]:
        score(assessor, submission, **levels)
    post(as_(chi), "assessment:releasing", submission.public_id)


def served(url: str) -> Fetched:
    """What the world is served at our addresses; nothing else can be reached."""
    path = url.removeprefix("http://127.0.0.1:8000")
    assert path != url, f"the badge leads elsewhere: {url}"
    answer = Client().get(path)
    return Fetched(
        status=answer.status_code,
        content_type=answer["Content-Type"].split(";")[0],
        body=answer.content,
        url=url,
    )


def test_from_an_invitation_to_a_badge_that_verifies_and_is_withdrawn(
    max_: Person,
    district: Organization,
    version: Version,
    assessors: list[Person],
    lea: Person,
    chi: Person,
) -> None:
    nia = join(max_, district)
    aim = "More children finish their thought."
    post(nia, "journeys:goals", text=aim, source="own")
    goal = Goal.objects.get()
    draft = begin(nia, goal=goal.pk)
    write(nia, draft)
    submission = submit(nia, draft, lea)
    assert submission.evaluation.scorings_needed == 2, "the first of a version are scored twice"
    judge(assessors, submission, chi)

    award = Award.objects.get()
    assert (award.person.email, Start.objects.get().status) == ("nia@example.org", "finished")
    assert (
        "Your badge is yours"
        in nia.get(reverse("assessment:decision", args=[submission.pk])).content.decode()
    )
    assert Client().get(f"/badges/{award.pk}/").status_code == 404, (
        "private until its earner says otherwise"
    )
    post(nia, "credentials:visibility", award.pk, visibility="public")

    assert aim in nia.get(reverse("credentials:award", args=[award.pk])).content.decode()
    assert aim not in Client().get(f"/badges/{award.pk}/").content.decode()
    post(nia, "journeys:move-goal", goal.pk, "reaching")
    goal.refresh_from_db()
    assert goal.status == "reached"

    badge = Client().get(f"/badges/{award.pk}/", headers={"accept": "application/vc+ld+json"})
    assert badge["Content-Type"] == "application/vc+ld+json"
    assert json.loads(badge.content)["credentialSubject"]["achievement"]["name"] == version.title
    asked = {
        "now": now(),
        "fetch": served,
        "own": "http://127.0.0.1:8000/",
        "recipient": "nia@example.org",
    }
    assert verify(badge.content, **asked).verdict == "unvouched", (
        "its issuer is a bare key: known here, not elsewhere"
    )
    report = verify(badge.content, **asked, trust=[json.loads(badge.content)["issuer"]["id"]])
    assert report.verdict == "valid", report
    changed = badge.content.replace(b"Nia Berg", b"Ida Berg")
    assert (
        changed != badge.content and verify(changed, now=now(), fetch=served).verdict == "not-valid"
    )

    ground = {"ground": "issued_in_error", "reason": "Another person's work.", "confirmed": "yes"}
    post(as_(chi), "credentials:revocation", award.pk, **ground)
    assert (
        verify(badge.content, now=now(), fetch=served, own="http://127.0.0.1:8000/").verdict
        == "revoked"
    )
    said = Client().post("/verify/", {"text": badge.content.decode()}).content.decode()
    assert "withdrawn" in said and "This badge is genuine" not in said
    assert "withdrawn" in Client().get(f"/badges/{award.pk}/").content.decode()
    assert checking.check_own(badge.content).verdict == "revoked"

    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    told = [
        "people.joined",
        "journeys.started",
        "evidence.submitted",
        "assessment.screened",
        "assessment.released",
        "credentials.awarded",
        "credentials.revoked",
    ]
    assert [verb for verb in verbs if verb in told] == told
    assert check_record().whole


def test_a_not_yet_is_revised_with_what_was_shown_carried_and_earned_on_the_second_attempt(
    max_: Person,
    district: Organization,
    version: Version,
    assessors: list[Person],
    lea: Person,
    chi: Person,
) -> None:
    nia = join(max_, district)
    draft = begin(nia)
    write(nia, draft)
    first = submit(nia, draft, lea)
    judge(assessors, first, chi, c3="not_yet")
    assert not Award.objects.exists()
    letter = nia.get(reverse("assessment:decision", args=[first.pk])).content.decode()
    assert "Not yet" in letter and "Wait after the answer too." in letter

    post(nia, "assessment:revision", first.pk)
    second = Submission.objects.get(attempt=2)
    assert set(second.carried) == {c.id for c in version.content.criteria} - {"c3"}
    kept = dict(first.responses.values_list("prompt_id", "text"))
    assert dict(second.responses.values_list("prompt_id", "text")) == kept
    post(nia, "evidence:note", second.pk, note="I wait after the answer now, and count to three.")
    declare(nia, second)
    second = submit(nia, second, lea)
    judge(assessors, second, chi)
    award = Award.objects.get()
    assert award.evaluation == second.evaluation
    reached = second.evaluation.decision.levels
    assert reached == dict.fromkeys((c.id for c in version.content.criteria), "demonstrated")
    assert check_record().whole
