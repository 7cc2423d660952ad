"""Sessions end by themselves: when they lie idle, and some days after signing in however busy they are."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.sessions import SIGNED_IN_AT, drop_ended
from assay.people.tests.factories import make_person

PAGE = "/people/profile/"
HOUR = 3600


def its_row(client: Client) -> Session:
    return Session.objects.get(pk=client.session.session_key)


def left_seconds(client: Client) -> float:
    return (its_row(client).expire_date - datetime.now(UTC)).total_seconds()


def wait(client: Client, seconds: float) -> None:
    """As if nothing had been asked for so long: every end comes nearer."""
    row = its_row(client)
    Session.objects.filter(pk=row.pk).update(
        expire_date=row.expire_date - timedelta(seconds=seconds)
    )


@pytest.mark.parametrize(("role", "hours"), [("learner", 14 * 24), ("coach", 12), ("approver", 12)])
def test_how_long_one_may_be_idle_depends_on_whose_work_one_sees(
    client: Client, district: Organization, role: str, hours: int
) -> None:
    client.force_login(make_person("Pat Reed", role=role, organization=district))
    assert abs(left_seconds(client) - hours * HOUR) < 60
    assert client.get(PAGE).status_code == 200
    wait(client, hours * HOUR + 60)
    assert client.get(PAGE).status_code == 302


def test_whoever_is_busy_stays_in_and_writes_little(client: Client, chi: Person) -> None:
    client.force_login(chi)
    client.get(PAGE)
    wait(client, 60)
    before = its_row(client).expire_date
    client.get(PAGE)
    assert its_row(client).expire_date == before  # a minute is not worth a row
    for _ in range(30):
        wait(client, 11 * HOUR)
        assert client.get(PAGE).status_code == 200
    assert abs(left_seconds(client) - 12 * HOUR) < 60


def test_being_busy_overwrites_nothing_that_another_request_saved(
    client: Client, chi: Person
) -> None:
    client.force_login(chi)
    wait(client, HOUR)
    early = client.session
    assert early[SIGNED_IN_AT]  # a slow request has read it …
    session = client.session
    session["kept"] = "yes"  # … while a quicker one proved who it is
    session.save()
    early.stay(chi)
    assert left_seconds(client) > 12 * HOUR - 60
    assert client.session["kept"] == "yes"


def test_however_busy_after_thirty_days_one_signs_in_again(client: Client, ada: Person) -> None:
    client.force_login(ada)
    session = client.session
    session[SIGNED_IN_AT] = int(datetime.now(UTC).timestamp()) - 29 * 24 * HOUR - 23 * HOUR
    session.save()
    assert abs(left_seconds(client) - HOUR) < 60
    client.get(PAGE)
    assert left_seconds(client) < HOUR + 60
    session[SIGNED_IN_AT] -= 2 * HOUR
    session.save()
    assert client.get(PAGE).status_code == 302


def test_a_role_given_meanwhile_shortens_it(
    client: Client, ada: Person, district: Organization
) -> None:
    client.force_login(ada)
    make_person(ada, role="approver", organization=district)
    wait(client, 24 * HOUR)
    client.get(PAGE)
    assert left_seconds(client) < 12 * HOUR + 60


def test_where_one_is_signed_in_says_when_it_was_last_used(
    client: Client, district: Organization
) -> None:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password="three plain words")
    make_person(nia, role="coach", organization=district)
    client.post("/accounts/login/", {"login": nia.email, "password": "three plain words"})
    UserSession.objects.update(last_seen_at=datetime(2026, 1, 1, tzinfo=UTC))
    wait(client, HOUR)
    client.get(PAGE)
    assert UserSession.objects.get().last_seen_at > datetime(2026, 1, 2, tzinfo=UTC)


def test_ended_rows_are_dropped_and_no_others(client: Client, ada: Person, bo: Person) -> None:
    other = Client()
    client.force_login(ada)
    other.force_login(bo)
    for who in (client, other):
        UserSession.objects.create(
            user=ada, ip="192.0.2.1", session_key=who.session.session_key, user_agent="x"
        )
    wait(client, 15 * 24 * HOUR)
    assert drop_ended() == 1
    assert UserSession.objects.get().session_key == other.session.session_key
    assert other.get(PAGE).status_code == 200


def test_a_signed_in_page_reads_its_session_once(
    client: Client, ada: Person, django_assert_max_num_queries
) -> None:
    client.force_login(ada)
    client.get(PAGE)
    with django_assert_max_num_queries(20) as queries:
        client.get(PAGE)
    about = [q["sql"] for q in queries if "django_session" in q["sql"]]
    assert len(about) == 1 and about[0].startswith("SELECT")
