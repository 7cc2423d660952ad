"""What touches the safety of accounts stands in the record, is read by whoever looks after it, and names no secret."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.people import actions
from assay.people.actions.security import WINDOW
from assay.people.models import Organization, Person, RefusedAttempt
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import Event
from assay.record.sealing import check

WORDS, HERE = "three plain words", {"REMOTE_ADDR": "203.0.113.66"}
LOGIN, SECRET = "/accounts/login/", "JBSWY3DPEHPK3PXP"


@pytest.fixture
def nia(district: Organization) -> Person:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password=WORDS)
    return make_person(nia, role="coach", organization=make_school(district))


def sign_in(client: Client, email: str, password: str = WORDS, **where: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **(where or HERE))


def told(verb: str, person: Person | None = None) -> list[dict[str, Any]]:
    events = Event.objects.filter(verb=verb).order_by("id")
    if person is not None:
        events = events.filter(subject_kind="people.person", subject_id=str(person.pk))
    return [event.particulars for event in events]


def right_code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


def test_signing_in_and_out_is_noted_with_how_and_roughly_whence(
    client: Client, nia: Person
) -> None:
    sign_in(client, nia.email)
    client.post("/accounts/logout/")
    sign_in(client, nia.email)
    first, second = told("people.signed_in", nia)
    assert first == {"methods": ["password"], "network": "203.0.113.0/24", "known_browser": False}
    assert second["known_browser"] is True
    assert len(told("people.signed_out", nia)) == 1


def test_second_steps_codes_and_new_proofs_are_noted(client: Client, nia: Person) -> None:
    TOTP.activate(nia, SECRET)
    sign_in(client, nia.email)
    assert told("people.signed_in", nia) == []  # not in yet
    client.post("/accounts/2fa/authenticate/", {"code": right_code()}, **HERE)
    assert told("people.signed_in", nia)[0]["methods"] == ["password", "totp"]
    client.post("/accounts/reauthenticate/", {"password": WORDS}, **HERE)
    assert told("people.proved_anew", nia) == [{"method": "password", "network": "203.0.113.0/24"}]
    client.post("/accounts/2fa/recovery-codes/generate/", **HERE)
    client.post("/accounts/2fa/totp/deactivate/", **HERE)
    assert {"factor": "totp"} in told("people.factor_removed", nia)
    by_code = Client()
    by_code.post("/accounts/login/code/", {"email": nia.email})
    code = re.search(r"^ +(\S+)$", str(posted()[-1].body), re.MULTILINE).group(1)
    by_code.post("/accounts/login/code/confirm/", {"code": "QQQQQQ"})
    by_code.post("/accounts/login/code/confirm/", {"code": code})
    assert told("people.signed_in", nia)[-1]["methods"] == ["code"]
    assert RefusedAttempt.objects.get(reason="wrong-code").person == nia


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_is_added_is_noted(client: Client) -> None:
    make_district()
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password=WORDS)
    sign_in(client, nia.email)
    client.post("/accounts/reauthenticate/", {"password": WORDS})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert {"factor": "totp"} in told("people.factor_added", nia)
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert told("people.factor_renewed", nia) == [{"factor": "recovery_codes"}]


def test_passwords_addresses_and_ended_sessions_are_noted(client: Client, nia: Person) -> None:
    other = Client()
    sign_in(other, nia.email)
    sign_in(client, nia.email)
    client.post("/accounts/sessions/")
    assert told("people.sessions_ended", nia) == [{"sessions": 1}]
    assert UserSession.objects.count() == 1
    new = "four other plain words"
    client.post(
        "/accounts/password/change/",
        {"oldpassword": WORDS, "password1": new, "password2": new},
        **HERE,
    )
    Client().post("/accounts/password/reset/", {"email": nia.email})
    link = re.search(r"(/accounts/password/reset/key/\S+)", str(posted()[-1].body)).group(1)
    fresh = Client()
    fresh.post(fresh.get(link).headers["Location"], {"password1": WORDS, "password2": WORDS})
    assert [one["how"] for one in told("people.password_changed", nia)] == ["changed", "reset"]


def test_another_address_to_sign_in_with_is_noted_once_it_is_confirmed(
    client: Client, nia: Person
) -> None:
    sign_in(client, nia.email)
    client.post("/accounts/reauthenticate/", {"password": WORDS}, **HERE)
    client.post("/accounts/email/", {"email": "nia.berg@example.org", "action_add": ""}, **HERE)
    assert told("people.email_changed", nia) == []
    text = next(str(letter.body) for letter in posted() if "nia.berg@example.org" in letter.to)
    client.post(re.search(r"(/accounts/confirm-email/\S+)", text).group(1), **HERE)
    assert told("people.email_changed", nia) == [{"network": "203.0.113.0/24"}]


def test_refused_sign_ins_are_one_row_a_window_however_many(client: Client, nia: Person) -> None:
    at = now()
    with held_at(at):
        for n in range(9):
            sign_in(Client(), nia.email, f"guess {n}")
        for n in range(30):
            sign_in(Client(), f"nobody{n}@example.org")
        before = Event.objects.count()
        assert actions.note_refusals() == 0  # the window is still open
    with held_at(at + WINDOW + timedelta(seconds=1)):
        noted = actions.note_refusals()
        assert actions.note_refusals() == 0
    assert not RefusedAttempt.objects.exists()
    assert noted == Event.objects.count() - before == 3
    assert told("people.sign_in_refused", nia) == [
        {"reason": "wrong-password", "times": 5, "network": "203.0.113.0/24"}
    ]
    strangers, too_many = (
        next(
            one
            for one in told("people.sign_in_refused")
            if one["reason"] == reason and "addresses" in one
        )
        for reason in ("wrong-password", "too-many")
    )
    assert (strangers["times"], strangers["addresses"], len(strangers["marks"])) == (30, 30, 10)
    assert too_many["times"] == 4
    assert check().whole


def test_nothing_that_was_typed_stands_in_the_record(client: Client, nia: Person) -> None:
    at = now()
    with held_at(at):
        sign_in(Client(), "stranger@example.net", "hunter2 hunter2")
        sign_in(Client(), nia.email, "hunter2 hunter2")
        kept = [str(vars(row)) for row in RefusedAttempt.objects.all()]
    with held_at(at + WINDOW + timedelta(seconds=1)):
        actions.note_refusals()
    kept += [json.dumps(event.particulars) for event in Event.objects.all()]
    for secret in ("stranger", "hunter2", "nia@", "203.0.113.66"):
        assert not [row for row in kept if secret in row], secret


def test_a_closed_account_and_what_is_not_theirs_are_counted(
    client: Client, nia: Person, max_: Person, ada
) -> None:
    actions.deactivate(nia, by=max_)
    sign_in(Client(), nia.email)
    assert RefusedAttempt.objects.get(reason="closed-account").person == nia
    client.force_login(max_)
    for _ in range(3):
        assert client.post(f"/people/{max_.pk}/deactivation/").status_code == 403
    with held_at(now() + WINDOW + timedelta(seconds=1)):
        actions.note_refusals()
    denied = Event.objects.get(verb="people.denied")
    assert (denied.by_id, denied.subject_id) == (str(max_.pk), str(max_.pk))
    assert (
        denied.particulars["place"] == "POST people:deactivate" and denied.particulars["times"] == 3
    )
    with pytest.raises(PermissionDenied):
        actions.deactivate(max_, by=max_)


@pytest.fixture
def busy(nia: Person, max_: Person, district: Organization) -> Person:
    """Things have happened to Nia, and to somebody of another district."""
    stranger = make_person(
        "Far Away", role="coach", organization=make_district("Elsewhere Schools")
    )
    actions.note_sign_in(nia, methods=["password"], network="203.0.113.0/24", known_browser=False)
    actions.note_sign_in(stranger, methods=["code"], network="198.51.100.0/24", known_browser=True)
    actions.grant(nia, district, "assessor", by=max_)
    with held_at(now() - WINDOW - timedelta(seconds=1)):
        actions.count_refusal("wrong-password", network="192.0.2.0/24", account=nia.email)
        actions.count_refusal(
            "wrong-password", network="192.0.2.0/24", account="nobody@example.net"
        )
    actions.note_refusals()
    return nia


def shown(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [
        (line.row.verb, line.row.subject)
        for line in client.get(f"/people/security/?{query}").context["lines"]
    ]


def test_administrators_read_their_own_people_and_nobody_else_reads_any(
    client: Client, busy: Person, max_: Person, ada: Person, district: Organization
) -> None:
    client.force_login(max_)
    everything = shown(client)
    assert ("people.signed_in", "Nia Berg") in everything and "Far Away" not in str(everything)
    assert ("people.signed_in", "someone of another organization") in everything
    text = client.get("/people/security/").content.decode()
    assert "password, new browser, from 203.0.113.0/24" in text and "1 address no one has" in text

    school = busy.organizations_as("coach")[0]
    head = make_person("Sam Hill", role="program-admin", organization=school)
    client.force_login(head)
    seen = shown(client)
    assert ("people.signed_in", "Nia Berg") in seen and (
        "people.sign_in_refused",
        "Nia Berg",
    ) in seen
    assert "Far Away" not in str(seen) and "people.granted" not in str(
        seen
    )  # the district's role is not the school's
    assert "nobody has" not in client.get("/people/security/").content.decode()
    assert "Far Away" not in client.get("/people/security/events.csv").getvalue().decode()

    client.force_login(ada)
    assert (
        client.get("/people/security/").status_code
        == client.get("/people/security/events.csv").status_code
        == 404
    )
    assert Client().get("/people/security/").status_code == 302


def test_filters_narrow_page_and_table_alike(client: Client, busy: Person, max_: Person) -> None:
    client.force_login(max_)
    assert [verb for verb, _ in shown(client, "verb=people.signed_in&who=nia")] == [
        "people.signed_in"
    ]
    assert shown(client, "first=2001-01-01&last=2001-01-02") == []
    assert shown(client, "first=soon&verb=nonsense&page=zzz") == shown(client)
    rows = list(
        csv.reader(
            io.StringIO(
                client.get("/people/security/events.csv?who=nia").getvalue().decode("utf-8-sig")
            )
        )
    )
    assert rows[0][:3] == ["row", "at", "event"]
    assert {row[2] for row in rows[1:]} == {verb for verb, _ in shown(client, "who=nia")}


def test_a_table_runs_nothing_in_a_spreadsheet(
    client: Client, max_: Person, district: Organization
) -> None:
    sly = make_person("=HYPERLINK(1)", role="coach", organization=district)
    actions.note_sign_out(sly)
    client.force_login(max_)
    assert ",'=HYPERLINK(1)," in client.get("/people/security/events.csv").getvalue().decode()


def test_refusals_that_still_run_are_seen_at_once(
    client: Client, nia: Person, max_: Person
) -> None:
    sign_in(Client(), nia.email, "guess")
    client.force_login(max_)
    text = client.get("/people/security/").content.decode()
    assert "Refused in the last quarter of an hour" in text and "wrong password" in text


def test_everybody_reads_what_happened_on_their_own_account_and_no_other(
    client: Client, busy: Person, ada
) -> None:
    client.force_login(busy)
    page = client.get("/people/sign-ins/")
    verbs = [line.row.verb for line in page.context["lines"]]
    assert verbs == ["people.sign_in_refused", "people.granted", "people.signed_in", "people.added"]
    assert "Far Away" not in page.content.decode()
    client.force_login(ada)
    assert client.get("/people/sign-ins/").context["lines"] == []


def test_the_page_costs_the_same_however_much_there_is(
    client: Client, busy: Person, max_: Person, django_assert_max_num_queries
) -> None:
    client.force_login(max_)
    for n in range(60):
        actions.note_sign_out(make_person(f"Person{n} Test"))
    with django_assert_max_num_queries(11):
        client.get("/people/security/")
