"""Appeals: who may bring, read, answer and end one; what each answer changes; and that nothing demonstrated is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.assessment import actions, policy
from assay.assessment.appeals.readers import appeal_readers
from assay.assessment.keepers import still_needed
from assay.assessment.models import (
    Appeal,
    AppealStatus,
    Assignment,
    Evaluation,
    ScoreSheet,
    Status,
)
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_lead,
    score,
)
from assay.catalog.models import Version
from assay.evidence.models import Artifact, Submission
from assay.evidence.retention.due_items import with_places
from assay.lib.clock import held_at
from assay.lib.clock import now as this_moment
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

WORDS = "The third clip at 2:10 shows just that, and nobody speaks of it."
REASON = "Two people read it again without your name and the first levels."


@pytest.fixture
def not_yet(
    ada: Person, chi: Person, district: Organization, lea: Person, version: Version
) -> Evaluation:
    """Ada's submission, released as *not yet* for its first criterion."""
    first = version.content.criteria[0].id
    evaluation = make_decided(ada, district, lead=lea, version=version, **{first: "almost"})
    actions.release(evaluation, by=chi)
    return fresh(evaluation)


@pytest.fixture
def lou(district: Organization) -> Person:
    """A lead who had no part in it."""
    return make_lead(district, "Lou Lead")


@pytest.fixture
def cham(district: Organization) -> Person:
    return make_person("Cham Chair", role="committee-chair", organization=district)


@pytest.fixture
def filed(not_yet: Evaluation, ada: Person) -> Appeal:
    return actions.appeal(not_yet, ground="evidence_overlooked", words=WORDS, by=ada)


@pytest.fixture
def taken(filed: Appeal, lou: Person) -> Appeal:
    actions.take_appeal(filed, by=lou)
    return again(filed)


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def again(row: Appeal) -> Appeal:
    return Appeal.objects.get(pk=row.pk)


def read(
    row: Appeal, lead: Person, by: Person, district: Organization, **levels: str
) -> Assignment:
    version = row.evaluation.submission.version
    reader = make_assessor(version, district, lead=by)
    assignment = actions.ask_reader(row, reader, by=lead)
    return score(Assignment.objects.get(pk=assignment.pk), by=reader, **levels)


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def test_a_learner_appeals_once_and_is_told_by_when(filed: Appeal, ada: Person) -> None:
    assert (filed.status, filed.due_on > this_moment().date()) == (AppealStatus.FILED, True)
    assert "assessment.appealed" in verbs()
    with pytest.raises(WrongState, match="already"):
        actions.appeal(filed.evaluation, ground="procedure", words=WORDS, by=ada)


def test_nobody_else_appeals(
    not_yet: Evaluation, dee: Person, lea: Person, chi: Person, sam: Person
) -> None:
    for person in (dee, lea, chi, sam):
        with pytest.raises(PermissionDenied):
            actions.appeal(not_yet, ground="procedure", words=WORDS, by=person)


@pytest.mark.parametrize(
    ("ground", "words", "fields"),
    [
        ("", WORDS, {"ground"}),
        ("unkind", WORDS, {"ground"}),
        ("procedure", " no ", {"words"}),
        ("", "", {"ground", "words"}),
        ("procedure", "x" * 4001, {"words"}),
    ],
)
def test_an_appeal_says_what_was_wrong(
    not_yet: Evaluation, ada: Person, ground: str, words: str, fields: set[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.appeal(not_yet, ground=ground, words=words, by=ada)
    assert set(refused.value.fields) == fields
    assert not Appeal.objects.exists()


def test_it_ends_with_its_time(not_yet: Evaluation, ada: Person) -> None:
    with held_at(this_moment() + timedelta(days=31)), pytest.raises(WrongState, match="over"):
        actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada)
    with held_at(this_moment() + timedelta(days=30)):
        assert actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada).pk


def test_what_is_earned_or_open_cannot_be_appealed(
    ada: Person, chi: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    with pytest.raises(WrongState):
        actions.appeal(evaluation, ground="procedure", words=WORDS, by=ada)
    actions.release(evaluation, by=chi)
    with pytest.raises(WrongState, match="earned"):
        actions.appeal(fresh(evaluation), ground="procedure", words=WORDS, by=ada)


def test_it_can_be_taken_back_and_filed_again(
    taken: Appeal, ada: Person, dee: Person, lou: Person, lea: Person, district: Organization
) -> None:
    version = taken.evaluation.submission.version
    reader = make_assessor(version, district, lead=lea)
    held_ = actions.ask_reader(taken, reader, by=lou)
    with pytest.raises(PermissionDenied):
        actions.withdraw_appeal(taken, by=dee)
    actions.withdraw_appeal(taken, by=ada)
    held_.refresh_from_db()
    assert (again(taken).status, held_.status) == (AppealStatus.WITHDRAWN, "lapsed")
    assert "assessment.appeal_withdrawn" in verbs()
    with pytest.raises(WrongState):
        actions.withdraw_appeal(taken, by=ada)
    assert actions.appeal(taken.evaluation, ground="procedure", words=WORDS, by=ada).pk


def test_a_lead_takes_it_who_had_no_part(
    filed: Appeal, lou: Person, lea: Person, chi: Person, dee: Person, district: Organization
) -> None:
    screener = Person.objects.get(pk=filed.evaluation.screenings.get().by_id)
    for person in (dee, chi, screener):
        with pytest.raises(PermissionDenied):
            actions.take_appeal(filed, by=person)
    actions.take_appeal(filed, by=lou)
    actions.take_appeal(filed, by=lou)
    assert verbs().count("assessment.appeal_taken") == 1
    with pytest.raises(WrongState):
        actions.take_appeal(filed, by=make_lead(district))


def test_two_read_it_who_were_not_involved(
    taken: Appeal, lou: Person, lea: Person, dee: Person, district: Organization
) -> None:
    version = taken.evaluation.submission.version
    involved = {a.assessor for a in taken.evaluation.assignments.all()}
    readers = [make_assessor(version, district, lead=lea) for _ in range(3)]
    assert involved and involved.isdisjoint(appeal_readers(taken))
    assert set(appeal_readers(taken)) == set(readers)
    for barred in (*involved, dee, lou):
        with pytest.raises(BadInput):
            actions.ask_reader(taken, barred, by=lou)
    with pytest.raises(PermissionDenied):
        actions.ask_reader(taken, readers[0], by=lea)
    slots = [actions.ask_reader(taken, reader, by=lou).slot for reader in readers[:2]]
    assert slots == [4, 5]
    assert verbs().count("assessment.appeal_reading_given") == 2
    with pytest.raises(WrongState):
        actions.ask_reader(taken, readers[2], by=lou)


def test_a_tie_to_the_learner_bars_a_reader(
    taken: Appeal, ada: Person, lou: Person, lea: Person, district: Organization
) -> None:
    reader = make_assessor(taken.evaluation.submission.version, district, lead=lea)
    actions.declare_conflict(reader, ada, "family", by=reader)
    assert reader not in appeal_readers(taken)


def test_who_reads_it_again_opens_the_evidence_until_it_is_answered(
    taken: Appeal, lou: Person, lea: Person, district: Organization
) -> None:
    reader = make_assessor(taken.evaluation.submission.version, district, lead=lea)
    before = fresh(taken.evaluation)
    assert policy.may_open(reader, before) is None
    assert policy.may_open(lou, before) == policy.Ground.APPEAL
    actions.ask_reader(taken, reader, by=lou)
    assert policy.may_open(reader, fresh(before)) == policy.Ground.LEASE
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    assert policy.may_open(reader, fresh(before)) is None
    assert policy.may_open(lou, fresh(before)) is None


def test_what_both_find_demonstrated_makes_it_earned(
    taken: Appeal, lou: Person, lea: Person, ada: Person, district: Organization
) -> None:
    draft = actions.revise(fresh(taken.evaluation), by=ada)
    for _ in range(2):
        read(taken, lou, lea, district)
    assert fresh(taken.evaluation).status == Status.RELEASED
    actions.decide_appeal(taken, reason=REASON, by=lou)
    evaluation, row = fresh(taken.evaluation), again(taken)
    assert (row.status, row.outcome) == (AppealStatus.DECIDED, "rescored")
    assert (evaluation.decision.outcome, evaluation.decision.settled_by) == ("earned", "appeal")
    assert evaluation.submission.outcome == "earned"
    assert row.before["outcome"] == "not_yet" and "almost" in row.before["levels"].values()
    assert Submission.objects.get(pk=draft.pk).status == "withdrawn"
    assert Event.objects.get(verb="evidence.corrected").particulars["outcome"] == "earned"
    event = Event.objects.get(verb="assessment.appeal_decided")
    assert (event.particulars["decision"], event.particulars["outcome"]) == ("earned", "rescored")


def test_every_sheet_is_kept(
    taken: Appeal, lou: Person, lea: Person, district: Organization
) -> None:
    before = ScoreSheet.objects.count()
    for _ in range(2):
        read(taken, lou, lea, district)
    kept = dict(ScoreSheet.objects.values_list("pk", "levels"))
    actions.decide_appeal(taken, reason=REASON, by=lou)
    assert len(kept) == before + 2
    assert dict(ScoreSheet.objects.values_list("pk", "levels")) == kept


def test_a_level_never_falls(
    taken: Appeal, lou: Person, lea: Person, district: Organization
) -> None:
    criteria = [c.id for c in taken.evaluation.submission.version.content.criteria]
    lower = {criteria[0]: "almost", criteria[1]: "almost"}
    for _ in range(2):
        read(taken, lou, lea, district, **lower)
    decision = fresh(taken.evaluation).decision.levels
    actions.decide_appeal(taken, reason=REASON, by=lou)
    assert again(taken).outcome == "decision_stands"
    assert fresh(taken.evaluation).decision.levels == decision


def test_where_the_new_readings_differ_the_lead_says_which_counts(
    taken: Appeal, lou: Person, lea: Person, district: Organization
) -> None:
    first = taken.evaluation.submission.version.content.criteria[0].id
    read(taken, lou, lea, district)
    read(taken, lou, lea, district, **{first: "not_yet"})
    with pytest.raises(BadInput) as refused:
        actions.decide_appeal(taken, reason=REASON, by=lou)
    assert set(refused.value.fields) == {"reading"}
    actions.decide_appeal(taken, reason=REASON, reading="first", by=lou)
    assert fresh(taken.evaluation).decision.outcome == "earned"


def test_more_that_is_demonstrated_stays_with_the_open_attempt(
    ada: Person, chi: Person, district: Organization, lea: Person, lou: Person, version: Version
) -> None:
    one, two = (c.id for c in version.content.criteria[:2])
    evaluation = make_decided(
        ada, district, lead=lea, version=version, **{one: "almost", two: "almost"}
    )
    actions.release(evaluation, by=chi)
    row = actions.appeal(fresh(evaluation), ground="procedure", words=WORDS, by=ada)
    actions.take_appeal(row, by=lou)
    draft = actions.revise(fresh(evaluation), by=ada)
    for _ in range(2):
        read(row, lou, lea, district, **{two: "almost"})
    actions.decide_appeal(row, reason=REASON, by=lou)
    draft = Submission.objects.get(pk=draft.pk)
    assert (draft.status, draft.carried[one], two in draft.carried) == (
        "draft",
        "demonstrated",
        False,
    )
    assert fresh(evaluation).decision.outcome == "not_yet"
    assert Event.objects.get(verb="evidence.kept_more").particulars["carried"] == [one]


def test_only_the_lead_who_has_it_answers_with_a_reason_once(
    taken: Appeal, lou: Person, lea: Person, chi: Person, district: Organization
) -> None:
    with pytest.raises(WrongState, match="missing"):
        actions.decide_appeal(taken, reason=REASON, by=lou)
    for _ in range(2):
        read(taken, lou, lea, district)
    for person in (lea, chi):
        with pytest.raises(PermissionDenied):
            actions.decide_appeal(taken, reason=REASON, by=person)
    with pytest.raises(BadInput):
        actions.decide_appeal(taken, reason="ok", by=lou)
    actions.decide_appeal(taken, reason=REASON, by=lou)
    with pytest.raises(WrongState):
        actions.decide_appeal(taken, reason=REASON, by=lou)
    assert verbs().count("assessment.appeal_decided") == 1


def test_the_chair_has_the_last_word(
    taken: Appeal,
    ada: Person,
    dee: Person,
    lou: Person,
    lea: Person,
    cham: Person,
    district: Organization,
) -> None:
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    with pytest.raises(PermissionDenied):
        actions.ask_chair(taken, WORDS, by=dee)
    with pytest.raises(BadInput):
        actions.ask_chair(taken, "no", by=ada)
    actions.ask_chair(taken, WORDS, by=ada)
    assert verbs()[-1] == "assessment.chair_asked"
    with pytest.raises(WrongState):
        actions.ask_chair(again(taken), WORDS, by=ada)
    for person in (lou, lea, ada):
        with pytest.raises(PermissionDenied):
            actions.rule_on_appeal(again(taken), again=False, reason=REASON, by=person)
    with pytest.raises(BadInput):
        actions.rule_on_appeal(again(taken), again=False, reason="", by=cham)
    assert policy.may_open(cham, fresh(taken.evaluation)) == policy.Ground.APPEAL
    actions.rule_on_appeal(again(taken), again=False, reason=REASON, by=cham)
    with pytest.raises(WrongState):
        actions.rule_on_appeal(again(taken), again=True, reason=REASON, by=cham)
    assert (again(taken).status, again(taken).chair) == (AppealStatus.FINAL, cham)
    assert verbs()[-1] == "assessment.appeal_ruled"


def test_the_chair_may_ask_for_two_more_and_then_it_is_final(
    taken: Appeal, ada: Person, lou: Person, lea: Person, cham: Person, district: Organization
) -> None:
    first = taken.evaluation.submission.version.content.criteria[0].id
    for _ in range(2):
        read(taken, lou, lea, district, **{first: "almost"})
    actions.decide_appeal(taken, reason=REASON, by=lou)
    actions.ask_chair(again(taken), WORDS, by=ada)
    actions.rule_on_appeal(again(taken), again=True, reason=REASON, by=cham)
    row = again(taken)
    with pytest.raises(PermissionDenied):
        actions.take_appeal(row, by=lou)
    other = make_lead(district)
    actions.take_appeal(row, by=other)
    slots = [read(again(row), other, lea, district).slot for _ in range(2)]
    actions.decide_appeal(again(row), reason=REASON, by=other)
    assert (slots, again(row).status) == ([6, 7], AppealStatus.FINAL)
    assert fresh(row.evaluation).decision.outcome == "earned"
    with pytest.raises(WrongState):
        actions.ask_chair(again(row), WORDS, by=ada)


def test_an_administrator_speaks_last_where_nobody_is_chair(
    taken: Appeal, ada: Person, lou: Person, district: Organization
) -> None:
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    actions.ask_chair(again(taken), WORDS, by=ada)
    admin = make_person("Ann Admin", role="program-admin", organization=district)
    assert policy.can_rule_on_appeal(admin, again(taken))
    make_person("Cora Chair", role="committee-chair", organization=district)
    assert not policy.can_rule_on_appeal(admin, again(taken))


def test_whoever_answered_it_has_not_the_last_word_too(
    client: Client, taken: Appeal, ada: Person, lou: Person, district: Organization
) -> None:
    """Lou, who leads, is the only chair besides: an administrator speaks last, and is told and shown so."""
    make_person(lou, role="committee-chair", organization=district)
    admin = make_person("Ann Admin", role="program-admin", organization=district)
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    actions.ask_chair(again(taken), WORDS, by=ada)
    with pytest.raises(PermissionDenied):
        actions.rule_on_appeal(again(taken), again=False, reason=REASON, by=lou)
    client.force_login(ada)
    own = f"/assessment/decisions/{taken.evaluation.submission_id}/appeal/"
    assert "an administrator looks at it" in client.get(own).content.decode()
    client.force_login(admin)
    page = f"/assessment/appeals/{taken.pk}/"
    assert page in client.get("/assessment/appeals/?show=with_chair").content.decode()
    assert "Appeals for your last word" in client.get("/").content.decode()
    answer = client.post(f"{page}ruling/", {"result": "stays", "reason": REASON})
    assert answer.status_code == 302
    assert (again(taken).status, again(taken).chair) == (AppealStatus.FINAL, admin)


def test_an_administrator_has_no_last_word_beside_a_chair(
    client: Client, taken: Appeal, ada: Person, lou: Person, cham: Person, district: Organization
) -> None:
    make_person(lou, role="committee-chair", organization=district)
    admin = make_person("Ann Admin", role="program-admin", organization=district)
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    actions.ask_chair(again(taken), WORDS, by=ada)
    assert not policy.can_rule_on_appeal(admin, again(taken))
    client.force_login(admin)
    assert client.get(f"/assessment/appeals/{taken.pk}/").status_code == 404
    actions.rule_on_appeal(again(taken), again=False, reason=REASON, by=cham)


def test_the_chair_is_asked_within_the_time(taken: Appeal, ada: Person, lou: Person) -> None:
    with pytest.raises(WrongState):
        actions.ask_chair(taken, WORDS, by=ada)
    actions.decide_appeal(taken, reason=REASON, returned=True, by=lou)
    with held_at(this_moment() + timedelta(days=31)), pytest.raises(WrongState, match="over"):
        actions.ask_chair(again(taken), WORDS, by=ada)


def test_a_reading_that_ends_can_be_given_to_somebody_else(
    taken: Appeal, lou: Person, lea: Person, district: Organization
) -> None:
    version = taken.evaluation.submission.version
    one, two = (make_assessor(version, district, lead=lea) for _ in range(2))
    assignment = actions.ask_reader(taken, one, by=lou)
    actions.recuse(assignment, "family", by=one)
    assert fresh(taken.evaluation).status == Status.RELEASED
    assert one not in appeal_readers(taken)
    assert actions.ask_reader(taken, two, by=lou).slot == 4


def test_it_is_taken_before_it_is_answered(filed: Appeal, lou: Person) -> None:
    with pytest.raises(WrongState, match="Take"):
        actions.decide_appeal(filed, reason=REASON, returned=True, by=lou)


def test_evidence_stays_while_it_can_be_appealed_and_while_an_appeal_is_open(
    not_yet: Evaluation, ada: Person
) -> None:
    """Beyond its time, and not a day longer than that (`evidence.keepers`)."""
    files = with_places(Artifact.objects.filter(submission=not_yet.submission))

    def why() -> set[str]:
        return set(still_needed(list(files)).values())

    assert why() == {"It can still be appealed."}
    with held_at(this_moment() + timedelta(days=31)):
        assert why() == set()
    actions.appeal(not_yet, ground="evidence_overlooked", words=WORDS, by=ada)
    with held_at(this_moment() + timedelta(days=31)):
        assert why() == {"An appeal is open."}
