"""Not yet, not yet, not yet, a talk, and the fourth attempt: offered after two, asked for after three."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessment
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching import actions as coaching
from assay.evidence import actions as evidence
from assay.evidence.errors import NotReady
from assay.evidence.models import Condition, Submission
from assay.evidence.readiness import is_kept
from assay.evidence.tests.factories import make_artifact, record
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


def decide(evaluation: Evaluation, district: Organization, lead: Person, approver: Person) -> None:
    """Two readers see it as not yet, and it is released."""
    for number in range(2):
        name = f"Reader{evaluation.pk}{number} Doubt"
        one = make_assessor(evaluation.submission.version, district, lead=lead, name=name)
        score(take_next(one), by=one, c3="almost")
    assessment.release(Evaluation.objects.get(pk=evaluation.pk), by=approver)


def revise(draft: Submission, ada: Person) -> None:
    """What remains is shown otherwise, with a note on what changed."""
    content, carried = draft.version.content, set(draft.carried)
    for step in content.steps:
        if is_kept(content, step.id, carried):
            continue
        if content.prompt(step.id):
            evidence.save_response(draft, step.id, f"Attempt {draft.attempt} of mine", by=ada)
        else:
            for artifact in draft.artifacts.present().filter(step_id=step.id):
                evidence.remove_artifact(artifact, by=ada)
            for n in range(step.count_min):
                record(make_artifact(draft, step.id, n=n), by=ada)
    evidence.explain(draft, "I recorded a new lesson and wrote what changed in it.", by=ada)
    evidence.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={a.pk: True for a in draft.artifacts.present()},
        by=ada,
    )


def next_one(draft: Submission, ada: Person, lead: Person) -> Evaluation:
    """Handed in, and found complete."""
    revise(draft, ada)
    evidence.submit(draft, by=ada)
    evaluation = Evaluation.objects.filter(submission=draft).first()
    evaluation = evaluation or assessment.open_evaluation(draft)
    screener = make_person(
        f"Check{draft.pk} Er", role="screener", organization=draft.version.micro_credential.issuer
    )
    assessment.screen(evaluation, complete=True, by=screener)
    return Evaluation.objects.get(pk=evaluation.pk)


def page_of(ada: Person, evaluation: Evaluation) -> str:
    client = Client()
    client.force_login(ada)
    address = reverse("assessment:decision", args=[evaluation.submission_id])
    return client.get(address).content.decode()


def test_offered_after_two_and_asked_for_after_three(
    ada: Person, lea: Person, chi: Person, district: Organization, version: Version
) -> None:
    cleo = make_person("Cleo Guide", role="coach", organization=district)
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    offered, required = "It is yours to choose", "Before you submit the next attempt"
    for attempt in (1, 2, 3):
        decide(evaluation, district, lea, chi)
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        text = page_of(ada, evaluation)
        assert (offered in text, required in text) == (attempt == 2, attempt == 3)
        draft = assessment.revise(evaluation, by=ada)
        assert Condition.objects.filter(submission=draft).exists() == (attempt == 3)
        if attempt < 3:
            evaluation = next_one(draft, ada, lea)
    revise(draft, ada)
    with pytest.raises(NotReady):
        evidence.submit(draft, by=ada)
    place = ada.current_memberships[0].organization
    pairing = coaching.pair(ada, cleo, place, by=None)
    coach = Client()
    coach.force_login(cleo)
    desk = coach.get(reverse("coaching:desk")).content.decode()
    assert "Talk required" in desk
    coaching.log_meeting(pairing, today(), topic="The next attempt", is_talk=True, by=cleo)
    evidence.submit(draft, by=ada)
    assert required not in page_of(ada, evaluation)


def test_where_no_one_coaches_no_one_waits(
    ada: Person, lea: Person, chi: Person, district: Organization, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    for _attempt in range(3):
        decide(evaluation, district, lea, chi)
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        draft = assessment.revise(evaluation, by=ada)
        assert not Condition.objects.exists()
        evaluation = next_one(draft, ada, lea)
