"""Departments, issuers and micro-credentials side by side: what stands apart is said, what rests on few is hidden."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from assay.assessment.models import OutcomeFigures
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.governance.comparability.measures import Cell, Measure, times_apart
from assay.governance.comparability.report import Comparison, comparison_under
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person

pytestmark = pytest.mark.django_db


def outcomes(version: Version, learners: int, earned: int, days: int = 5) -> None:
    """So many learners, each with one decision."""
    OutcomeFigures.objects.create(
        micro_credential=version.micro_credential,
        major=version.major,
        counts={
            "learners": learners,
            "attempts": {"1": [earned, learners]},
            "tries": {"1": earned},
            "days": {str(days): learners},
            "weeks": {"4": learners},
            "cents": {"USD": 3000 * learners},
        },
        counted_at=now(),
    )


def asking(department: Organization, district: Organization, slug: str, hours: int) -> Version:
    data: dict[str, Any] = {
        **wait_time(),
        "title": slug.replace("-", " ").title(),
        "estimated_hours": {"min": hours, "typical": hours, "max": hours},
    }
    return make_version(district, slug=slug, owner=department, data=data)


@pytest.fixture
def science(district: Organization) -> Organization:
    return make_department(district, "Science")


@pytest.fixture
def art(district: Organization) -> Organization:
    return make_department(district, "Art")


@pytest.fixture
def compared(district: Organization, science: Organization, art: Organization) -> list[Version]:
    """Science asks for much and passes few; art asks for little and passes all; one of each was judged too seldom."""
    versions = [
        asking(science, district, "long-inquiry", 30),
        asking(science, district, "short-inquiry", 28),
        asking(art, district, "clay", 8),
        asking(art, district, "paint", 10),
    ]
    for version, learners, earned in zip(versions, (20, 3, 20, 8), (10, 1, 20, 8), strict=True):
        outcomes(version, learners, earned)
    return versions


@pytest.fixture
def admin(district: Organization) -> Person:
    return make_person("Adm Ruiz", role="program-admin", organization=district)


def of(district: Organization) -> Comparison:
    return comparison_under([district.path])


def cell(comparison: Comparison, view: str, name: str, measure: Measure) -> Cell:
    (line,) = [line for line in comparison.lines[view] if line.name == name]
    return line.cells[measure]


def test_what_stands_more_than_one_and_a_half_times_apart() -> None:
    def at(*values: float | None) -> list[Cell]:
        return [Cell(n=9, value=value) for value in values]

    assert times_apart(at(10, 15)) is None
    assert times_apart(at(10, 15.1)) == pytest.approx(1.51)
    assert times_apart(at(10, None)) is None
    assert times_apart(at(0, 3)) == float("inf")
    assert times_apart(at(0, 0)) is None


def test_departments_are_told_by_the_middle_and_by_all_decisions(
    district: Organization, compared: list[Version]
) -> None:
    found = of(district)
    assert cell(found, "department", "Science", Measure.HOURS) == Cell(n=2, value=29)
    assert cell(found, "department", "Art", Measure.PASSED) == Cell(n=28, value=100)
    assert cell(found, "department", "Science", Measure.PASSED).value == pytest.approx(1100 / 23)
    assert cell(found, "department", "Art", Measure.COST) == Cell(n=28, value=30, currency="USD")
    assert cell(found, "department", "Art", Measure.AGREEMENT).reason == "nothing"
    apart = {one.measure: (one.most.name, one.least.name) for one in found.apart("department")}
    assert apart[Measure.HOURS] == ("Science", "Art")
    assert apart[Measure.PASSED] == ("Art", "Science")
    assert Measure.CRITERIA not in apart


def test_few_are_hidden_and_so_is_what_would_give_them_away(
    district: Organization, compared: list[Version]
) -> None:
    found = of(district)
    assert cell(found, "micro-credential", "Short Inquiry", Measure.PASSED).reason == "too_few"
    # Science's 23 are told: were this one told too, the few would follow by one subtraction.
    assert cell(found, "micro-credential", "Long Inquiry", Measure.PASSED).reason == "too_few"
    assert cell(found, "micro-credential", "Clay", Measure.DAYS) == Cell(n=20, value=5)
    assert cell(found, "micro-credential", "Short Inquiry", Measure.HOURS).value == 28


def test_a_department_with_one_of_few_is_hidden_as_a_whole(
    district: Organization, science: Organization
) -> None:
    outcomes(asking(science, district, "alone", 8), 4, 4)
    found = of(district)
    assert cell(found, "department", "Science", Measure.PASSED).reason == "too_few"
    assert cell(found, "issuer", district.name, Measure.PASSED).reason == "too_few"


def test_the_page_says_what_stands_apart_and_opens_the_list(
    client: Client, admin: Person, compared: list[Version], art: Organization
) -> None:
    client.force_login(admin)
    page = client.get("/comparability/").content.decode()
    assert "More than 1.5 times apart" in page and "3.2 times apart" in page
    assert f"?by=micro-credential&amp;department={art.pk}&amp;sort=-hours" in page
    listed = client.get(f"/comparability/?by=micro-credential&department={art.pk}&sort=-hours")
    shown = listed.content.decode()
    assert shown.index(">Paint<") < shown.index(">Clay<")
    assert "Long Inquiry" not in shown.split("<tbody>")[1].split("</tbody>")[0]
    assert "too few" in client.get("/comparability/?by=micro-credential").content.decode()
    odd = client.get("/comparability/?by=none&department=x&theme=none&sort=none&page=99")
    assert odd.status_code == 200


def test_as_a_file_no_number_is_told_of_what_is_hidden(
    client: Client, admin: Person, compared: list[Version]
) -> None:
    client.force_login(admin)
    answer = client.get("/comparability/?by=micro-credential&file=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row[0]: row for row in csv.reader(StringIO(text))}
    passed = rows["Micro-credential"].index("Passed, of 100")
    assert rows["Short Inquiry"][passed : passed + 2] == ["too few", ""]
    assert rows["Clay"][passed : passed + 2] == ["100.0", "20"]


def test_what_a_figure_rests_on(client: Client, admin: Person, compared: list[Version]) -> None:
    client.force_login(admin)
    page = client.get("/comparability/clay/").content.decode()
    assert "Decisions by attempt" in page and "words at most" in page
    few = client.get("/comparability/short-inquiry/").content.decode()
    assert "Decisions by attempt" not in few and "too few" in few
    assert client.get("/comparability/none/").status_code == 404


def test_it_is_flat(
    client: Client, admin: Person, compared: list[Version], django_assert_max_num_queries: Any
) -> None:
    client.force_login(admin)
    client.get("/comparability/")
    with django_assert_max_num_queries(9):
        client.get("/comparability/")


def test_a_count_made_anew_is_shown(client: Client, admin: Person, compared: list[Version]) -> None:
    client.force_login(admin)
    client.get("/comparability/")
    OutcomeFigures.objects.all().delete()
    outcomes(compared[2], 40, 10)
    page = client.get("/comparability/?by=micro-credential").content.decode()
    assert "25<span" in page


def test_a_lead_of_one_department_sees_all_and_others_nothing(
    client: Client, district: Organization, science: Organization, compared: list[Version]
) -> None:
    lead = make_person("Lea Some", role="lead-assessor", organization=science)
    client.force_login(lead)
    assert ">Art<" in client.get("/comparability/").content.decode()
    elsewhere = make_person(
        "Els Ruiz", role="program-admin", organization=make_district("Elsewhere Schools")
    )
    client.force_login(elsewhere)
    assert ">Art<" not in client.get("/comparability/").content.decode()
    assert client.get("/comparability/clay/").status_code == 404
    client.force_login(make_person("Lrn Some", role="learner", organization=district))
    assert client.get("/comparability/").status_code == 404
