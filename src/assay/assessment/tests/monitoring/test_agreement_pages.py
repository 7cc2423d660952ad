"""Pages of agreement: each with what it rests on, few hidden, nobody named where nobody should be."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assay.assessment import actions
from assay.assessment.models import Assignment, Evaluation, Figures
from assay.assessment.tests.factories import make_calibration, make_lead, read_anchor, score
from assay.assessment.tests.monitoring.test_figures import make_differing
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_by_two(version: Version, district: Organization, lea: Person) -> list[Evaluation]:
    """Six submissions; on one of them the second reader gives another level on the third criterion."""
    found = [make_differing(version, district, lea) for _ in range(5)]
    found.append(make_differing(version, district, lea, c3="almost"))
    actions.renew_figures()
    return found


def page_of(client: Client, person: Person | None, name: str, query: str = "") -> str:
    if person is not None:
        client.force_login(person)
    response = client.get(reverse(f"assessment:{name}") + query)
    assert response.status_code == 200
    return response.content.decode()


def file_of(client: Client, url: str) -> list[str]:
    response = client.get(url)
    lines = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return lines.splitlines()


def test_a_lead_reads_figures_with_what_they_rest_on(
    client: Client, read_by_two: list[Evaluation], lea: Person, version: Version
) -> None:
    page = page_of(client, lea, "agreement")
    n = 6 * len(version.content.criteria)
    same = round(100 * (n - 1) / n)
    assert f"come to the same level and {100 - same} are one level apart" in " ".join(page.split())
    assert f"{n} scores given twice" in page
    assert "Gwet’s AC1" in page and "meets our standard" in page
    for view in ("criterion", "department", "assessor"):
        assert page_of(client, lea, "agreement", f"?by={view}")
    assert "fewer than ten" in page_of(client, lea, "agreement", "?by=criterion")


def test_before_anything_was_read_twice_the_pages_say_so(
    client: Client, lea: Person, sam: Person, district: Organization
) -> None:
    assert "Nothing was read twice yet" in page_of(client, lea, "agreement")
    assert "Nothing to look at again" in page_of(client, sam, "my_agreement")
    page = client.get(reverse("agreement:program", args=[district.ident])).content.decode()
    assert "Too little was read by two people" in page


def test_the_list_behind_a_number_narrows_to_what_it_rests_on(
    client: Client, read_by_two: list[Evaluation], lea: Person
) -> None:
    figures = Figures.objects.get()
    every = page_of(client, lea, "agreement_readings")
    assert all(one.public_id in every for one in read_by_two)
    differing = page_of(
        client, lea, "agreement_readings", f"?of={figures.pk}&criterion=c3&show=decisions"
    )
    assert read_by_two[-1].public_id in differing and read_by_two[0].public_id not in differing
    decided = page_of(client, lea, "agreement_readings", "?show=decisions")
    assert read_by_two[-1].public_id in decided and read_by_two[0].public_id not in decided
    assert "Nothing here" in page_of(client, lea, "agreement_readings", "?show=settled")
    reader = Assignment.objects.filter(evaluation=read_by_two[0]).first()
    assert reader is not None
    own = page_of(client, lea, "agreement_readings", f"?assessor={reader.assessor_id}")
    assert read_by_two[0].public_id in own and read_by_two[1].public_id not in own
    place = figures.micro_credential.owner_id or figures.micro_credential.issuer_id
    assert read_by_two[0].public_id in page_of(
        client, lea, "agreement_readings", f"?department={place}"
    )


def test_what_a_number_asks_for_must_be_the_leads(
    client: Client, read_by_two: list[Evaluation], lea: Person, dee: Person
) -> None:
    for query in (
        "?of=999999",
        "?of=x",
        "?assessor=²",
        "?department=7777777",
        f"?assessor={dee.pk}",
    ):
        page = page_of(client, lea, "agreement_readings", query)
        assert read_by_two[0].public_id not in page
        assert dee.display_name not in page
    client.force_login(dee)
    assert client.get(reverse("assessment:agreement")).status_code in (403, 404)


def test_lists_of_agreement_come_as_files(
    client: Client, read_by_two: list[Evaluation], lea: Person, district: Organization
) -> None:
    client.force_login(lea)
    for view in ("micro-credential", "criterion", "department", "assessor"):
        lines = file_of(client, f"{reverse('assessment:agreement')}?by={view}&file=csv")
        assert lines[0].startswith("Name,Of,Same of 100") and len(lines) > 1
    rows = file_of(client, f"{reverse('assessment:agreement_readings')}?file=csv")
    assert len(rows) == 7 and rows[0].startswith("Submission,")
    own = file_of(client, f"{reverse('assessment:my_agreement')}?file=csv")
    assert own[0].startswith("What you read")
    public = file_of(client, f"{reverse('agreement:program', args=[district.ident])}?file=csv")
    assert public[1].startswith("All together")


def test_an_assessor_sees_where_they_differ_once_it_is_decided(
    client: Client, read_by_two: list[Evaluation], lea: Person, chi: Person
) -> None:
    split = read_by_two[-1]
    second = Assignment.objects.get(evaluation=split, slot=2)
    assert split.public_id not in page_of(client, second.assessor, "my_agreement")
    score(actions.take_adjudication(split, by=lea), by=lea)
    actions.release(Evaluation.objects.get(pk=split.pk), by=chi)
    actions.renew_figures()
    page = page_of(client, second.assessor, "my_agreement")
    assert split.public_id in page and f"/assessment/sheets/{second.pk}/" in page
    first = Assignment.objects.get(evaluation=split, slot=1)
    assert first.assessor.display_name not in page
    assert "fewer than ten" in page


def test_an_anchor_read_otherwise_is_worth_another_look(
    client: Client, version: Version, sam: Person, district: Organization
) -> None:
    turn = make_calibration(sam, version, lead=make_lead(district))
    reading = turn.readings.first()
    assert reading is not None
    read_anchor(reading, c1="almost")
    actions.renew_figures()
    page = page_of(client, sam, "my_agreement")
    assert reverse("assessment:beside", args=[reading.pk]) in page


def test_everybody_reads_the_programs_page_and_nobody_is_named_on_it(
    client: Client, read_by_two: list[Evaluation], district: Organization, lea: Person
) -> None:
    other = make_version(district, slug="quiet", data=wait_time() | {"title": "A Quiet One"})
    make_differing(other, district, lea)
    actions.renew_figures()
    page = client.get(reverse("agreement:program", args=[district.ident])).content.decode()
    assert "the same level" in page and "NAEP" in page
    for name in Person.objects.values_list("display_name", flat=True):
        assert name not in page
    assert "A Quiet One" not in page, "six judgments of one micro-credential are too few"
    assert "The others, together" in page
    assert client.get(reverse("agreement:program", args=["nowhere"])).status_code == 404


def test_another_programs_lead_sees_nothing_of_it(
    client: Client, read_by_two: list[Evaluation], district: Organization
) -> None:
    elsewhere = Organization.objects.create(
        ident="elsewhere", name="Elsewhere", kind="district", path="elsewhere/"
    )
    other = make_person("Other Lead", role="lead-assessor", organization=elsewhere)
    assert "Nothing was read twice yet" in page_of(client, other, "agreement")
    assert read_by_two[0].public_id not in page_of(client, other, "agreement_readings")


@pytest.mark.parametrize(
    ("name", "query", "most"),
    [
        ("agreement", "", 6),
        ("agreement", "?by=assessor", 9),
        ("agreement_readings", "", 6),
        ("my_agreement", "", 11),
    ],
)
def test_pages_ask_as_much_of_few_as_of_many(
    client: Client,
    read_by_two: list[Evaluation],
    lea: Person,
    django_assert_max_num_queries: Callable[..., DjangoAssertNumQueries],
    name: str,
    query: str,
    most: int,
) -> None:
    client.force_login(lea)
    url = reverse(f"assessment:{name}") + query
    client.get(url)
    with django_assert_max_num_queries(most):
        client.get(url)
