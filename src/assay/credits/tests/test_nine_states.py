"""Nine teachers, the same three awards, each on the page of their own license: worked by hand from each rule's source.

The awards: Wait Time, 10 contact hours, of 10 February 2026; interviews with families, 15, of 20 April; a communication
plan, 12.6, of 28 May. What each state approved is written down by the coordinator, and what only the teacher knows is
said by the teacher, both through the pages.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.facts import account_of
from assay.credits.models import Credit, EntryKind, License
from assay.credits.planner import Plan, plan_of
from assay.credits.tests.factories import make_versions
from assay.lib.clock import held_at
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db

DAYS = (date(2026, 2, 10), date(2026, 4, 20), date(2026, 5, 28))
TODAY = datetime(2026, 7, 1, 16, tzinfo=UTC)
PROGRAM = {"what": "program", "approved_on": "2025-08-01", "first": "2025-08-15"}
PLAN = {"has_plan": "on"}

#: By rule: the license's last day and what its teacher says, what the coordinator writes down for each award, what each
#: comes to, and in all.
STATES: dict[
    str, tuple[dict[str, str], tuple[dict[str, str] | None, ...], tuple[str, ...], str]
] = {
    # 8 hours of instruction; under no program, nothing; 12.6 down to quarters of an hour
    "mi-standard-certificate": (
        {"identifier": "77"},
        ({**PROGRAM, "hours": "8"}, None, {**PROGRAM, "hours": "12.6"}),
        ("8", "0", "12.5"),
        "20.5",
    ),
    # six points for each, whatever its hours
    "tn-professional-license": ({"identifier": "77"}, (None, None, None), ("6", "6", "6"), "18"),
    # a tenth of the hours under a plan: 1.0, 1.5, and 1.26 down to tenths
    "nc-continuing-license": (
        {"kind": "6-12", **PLAN},
        ({"what": "category", "category": "subject"},)
        + ({"what": "category", "category": "general"},) * 2,
        ("1", "1.5", "1.2"),
        "3.7",
    ),
    # hour by hour, 12.6 down to halves
    "tx-standard-certificate": (
        {},
        ({"what": "provider"}, None, None),
        ("10", "15", "12.5"),
        "37.5",
    ),
    # hour by hour under components of the district's catalog, in whole points
    "fl-professional-certificate": (
        {},
        (
            {"what": "component", "number": "2-007-001"},
            {"what": "component", "number": "5-100-002", "category": "students_with_disabilities"},
            {"what": "component", "number": "7-507-001"},
        ),
        ("10", "15", "12"),
        "37",
    ),
    # hour by hour of an approved provider
    "il-professional-educator": (
        {},
        ({"what": "provider"}, None, None),
        ("10", "15", "12.6"),
        "37.6",
    ),
    # half a credit each
    "ut-usbe-credit": ({}, (None, None, None), ("0.5", "0.5", "0.5"), "1.5"),
    # two of twelve, one of six, no capstone: no rank change yet
    "ky-rank-change": (
        {},
        ({"what": "part", "part": "foundations"},) * 2 + ({"what": "part", "part": "chosen"},),
        ("0", "0", "0"),
        "0",
    ),
    # hour by hour under an individual plan
    "ks-professional-license": (
        {"kind": "master", **PLAN},
        (None, None, None),
        ("10", "15", "12.6"),
        "37.6",
    ),
}


@pytest.fixture
def versions(district: Organization, ada: Person) -> list[Version]:
    made = make_versions(district, "10", "15", "12.6")
    for version, day in zip(made, DAYS, strict=True):
        moment = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
        with held_at(moment):
            make_award(ada, version, released_at=moment)
    return made


def _say(client: Client, name: str, sent: dict[str, Any], *args: object) -> str:
    answer = client.post(reverse(name, args=args), sent, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def _approve(
    client: Client,
    district: Organization,
    rule: str,
    version: Version,
    fields: dict[str, str],
) -> None:
    sent = {
        "organization": district.pk,
        "rule": rule,
        "micro_credential": "" if fields["what"] == "provider" else version.micro_credential_id,
        "number": "2025-0388",
        "approved_on": "2025-07-01",
        "first": "2025-07-01",
        "last": "2027-06-30",
    }
    assert "Written down." in _say(client, "credits:approvals", {**sent, **fields})


def _own(client: Client, rule: str, said: dict[str, str]) -> License:
    sent = {"rule": rule, "name_on_license": "Ada King", "first": "2024-07-01"}
    _say(client, "credits:licenses", {**sent, "last": "2029-06-30", **said})
    return License.objects.get()


def _plan(license_: License, ada: Person) -> Plan:
    plan = plan_of(license_, account_of(ada))
    assert plan is not None
    return plan


@pytest.mark.parametrize("rule", STATES)
def test_each_teacher_sees_the_right_credit_for_the_same_three_awards(
    rule: str,
    client: Client,
    ada: Person,
    odalys: Person,
    district: Organization,
    versions: list[Version],
) -> None:
    said, approved, amounts, total = STATES[rule]
    client.force_login(odalys)
    for version, fields in zip(versions, approved, strict=True):
        if fields is not None:
            _approve(client, district, rule, version, fields)
    with held_at(TODAY):
        client.force_login(ada)
        license_ = _own(client, rule, said)
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
        plan = _plan(license_, ada)
    found = {told.ended_on: told for told in plan.told}
    assert tuple(found[day].amount for day in DAYS) == amounts
    assert plan.total == total and plan.result.total == Decimal(total)
    for told in found.values():
        assert f"Why {told.amount}" in page
        for sentence in told.sentences:
            assert sentence.replace("’", "&#x27;") in page or sentence in page
    if plan.required:
        assert f"{total} of {plan.required} {plan.unit}" in page


def test_kentucky_counts_the_steps_that_somebody_named_and_says_what_is_missing(
    client: Client, ada: Person, odalys: Person, district: Organization, versions: list[Version]
) -> None:
    rule = "ky-rank-change"
    with held_at(TODAY):
        client.force_login(ada)
        license_ = _own(client, rule, {})
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
        assert "It is not written down which part of the program it is" in page
        assert (
            "Once your credit coordinator has written down under Approvals which part it is" in page
        )
        assert "Foundations (12), Chosen by the teacher (6), Capstone (1)" in page
    client.force_login(odalys)
    for version, part in zip(versions, ("foundations", "foundations", "chosen"), strict=True):
        _approve(client, district, rule, version, {"what": "part", "part": part})
    with held_at(TODAY):
        client.force_login(ada)
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
    assert "It is one of the 12 of “Foundations” that the program asks for." in page
    assert "10 of “Foundations” are still open." in page
    assert "5 of “Chosen by the teacher” are still open." in page
    assert "The capstone is still open." in page
    assert "Parts of the program are open, and 1095 days remain" in page


def test_a_part_that_the_rule_does_not_know_is_refused(
    client: Client, odalys: Person, district: Organization, versions: list[Version]
) -> None:
    client.force_login(odalys)
    sent = {
        "organization": district.pk,
        "micro_credential": versions[0].micro_credential_id,
        "what": "part",
        "part": "",
        "number": "KEDC",
        "approved_on": "2025-07-01",
        "first": "2025-07-01",
        "last": "2027-06-30",
    }
    answer = client.post(reverse("credits:approvals"), {**sent, "rule": "ky-rank-change"})
    assert answer.status_code == 422
    assert "Choose which part of this rule’s program it is." in answer.content.decode()
    answer = client.post(
        reverse("credits:approvals"), {**sent, "part": "chosen", "rule": "ut-usbe-credit"}
    )
    assert answer.status_code == 422
    assert "This rule counts no program made of parts." in answer.content.decode()


def test_illinois_is_reported_by_the_teacher_and_the_page_says_until_when(
    client: Client, ada: Person, odalys: Person, district: Organization, versions: list[Version]
) -> None:
    """23 Ill. Adm. Code 25: sixty days from 28 May are over on 27 July."""
    rule = "il-professional-educator"
    with held_at(TODAY):
        client.force_login(ada)
        license_ = _own(client, rule, {})
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
        assert "that the state approved the provider, this comes to 12.6 professional" in page
    client.force_login(odalys)
    _approve(client, district, rule, versions[0], {"what": "provider"})
    with held_at(TODAY):
        client.force_login(ada)
        actions.propose(license_)  # as the listener does once the approval is written down
        for credit in Credit.objects.filter(license=license_):
            client.post(reverse("credits:claim", args=[credit.pk]))
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
        assert "Enter it with the state by Jul 27, 2026, and say here" in page
        assert "Say when you entered it with the state" in page
        plan_award = Credit.objects.get(award__earned_on=DAYS[2])
        late = Credit.objects.get(award__earned_on=DAYS[0])
        address = reverse("credits:reporting", args=[plan_award.pk])
        for day, wrong in (
            ("2026-07-02", "This day is still to come. Say it once you entered it."),
            ("2026-05-27", "This is before the day you earned it."),
        ):
            answer = client.post(address, {"reported_on": day})
            assert answer.status_code == 422
            assert wrong in answer.content.decode() and day in answer.content.decode()
        assert client.post(address, {"reported_on": "2026-06-30"}).status_code == 302
        assert client.post(address, {"reported_on": "2026-06-30"}).status_code == 409
        client.post(reverse("credits:reporting", args=[late.pk]), {"reported_on": "2026-06-30"})
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
    assert "Reported by you" in page
    assert "It was entered with the state on" in page
    assert "It was entered later than 60 days after it ended." in page
    plan_award.refresh_from_db()
    assert plan_award.status == "claimed" and plan_award.balance == Decimal("12.6")
    assert [entry.kind for entry in plan_award.entries.all()][-1] == EntryKind.REPORTED
    assert Event.objects.filter(verb="credits.reported").count() == 2


def test_nobody_reports_for_another_and_nothing_that_is_not_taken(
    client: Client,
    ada: Person,
    bo: Person,
    odalys: Person,
    district: Organization,
    versions: list[Version],
) -> None:
    rule = "il-professional-educator"
    client.force_login(odalys)
    _approve(client, district, rule, versions[0], {"what": "provider"})
    with held_at(TODAY):
        client.force_login(ada)
        _own(client, rule, {})
        credit = Credit.objects.all()[0]
        address = reverse("credits:reporting", args=[credit.pk])
        assert client.post(address, {"reported_on": "2026-06-30"}).status_code == 409
        client.force_login(bo)
        assert client.get(address).status_code == 404
        assert client.post(address, {"reported_on": "2026-06-30"}).status_code == 404


def test_a_plan_that_nobody_spoke_of_is_a_hint_with_what_it_would_come_to(
    client: Client, ada: Person, versions: list[Version]
) -> None:
    with held_at(TODAY):
        client.force_login(ada)
        license_ = _own(client, "ks-professional-license", {"kind": "master"})
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
        assert "It is in no plan that the employer approved beforehand." in page
        assert "and this comes to 12.6 professional development points." in page
        sent = {"kind": "master", "name_on_license": "Ada King", "first": "2024-07-01"}
        _say(client, "credits:change", {**sent, "last": "2029-06-30", **PLAN}, license_.pk)
        page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
    assert (
        "The employer approved the plan of learning, by the holder’s own word on the license."
        in page
    )
