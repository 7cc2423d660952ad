"""Badges of earlier criteria: read by the line, brought in all or none, claimed by who earned them, never an award."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assay.credentials import actions
from assay.credentials.earlier import lists
from assay.credentials.earlier.rows import BadRows, day_of
from assay.credentials.models import Award, EarlierBadge, EarlierList, PublicPage
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

HEAD = "E-mail,Badge,Issuer,Earned on,Criteria\n"


def line(email: str, title: str = "Number Talks", day: str = "2021-05-31") -> str:
    return f"{email},{title},Old Academy,{day},https://old.example/criteria\n"


def sheet(*lines: str) -> tuple[str, bytes]:
    return ("list.csv", (HEAD + "".join(lines)).encode())


def faults(content: bytes) -> list[str]:
    with pytest.raises(BadRows) as caught:
        lists.read(content)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def brought(district: Organization, max_: Person, ada: Person) -> EarlierBadge:
    row = actions.read_list(district, [sheet(line(ada.email))], by=max_)
    actions.bring_earlier(row, by=max_)
    return EarlierBadge.objects.get()


def test_a_list_is_brought_in_at_once_and_claimed_by_who_earned_it(
    district: Organization, max_: Person, ada: Person, dee: Person
) -> None:
    row = actions.read_list(
        district, [sheet(line(ada.email.upper()), line("new@old.example"))], by=max_
    )
    assert not EarlierBadge.objects.exists()
    assert actions.bring_earlier(row, by=max_) == 2
    with pytest.raises(WrongState):
        actions.bring_earlier(row, by=max_)
    mine = EarlierBadge.objects.get(person=ada)
    with pytest.raises(PermissionDenied):
        actions.claim_earlier(mine, by=dee)
    with pytest.raises(WrongState):
        actions.show_earlier(mine, is_public=True, by=ada)
    actions.claim_earlier(mine, by=ada)
    with pytest.raises(WrongState):
        actions.claim_earlier(mine, by=ada)
    actions.show_earlier(mine, is_public=True, by=ada)
    late = make_person("New Here", role="learner", organization=district)
    Person.objects.filter(pk=late.pk).update(email="new@old.example")
    late.refresh_from_db()
    actions.decline_earlier(EarlierBadge.objects.of_person(late).get(), by=late)
    assert not Award.objects.exists()
    again = actions.read_list(district, [sheet(line(ada.email))], by=max_)
    assert actions.bring_earlier(again, by=max_) == 0
    noted = set(Event.objects.values_list("verb", flat=True))
    assert noted >= {
        "credentials.earlier_list_read",
        "credentials.earlier_brought",
        "credentials.earlier_claimed",
        "credentials.earlier_declined",
        "credentials.earlier_shown",
    }


def test_what_no_one_answered_can_be_taken_back(brought: EarlierBadge, max_: Person) -> None:
    assert actions.take_back_list(brought.list, by=max_) == 1
    brought.refresh_from_db()
    assert brought.status == "taken_back"
    with pytest.raises(WrongState):
        actions.take_back_list(brought.list, by=max_)
    assert Event.objects.filter(verb="credentials.earlier_taken_back").exists()


def test_a_list_that_was_only_looked_at_is_thrown_away(
    district: Organization, max_: Person, ada: Person
) -> None:
    row = actions.read_list(district, [sheet(line(ada.email))], by=max_)
    with pytest.raises(PermissionDenied):
        actions.discard_list(row, by=ada)
    actions.discard_list(row, by=max_)
    with pytest.raises(WrongState):
        actions.bring_earlier(row, by=max_)
    assert Event.objects.filter(verb="credentials.earlier_list_discarded").exists()
    with pytest.raises(PermissionDenied):
        actions.read_list(district, [sheet(line(ada.email))], by=ada)


def test_every_fault_has_its_line() -> None:
    assert faults(b"Emial,Badge,Issuer,Earned on\n")[0].startswith(
        "Line 1: No column is called “Emial”. Did you mean “e-mail”?"
    )
    assert "Line 1: The column “earned on” is missing." in faults(b"E-mail,Badge,Issuer\n")
    body = line("a@b.example") + line("nobody") + line("c@d.example", day="31.5.2021")
    assert faults((HEAD + body).encode()) == [
        "Line 3: “nobody” is no e-mail address.",
        "Line 4: “31.5.2021” is no day. Write it as 2024-05-31 or 5/31/2024.",
    ]
    assert "Line 2: There is a formula" in faults((HEAD + line("a@b.example", "=1+1")).encode())[0]
    twice = HEAD + line("a@b.example") + line("b@b.example") + line("A@B.example")
    assert faults(twice.encode()) == ["Line 4: It says the same as Line 2."]
    wrong = (HEAD + line("a@b.example", "Matemáticas")).encode("latin-1")
    assert faults(wrong)[0].startswith("Line 2: This is not UTF-8.")
    assert "broken" in faults(b"PK\x03\x04 and so on")[0]
    assert faults(HEAD.encode()) == ["Line 1: There is no row in this list."]
    assert "future" in faults((HEAD + line("a@b.example", day="2999-01-01")).encode())[0]
    assert "quotation" in faults((HEAD + 'a@b.example,"open,x,2021-05-31,\n').encode())[0]


def test_other_spreadsheets_are_read_too() -> None:
    text = "Correo;Insignia;Emisor;Fecha\nana@b.example;Matemáticas;Academia;5/31/2021\n"
    for encoding in ("utf-16", "utf-8-sig", "utf-8"):
        (row,) = lists.read(text.encode(encoding))
        assert (row.title, row.earned_on.isoformat()) == ("Matemáticas", "2021-05-31")


@given(content=st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused_in_words(content: bytes) -> None:
    for text in (content, HEAD.encode() + content):
        try:
            lists.read(text)
        except BadRows as refusal:
            assert all(fault.at.startswith("Line ") for fault in refusal.faults)


def test_ten_thousand_rows_come_in_with_few_queries_and_one_more_is_refused(
    district: Organization, max_: Person, django_assert_max_num_queries: Any
) -> None:
    lines = [line(f"p{n}@old.example") for n in range(10_000)]
    with django_assert_max_num_queries(220):
        row = actions.read_list(district, [sheet(*lines)], by=max_)
        assert actions.bring_earlier(row, by=max_) == 10_000
    assert (
        "more than 10,000"
        in faults((HEAD + "".join([*lines, line("one@old.example")])).encode())[0]
    )


def export(**changes: Any) -> bytes:
    badge = {
        "id": "https://old.example/b/1",
        "name": "Number Talks",
        "issuer": {"name": "Old Academy"},
    }
    entry = {
        "type": "Assertion",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@lakeside.example"},
        "issuedOn": "2021-05-31T10:00:00Z",
        "badge": badge,
    }
    return json.dumps({"result": [{**entry, **changes}]}).encode()


def test_an_export_is_read_and_what_it_hides_is_matched_with_people(
    district: Organization, max_: Person, ada: Person
) -> None:
    from hashlib import sha256

    hidden = "sha256$" + sha256(f"{ada.email}salt".encode()).hexdigest()
    recipient = {"type": "email", "hashed": True, "identity": hidden, "salt": "salt"}
    row = actions.read_list(district, [("export.json", export(recipient=recipient))], by=max_)
    actions.bring_earlier(row, by=max_)
    badge = EarlierBadge.objects.get()
    assert badge.person == ada and badge.verdict == "" and badge.issuer_name == "Old Academy"
    for wrong, words in (
        (export(recipient={**recipient, "salt": "other"}), "hides whose it is"),
        (export(badge="https://old.example/b/1"), "by an address only"),
        (export(revoked=True), "withdrawn"),
        (b'{"result": []}', "no badge in this file"),
    ):
        with pytest.raises(BadRows, match=words):
            actions.read_list(district, [("export.json", wrong)], by=max_)


def test_a_picture_without_a_badge_and_too_many_files_are_refused(
    district: Organization, max_: Person
) -> None:
    with pytest.raises(BadRows, match="board"):
        actions.read_list(district, [("board.png", b"\x89PNG nothing")], by=max_)
    with pytest.raises(BadInput):
        actions.read_list(district, [("a.png", b"x")] * 11, by=max_)
    with pytest.raises(BadInput):
        actions.read_list(district, [], by=max_)
    with pytest.raises(BadRows, match="by itself"):
        actions.read_list(district, [sheet(line("a@b.example")), ("a.png", b"x")], by=max_)


def test_pages_show_before_they_press_and_say_that_it_was_not_assessed_here(
    client: Client, district: Organization, max_: Person, ada: Person
) -> None:
    client.force_login(max_)
    here = reverse("credentials:earlier")
    file = SimpleUploadedFile("old.csv", sheet(line(ada.email))[1])
    page = client.post(here, {"files": file, "program": district.pk}, follow=True).content.decode()
    assert "Number Talks" in page and not EarlierBadge.objects.exists()
    row = EarlierList.objects.get()
    client.post(reverse("credentials:bringing_earlier", args=[row.pk]))
    assert ada.email in client.get(here).content.decode()
    assert ada.email.encode() in b"".join(client.get(here, {"file": "csv"}).streaming_content)
    bad = SimpleUploadedFile("old.csv", b"Emial\n")
    answer = client.post(here, {"files": bad, "program": district.pk})
    assert answer.status_code == 422 and "Line 1" in answer.content.decode()
    client.force_login(ada)
    assert client.get(here).status_code == 404
    assert "waits for your answer" in client.get(reverse("credentials:portfolio")).content.decode()
    badge = EarlierBadge.objects.get()
    for answer_ in ("claim", "show"):
        client.post(reverse("credentials:claiming_earlier", args=[badge.pk]), {"answer": answer_})
    actions.open_public_page(statement="", by=ada)
    public = PublicPage.objects.get()
    client.logout()
    text = client.get(reverse("credentials:public_page", args=[public.slug])).content.decode()
    assert "Number Talks" in text and "These were not assessed here." in text


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-01T02:20:00Z", "2026-11-30"),  # still evening here
        ("2026-12-01T02:20:00+09:00", "2026-11-30"),
        ("2026-12-01T02:20:00", "2026-12-01"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_an_instant_is_the_day_it_was_here(said: str, day: str) -> None:
    with timezone.override("America/New_York"):
        assert str(day_of(said)) == day


@pytest.mark.parametrize("name", ["badge.png", "badge.svg", "badge.json"])
def test_a_badge_file_that_is_signed_comes_in_verified(
    name: str, client: Client, district: Organization, max_: Person, award: Award
) -> None:
    actions.set_visibility(award, visibility="public", by=award.person)
    content = client.get(f"/badges/{award.pk}/{name}").content
    row = actions.read_list(district, [(name, content)], by=max_)
    assert row.rows[0]["verdict"] == "valid" and row.rows[0]["email"] == award.person.email
    assert row.rows[0]["earned_on"] == award.earned_on.isoformat()
    actions.bring_earlier(row, by=max_)
    assert "Checked" in EarlierBadge.objects.get(person=award.person).checked_text
    broken = content.replace(b"Wait", b"Weit") if name == "badge.json" else content[:-40]
    with pytest.raises(BadRows, match="badge"):
        actions.read_list(district, [(name, broken)], by=max_)


def test_of_two_desks_one_below_the_other_one_stands_at_the_nearer(
    client: Client, max_: Person
) -> None:
    client.force_login(max_)
    page = client.get("/awards/earlier/").content.decode()
    assert "<b>Earlier badges</b>" in page and "<b>Awards</b>" not in page
