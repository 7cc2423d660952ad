"""From screening to release: each verb's refusal, wrong state, second press and event."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from assay.assessment import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment, Evaluation, Status
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.errors import BadInput, Stale, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def waiting(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_evaluation(ada, district, lead=lea, version=version)


@pytest.fixture
def taken(waiting: Evaluation, district: Organization, lea: Person, version: Version) -> Assignment:
    return take_next(make_assessor(version, district, lead=lea))


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def test_incomplete_goes_back_to_the_learner_and_is_no_attempt(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    reasons = [{"code": "name_visible", "step": "p2c", "line": "A name in the corner."}]
    actions.screen(evaluation, complete=False, reasons=reasons, by=lea)
    submission = evaluation.submission
    submission.refresh_from_db()
    assert (evaluation.status, submission.status, submission.attempt) == (
        Status.INCOMPLETE,
        "draft",
        1,
    )
    assert submission.returned_reasons == reasons
    with translation.override("es"):
        assert "Se ve o se oye el nombre de un estudiante. A name in" in submission.why_returned[0]
    assert "assessment.screened" in verbs()


def test_screening_refuses_strangers_the_learner_and_a_second_press(
    ada: Person, dee: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    for person in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.screen(evaluation, complete=True, by=person)
    with pytest.raises(BadInput):
        actions.screen(evaluation, complete=False, reasons=[], by=lea)
    actions.screen(evaluation, complete=True, by=lea)
    with pytest.raises(WrongState):
        actions.screen(evaluation, complete=True, by=lea)


def test_nobody_takes_their_own_or_their_schools_work(
    ada: Person, waiting: Evaluation, district: Organization, lea: Person, version: Version
) -> None:
    colleague = make_assessor(version, district, lead=lea)
    make_person(colleague, role="learner", organization=ada.organizations_as("learner")[0])
    with pytest.raises(NothingWaits):
        take_next(colleague)
    make_person(ada, role="assessor", organization=district)
    actions.attest(ada, version.micro_credential, version.major, by=lea, basis="expert")
    with pytest.raises(NothingWaits):
        take_next(ada)


def test_a_declared_conflict_bars_either_way(
    ada: Person, waiting: Evaluation, district: Organization, lea: Person, version: Version
) -> None:
    assessor = make_assessor(version, district, lead=lea)
    actions.declare_conflict(ada, assessor, "family", by=ada)
    with pytest.raises(NothingWaits):
        take_next(assessor)


def test_the_uncertified_and_the_stranger_get_nothing(
    waiting: Evaluation, bo: Person, dee: Person
) -> None:
    with pytest.raises(NothingWaits):
        take_next(bo)
    with pytest.raises(PermissionDenied):
        take_next(dee)


def test_one_submission_is_leased_once(
    taken: Assignment, district: Organization, lea: Person, version: Version
) -> None:
    with pytest.raises(NothingWaits):
        take_next(make_assessor(version, district, lead=lea))
    assert taken.evaluation.assignments.count() == 1
    accepted = Event.objects.get(verb="assessment.accepted", subject_id=str(taken.pk))
    assert accepted.by_id == str(taken.assessor_id)
    assert accepted.particulars == {"evaluation": taken.evaluation_id, "slot": 1}


def test_a_sheet_is_saved_by_its_holder_only_and_a_stale_tab_is_told(
    taken: Assignment, dee: Person
) -> None:
    by = taken.assessor
    with pytest.raises(PermissionDenied):
        actions.save_sheet(taken, levels={}, feedback={}, by=dee)
    sheet = actions.save_sheet(taken, levels={"c1": "almost"}, feedback={}, revision=0, by=by)
    with pytest.raises(Stale):
        actions.save_sheet(taken, levels={"c1": "not_yet"}, feedback={}, revision=0, by=by)
    sheet.refresh_from_db()
    assert sheet.levels == {"c1": "almost"}
    with pytest.raises(BadInput):
        actions.save_sheet(taken, levels={"c9": "almost"}, feedback={}, by=by)


def test_below_demonstrated_a_next_step_is_required(taken: Assignment) -> None:
    by = taken.assessor
    levels = {f"c{n}": "demonstrated" for n in range(1, 6)} | {"c3": "almost"}
    actions.save_sheet(taken, levels=levels, feedback={}, by=by)
    with pytest.raises(BadInput) as refused:
        actions.hand_over(taken, by=by)
    assert list(refused.value.fields) == ["next-c3"]


def test_all_demonstrated_needs_one_sentence_of_strength(taken: Assignment) -> None:
    by, levels = taken.assessor, {f"c{n}": "demonstrated" for n in range(1, 6)}
    actions.save_sheet(taken, levels=levels, feedback={"c2": {"next": "Go on."}}, by=by)
    with pytest.raises(BadInput) as refused:
        actions.hand_over(taken, by=by)
    assert list(refused.value.fields) == ["summary"]
    said = {"c2": {"strength": "Six seconds each time."}}
    actions.save_sheet(taken, levels=levels, feedback=said, by=by)
    actions.hand_over(taken, by=by)


def test_a_sheet_handed_over_is_locked(taken: Assignment) -> None:
    score(taken, by=taken.assessor)
    scored = Event.objects.get(verb="assessment.scored", subject_id=str(taken.pk))
    assert scored.particulars == {"evaluation": taken.evaluation_id, "slot": 1}
    with pytest.raises(WrongState):
        actions.hand_over(taken, by=taken.assessor)
    with pytest.raises(WrongState):
        actions.save_sheet(taken, levels={}, feedback={}, by=taken.assessor)


def test_the_first_of_a_version_are_scored_twice_by_different_people(
    taken: Assignment, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = taken.evaluation
    score(taken, by=taken.assessor)
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.why_double) == (Status.SECOND_SCORING, "first_n")
    with pytest.raises(NothingWaits):
        take_next(taken.assessor)
    second = take_next(make_assessor(version, district, lead=lea))
    assert second.slot == 2


def test_a_split_decision_goes_to_a_lead_who_scored_neither(
    taken: Assignment,
    district: Organization,
    lea: Person,
    version: Version,
    chi: Person,
    bo: Person,
) -> None:
    evaluation, second = taken.evaluation, make_assessor(version, district, lead=lea)
    score(taken, by=taken.assessor)
    score(take_next(second), by=second, c3="almost")
    evaluation.refresh_from_db()
    assert evaluation.status == Status.ADJUDICATION
    with pytest.raises(PermissionDenied):
        actions.take_adjudication(evaluation, by=bo)
    third = actions.take_adjudication(evaluation, by=lea)
    score(third, by=lea)
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.decision.settled_by) == (
        Status.AWAITING_RELEASE,
        "adjudication",
    )
    with pytest.raises(WrongState):
        actions.take_adjudication(
            evaluation, by=make_person("Ley Two", role="lead-assessor", organization=district)
        )


def test_release_closes_the_submission_and_says_so_once(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person, dee: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version, c3="almost")
    with pytest.raises(PermissionDenied):
        actions.release(evaluation, by=dee)
    actions.release(evaluation, by=chi)
    evaluation.submission.refresh_from_db()
    assert (evaluation.submission.status, evaluation.submission.outcome) == ("closed", "not_yet")
    with pytest.raises(WrongState):
        actions.release(Evaluation.objects.get(pk=evaluation.pk), by=chi)
    released = Event.objects.get(verb="assessment.released")
    assert released.particulars == {"outcome": "not_yet", "submission": evaluation.submission_id}


def test_an_approver_who_scored_it_does_not_release_it(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    scorer = evaluation.assignments.first().assessor  # type: ignore[union-attr]
    make_person(scorer, role="approver", organization=district)
    with pytest.raises(PermissionDenied):
        actions.release(evaluation, by=scorer)


def test_sent_back_sheets_open_again_and_need_a_note(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    with pytest.raises(BadInput):
        actions.send_back(evaluation, " ", by=chi)
    actions.send_back(evaluation, "Please look at c2 again.", by=chi)
    assert evaluation.status == Status.SECOND_SCORING
    for assignment in evaluation.assignments.all():
        score(assignment, by=assignment.assessor)
    evaluation.refresh_from_db()
    assert evaluation.status == Status.AWAITING_RELEASE


def test_revising_keeps_what_is_demonstrated(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person, dee: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version, c3="almost")
    with pytest.raises(WrongState):
        actions.revise(evaluation, by=ada)
    actions.release(evaluation, by=chi)
    with pytest.raises(PermissionDenied):
        actions.revise(evaluation, by=dee)
    draft = actions.revise(evaluation, by=ada)
    assert (draft.attempt, set(draft.carried)) == (2, {"c1", "c2", "c4", "c5"})
    assert actions.revise(evaluation, by=ada).pk == draft.pk


def test_an_idle_lease_goes_to_somebody_else(taken: Assignment) -> None:
    from datetime import timedelta

    from assay.lib.clock import held_at, now

    assert actions.lapse_idle() == 0
    with held_at(now() + timedelta(days=10)):
        assert actions.lapse_idle() == 1
        assert actions.lapse_idle() == 0
    assert Event.objects.get(verb="assessment.lapsed", subject_id=str(taken.pk)).by_id == ""
    taken.evaluation.refresh_from_db()
    assert taken.evaluation.status == Status.QUEUED
    with pytest.raises(WrongState):
        actions.save_sheet(taken, levels={}, feedback={}, by=taken.assessor)


def test_recusing_sends_it_on(taken: Assignment, dee: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.recuse(taken, "family", by=dee)
    actions.recuse(taken, "family", by=taken.assessor)
    taken.evaluation.refresh_from_db()
    assert taken.evaluation.status == Status.QUEUED
    with pytest.raises(NothingWaits):
        take_next(taken.assessor)
    with pytest.raises(WrongState):
        actions.recuse(taken, "family", by=taken.assessor)
    assert Event.objects.get(verb="assessment.recused").particulars["ground"] == "family"


def test_attesting_is_a_leads_and_not_for_oneself(
    lea: Person, bo: Person, version: Version
) -> None:
    with pytest.raises(PermissionDenied):
        actions.attest(bo, version.micro_credential, "1", by=bo, basis="expert")
    with pytest.raises(PermissionDenied):
        actions.attest(lea, version.micro_credential, "1", by=lea, basis="expert")
    with pytest.raises(BadInput):
        actions.attest(bo, version.micro_credential, "1", by=lea, basis="holder")
    for major in ("2", "1.0", "", "1" * 40):  # never published
        with pytest.raises(BadInput):
            actions.attest(bo, version.micro_credential, major, by=lea, basis="expert")
    row = actions.attest(bo, version.micro_credential, "1", by=lea, basis="expert")
    with pytest.raises(WrongState):
        actions.attest(bo, version.micro_credential, "1", by=lea, basis="expert")
    actions.end_basis(row, by=lea)
    with pytest.raises(WrongState):
        actions.end_basis(row, by=lea)
    assert Event.objects.filter(verb="assessment.attested", subject_id=str(row.pk)).count() == 1
    assert Event.objects.get(verb="assessment.basis_ended", subject_id=str(row.pk)).by_id == str(
        lea.pk
    )
