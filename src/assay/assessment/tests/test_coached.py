"""Whom somebody coaches, or has coached lately, they do not judge: neither scoring nor screening nor releasing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions, policy
from assay.assessment.judging.queue import kept_apart
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.coaching import actions as coaching
from assay.coaching.models import Pairing
from assay.lib.clock import held_at, now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.policies import AssessmentPolicy, in_force


@pytest.fixture
def pairing(ada: Person, bo: Person) -> Pairing:
    place = ada.current_memberships[0].organization
    make_person(bo, role="coach", organization=place.parent)
    return coaching.pair(ada, bo, place, by=None)


def apart(one: Person, other: Person) -> bool:
    rules = in_force(AssessmentPolicy)
    found = kept_apart([one.pk, other.pk], rules)
    assert (other.pk in found[one.pk]) == (one.pk in found[other.pk]) == policy.tied_to(one, other)
    return policy.tied_to(one, other)


def test_from_the_first_day_and_for_the_time_the_policy_says(
    ada: Person, bo: Person, pairing: Pairing
) -> None:
    assert apart(bo, ada) and apart(ada, bo)
    coaching.end_pairing(pairing, by=ada)
    assert apart(bo, ada)
    months = in_force(AssessmentPolicy).coached_within_months
    with held_at(now() + timedelta(days=29 * months)):
        assert apart(bo, ada)
    with held_at(now() + timedelta(days=31 * months + 1)):
        assert not apart(bo, ada)


def test_who_was_only_asked_has_helped_with_nothing(ada: Person, bo: Person) -> None:
    place = ada.current_memberships[0].organization
    make_person(bo, role="coach", organization=place.parent)
    asked = coaching.ask_for_coach(ada, bo, by=ada)
    assert not apart(bo, ada)
    coaching.decline(asked, by=bo)
    assert not apart(bo, ada)


def test_an_approver_who_coaches_the_learner_releases_nothing_of_theirs(
    ada: Person, chi: Person, lea: Person, district: Organization
) -> None:
    place = ada.current_memberships[0].organization
    make_person(chi, role="coach", organization=district)
    evaluation = make_evaluation(ada, district, lead=lea)
    for name in ("Rea Der", "Rio Der"):
        one = make_assessor(evaluation.submission.version, district, lead=lea, name=name)
        score(take_next(one), by=one)
    evaluation = Evaluation.objects.get(pk=evaluation.pk)
    assert policy.why_not_release(chi, evaluation) == ""
    pairing = coaching.pair(ada, chi, place, by=None)
    for _step in ("while it runs", "and afterwards"):
        assert policy.why_not_release(chi, evaluation) == "coached"
        with pytest.raises(PermissionDenied):
            actions.release(evaluation, by=chi)
        if pairing.is_running:
            coaching.end_pairing(pairing, by=ada)
