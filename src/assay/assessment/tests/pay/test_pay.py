"""Pay: a line for each reading handed over, never two; a month approved once; corrections beside what stands."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assay.assessment import actions, waiting
from assay.assessment.models import Assignment, Evaluation, PayLine, PayMonth
from assay.assessment.pay.amounts import Amount, amount_for
from assay.assessment.pay.costs import cost_of_assessing
from assay.assessment.tests.factories import make_decided, score
from assay.evidence import actions as evidence
from assay.lib.clock import held_at, today
from assay.lib.counts import heads_of
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program import actions as program
from assay.program import rule_files
from assay.program.policies import AssessorPolicy, in_force
from assay.record.models import MACHINE, Event
from assay.ui.words import said_month

pytestmark = pytest.mark.django_db

THIRTY = {"compensation": {"basis": "per_scored_submission", "amount_usd": 30}}
THIS_MONTH = today().replace(day=1)
NEXT_MONTH = (THIS_MONTH + timedelta(days=31)).replace(day=1)
#: When this month may be approved.
SECOND = datetime.combine(NEXT_MONTH.replace(day=2), time(15), UTC)


@pytest.fixture
def paying(district: Organization) -> None:
    program.set_policy("assessor", THIRTY, by=MACHINE)


@pytest.fixture
def odalys(district: Organization) -> Person:
    return make_person("Odalys Reyes", role="credit-coordinator", organization=district)


@pytest.fixture
def paid(paying: None, leased: Assignment, sam: Person) -> PayLine:
    """One reading of this month."""
    score(leased, by=sam)
    return PayLine.objects.get()


def test_a_file_says_dollars_and_the_policy_has_cents(district: Organization) -> None:
    assert rule_files.policy(
        "assessor", {"compensation": {"basis": "none", "amount_usd": 22.5}}
    ) == {
        "pay_basis": "none",
        "pay_cents": 2250,
        "pay_currency": "USD",
    }
    for odd in ("thirty", -3, 0.001, [1]):
        with pytest.raises(BadInput):
            program.set_policy("assessor", {"compensation": {"amount_usd": odd}}, by=MACHINE)
    with pytest.raises(BadInput):
        program.set_policy("assessor", {"pay_basis": "per_hour"}, by=MACHINE)


@given(cents=st.integers(0, 10**7), thousandths=st.integers(0, 1000))
def test_an_amount_is_exact_and_never_more_than_a_whole_reading(
    cents: int, thousandths: int
) -> None:
    rules = AssessorPolicy(pay_basis="per_scored_submission", pay_cents=cents)
    found = amount_for(rules, share=Decimal(thousandths) / 1000)
    if found is None:
        assert cents * thousandths < 500  # under half a cent
        return
    exact = Decimal(cents) * thousandths / 100_000
    assert abs(found.value - exact) <= Decimal("0.005") and found.cents <= cents


def test_nobody_is_promised_pay_by_default(leased: Assignment, sam: Person) -> None:
    assert amount_for(in_force(AssessorPolicy)) is None
    score(leased, by=sam)
    assert not PayLine.objects.exists() and not PayMonth.objects.exists()
    page = client(sam).get(reverse("assessment:pay")).content.decode()
    assert "pays nothing for a single reading" in page


def test_handing_over_writes_one_line_of_the_policy_of_that_day(paid: PayLine, sam: Person) -> None:
    program.set_policy(
        "assessor", {"pay_basis": "per_scored_submission", "pay_cents": 4500}, by=MACHINE
    )
    paid.refresh_from_db()
    assert (paid.person, paid.amount, paid.currency) == (sam, Decimal("30.00"), "USD")
    assert paid.pay_month.month == THIS_MONTH


def test_what_lapsed_or_was_taken_back_pays_nothing(
    paying: None, leased: Assignment, sam: Person, lea: Person
) -> None:
    actions.take_back(leased, by=lea)
    assert not PayLine.objects.exists()


def test_a_sheet_that_came_back_pays_once(
    paying: None, ada: Person, district: Organization, lea: Person, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea)
    before = list(PayLine.objects.values_list("pk", "amount_cents"))
    assert len(before) == 2
    actions.send_back(evaluation, note="Look at the second clip.", by=chi)
    for assignment in evaluation.assignments.filter(status="accepted"):
        score(assignment, by=assignment.assessor)
    assert list(PayLine.objects.values_list("pk", "amount_cents")) == before


def test_a_third_judgment_is_a_reading_too(
    paying: None, queued: Evaluation, sam: Person, sue: Person, lea: Person
) -> None:
    score(actions.offer_next(sam), by=sam)
    score(actions.offer_next(sue), by=sue, c3="not_yet")
    queued.refresh_from_db()
    score(actions.take_adjudication(queued, by=lea), by=lea)
    assert sorted(PayLine.objects.values_list("slot", flat=True)) == [1, 2, 3]


def test_a_submission_that_is_withdrawn_later_leaves_the_line(
    paid: PayLine, ada: Person, leased: Assignment
) -> None:
    evidence.withdraw(leased.evaluation.submission, by=ada)
    actions.withdraw_evaluation(leased.evaluation.submission)
    assert PayLine.objects.get() == paid


def test_a_month_is_approved_once_by_who_is_not_paid_in_it(
    paid: PayLine, odalys: Person, sam: Person, lea: Person, max_: Person, district: Organization
) -> None:
    month = paid.pay_month
    with pytest.raises(WrongState):
        actions.approve_pay(month, by=odalys)
    make_person(sam, role="credit-coordinator", organization=district)
    with held_at(SECOND):
        for person in (lea, sam):
            with pytest.raises(PermissionDenied):
                actions.approve_pay(month, by=person)
        approved = actions.approve_pay(month, by=odalys)
        with pytest.raises(WrongState):
            actions.approve_pay(month, by=max_)
    assert approved.approved_by == odalys
    event = Event.objects.get(verb="assessment.pay_approved")
    assert event.particulars == {"payer": district.pk, "month": f"{THIS_MONTH:%Y-%m}", "lines": 1}


def test_a_correction_stands_in_the_month_in_which_it_is_made(
    paid: PayLine, odalys: Person, sam: Person, lea: Person, district: Organization
) -> None:
    with held_at(SECOND):
        actions.approve_pay(paid.pay_month, by=odalys)
        with pytest.raises(PermissionDenied):
            actions.correct_pay(paid, amount="10", reason="Half of it.", by=lea)
        for amount, reason in (("30", "The same."), ("ten", "Words."), ("10", " "), ("NaN", "No.")):
            with pytest.raises(BadInput):
                actions.correct_pay(paid, amount=amount, reason=reason, by=odalys)
        row = actions.correct_pay(paid, amount="$22.50", reason="Read in paid time.", by=odalys)
        again = actions.correct_pay(row, amount="0", reason="All of it was.", by=odalys)
    assert (row.amount, again.amount) == (Decimal("-7.50"), Decimal("-22.50"))
    assert row.pay_month.month == NEXT_MONTH and again.corrects == paid
    event = Event.objects.filter(verb="assessment.pay_corrected").latest("pk")
    assert event.particulars == {"line": paid.pk, "cents": -2250}
    cost = cost_of_assessing([district.path], THIS_MONTH, THIS_MONTH)
    assert cost == [Amount(Decimal("30.00"), "USD")]
    both = cost_of_assessing([district.path], THIS_MONTH, NEXT_MONTH)
    assert both == [Amount(Decimal("0.00"), "USD")]
    assert cost_of_assessing([], THIS_MONTH, NEXT_MONTH) == []


def test_nobody_corrects_their_own_pay(paid: PayLine, sam: Person, district: Organization) -> None:
    make_person(sam, role="program-admin", organization=district)
    with pytest.raises(PermissionDenied):
        actions.correct_pay(paid, amount="99", reason="I worked hard.", by=sam)


def test_pages_of_pay_are_for_those_who_keep_it(
    paid: PayLine, odalys: Person, sam: Person, sue: Person, lea: Person, dee: Person
) -> None:
    month, line = (
        reverse("assessment:pay_month", args=[paid.pay_month_id]),
        reverse("assessment:pay_line", args=[paid.pk]),
    )
    for person in (sam, lea, dee):
        for url in (reverse("assessment:pay_months"), month, line):
            assert client(person).get(url).status_code == 404, (person, url)
    assert client(sue).get(reverse("assessment:pay")).content.decode().count("$30.00") == 0
    assert client(dee).get(reverse("assessment:pay")).status_code == 404
    at_school = make_person(
        "Kit Kern", role="credit-coordinator", organization=make_school(paid.pay_month.payer, "Far")
    )
    assert client(at_school).get(reverse("assessment:pay_months")).status_code == 404
    for url in (reverse("assessment:pay_months"), month, f"{month}?show=lines", line):
        assert "$30.00" in client(odalys).get(url).content.decode(), url


def test_own_lines_are_on_a_page_and_in_a_file(paid: PayLine, sam: Person) -> None:
    page = client(sam).get(reverse("assessment:pay")).content.decode()
    assert said_month(THIS_MONTH) in page and "$30.00" in page and "not approved yet" in page
    lines = client(sam).get(f"{reverse('assessment:pay')}?file=csv")
    assert "30.00,USD" in b"".join(lines.streaming_content).decode()
    for odd in ("?month=x", "?month=99999", "?sort=none&page=zz"):
        assert client(sam).get(f"{reverse('assessment:pay')}{odd}").status_code == 200


def test_the_desk_says_what_the_month_comes_to(paid: PayLine, sam: Person) -> None:
    page = " ".join(client(sam).get(reverse("assessment:desk")).content.decode().split())
    assert "you have sent the scores of 1 reading, $30.00." in page


def test_the_file_of_a_month_is_what_is_shown(paid: PayLine, odalys: Person, sam: Person) -> None:
    url = reverse("assessment:pay_month", args=[paid.pay_month_id])
    answer = client(odalys).get(f"{url}?file=csv")
    assert "-open.csv" in answer["Content-Disposition"]
    assert f"Sam Scorer,{sam.email},,1,30.00,USD" in b"".join(answer.streaming_content).decode()
    with held_at(SECOND):
        told = client(odalys).post(reverse("assessment:approving", args=[paid.pay_month_id]))
        assert told.status_code == 302
    assert "-open" not in client(odalys).get(f"{url}?file=csv")["Content-Disposition"]
    nobody = client(odalys).get(f"{url}?q=zzz").content.decode()
    assert "No one matches" in nobody
    lines = client(odalys).get(f"{url}?show=lines&file=csv&sort=-amount")
    assert "First scoring" in b"".join(lines.streaming_content).decode()


def test_a_correction_by_form_keeps_what_was_typed(paid: PayLine, odalys: Person) -> None:
    url = reverse("assessment:pay_line", args=[paid.pk])
    odd = client(odalys).post(url, {"amount": "ten", "reason": "Read in paid time."})
    assert odd.status_code == 422 and "Read in paid time." in odd.content.decode()
    assert client(odalys).post(url, {"amount": "0", "reason": "Paid time."}).status_code == 302
    assert "Paid time." in client(odalys).get(url).content.decode()


def test_a_month_that_is_over_waits_on_the_home_page(paid: PayLine, odalys: Person) -> None:
    with held_at(SECOND):
        kind = next(kind for kind in waiting.kinds(odalys) if kind.desk == "pay")
        count, first = heads_of([kind.rows])[0]
        assert count == 1 and first is not None
        page = client(odalys).get(reverse("home")).content.decode()
    assert f"Approve the pay of {said_month(THIS_MONTH)}" in page


def client(person: Person) -> Client:
    found = Client()
    found.force_login(person)
    return found
