"""A colleague's word: asked by share or by stakes, decides nothing, and release waits until it is there or waived."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions, policy
from assay.assessment.judging.actions import attesting
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import (
    Assignment,
    Attestation,
    AttestationRequest,
    Conflict,
    Evaluation,
)
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import attest, make_decided, make_evaluation, make_lead
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.evidence.tests.factories import again
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions as program
from assay.record.models import Event

pytestmark = pytest.mark.django_db

SAID = {
    "context": "Grade 4 mathematics at Cedar Point, my own class.",
    "first_on": date(2026, 1, 12),
    "last_on": date(2026, 2, 20),
}
WHY = "Nobody else was there that month, and the log is plain."


@pytest.fixture
def always(district: Organization) -> None:
    program.set_policy("attestation", {"share_percent": 100, "days": 6}, by=None)


@pytest.fixture
def cleo(ada: Person) -> Person:
    """A teacher of Ada's own school."""
    place = ada.current_memberships[0].organization
    return make_person("Cleo Marten", role="learner", organization=place)


@pytest.fixture
def row(always: None, queued: Evaluation) -> Attestation:
    return Attestation.objects.get(evaluation=queued)


def name(row: Attestation, who: str, ada: Person, **other: Any) -> AttestationRequest:
    return actions.name_colleague(row, who, **{**SAID, **other}, by=ada)


def fresh(row: Attestation) -> Attestation:
    return Attestation.objects.select_related("evaluation").get(pk=row.pk)


# --- of whom it is asked ---------------------------------------------------------------------------------------------


def test_nobody_is_asked_unless_a_policy_says_so(queued: Evaluation) -> None:
    assert not Attestation.objects.exists() and queued.unconfirmed_at is None


def test_high_stakes_are_always_asked(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    program.set_policy("attestation", {"high_stakes": True}, by=None)
    program.set_policy(
        "assessment", {"double_score_all_for": [version.micro_credential.ident]}, by=None
    )
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    assert Attestation.objects.get(evaluation=evaluation).reason == "stakes"
    assert Event.objects.filter(verb="assessment.attestation_opened").count() == 1


def test_the_draw_is_the_same_however_often_it_is_handed_in(
    district: Organization, lea: Person, version: Version
) -> None:
    program.set_policy("attestation", {"share_percent": 50}, by=None)
    drawn = set()
    for n in range(8):
        learner, found = make_person(f"Learner {n}", role="learner", organization=district), set()
        evaluation = make_evaluation(learner, district, lead=lea, version=version, screened=False)
        for _again in range(2):
            found.add(Attestation.objects.filter(evaluation=evaluation).exists())
            evidence.withdraw(evaluation.submission, by=learner)
            actions.withdraw_evaluation(evaluation.submission)
            draft = evidence.take_up_again(again(evaluation.submission), by=learner)
            declare(draft, learner)
            evidence.submit(draft, by=learner)
            evaluation = actions.open_evaluation(again(draft))
        assert len(found) == 1
        drawn |= found
    assert drawn == {True, False}


def declare(draft: Submission, learner: Person) -> None:
    said = {"own_work": True, "ai_use": "None.", "student_privacy": True, "practice_months_ago": 0}
    evidence.declare(draft, **said, recognizable={}, by=learner)  # type: ignore[arg-type]


# --- naming ----------------------------------------------------------------------------------------------------------


def test_the_learner_alone_names_and_says_what_where_and_when(
    row: Attestation, ada: Person, cleo: Person, dee: Person
) -> None:
    with pytest.raises(PermissionDenied):
        name(row, "Cleo Marten", dee)
    for wrong, field in (
        ({"context": "short"}, "context"),
        ({"first_on": None}, "first_on"),
        ({"last_on": today() + timedelta(days=1)}, "last_on"),
        ({"first_on": date(2026, 3, 1)}, "first_on"),
    ):
        with pytest.raises(BadInput) as refusal:
            name(row, "Cleo Marten", ada, **wrong)
        assert field in refusal.value.fields
    request = name(row, "cleo marten", ada)
    assert request.colleague == cleo and fresh(row).status == "asked"
    assert Event.objects.get(verb="assessment.attestation_asked").by_id == str(ada.pk)
    with pytest.raises(BadInput):
        name(row, "Cleo Marten", ada)


def test_not_oneself_not_family_and_nobody_who_may_have_a_part_in_it(
    row: Attestation,
    ada: Person,
    cleo: Person,
    sam: Person,
    lea: Person,
    sky: Person,
    chi: Person,
    far_district: Person,
) -> None:
    for person in (ada, sam, lea, sky, chi, far_district):
        with pytest.raises(BadInput) as refusal:
            name(row, person.email, ada)
        assert "who" in refusal.value.fields
    Conflict.objects.create(person=cleo, other=ada, ground="family", declared_at=now())
    with pytest.raises(BadInput):
        name(row, "Cleo Marten", ada)
    assert not AttestationRequest.objects.exists()


def test_a_name_finds_nobody_of_another_district(
    row: Attestation, ada: Person, cleo: Person, far_district: Person
) -> None:
    with pytest.raises(BadInput, match="No one in the program has this name"):
        name(row, far_district.display_name, ada)
    far = far_district.current_memberships[0].organization
    make_person("Cleo Marten", role="learner", organization=far)
    assert name(row, "Cleo Marten", ada).colleague == cleo, "she is the only one here"


@pytest.fixture
def far_district(db: None) -> Person:
    return make_person("Far Away", role="learner", organization=make_district("Far Schools"))


def test_whoever_was_named_is_never_given_it_though_they_may_score_it_later(
    row: Attestation, ada: Person, cleo: Person, lea: Person, version: Version
) -> None:
    name(row, cleo.email, ada)
    make_person(cleo, role="assessor", organization=version.micro_credential.issuer)
    attest(cleo, version, lea)
    with pytest.raises(NothingWaits):
        actions.offer_next(cleo)
    assert actions.offer_what_waits() == 0 and not Assignment.objects.exists()
    assert not policy.can_screen(cleo, row.evaluation)


# --- answers, and what they decide -----------------------------------------------------------------------------------


def test_a_yes_confirms_and_a_second_press_is_refused(
    row: Attestation, ada: Person, cleo: Person, dee: Person
) -> None:
    request = name(row, cleo.email, ada)
    with pytest.raises(PermissionDenied):
        actions.answer_attestation(request, "yes", by=dee)
    with pytest.raises(BadInput):
        actions.answer_attestation(request, "maybe", by=cleo)
    actions.answer_attestation(request, "yes", by=cleo)
    assert fresh(row).status == "confirmed" and fresh(row).evaluation.unconfirmed_at is None
    assert Event.objects.get(verb="assessment.attestation_answered").particulars["answer"] == "yes"
    with pytest.raises(WrongState):
        actions.answer_attestation(request, "no", words="x" * 30, by=cleo)
    with pytest.raises(WrongState):
        name(row, "Somebody Else", ada)


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_no_and_cannot_say_decide_nothing_and_a_lead_looks(
    row: Attestation, ada: Person, cleo: Person, lea: Person, answer: str
) -> None:
    request = name(row, cleo.email, ada)
    with pytest.raises(WrongState):  # somebody is being asked
        actions.ask_another(row, by=lea)
    with pytest.raises(BadInput):
        actions.answer_attestation(request, "no", words="wrong", by=cleo)
    words = "I taught that class; they watched it twice."
    actions.answer_attestation(request, answer, words=words, by=cleo)
    assert fresh(row).status == "doubted" and fresh(row).evaluation.status == "queued"
    with pytest.raises(WrongState):
        name(row, "Somebody Else", ada)
    with pytest.raises(PermissionDenied):
        actions.ask_another(row, by=ada)
    actions.ask_another(row, by=lea)
    assert fresh(row).status == "naming"
    assert Event.objects.filter(verb="assessment.attestation_asked_again").count() == 1


def test_scoring_goes_on_and_release_waits_until_it_is_waived_with_a_reason(
    always: None, ada: Person, district: Organization, lea: Person, chi: Person, version: Version
) -> None:
    decided = make_decided(ada, district, lead=lea, version=version)
    row = Attestation.objects.get(evaluation=decided)
    with pytest.raises(WrongState):
        actions.release(decided, by=chi)
    assert actions.release_clean([decided], by=chi) == (0, [decided.public_id])
    page = sign_in(chi).get(reverse("assessment:release_detail", args=[decided.public_id]))
    assert "confirmation is still to come" in page.content.decode()
    with pytest.raises(PermissionDenied):
        actions.waive_attestation(row, WHY, by=chi)
    with pytest.raises(BadInput):
        actions.waive_attestation(row, "short", by=lea)
    actions.waive_attestation(row, WHY, by=lea)
    assert fresh(row).waived_by == lea
    with pytest.raises(WrongState):
        actions.waive_attestation(row, WHY, by=lea)
    actions.release(Evaluation.objects.get(pk=decided.pk), by=chi)
    assert Evaluation.objects.get().status == "released"
    assert Event.objects.filter(verb="assessment.attestation_waived").count() == 1


def test_a_lead_with_a_tie_goes_on_with_nothing(row: Attestation, ada: Person, lea: Person) -> None:
    Conflict.objects.create(person=lea, other=ada, ground="coached", declared_at=now())
    with pytest.raises(PermissionDenied):
        actions.waive_attestation(row, WHY, by=lea)


def test_half_of_the_days_reminds_and_the_last_one_gives_it_to_the_lead(
    row: Attestation, ada: Person, cleo: Person
) -> None:
    request = name(row, cleo.email, ada)
    assert actions.tend_attestations() == 0
    assert not Event.objects.filter(verb="assessment.attestation_reminded").exists()
    with held_at(now() + timedelta(days=6)):
        actions.tend_attestations()
        actions.tend_attestations()
    assert Event.objects.filter(verb="assessment.attestation_reminded").count() == 1
    with held_at(now() + timedelta(days=15)):
        assert actions.tend_attestations() == 1
        assert actions.tend_attestations() == 0
        assert fresh(row).status == "run_out"
        assert Event.objects.filter(verb="assessment.attestation_run_out").count() == 1
        actions.answer_attestation(request, "yes", by=cleo)  # late is better than never
    assert fresh(row).status == "confirmed"


def test_whom_the_learner_has_just_named_still_has_their_days(
    row: Attestation, ada: Person, cleo: Person, district: Organization
) -> None:
    name(row, cleo.email, ada)
    make_person("Nia Oak", role="learner", organization=district)
    read_before = fresh(row)
    with held_at(now() + timedelta(days=15)):
        name(row, "Nia Oak", ada)
        assert attesting._run_out(read_before) == 0
    assert fresh(row).status == "asked"


def test_after_the_last_day_the_learner_may_name_another(
    row: Attestation, ada: Person, cleo: Person, district: Organization
) -> None:
    first = name(row, cleo.email, ada)
    make_person("Nia Oak", role="learner", organization=district)
    with held_at(now() + timedelta(days=15)):
        actions.tend_attestations()
        name(row, "Nia Oak", ada)
    assert fresh(row).status == "asked"
    with pytest.raises(WrongState):
        actions.answer_attestation(first, "yes", by=cleo)


# --- a guest ---------------------------------------------------------------------------------------------------------


def test_a_guest_answers_by_the_link_once_and_their_address_is_forgotten(
    row: Attestation, ada: Person
) -> None:
    request = name(row, "Pat@Elm.example", ada)
    assert (request.address, request.colleague) == ("pat@elm.example", None)
    page = reverse("assessment:asked_by_link", args=[request.pk, request.token])
    forged = reverse("assessment:asked_by_link", args=[request.pk, "x" * 43])
    client = Client()
    assert client.get(forged).status_code == 404
    text = client.get(page).content.decode()
    assert "Ada Marsh" in text and "Cedar Point" in text and "You need no account" in text
    assert row.evaluation.public_id not in text and "answer-p1q1" not in text
    assert client.post(page, {"answer": ""}).status_code == 422
    said = client.post(page, {"answer": "yes", "wants_no_more": "on"})
    assert said.status_code == 200 and "Thank you" in said.content.decode()
    request.refresh_from_db()
    assert request.address == "" and fresh(row).status == "confirmed"
    assert client.get(page).status_code == 410
    with pytest.raises(PermissionDenied):
        actions.answer_attestation(request, "yes", by=None, token="")


def test_taking_the_work_back_forgets_the_address_and_asks_nobody(
    row: Attestation, ada: Person
) -> None:
    request = name(row, "pat@elm.example", ada)
    evidence.withdraw(row.evaluation.submission, by=ada)
    actions.withdraw_evaluation(row.evaluation.submission)
    request.refresh_from_db()
    assert request.address == "" and request.ended_at is not None
    with pytest.raises(WrongState):
        actions.answer_attestation(request, "yes", by=None, token=request.token)


def test_no_guest_where_the_policy_wants_none_nor_one_who_asked_not_to_be_written_to(
    row: Attestation, ada: Person
) -> None:
    AttestationRequest.objects.create(
        attestation=row,
        address_mark=AttestationRequest.mark_of("pat@elm.example"),
        asked_at=now(),
        ended_at=now(),
        wants_no_more=True,
    )
    for who in ("pat+more@elm.example", "not an address@", ada.email):
        with pytest.raises(BadInput):
            name(row, who, ada)
    program.set_policy("attestation", {"share_percent": 100, "guests": False}, by=None)
    with pytest.raises(BadInput):
        name(row, "else@elm.example", ada)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_learner_is_led_from_the_status_page_and_keeps_what_was_typed(
    row: Attestation, ada: Person, cleo: Person, dee: Person
) -> None:
    client, pk = sign_in(ada), row.evaluation.submission_id
    page = reverse("assessment:confirmation", args=[pk])
    assert page in client.get(reverse("evidence:detail", args=[pk])).content.decode()
    assert page in client.get("/").content.decode()
    refused = client.post(page, {"who": "Nobody Here", "context": "short", "first_on": "x"})
    assert refused.status_code == 422
    assert 'value="Nobody Here"' in refused.content.decode() and "short" in refused.content.decode()
    sent = {"who": "Cleo Marten", **{k: str(v) for k, v in SAID.items()}}
    assert client.post(page, sent).status_code == 302
    assert "Cleo Marten is asked to answer" in client.get(page).content.decode()
    assert sign_in(dee).get(page).status_code == 404


def test_the_colleague_sees_what_is_needed_and_nothing_afterwards(
    row: Attestation, ada: Person, cleo: Person, dee: Person, sam: Person
) -> None:
    request = name(row, cleo.email, ada)
    client, page = sign_in(cleo), reverse("assessment:asked", args=[request.pk])
    assert "Did Ada Marsh do this work?" in client.get("/").content.decode()
    text = client.get(page).content.decode()
    assert "Grade 4 mathematics" in text and row.evaluation.public_id not in text
    for other in (ada, dee, sam):
        assert sign_in(other).get(page).status_code == 404
    assert client.post(page, {"answer": "no", "words": ""}).status_code == 422
    assert client.post(page, {"answer": "yes"}).status_code == 302
    after = client.get(page)
    assert after.status_code == 410 and "Grade 4" not in after.content.decode()


def test_the_screener_sees_the_answer_and_an_assessor_never(
    always: None,
    screening: Evaluation,
    ada: Person,
    cleo: Person,
    sky: Person,
    sam: Person,
    lea: Person,
) -> None:
    request = name(Attestation.objects.get(), cleo.email, ada)
    words = "I saw it; the second lesson was mine, though."
    actions.answer_attestation(request, "unsure", words=words, by=cleo)
    actions.take_screening(screening, by=sky)
    check = reverse("assessment:check", args=[screening.public_id])
    assert words in sign_in(sky).get(check).content.decode()
    actions.screen(screening, complete=True, by=sky)
    offer = actions.offer_next(sam)
    actions.accept(offer, by=sam)
    sheet = sign_in(sam).get(reverse("assessment:sheet", args=[offer.pk])).content.decode()
    assert words not in sheet and "colleague" not in sheet.split("<main")[1].split("</main")[0]


def test_the_lead_has_a_list_a_file_and_three_ways_on(
    row: Attestation, ada: Person, cleo: Person, lea: Person, bo: Person
) -> None:
    words = "Ada Marsh watched; she did not teach it herself."
    actions.answer_attestation(name(row, cleo.email, ada), "no", words=words, by=cleo)
    client, number = sign_in(lea), row.evaluation.public_id
    list_ = reverse("assessment:confirmations")
    assert number in client.get(list_).content.decode()
    assert number not in client.get(f"{list_}?show=waiting").content.decode()
    assert number in client.get(f"{list_}?q={number[:4].lower()}").content.decode()
    assert number in b"".join(client.get(f"{list_}?file=csv")).decode()  # type: ignore[call-overload]
    case = reverse("assessment:confirmation_case", args=[number])
    text = client.get(case).content.decode()
    assert "did not teach it herself" in text and "Ada" not in text.split("<main")[1]
    waive = reverse("assessment:confirmation_waiving", args=[number])
    refused = client.post(waive, {"reason": "short"})
    assert refused.status_code == 422 and "short" in refused.content.decode()
    ask = reverse("assessment:confirmation_asking", args=[number])
    assert client.post(ask).status_code == 302 and fresh(row).status == "naming"
    assert client.post(waive, {"reason": WHY}).status_code == 302
    assert WHY in client.get(case).content.decode()
    assert sign_in(bo).get(case).status_code in (403, 404)


def test_it_is_told_before_one_starts(version: Version, ada: Person) -> None:
    program.set_policy("attestation", {"share_percent": 10}, by=None)
    page = sign_in(ada).get(f"/catalog/{version.micro_credential.slug}/").content.decode()
    assert "you may be asked to name a colleague" in page


# --- whatever anybody does -------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("name", "yes", "no", "another", "waive", "tend", "offer", "release")),
        st.integers(0, 5),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_nobody_who_was_asked_judges_it_and_it_is_released_only_confirmed_or_waived(
    steps: list[tuple[str, int]],
    always: None,
    ada: Person,
    cleo: Person,
    lea: Person,
    chi: Person,
    sam: Person,
    sue: Person,
    district: Organization,
    version: Version,
) -> None:
    from django.db import transaction

    people = [ada, cleo, sam, sue, lea, chi]
    with outdoors.atomic():
        evaluation = make_decided(ada, district, lead=make_lead(district), version=version)
        row = Attestation.objects.get(evaluation=evaluation)
        for verb, who in steps:
            try:
                with outdoors.atomic():
                    press(verb, row, people[who])
            except (Refusal, PermissionDenied):
                pass
            here = Attestation.objects.get(pk=row.pk)
            asked = set(here.requests.values_list("colleague", flat=True))
            readers = set(evaluation.assignments.values_list("assessor", flat=True))
            assert not asked & readers and ada.pk not in asked
            open_ = here.status not in ("confirmed", "waived")
            judged = Evaluation.objects.get(pk=evaluation.pk)
            assert open_ == (judged.unconfirmed_at is not None)
            assert not (open_ and judged.status == "released")
        transaction.set_rollback(True)


def press(verb: str, row: Attestation, by: Person) -> Any:
    row = fresh(row)
    last = row.requests.first()
    if verb in ("yes", "no"):
        words = "It was somebody else, as far as I know."
        return last and actions.answer_attestation(last, verb, words=words, by=by)
    return {
        "name": lambda: name(row, by.email, row.evaluation.submission.start.person),
        "another": lambda: actions.ask_another(row, by=by),
        "waive": lambda: actions.waive_attestation(row, WHY, by=by),
        "tend": actions.tend_attestations,
        "offer": lambda: actions.offer_next(by),
        "release": lambda: actions.release(row.evaluation, by=by),
    }[verb]()
