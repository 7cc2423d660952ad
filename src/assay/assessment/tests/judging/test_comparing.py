"""The hint of similar evidence: found by look-up, of other learners, told without whose; it decides nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Evaluation, Likeness, SimilarEvidence, Status
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.models import Version
from assay.evidence.models import Response
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def learner(district: Organization, name: str) -> Person:
    return make_person(name, role="learner", organization=make_school(district, f"{name} School"))


@pytest.fixture
def pair(ada: Person, district: Organization, lea: Person, version: Version) -> list[Evaluation]:
    """Two learners whose files are the very same, and whose answers are."""
    return [
        make_evaluation(person, district, lead=lea, version=version, screened=False)
        for person in (ada, learner(district, "Eve"))
    ]


def write(evaluation: Evaluation, words: str) -> None:
    Response.objects.filter(submission=evaluation.submission).update(text=words)


LONG = " ".join(f"we counted pause {n} and wrote it down" for n in range(30))


def test_it_is_found_and_told_without_whose(
    pair: list[Evaluation], sky: Person, lea: Person
) -> None:
    first, second = pair
    for evaluation in pair:
        write(evaluation, LONG)
    actions.compare_evidence(first.submission)
    SimilarEvidence.objects.all().delete()
    assert actions.compare_evidence(second.submission) >= 1
    assert actions.compare_evidence(second.submission) == SimilarEvidence.objects.count()
    hint = SimilarEvidence.objects.get(likeness=Likeness.TEXT)
    assert (hint.other, hint.percent) == (first.submission, 100)
    event = Event.objects.filter(verb="assessment.similar_found").latest("pk")
    assert set(event.particulars) == {"hints"}
    actions.take_screening(second, by=sky)
    page = sign_in(sky).get(reverse("assessment:check", args=[second.public_id])).content.decode()
    assert "similar to another submission of this micro-credential" in page
    assert first.public_id not in page and "Ada Marsh" not in page
    page = sign_in(lea).get(reverse("assessment:similar")).content.decode()
    assert first.public_id in page and second.public_id in page
    second.refresh_from_db()
    assert second.status == Status.SCREENING  # nothing is decided by it


def test_other_words_and_ones_own_earlier_attempts_are_no_hint(
    pair: list[Evaluation], district: Organization
) -> None:
    first, second = pair
    write(first, LONG)
    write(second, " ".join(f"another thing {n} that nobody else said so" for n in range(30)))
    actions.compare_evidence(first.submission)
    actions.compare_evidence(second.submission)
    assert not SimilarEvidence.objects.filter(likeness=Likeness.TEXT).exists()
    assert actions.compare_evidence(first.submission) == actions.compare_evidence(first.submission)
    hints = SimilarEvidence.objects.filter(submission=first.submission)
    assert first.submission.start.person not in {hint.other.start.person for hint in hints}


def test_the_same_file_is_found_unless_a_team_may_share_it(
    pair: list[Evaluation], version: Version
) -> None:
    first, second = pair
    mine = second.submission.artifacts.filter(kind="file").first()
    assert mine is not None
    theirs = first.submission.artifacts.filter(kind="file", step_id=mine.step_id)
    theirs.update(sha256=mine.sha256)
    assert actions.compare_evidence(second.submission) >= 1
    assert SimilarEvidence.objects.filter(likeness="file", step_id=mine.step_id).exists()
    data = version.data
    for item in data["requirements"]["part2"]["items"]:
        item["shared_team_artifact"] = "allowed"
    Version.objects.filter(pk=version.pk).update(data=data)
    fresh = Evaluation.objects.get(pk=second.pk)
    actions.compare_evidence(fresh.submission)
    assert not SimilarEvidence.objects.filter(likeness="file").exists()


def test_it_costs_the_same_whatever_waits(
    district: Organization, lea: Person, version: Version
) -> None:
    asked = []
    for n in range(4):
        evaluation = make_evaluation(
            learner(district, f"L{n}"), district, lead=lea, version=version, screened=False
        )
        write(evaluation, " ".join(f"{n} words {m} of my own hand here" for m in range(30)))
        evaluation.submission.artifacts.update(sha256=f"{n:064d}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.compare_evidence(evaluation.submission)
        asked.append(len(queries))
    assert asked[1] == asked[2] == asked[3]
