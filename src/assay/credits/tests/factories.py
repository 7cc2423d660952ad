"""Plain makers of licenses, approvals and credit."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import Credit, CreditApproval, License, ProgramRule
from assay.lib.clock import today
from assay.people.models import Organization, Person

MICHIGAN, TENNESSEE = "mi-standard-certificate", "tn-professional-license"
LANE = "tamarack-bay-supplemental-lane"
PAY = Path(__file__).parents[2] / "demo" / "pay-rule.yaml"


def make_license(person: Person, rule: str = MICHIGAN, **fields: Any) -> License:
    """A license in the middle of its five years."""
    said: dict[str, Any] = {
        "name_on_license": person.display_name,
        "identifier": "1234",
        "first": today() - timedelta(days=900),
        "last": today() + timedelta(days=900),
    }
    return actions.add_license(person, rule, by=person, **{**said, **fields})


def make_approval(
    organization: Organization, version: Version, by: Person, **fields: Any
) -> CreditApproval:
    """A program of eight hours, approved more than a year ago."""
    approved = today() - timedelta(days=400)
    said: dict[str, Any] = {
        "micro_credential": version.micro_credential,
        "number": "2025-0388",
        "hours": Decimal(8),
        "approved_on": approved,
        "first": approved,
        "last": today() + timedelta(days=300),
    }
    rule, what = fields.pop("rule", MICHIGAN), fields.pop("what", "program")
    return actions.add_approval(organization, rule, what, by=by, **{**said, **fields})


def make_pay_rule(
    organization: Organization, by: Person, *, since: str = "2020-07-01", amount: str = "1"
) -> ProgramRule:
    """The demo's lane: one point a badge, four a year at most, $150 a year each."""
    text = PAY.read_text(encoding="utf-8").replace('since: "2020-07-01"', f'since: "{since}"')
    if amount != "1":  # one case more than three says as much
        head, _cases, _rest = text.partition("    cases:")
        text = head.replace('amount: "1"', f'amount: "{amount}"') + _cases_of(amount, since)
    return actions.add_rule(organization, text, by=by)


def _cases_of(amount: str, since: str) -> str:
    rows = [
        f"""      - title: Case {n}
        first: "2020-07-01"
        last: "2060-06-30"
        activities: [{{id: a, micro_credential: a, on: "{since}"}}]
        amounts: {{a: "{amount}"}}
        total: "{amount}"
"""
        for n in range(3)
    ]
    return "    cases:\n" + "".join(rows)


def days(year: int) -> tuple[date, date]:
    return date(year, 7, 1), date(year + 5, 6, 30)


def make_credit(person: Person, version: Version, rule: str = TENNESSEE) -> Credit:
    """A proposal: a license, an award, and what the rule makes of it."""
    make_award(person, version)
    license_ = make_license(person, rule)
    return Credit.objects.get(license=license_)


def make_versions(district: Organization, *hours: str) -> list[Version]:
    """Micro-credentials of so many contact hours each."""
    made = []
    for n, number in enumerate(hours):
        data = wait_time()
        data["credit"]["contact_hours"] = float(number)
        version = make_version(district, slug=f"of-{n}", data=data)
        Version.objects.filter(pk=version.pk).update(contact_hours=Decimal(number))
        made.append(Version.objects.get(pk=version.pk))
    return made
