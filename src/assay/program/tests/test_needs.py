"""What people look for and do not find: said once, kept for those who administer their place, and for nobody else."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.lib.errors import BadInput
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions
from assay.program.models import Need
from assay.record.models import Event

WORDS = "Something on reading a textbook with students who get stuck."


def test_it_is_kept_with_the_words_that_found_nothing(ada: Person) -> None:
    need = actions.voice_need(f"  {WORDS}\x07 ", searched="kids get\nstuck", by=ada)
    assert (need.words, need.searched) == (WORDS, "kids get stuck")
    assert need.organization.name == "Cedar Point"
    assert actions.voice_need(WORDS, by=ada) == need
    assert Event.objects.filter(verb="program.need_voiced", by_id=str(ada.pk)).count() == 1


def test_nothing_too_much_and_somebody_from_nowhere_are_refused(ada: Person) -> None:
    for words in ("", " \n", "x" * 501):
        with pytest.raises(BadInput):
            actions.voice_need(words, by=ada)
    with pytest.raises(PermissionDenied):
        actions.voice_need(WORDS, by=make_person("No Body"))
    assert not Need.objects.exists()


def test_on_the_page_nothing_typed_is_lost(client: Client, ada: Person) -> None:
    assert client.get("/needs/new/").status_code == 302
    client.force_login(ada)
    page = client.get("/needs/new/?q=kids+get+stuck").content.decode()
    assert "You searched for “kids get stuck”." in page
    refused = client.post("/needs/new/", {"words": "y" * 501, "searched": "kids get stuck"})
    assert refused.status_code == 422
    assert "y" * 501 in refused.content.decode() and "kids get stuck" in refused.content.decode()
    kept = client.post("/needs/new/", {"words": WORDS, "searched": "kids get stuck"}, follow=True)
    assert "Thank you" in kept.content.decode()
    assert Need.objects.get().searched == "kids get stuck"


@pytest.fixture
def others(ada: Person) -> Person:
    """An administrator of a partner, one of whose people has a need, too."""
    partner = make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    actions.voice_need(
        "=Coaching over video.", by=make_person("Ned Coe", role="author", organization=partner)
    )
    actions.voice_need(WORDS, searched="stuck", by=ada)
    return make_person("Ida Ray", role="program-admin", organization=partner)


def test_administrators_read_those_of_their_own_people(
    client: Client, max_: Person, others: Person, bo: Person
) -> None:
    client.force_login(max_)
    page = client.get("/needs/").content.decode()
    assert WORDS in page and "Ada Marsh" in page and "Searched for “stuck”" in page
    assert "Coaching over video" not in page
    client.force_login(others)
    assert WORDS not in client.get("/needs/").content.decode()
    rows = list(
        csv.reader(io.StringIO(client.get("/needs/needs.csv").getvalue().decode("utf-8-sig")))
    )
    assert rows[0] == ["Need", "Searched for", "From", "School or department", "Voiced"]
    assert [row[0] for row in rows[1:]] == ["'=Coaching over video."]
    client.force_login(bo)
    assert {client.get(path).status_code for path in ("/needs/", "/needs/needs.csv")} == {404}


def test_the_list_is_ordered_and_costs_the_same_however_long(
    client: Client,
    max_: Person,
    ada: Person,
    bo: Person,
    district: Organization,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        actions.voice_need(f"Need {number:02}.", by=ada if number % 2 else bo)
    client.force_login(max_)
    client.get("/needs/")
    with django_assert_num_queries(5):
        page = client.get("/needs/").content.decode()
    assert page.index("Need 29.") < page.index("Need 20.") and "1 to 25 of 30" in page
    by_place = client.get("/needs/?sort=at").content.decode()
    assert by_place.index("Birch Hollow") < by_place.index("Cedar Point")
    assert 'aria-sort="ascending"' in by_place
    assert client.get("/needs/?sort=words&page=99").status_code == 200
