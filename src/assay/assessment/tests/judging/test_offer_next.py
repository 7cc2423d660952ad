"""Who asks gets the submission due first that nothing bars, however many before it are barred."""

import random
from datetime import timedelta

import pytest

from assay.assessment import actions, policy
from assay.assessment.judging import allocation
from assay.assessment.judging import queue as waiting_rows
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Conflict, Evaluation
from assay.assessment.tests.factories import make_assessor
from assay.assessment.tests.judging.test_offer_next_at_once import make_submission
from assay.assessment.workplaces import workplaces_of
from assay.catalog.models import Version
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school


def queue(person: Person, version: Version, *, in_days: int) -> Evaluation:
    evaluation = actions.open_evaluation(make_submission(person, version))
    due = today() + timedelta(days=in_days)
    Evaluation.objects.filter(pk=evaluation.pk).update(status="queued", queued_at=now(), due_on=due)
    return evaluation


def expected(assessor: Person, evaluations: list[Evaluation], version: Version) -> int | None:
    """By looking at every one of them, with the rule itself."""
    conflicts = Conflict.objects.filter(person=assessor).values_list("other_id", flat=True)
    candidate = allocation.Candidate(
        person=assessor.pk,
        workplaces=workplaces_of([assessor.pk]).get(assessor.pk, frozenset()),
        conflicts=frozenset(conflicts),
        certified=policy.scored_by(assessor),
        open_leases=0,
    )
    learners = workplaces_of([one.submission.start.person_id for one in evaluations])
    free = []
    for one in evaluations:
        one.refresh_from_db()
        lies = Evaluation.objects.waiting_for_a_scorer().filter(pk=one.pk).exists()
        waiting = allocation.Waiting(
            evaluation=one.pk,
            learner=one.submission.start.person_id,
            learner_workplaces=learners.get(one.submission.start.person_id, frozenset()),
            micro_credential=version.micro_credential_id,
            major=version.major,
            already=frozenset(one.assignments.values_list("assessor_id", flat=True)),
            screened=frozenset(one.screenings.values_list("by_id", flat=True)),
            due=one.due_on.isoformat(),
        )
        if lies and allocation.bar(candidate, waiting) is None:
            free.append((one.due_on, one.pk))
    return min(free)[1] if free else None


@pytest.mark.parametrize("seed", range(6))
def test_the_first_that_nothing_bars_is_found_however_many_are_barred(
    seed: int,
    district: Organization,
    version: Version,
    lea: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting_rows, "LOOK_AT", 3)
    dice = random.Random(seed)
    schools = [make_school(district, f"School {n}") for n in range(3)]
    big = schools[0]  # most who wait are from here, and some who judge
    waiting = []
    for n in range(24):
        learner = make_person(
            f"Learner {n}", role="learner", organization=dice.choice([big, big, *schools])
        )
        waiting.append(queue(learner, version, in_days=dice.randrange(1, 6)))
    for n in range(8):
        assessor = make_assessor(version, district, lead=lea)
        make_person(assessor, role="learner", organization=dice.choice(schools))
        for one in dice.sample(waiting, 3):
            Conflict.objects.create(
                person=assessor,
                other=one.submission.start.person,
                ground="family",
                declared_at=now(),
            )
        due_first = expected(assessor, waiting, version)
        if due_first is None:
            with pytest.raises(NothingWaits):
                actions.offer_next(assessor)
        else:
            assert actions.offer_next(assessor).evaluation_id == due_first, f"assessor {n}"


def test_what_is_free_is_found_behind_more_than_are_looked_at_in_one_go(
    district: Organization, version: Version, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_rows, "LOOK_AT", 2)
    school = make_school(district, "Cedar Point")
    for n in range(7):
        queue(make_person(f"Learner {n}", role="learner", organization=school), version, in_days=1)
    assessor = make_assessor(version, district, lead=lea)
    make_person(assessor, role="learner", organization=school)
    with pytest.raises(NothingWaits):
        actions.offer_next(assessor)
    free = queue(make_person("Far Away", role="learner", organization=district), version, in_days=9)
    assert actions.offer_next(assessor).evaluation == free
