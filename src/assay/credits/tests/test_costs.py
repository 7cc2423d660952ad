"""What badges cost: exact, by micro-credential, and with nothing that tells of a few people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment.models import PayLine, PayMonth
from assay.catalog.actions import import_stack
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions as crediting
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.costs import costs_of
from assay.credits.models import Credit
from assay.credits.tests.factories import LANE, make_pay_rule
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def _earn(version: Version, district: Organization, count: int) -> list[Award]:
    people = [
        make_person(f"Learner {n}", role="learner", organization=district) for n in range(count)
    ]
    return [make_award(person, version) for person in people]


def _approve_pay(awards: list[Award], by: Person) -> None:
    for award in awards:
        actions.propose_pay(award.person)
        credit = Credit.objects.get(rule=LANE, award=award)
        actions.claim(credit, by=award.person)
        actions.approve([credit], by=by)


def _pay(award: Award, assessor: Person, district: Organization, cents: int) -> None:
    month, _made = PayMonth.objects.get_or_create(payer=district, month=today().replace(day=1))
    PayLine.objects.create(
        pay_month=month,
        person=assessor,
        evaluation=award.evaluation,
        slot=1,
        amount_cents=cents,
        currency="USD",
        written_at=now(),
    )


def test_it_adds_up_to_the_cent(
    version: Version, district: Organization, bo: Person, odalys: Person
) -> None:
    admin = make_person("Pat Admin", role="program-admin", organization=district)
    make_pay_rule(district, admin)
    awards = _earn(version, district, 6)
    PayLine.objects.all().delete()
    for award in awards:
        _pay(award, bo, district, 3333)
    _approve_pay(awards, odalys)
    found = costs_of([district.path], today(), today())
    (row,) = found.rows
    assert (row.awards, row.hours) == (6, 6 * (version.contact_hours or 0))
    assert [a.value for a in row.assessing] == [Decimal("199.98")]
    assert row.pay is not None and [a.value for a in row.pay] == [Decimal("900.00")]
    assert row.each is not None and [a.value for a in row.each] == [Decimal("183.33")]
    assert found.awards == 6 and found.pay == row.pay


def test_pay_of_few_is_hidden_whenever_they_earned_their_badges(
    version: Version, district: Organization, odalys: Person
) -> None:
    admin = make_person("Pat Admin", role="program-admin", organization=district)
    make_pay_rule(district, admin)
    awards = _earn(version, district, 6)
    _approve_pay(awards[:1], odalys)
    Award.objects.update(earned_on=today() - timedelta(days=200))
    found = costs_of([district.path], today(), today())
    (row,) = found.rows
    assert row.awards == 0 and row.pay is None and row.each is None and found.pay is None


def test_few_people_are_not_told_of(version: Version, district: Organization) -> None:
    _earn(version, district, 4)
    (row,) = costs_of([district.path], today(), today()).rows
    assert row.awards is None and row.hours is None and row.pay is None and row.each is None
    whole = costs_of([district.path], today(), today())
    assert whole.awards is None and whole.hours is None and whole.pay is None


def test_another_programs_and_another_times_are_not_in_it(
    version: Version, district: Organization
) -> None:
    _earn(version, district, 5)
    earlier = today() - timedelta(days=400)
    assert costs_of([district.path], earlier, earlier).rows == ()
    assert costs_of(["/nowhere/"], today(), today()).rows == ()


def test_a_stacks_own_badge_costs_nothing_beside_its_members(
    district: Organization, ada: Person
) -> None:
    members = [make_version(district, slug=slug) for slug in ("one", "two")]
    stack = import_stack({**stack_data(district, "mc-one", "mc-two")}, by=None)
    for member in members:
        make_award(ada, member)
    crediting.award_stack(stack, by=ada)
    assert Award.objects.count() == 3
    found = costs_of([district.path], today(), today())
    assert {row.pk for row in found.rows} == {one.micro_credential_id for one in members}


def test_its_page_and_its_file_say_the_same_and_odd_days_are_refused(
    version: Version, district: Organization, odalys: Person, client: Client
) -> None:
    _earn(version, district, 5)
    client.force_login(odalys)
    address = reverse("credits:costs")
    assert version.title in client.get(address).content.decode()
    lines = client.get(address, {"file": "csv"}).getvalue().decode()
    assert version.title in lines
    day = today().isoformat()
    for wrong in ({"first": "soon"}, {"first": "0001-01-01"}, {"first": day, "last": "2001-01-01"}):
        assert client.get(address, wrong).status_code == 422
