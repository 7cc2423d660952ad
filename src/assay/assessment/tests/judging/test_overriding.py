"""An approver decides otherwise than the rule: who may, with which words, and what stays as it was judged."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.assessment import actions
from assay.assessment.appeals.readers import appeal_readers
from assay.assessment.judging.letters import letter_of
from assay.assessment.models import AppealOutcome, Evaluation, Override, Status
from assay.assessment.tests.factories import make_assessor, make_decided, make_lead, score
from assay.catalog.models import Version
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

WHY = "The second clip shows it, though the sheet could not hear it."


@pytest.fixture
def not_yet(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    """Waits for release; by the rule *not yet*."""
    return make_decided(ada, district, lead=lea, version=version, c3="almost")


@pytest.fixture
def earned(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_decided(ada, district, lead=lea, version=version)


def fresh(row: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


def test_the_rules_outcome_levels_and_sheets_stay(not_yet: Evaluation, chi: Person) -> None:
    before = fresh(not_yet).decision.levels
    actions.override(not_yet, "earned", reason=WHY, by=chi)
    row = fresh(not_yet)
    assert (row.status, row.submission.outcome) == (Status.RELEASED, "earned")
    assert (row.decision.outcome, row.decision.levels) == ("not_yet", before)
    assert (row.override.outcome, row.override.reason, row.override.by) == ("earned", WHY, chi)
    said = Event.objects.get(verb="assessment.overridden").particulars
    assert said == {"outcome": "earned", "by_rule": "not_yet", "submission": row.submission_id}
    assert Event.objects.get(verb="assessment.released").particulars["outcome"] == "earned"


def test_the_letter_says_who_decided_otherwise_and_why(not_yet: Evaluation, chi: Person) -> None:
    actions.override(not_yet, "earned", reason=WHY, by=chi)
    letter = letter_of(fresh(not_yet))
    assert letter.earned and letter.override is not None and letter.override.reason == WHY
    assert [f.criterion.id for f in letter.later] == ["c3"] and not letter.remains


def test_after_not_yet_the_learner_shows_what_was_chosen(
    earned: Evaluation, ada: Person, chi: Person
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.override(earned, "not_yet", reason=WHY, criteria=["nonsense"], by=chi)
    assert list(refused.value.fields) == ["criteria"]
    actions.override(earned, "not_yet", reason=WHY, criteria=["c2"], by=chi)
    letter = letter_of(fresh(earned))
    assert not letter.earned and [f.criterion.id for f in letter.remains] == ["c2"]
    draft = actions.revise(fresh(earned), by=ada)
    assert set(draft.carried) == {"c1", "c3", "c4", "c5"}


def test_it_needs_a_reason_another_outcome_and_a_decision_that_waits(
    not_yet: Evaluation, chi: Person
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.override(not_yet, "earned", reason=" ok ", by=chi)
    assert list(refused.value.fields) == ["reason"]
    for outcome in ("not_yet", "nonsense"):
        with pytest.raises(WrongState):
            actions.override(not_yet, outcome, reason=WHY, criteria=["c1"], by=chi)
    assert not Override.objects.exists() and fresh(not_yet).status == Status.AWAITING_RELEASE
    actions.override(not_yet, "earned", reason=WHY, by=chi)
    with pytest.raises(WrongState):
        actions.override(fresh(not_yet), "earned", reason=WHY, by=chi)


def test_not_the_learner_a_stranger_a_scorer_or_anyone_with_a_tie(
    not_yet: Evaluation, ada: Person, dee: Person, chi: Person, district: Organization
) -> None:
    scorer = not_yet.assignments.all()[0].assessor
    make_person(scorer, role="approver", organization=district)
    colleague = make_person("Colleague", role="approver", organization=district)
    make_person(colleague, role="learner", organization=ada.organizations_as("learner")[0])
    actions.declare_conflict(chi, ada, "family", by=chi)
    for person in (ada, dee, scorer, colleague, chi):
        with pytest.raises(PermissionDenied):
            actions.override(not_yet, "earned", reason=WHY, by=person)


def test_bulk_release_never_overrides(not_yet: Evaluation, chi: Person) -> None:
    actions.release_clean([not_yet], by=chi)
    assert fresh(not_yet).submission.outcome == fresh(not_yet).decision.outcome == "not_yet"
    assert not Override.objects.exists()


@pytest.mark.parametrize("low", [False, True])
def test_an_appeal_lifts_a_not_yet_that_two_new_readings_do_not_share(
    low: bool, earned: Evaluation, ada: Person, chi: Person, district: Organization, lea: Person
) -> None:
    actions.override(earned, "not_yet", reason=WHY, criteria=["c2"], by=chi)
    lou, version = make_lead(district, "Lou"), earned.submission.version
    row = actions.appeal(fresh(earned), ground="procedure", words=WHY, by=ada)
    actions.take_appeal(row, by=lou)
    for _ in range(2):
        make_assessor(version, district, lead=lea)
    for reader in appeal_readers(row)[:2]:
        assignment = actions.ask_reader(row, reader, by=lou)
        score(assignment, by=reader, **({"c2": "almost"} if low else {}))
    found = actions.decide_appeal(row, reason=WHY, by=lou)
    after = fresh(earned)
    assert after.decision.levels["c2"] == "demonstrated"
    if low:
        assert (found.outcome, after.submission.outcome) == (AppealOutcome.STANDS, "not_yet")
    else:
        assert (found.outcome, after.submission.outcome) == (AppealOutcome.RESCORED, "earned")
        assert after.override.ended_at is not None


def test_the_approver_writes_it_on_the_page_and_nothing_typed_is_lost(
    client: Client, not_yet: Evaluation, chi: Person
) -> None:
    client.force_login(chi)
    url = f"/assessment/release/{not_yet.public_id}/"
    assert "Decide otherwise: Earned" in client.get(url).content.decode()
    sent = {"outcome": "earned", "reason": "Too short"}
    page = client.post(f"{url}override/", sent)
    assert page.status_code == 422 and "Too short" in page.content.decode()
    page = client.post(f"{url}override/", {**sent, "reason": WHY}, follow=True)
    assert "Released with your reason" in page.content.decode()


def test_leads_have_them_in_a_list_and_as_a_file(
    client: Client, not_yet: Evaluation, chi: Person, lea: Person, ada: Person
) -> None:
    actions.override(not_yet, "earned", reason=WHY, by=chi)
    client.force_login(lea)
    assert WHY in client.get("/assessment/lead/overrides/").content.decode()
    assert WHY in b"".join(client.get("/assessment/lead/overrides/?file=csv")).decode()
    client.force_login(ada)
    page = client.get(f"/assessment/decisions/{not_yet.submission_id}/").content.decode()
    assert WHY in page and "Why this differs from the rule" in page
