"""Plain makers of licenses, approvals and credit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import Credit, CreditApproval, License
from assay.lib.clock import today
from assay.people.models import Organization, Person

MICHIGAN, TENNESSEE = "mi-standard-certificate", "tn-professional-license"


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
