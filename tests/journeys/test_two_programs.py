"""Two programs side by side, each with its own promise and closed days: what a learner reads is the issuer's."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_submission
from assay.lib.clock import today
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.program.calendar import add_business_days


@pytest.fixture
def partner(district: Organization) -> Organization:
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER, vetted_on=today())


@pytest.fixture
def theirs(partner: Organization) -> Version:
    version = make_version(partner, slug="theirs")
    lead = make_person("Lou Fay", role="lead-assessor", organization=partner)
    for _n in range(2):
        make_assessor(version, partner, lead=lead)
    return version


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


def says(client: Client, version: Version) -> int:
    page = client.get(f"/catalog/{version.micro_credential.slug}/").content.decode()
    found = re.search(r"(\d+)\s+business\s+days", page)
    assert found is not None
    return int(found.group(1))


def test_each_promises_by_its_own_rules_and_days(
    client: Client,
    district: Organization,
    partner: Organization,
    version: Version,
    theirs: Version,
    max_: Person,
    ada: Person,
    lea: Person,
) -> None:
    for _n in range(2):
        make_assessor(version, district, lead=lea)
    assert says(client, version) == says(client, theirs) == 8
    head = make_person("Ida Ray", role="program-admin", organization=partner)
    client.force_login(head)
    sent = {"effective_from": today().isoformat(), "reason": "We are few and quick.", "seen": "0"}
    address = f"/program/{partner.ident}/policies/assessment/business_days_target/"
    assert client.post(address, {**sent, "value": "5"}).status_code == 302
    first, last = today() + timedelta(days=1), today() + timedelta(days=14)
    days = {"first_on": first.isoformat(), "last_on": last.isoformat()}
    assert client.post(f"/program/{partner.ident}/calendar/", days).status_code == 302
    assert (says(client, version), says(client, theirs)) == (8, 5)

    client.force_login(ada)
    for one, expected in (
        (version, add_business_days(today(), 8)),
        (theirs, add_business_days(today(), 5, [(first, last)])),
    ):
        kept = Submission.objects.get(pk=make_submission(ada, one).pk)
        assert kept.promised_on == expected
        page = client.get(f"/evidence/{kept.pk}/receipt/").content.decode()
        assert str(expected.day) in page

    client.force_login(max_)
    sent["value"] = "10"
    assert (
        client.post("/program/policies/assessment/business_days_target/", sent).status_code == 302
    )
    assert (says(client, version), says(client, theirs)) == (10, 5)
    promised = set(Submission.objects.values_list("promised_on", flat=True))
    assert promised == {
        add_business_days(today(), 8),
        add_business_days(today(), 5, [(first, last)]),
    }, "what was promised stays"
    due = Evaluation.objects.values_list("due_on", flat=True)
    assert set(due) <= promised
