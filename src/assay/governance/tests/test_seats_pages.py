from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.governance import actions
from assay.governance.models import Committee, Seat, Term
from assay.governance.tests.factories import make_committee, make_member, make_seat, term_of
from assay.lib.clock import today
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(district: Organization) -> Committee:
    return make_committee(district)


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def test_an_administrator_begins_a_committee_and_fills_a_seat(
    client: Client, district: Organization, max_: Person, ada: Person
) -> None:
    signed_in(client, max_)
    assert b"Begin a committee" in client.get(reverse("governance:index")).content
    sent = {"organization": district.pk, "name": "Steering", "charter": "One standard."}
    answer = client.post(reverse("governance:establishing"), sent, follow=True)
    committee = Committee.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("governance:seats", args=[committee.pk])
    client.post(reverse("governance:new_seat", args=[committee.pk]), {"kind": "chair"})
    seat = Seat.objects.get()
    answer = client.post(
        reverse("governance:new_term", args=[committee.pk]),
        {"seat": seat.pk, "person": "Ada Marsh"},
        follow=True,
    )
    assert "Ada Marsh has the seat." in answer.content.decode()
    assert "1 seat, 1 filled, quorum 1" in " ".join(answer.content.decode().split())


def test_what_was_typed_stays_where_a_seat_is_taken(
    client: Client, committee: Committee, max_: Person, ada: Person
) -> None:
    member = make_member(committee)
    seat = term_of(member).seat
    answer = signed_in(client, max_).post(
        reverse("governance:new_term", args=[committee.pk]),
        {"seat": seat.pk, "person": "Ada Marsh", "until_on": "2099-01-01"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mem Ortiz holds this seat" in page
    assert 'value="2099-01-01"' in page
    assert 'value="Ada Marsh"' in page


@pytest.mark.parametrize("sent", [{"seat": ""}, {"seat": "999"}, {"seat": "x", "first_on": "soon"}])
def test_a_seat_that_is_none_is_said_at_its_field(
    client: Client, committee: Committee, max_: Person, sent: dict[str, str]
) -> None:
    make_seat(committee)
    url = reverse("governance:new_term", args=[committee.pk])
    answer = signed_in(client, max_).post(url, {**sent, "person": "Ada"})
    assert answer.status_code == 422
    assert 'id="seat-error"' in answer.content.decode()


def test_members_read_the_seats_and_change_nothing(
    client: Client, committee: Committee, ada: Person
) -> None:
    member = make_member(committee)
    other = make_member(committee, "Mo Ruiz")
    signed_in(client, member)
    page = client.get(reverse("governance:seats", args=[committee.pk]))
    assert page.status_code == 200
    assert b"Fill a seat" not in page.content
    url = reverse("governance:new_seat", args=[committee.pk])
    assert client.post(url, {"kind": "union"}).status_code == 404
    url = reverse("governance:term_ending", args=[term_of(other).pk])
    assert client.post(url).status_code == 403
    url = reverse("governance:term_ending", args=[term_of(member).pk])
    answer = client.post(url, follow=True)
    assert answer.status_code == 200
    assert "The seat is vacant." in answer.content.decode()
    assert [term.person for term in committee.terms()] == [other]


def test_a_later_term_is_taken_back_and_nobody_reads_that_the_seat_is_vacant(
    client: Client, committee: Committee, max_: Person, ada: Person, bo: Person
) -> None:
    seat, day = make_seat(committee), today() + timedelta(days=9)
    actions.seat_person(seat, ada, until_on=day, by=max_)
    actions.seat_person(seat, bo, first_on=day, by=max_)
    url = reverse("governance:term_ending", args=[term_of(bo).pk])
    said = signed_in(client, max_).post(url, follow=True).content.decode()
    assert "Taken back." in said
    assert "vacant" not in said


def test_strangers_find_nothing(client: Client, committee: Committee, dee: Person) -> None:
    signed_in(client, dee)
    for name in ("index", "seats"):
        url = reverse(f"governance:{name}", args=[committee.pk] if name == "seats" else [])
        assert client.get(url).status_code == 404


def test_the_page_asks_as_many_questions_whatever_the_number_of_seats(
    client: Client, committee: Committee, max_: Person
) -> None:
    signed_in(client, max_)
    url = reverse("governance:seats", args=[committee.pk])
    counts = []
    for n in (1, 9):
        for m in range(n):
            make_member(committee, f"Mem{n}{m} Ortiz")
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_terms_as_a_file(client: Client, committee: Committee, max_: Person) -> None:
    make_member(committee)
    answer = signed_in(client, max_).get(
        reverse("governance:seats", args=[committee.pk]), {"file": "csv"}
    )
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "Seat,Department,Name,From,Until"
    assert lines[1].startswith("Teachers,,Mem Ortiz,")
    assert Term.objects.count() == 1
