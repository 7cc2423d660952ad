"""Licenses and approvals in the browser: what is told, who is told, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import CreditApproval, LearningElsewhere, License
from assay.credits.tests.factories import (
    MICHIGAN,
    TENNESSEE,
    make_approval,
    make_credit,
    make_license,
    make_versions,
)
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(ada: Person, version: Version) -> Award:
    return make_award(ada, version)


def _page(client: Client, person: Person, name: str, *args: object) -> str:
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def test_a_learner_adds_a_license_and_sees_what_a_badge_comes_to(
    client: Client,
    ada: Person,
    award: Award,
    district: Organization,
    version: Version,
    odalys: Person,
) -> None:
    make_approval(district, version, odalys)
    assert "No license yet" in _page(client, ada, "credits:licenses")
    sent = {
        "rule": MICHIGAN,
        "name_on_license": "Ada King",
        "identifier": "77",
        "first": (today() - timedelta(days=900)).isoformat(),
        "last": (today() + timedelta(days=10)).isoformat(),
    }
    assert client.post(reverse("credits:licenses"), sent).status_code == 302
    page = _page(client, ada, "credits:licenses")
    assert "142 SCECH hours are open, and 10 days remain" in page
    assert "Credit of 1 badge waits for your yes or no." in page
    page = _page(client, ada, "credits:license", License.objects.get().pk)
    assert "New: 8 SCECH hours for" in page
    assert "The approved program has 8 hours of instruction, and only those count." in page
    assert "8 of 150 SCECH hours" in page


def test_without_an_approval_the_page_says_why_nothing_counts(
    client: Client, ada: Person, award: Award
) -> None:
    page = _page(client, ada, "credits:license", make_license(ada).pk)
    assert (
        "It is offered under no approved program, and without one nothing can be counted." in page
    )


def test_what_was_typed_comes_back_with_what_is_wrong(client: Client, ada: Person) -> None:
    client.force_login(ada)
    sent = {
        "rule": MICHIGAN,
        "name_on_license": "Ada King",
        "first": "2026-07-01",
        "last": "2021-06-30",
    }
    answer = client.post(reverse("credits:licenses"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The last day is not after the first." in page and 'value="Ada King"' in page
    assert not License.objects.exists()


def test_a_license_is_changed_and_removed(client: Client, ada: Person) -> None:
    row = make_license(ada)
    client.force_login(ada)
    address = reverse("credits:change", args=[row.pk])
    assert "1234" in client.get(address).content.decode()
    sent = {
        "name_on_license": "Ada Augusta King",
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
    }
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.name_on_license == "Ada Augusta King" and row.identifier == ""
    assert client.post(reverse("credits:removal", args=[row.pk])).status_code == 302
    assert client.get(address).status_code == 404


def test_nobody_else_sees_a_license(
    client: Client, ada: Person, bo: Person, odalys: Person
) -> None:
    row = make_license(ada, name_on_license="Ada Augusta King")
    for somebody in (bo, odalys):
        client.force_login(somebody)
        for name in ("credits:license", "credits:change"):
            assert client.get(reverse(name, args=[row.pk])).status_code == 404
        assert client.post(reverse("credits:removal", args=[row.pk])).status_code == 404
        assert "Augusta" not in _page(client, somebody, "credits:licenses")


def test_a_micro_credential_says_what_it_would_come_to(
    client: Client,
    ada: Person,
    bo: Person,
    district: Organization,
    version: Version,
    odalys: Person,
) -> None:
    address = reverse("catalog:detail", args=[version.micro_credential.slug])
    assert "For your license" not in client.get(address).content.decode()
    client.force_login(bo)
    assert (
        "Add your license, and this page says what it would come to"
        in client.get(address).content.decode()
    )
    make_license(ada, TENNESSEE)
    make_license(ada)
    client.force_login(ada)
    page = client.get(address).content.decode()
    assert "Tennessee professional license: 6 professional development points" in page
    assert "Michigan Standard Teaching Certificate: 0 SCECH hours" in page
    make_approval(district, version, odalys)
    assert (
        "Michigan Standard Teaching Certificate: 8 SCECH hours"
        in client.get(address).content.decode()
    )


def test_a_withdrawn_badge_counts_no_more(client: Client, ada: Person, award: Award) -> None:
    make_license(ada, TENNESSEE)
    assert "6 of 60" in _page(client, ada, "credits:licenses")
    Award.objects.filter(pk=award.pk).update(status="revoked")
    assert "0 of 60" in _page(client, ada, "credits:licenses")


def test_the_file_of_what_counts_is_as_the_page(client: Client, ada: Person, award: Award) -> None:
    make_license(ada, TENNESSEE)
    client.force_login(ada)
    lines = b"".join(client.get(reverse("credits:licenses"), {"file": "csv"})).decode().splitlines()  # type: ignore[call-overload]
    assert len(lines) == 2 and ",6," in lines[1]


def test_the_coordinator_writes_down_and_ends_an_approval(
    client: Client, district: Organization, version: Version, odalys: Person, ada: Person
) -> None:
    client.force_login(odalys)
    address = reverse("credits:approvals")
    sent = {
        "organization": district.pk,
        "rule": MICHIGAN,
        "what": "program",
        "micro_credential": version.micro_credential_id,
        "number": "2025-0388",
        "approved_on": "2026-01-10",
        "first": "2026-01-24",
        "last": "2027-01-24",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Write the hours of instruction that were approved." in answer.content.decode()
    assert 'value="2025-0388"' in answer.content.decode()
    assert client.post(address, {**sent, "hours": "8"}).status_code == 302
    row = CreditApproval.objects.get()
    assert "2025-0388" in client.get(address, {"q": "0388"}).content.decode()
    assert "No approval here" in client.get(address, {"q": "nothing"}).content.decode()
    assert "2025-0388" in b"".join(client.get(address, {"file": "csv"})).decode()  # type: ignore[call-overload]
    assert client.post(reverse("credits:ending", args=[row.pk])).status_code == 302
    client.force_login(ada)
    assert client.get(address).status_code == 404


def test_pages_ask_a_constant_number_of_questions(
    client: Client,
    ada: Person,
    district: Organization,
    version: Version,
    odalys: Person,
    django_assert_max_num_queries,
) -> None:
    make_license(ada)
    make_award(ada, version)
    client.force_login(ada)
    client.get(reverse("credits:licenses"))
    with django_assert_max_num_queries(12):
        client.get(reverse("credits:licenses"))
    for n in range(30):
        make_approval(district, version, odalys, number=f"N-{n}")
    client.force_login(odalys)
    client.get(reverse("credits:approvals"))
    with django_assert_max_num_queries(12):
        client.get(reverse("credits:approvals"))


def test_a_learner_answers_a_proposal(client: Client, ada: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    page = reverse("credits:license", args=[credit.license_id])
    client.force_login(ada)
    assert "New: 6 professional development points for" in client.get(page).content.decode()
    for name, said in (
        ("declining", "Take it up again"),
        ("taking-up", "Waits for your yes"),
        ("claim", "Waits for the coordinator"),
    ):
        answer = client.post(reverse(f"credits:{name}", args=[credit.pk]), follow=True)
        assert said in answer.content.decode()
    assert client.post(reverse("credits:taking-up", args=[credit.pk])).status_code == 409


def test_credit_is_seen_by_nobody_else_before_it_is_taken(
    client: Client, ada: Person, bo: Person, odalys: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    for somebody in (bo, odalys):
        client.force_login(somebody)
        for name in ("claim", "declining", "taking-up"):
            assert client.post(reverse(f"credits:{name}", args=[credit.pk])).status_code == 404


def test_hours_from_elsewhere_are_entered_and_removed(client: Client, ada: Person) -> None:
    row = make_license(ada)
    client.force_login(ada)
    page = reverse("credits:license", args=[row.pk])
    sent = {"title": "Lab safety", "kind": "semester_hour", "number": "3", "ended_on": "x"}
    answer = client.post(page, sent)
    assert answer.status_code == 422 and 'value="Lab safety"' in answer.content.decode()
    answer = client.post(page, {**sent, "ended_on": today().isoformat()}, follow=True)
    said = answer.content.decode()
    assert "Semester hours of college credit" in said and "75 of 150 SCECH hours" in said
    assert "Lab safety" in said
    one = LearningElsewhere.objects.get()
    client.force_login(make_person("Cy"))
    gone = reverse("credits:elsewhere-removal", args=[one.pk])
    assert client.post(gone).status_code == 404
    client.force_login(ada)
    assert "0 of 150" in client.post(gone, follow=True).content.decode()


def test_the_page_of_a_license_asks_a_constant_number_of_questions(
    client: Client, ada: Person, district: Organization, django_assert_max_num_queries
) -> None:
    for version in make_versions(district, "2", "3", "4", "5"):
        make_award(ada, version)
    row = make_license(ada, TENNESSEE)
    client.force_login(ada)
    page = reverse("credits:license", args=[row.pk])
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)


def test_the_record_tells_administrators_nothing_of_a_yes_or_a_no(
    client: Client, ada: Person, max_: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    actions.decline(credit, by=ada)
    text = _page(client, max_, "people:record")
    assert "changed something of a license’s credit" in text
    for told in ("declined credit", "added a license", "proposed credit", f"credit {credit.pk}"):
        assert told not in text
    found = client.get(reverse("people:record"), {"subject": f"credits.credit:{credit.pk}"})
    assert list(found.context["lines"]) == []
