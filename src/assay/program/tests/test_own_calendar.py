"""Days that a program closes for itself, beside those that are closed for every program here."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.program import actions
from assay.program.models import ClosedPeriod
from assay.program.policies import ClosedEverywhere, closed_periods, promised_on
from assay.record.models import Event

SOON = timedelta(days=20)


@pytest.fixture
def partner(district: Organization) -> Organization:
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER)


@pytest.fixture
def ida(partner: Organization) -> Person:
    return make_person("Ida Ray", role="program-admin", organization=partner)


def close(by: Person, within: Organization | None, first: date, days: int = 1) -> ClosedPeriod:
    return actions.close_period(first, first + timedelta(days=days - 1), by=by, within=within)


@pytest.mark.postgresql
def test_days_add_up_along_the_tree(
    partner: Organization, ida: Person, district: Organization, max_: Person
) -> None:
    day = today() + SOON
    close(max_, None, day)
    close(ida, partner, day + timedelta(days=1), 3)
    own = (day + timedelta(days=1), day + timedelta(days=3))
    assert closed_periods(within=None) == closed_periods(within=district) == [(day, day)]
    for place in (partner, make_school(partner)):
        assert sorted(closed_periods(within=place)) == [(day, day), own]
        assert sorted(ClosedEverywhere().of(place.pk)) == [(day, day), own]
    assert ClosedEverywhere().of(district.pk) == ClosedEverywhere().of(None) == [(day, day)]
    event = Event.objects.filter(verb="program.period_closed").latest("pk")
    assert event.particulars["organization"] == partner.pk


def test_a_promise_counts_by_the_issuers_days(
    partner: Organization, ida: Person, district: Organization
) -> None:
    start = today() + SOON
    close(ida, partner, start, 28)
    assert promised_on(start, within=partner) > promised_on(start, within=district)


def test_nobody_closes_anothers_days(
    partner: Organization, ida: Person, max_: Person, lea: Person
) -> None:
    day = today() + SOON
    for by, place in ((max_, partner), (ida, None), (lea, None)):
        with pytest.raises(PermissionDenied):
            close(by, place, day)
    row = close(ida, partner, day)
    with pytest.raises(PermissionDenied):
        actions.open_period(row, by=max_)
    actions.open_period(row, by=ida)
    with pytest.raises(WrongState):
        actions.open_period(row, by=ida)


def test_what_is_closed_above_is_not_closed_twice(
    partner: Organization, ida: Person, max_: Person
) -> None:
    day = today() + SOON
    above = close(max_, None, day, 2)
    assert close(ida, partner, day, 2) == above  # closed already, by whomever
    with pytest.raises(BadInput):
        close(ida, partner, day, 3)
    with pytest.raises(BadInput):
        close(ida, partner, date(2020, 1, 1))
    own = close(ida, partner, day + timedelta(days=7))
    assert close(ida, partner, day + timedelta(days=7)) == own
    close(max_, None, day + timedelta(days=7))  # what a program closed is its own
    assert ClosedPeriod.objects.count() == 3


def test_its_staff_read_and_close_their_days(
    client: Client, partner: Organization, ida: Person, max_: Person, district: Organization
) -> None:
    day = today() + SOON
    close(max_, None, day)
    client.force_login(ida)
    address = f"/program/{partner.ident}/calendar/"
    later = (day + timedelta(days=1)).isoformat()
    assert client.post(address, {"first_on": later, "last_on": "x"}).status_code == 422
    page = client.post(address, {"first_on": later, "last_on": later}, follow=True).content.decode()
    assert "Ida Ray" in page and "Home district" in page and "Max Sund" not in page
    assert "Every program here" in page and page.count("Open again") == 1
    own = ClosedPeriod.objects.get(organization=partner)
    table: Any = client.get(f"/program/{partner.ident}/calendar.csv")
    assert "North Coast Institute" in table.getvalue().decode()
    client.force_login(max_)
    assert client.get(address).status_code == 404
    assert client.post(f"/program/calendar/{own.pk}/opening/").status_code == 404
    assert "Ida Ray" not in client.get("/program/calendar/").content.decode()
    client.force_login(ida)
    common = ClosedPeriod.objects.get(organization=None)
    assert client.post(f"/program/calendar/{common.pk}/opening/").status_code == 403
    assert client.post(f"/program/calendar/{own.pk}/opening/").status_code == 302
    with held_at(now() + timedelta(days=60)):
        assert not ClosedPeriod.objects.filter(organization=partner).exists()
