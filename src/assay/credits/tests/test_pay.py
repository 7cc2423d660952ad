"""Pay: an employer's own rules, proposals by them, a payroll file that pays once and asks back what was withdrawn."""

import csv
import io
from datetime import UTC, datetime, time, timedelta

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessing
from assay.assessment.models import PayLine
from assay.assessment.tests.factories import (
    make_assessor,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.actions import import_stack
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions as crediting
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import (
    BatchRow,
    Credit,
    CreditBatch,
    CreditStatus,
    ProgramRule,
    ValueAtStart,
)
from assay.credits.rules.files import read
from assay.credits.subscribers import (
    keep_value,
    propose_by_rule,
    propose_credit,
)
from assay.credits.tests.factories import (
    LANE,
    PAY,
    TENNESSEE,
    make_license,
    make_pay_rule,
    make_versions,
)
from assay.journeys.tests.factories import make_start
from assay.lib.clock import held_at, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions as program
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def margaret(district: Organization) -> Person:
    return make_person("Margaret Sundaram", role="program-admin", organization=district)


@pytest.fixture
def lane(district: Organization, margaret: Person) -> ProgramRule:
    return make_pay_rule(district, margaret)


@pytest.fixture
def proposed(lane: ProgramRule, ada: Person, version: Version) -> Credit:
    make_award(ada, version)
    propose_credit(Event.objects.get(verb="credentials.awarded"))
    return Credit.objects.get()


@pytest.fixture
def sent(proposed: Credit, ada: Person, odalys: Person, district: Organization) -> CreditBatch:
    actions.claim(proposed, by=ada)
    actions.approve([proposed], by=odalys)
    return actions.freeze_batch(district, LANE, by=odalys)


def _rows(batch: CreditBatch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(bytes(batch.body).decode())))


def _withdraw(award: Award) -> None:
    Award.objects.filter(pk=award.pk).update(status="revoked")
    actions.reverse_all(award)


def test_the_demo_pays_as_its_district_says() -> None:
    content = PAY.parent / "content" / "district.yaml"
    said = yaml.safe_load(content.read_text(encoding="utf-8"))["recognition"]["salary"]
    document = read(PAY.read_text(encoding="utf-8"))
    assert not document.problems
    rule = document.rules[0].rule
    assert rule.pays is not None
    assert (rule.amount, rule.stack_bonus) == (
        said["points_per_micro_credential"],
        said["stack_bonus"],
    )
    assert (rule.pays.amount, rule.pays.lane) == (said["dollars_per_point_per_year"], said["lane"])
    assert rule.caps[0].most == said["max_points_per_year"] and rule.caps[0].year_from == (7, 1)
    assert rule.pays.clause == said["needs_board_agreement_clause"]


def test_an_administrator_alone_writes_a_rule_down_and_it_is_checked_whole(
    district: Organization, margaret: Person, odalys: Person
) -> None:
    text = PAY.read_text(encoding="utf-8")
    with pytest.raises(PermissionDenied):
        actions.add_rule(district, text, by=odalys)
    for broken, said in (
        (text.replace('total: "2"', 'total: "3"'), "The total is 2"),
        (text.replace("pays:", "owes:"), "Line"),
        ("}{", "Line"),
        ("", "Line"),
        (text.replace("purpose: salary", "purpose: renewal"), "Only a rule of salary"),
        (text.replace("id: tamarack-bay-supplemental-lane", f"id: {TENNESSEE}"), "another rule"),
        ("x" * 60_000, "longer"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.add_rule(district, broken, by=margaret)
        assert said in str(refused.value.message), broken[:80]
    assert not ProgramRule.objects.exists()
    row = actions.add_rule(district, text, by=margaret)
    with pytest.raises(WrongState):
        actions.add_rule(district, text, by=margaret)
    assert Event.objects.get(verb="credits.rule_added").subject_id == str(row.pk)


def test_a_rule_reaches_those_who_work_there_and_nobody_else(
    lane: ProgramRule, ada: Person, version: Version, district: Organization
) -> None:
    eve = make_person("Eve", role="learner", organization=make_district("elsewhere"))
    for person in (ada, eve):
        make_award(person, version)
    propose_by_rule(Event.objects.get(verb="credits.rule_added"))
    credit = Credit.objects.get()
    assert (credit.person, credit.license, credit.purpose) == (ada, None, "salary")
    assert credit.balance == 1
    propose_by_rule(Event.objects.get(verb="credits.rule_added"))
    assert credit.entries.count() == 1


def test_four_points_a_year_are_the_most(
    lane: ProgramRule, ada: Person, district: Organization
) -> None:
    for version in make_versions(district, *("10",) * 6):
        make_award(ada, version)
    actions.propose_pay(ada)
    assert sum(one.balance for one in Credit.objects.all()) == 4


def test_one_award_serves_license_and_pay_and_each_once(
    proposed: Credit, ada: Person, client: Client
) -> None:
    make_license(ada, TENNESSEE)
    for credit in Credit.objects.all():
        actions.claim(credit, by=ada)
    assert set(Credit.objects.values_list("purpose", "status")) == {
        ("salary", "claimed"),
        ("renewal", "claimed"),
    }
    with pytest.raises(WrongState):
        actions.claim(Credit.objects.get(purpose="salary"), by=ada)


def test_its_learner_takes_declines_and_takes_up_on_the_page_of_pay(
    proposed: Credit, ada: Person, dee: Person, client: Client
) -> None:
    client.force_login(ada)
    page = client.get(reverse("credits:pay")).content.decode()
    assert "1 point, $150.00 a year" in page and "1 of at most 4 points this year" in page
    assert "Article 14.3" in page
    for name in ("declining", "taking-up", "claim"):
        answer = client.post(reverse(f"credits:{name}", args=[proposed.pk]))
        assert answer.status_code == 302 and answer["Location"] == reverse("credits:pay")
    proposed.refresh_from_db()
    assert proposed.status == CreditStatus.CLAIMED
    assert "150.00" in client.get(reverse("credits:pay") + "?file=csv").getvalue().decode()
    client.force_login(dee)
    assert client.post(reverse("credits:claim", args=[proposed.pk])).status_code == 404


def test_who_works_there_no_more_is_proposed_nothing(
    proposed: Credit, ada: Person, margaret: Person
) -> None:
    membership = Membership.objects.get(person=ada)
    Membership.objects.filter(pk=membership.pk).update(
        from_on=today() - timedelta(days=9), until_on=today() - timedelta(days=1)
    )
    actions.propose_pay(Person.objects.get(pk=ada.pk))
    proposed.refresh_from_db()
    assert proposed.status == CreditStatus.REVERSED
    assert proposed.entries.last().reason == "no_longer_employed"  # type: ignore[union-attr]
    with pytest.raises(WrongState):
        actions.take_up(proposed, by=Person.objects.get(pk=ada.pk))


def test_its_value_stands_before_the_start_and_is_kept_with_it(
    lane: ProgramRule, ada: Person, version: Version, client: Client
) -> None:
    client.force_login(ada)
    address = reverse("catalog:detail", args=[version.micro_credential.slug])
    page = client.get(address).content.decode()
    assert "Supplemental salary lane: 1 point" in page and "$150.00 a year" in page
    assert "Last checked" in page
    make_start(ada, version)
    keep_value(Event.objects.get(verb="journeys.started"))
    kept = ValueAtStart.objects.get()
    assert (kept.license, kept.rule, kept.amount) == (None, LANE, 1)
    assert "it came to 1." in client.get(address).content.decode()


def test_a_later_record_is_told_to_whoever_has_begun(
    lane: ProgramRule, ada: Person, version: Version, district: Organization, margaret: Person
) -> None:
    make_start(ada, version)
    keep_value(Event.objects.get(verb="journeys.started"))
    make_pay_rule(district, margaret, since="2022-07-01", amount="2")
    propose_by_rule(Event.objects.filter(verb="credits.rule_added").latest("pk"))
    event = Event.objects.get(verb="credits.value_changed")
    assert event.particulars == {"was": "1", "now": "2"}


def test_a_payroll_file_says_who_what_and_how_much(sent: CreditBatch, ada: Person) -> None:
    (row,) = _rows(sent)
    assert (row["pay"], row["currency"], row["every"]) == ("150.00", "USD", "year")
    assert (row["amount"], row["unit"], row["lane"]) == ("1", "pay_point", "supplemental")
    assert (row["name"], row["email"], row["takes_back"]) == (ada.display_name, ada.email, "")
    assert row["clause"] == "Article 14.3 (fictional)"


def test_what_was_sent_is_sent_once_and_asked_back_once_where_it_is_withdrawn(
    sent: CreditBatch, proposed: Credit, odalys: Person, district: Organization
) -> None:
    with pytest.raises(WrongState):
        actions.freeze_batch(district, LANE, by=odalys)
    reference = BatchRow.objects.get().reference
    answer = f"reference,result,reason\n{reference},accepted,\n".encode()
    assert actions.import_results(sent, answer, by=odalys).accepted == 1
    assert actions.import_results(sent, answer, by=odalys) == (0, 0, 1)
    _withdraw(proposed.award)
    second = actions.freeze_batch(district, LANE, by=odalys)
    (row,) = _rows(second)
    assert (row["pay"], row["amount"], row["takes_back"]) == ("-150.00", "-1", reference)
    with pytest.raises(WrongState):
        actions.freeze_batch(district, LANE, by=odalys)


def test_what_is_counted_anew_is_not_paid_twice(
    sent: CreditBatch, proposed: Credit, ada: Person, odalys: Person, district: Organization
) -> None:
    _withdraw(proposed.award)
    Award.objects.update(status="issued")
    actions.propose_pay(ada)
    actions.claim(proposed, by=ada)
    actions.approve([proposed], by=odalys)
    found = [
        row for _n in range(2) for row in _rows(actions.freeze_batch(district, LANE, by=odalys))
    ]
    assert [row["pay"] for row in found] == ["-150.00", "150.00"]


def test_the_coordinators_pages_show_pay_and_its_batch(
    sent: CreditBatch, proposed: Credit, odalys: Person, client: Client
) -> None:
    client.force_login(odalys)
    desk = client.get(reverse("credits:desk") + "?show=sent").content.decode()
    assert "Supplemental salary lane" in desk and "$150.00 a year" in desk
    assert client.get(reverse("credits:batch", args=[sent.pk])).status_code == 200
    _withdraw(proposed.award)
    assert "1 row is ready" in client.get(reverse("credits:batches")).content.decode()
    assert b"-1" in client.get(reverse("credits:audit")).getvalue()


def test_lines_of_an_approved_month_go_to_payroll_once(
    ada: Person,
    lea: Person,
    version: Version,
    odalys: Person,
    district: Organization,
    client: Client,
) -> None:
    thirty = {"compensation": {"basis": "per_scored_submission", "amount_usd": 30}}
    program.set_policy("assessor", thirty, by=MACHINE)
    sam = make_assessor(version, district, lead=lea)
    make_evaluation(ada, district, lead=lea, version=version)
    score(take_next(sam), by=sam)
    line = PayLine.objects.get()
    with pytest.raises(PermissionDenied):
        actions.freeze_pay_for_assessing(district, by=sam)
    with pytest.raises(WrongState):
        actions.freeze_pay_for_assessing(district, by=odalys)
    first = today().replace(day=1)
    second = (first + timedelta(days=31)).replace(day=2)
    with held_at(datetime.combine(second, time(15), UTC)):
        assessing.approve_pay(line.pay_month, by=odalys)
        client.force_login(odalys)
        assert "Pay for assessing" in client.get(reverse("credits:batches")).content.decode()
        client.post(reverse("credits:freezing"), {"organization": district.pk, "rule": "assessing"})
        batch = CreditBatch.objects.get()
        (row,) = _rows(batch)
        assert (row["pay"], row["pay_kind"], row["email"]) == ("30.00", "assessing", sam.email)
        assert client.get(reverse("credits:batch", args=[batch.pk])).status_code == 200
        with pytest.raises(WrongState):
            actions.freeze_pay_for_assessing(district, by=odalys)
        refused = f"reference,result,reason\n{row['reference']},rejected,No such number\n".encode()
        actions.import_results(batch, refused, by=odalys)
        again = actions.freeze_pay_for_assessing(district, by=odalys)
        assert _rows(again)[0]["pay"] == "30.00"


def test_rules_are_a_page_of_administrators_and_read_by_the_coordinator(
    lane: ProgramRule, margaret: Person, odalys: Person, client: Client, district: Organization
) -> None:
    client.force_login(odalys)
    page = client.get(reverse("credits:rules")).content.decode()
    assert "Supplemental salary lane" in page and 'name="text"' not in page
    assert client.get(reverse("credits:new-rule")).status_code == 404
    client.force_login(margaret)
    sent = {"organization": district.pk, "text": "schema: nothing"}
    refused = client.post(reverse("credits:new-rule"), sent)
    assert refused.status_code == 422 and "schema: nothing" in refused.content.decode()
    assert client.get(reverse("credits:rules") + "?file=csv&q=supplemental").status_code == 200


def test_the_page_of_pay_asks_little(
    lane: ProgramRule,
    ada: Person,
    district: Organization,
    client: Client,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    for version in make_versions(district, *("10",) * 4):
        make_award(ada, version)
    actions.propose_pay(ada)
    client.force_login(ada)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse("credits:pay"))


def test_the_badge_of_a_stack_brings_the_bonus_and_nothing_for_a_license(
    lane: ProgramRule, ada: Person, district: Organization, client: Client
) -> None:
    members = [make_version(district, slug=slug) for slug in ("one", "two")]
    stack = import_stack(stack_data(district, "mc-one", "mc-two"), by=None)
    make_license(ada, TENNESSEE)
    for version in members:
        make_award(ada, version)
    whole = crediting.award_stack(stack, by=ada)
    propose_credit(Event.objects.get(verb="credentials.stack_awarded"))
    pay = Credit.objects.filter(license=None)
    assert pay.get(award=whole).balance == 2  # of three, since four a year are the most
    assert sorted(one.balance for one in pay) == [1, 1, 2]
    assert not Credit.objects.filter(award=whole, license__isnull=False).exists()
    client.force_login(ada)
    page = client.get(reverse("credits:pay")).content.decode()
    assert "It completes a stack: 3 more." in page
