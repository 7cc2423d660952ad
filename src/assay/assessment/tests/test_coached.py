"""Who helps whom with drafts, or did lately, as a coach or a colleague: neither judges the other’s work, be it scoring,
screening, settling or releasing.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions, policy
from assay.assessment.judging.queue import kept_apart
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching import actions as coaching
from assay.coaching.models import Pairing
from assay.evidence.tests.factories import make_draft
from assay.journeys.models import Start, StartStatus
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


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


def helps(colleague: Person, learner: Person, version: Version) -> Pairing:
    """The colleague reads a draft of the learner’s."""
    for person in (colleague, learner):
        if not Start.objects.filter(person=person, status=StartStatus.OPEN).exists():
            make_draft(person, version)
    offer = coaching.offer_to_read(version.micro_credential, 2, by=colleague)
    pairing = coaching.ask_peer(offer, by=learner)
    coaching.accept(pairing, by=colleague)
    return pairing


def test_colleagues_are_apart_both_ways_and_for_the_time_the_policy_says(
    ada: Person, bo: Person, version: Version
) -> None:
    pairing = helps(bo, ada, version)
    assert apart(bo, ada) and apart(ada, bo)
    coaching.end_pairing(pairing, by=bo)
    months = in_force(AssessmentPolicy).coached_within_months
    with held_at(now() + timedelta(days=29 * months)):
        assert apart(bo, ada) and apart(ada, bo)
    with held_at(now() + timedelta(days=31 * months + 1)):
        assert not apart(bo, ada)


def test_a_colleague_who_was_only_asked_is_no_conflict(
    ada: Person, bo: Person, version: Version
) -> None:
    for person in (ada, bo):
        make_draft(person, version)
    asked = coaching.ask_peer(coaching.offer_to_read(version.micro_credential, by=bo), by=ada)
    assert not apart(bo, ada)
    coaching.decline(asked, by=bo)
    assert not apart(bo, ada)


@pytest.mark.parametrize("chi_helps", [True, False])
def test_whoever_helped_whom_neither_checks_nor_releases(
    ada: Person,
    chi: Person,
    lea: Person,
    district: Organization,
    version: Version,
    chi_helps: bool,
) -> None:
    make_person(chi, role="screener", organization=district)
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    for name in ("Rea Der", "Rio Der"):
        one = make_assessor(version, district, lead=lea, name=name)
        score(take_next(one), by=one)
    evaluation = Evaluation.objects.get(pk=evaluation.pk)
    assert policy.can_release(chi, evaluation)
    helps(chi, ada, version) if chi_helps else helps(ada, chi, version)
    assert not policy.can_release(chi, evaluation) and not policy.can_screen(chi, evaluation)
    with pytest.raises(PermissionDenied):
        actions.release(evaluation, by=chi)
