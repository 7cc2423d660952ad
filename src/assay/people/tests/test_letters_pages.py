"""The administrator sees which e-mails did not leave, why, and can have them tried again."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.letters import actions as letters
from assay.letters.models import STEPS, Letter, State, Trouble
from assay.letters.tests.mail_server import mail_server, speak_to
from assay.letters.tests.post import posted
from assay.lib.errors import WrongState
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_invitation, make_person
from assay.record.models import Event


@pytest.fixture
def stuck(db: None) -> Letter:
    letter = letters.write("people.invitation", "new@example.org", "A subject", "The secret words.")
    Letter.objects.update(
        state=State.FAILED,
        trouble=Trouble.REFUSED,
        said="550 5.1.1 no such user",
        tries=1,
        ended_at=letter.written_at,
    )
    letter.refresh_from_db()
    return letter


def test_what_is_stuck_stands_with_the_servers_words_and_leaves_after_all(
    client: Client, max_: Person, stuck: Letter
) -> None:
    client.force_login(max_)
    text = client.get("/people/letters/").content.decode()
    for said in (
        "One e-mail did not leave",
        "new@example.org",
        "Invitation",
        "refused it for good",
        "550 5.1.1",
    ):
        assert said in text
    assert "secret words" not in text
    assert client.post(f"/people/letters/{stuck.pk}/sending/").status_code == 302
    assert [letter.to for letter in posted()] == [["new@example.org"]]
    assert Event.objects.get(verb="letters.tried_again").by_id == str(max_.pk)
    again = client.post(f"/people/letters/{stuck.pk}/sending/")
    assert again.status_code == 409 and len(posted()) == 1
    assert "Nothing is stuck" in client.get("/people/letters/").content.decode()
    assert "new@example.org" in client.get("/people/letters/?show=sent").content.decode()


def test_what_shall_not_leave_does_not(client: Client, max_: Person, stuck: Letter) -> None:
    client.force_login(max_)
    client.post(f"/people/letters/{stuck.pk}/withdrawal/")
    event = Event.objects.get(verb="letters.taken_back", subject_id=str(stuck.pk))
    assert (event.by_id, event.particulars) == (str(max_.pk), {"kind": stuck.kind})
    assert client.post(f"/people/letters/{stuck.pk}/withdrawal/").status_code == 409
    assert posted() == []


def test_all_are_tried_again_at_once(client: Client, max_: Person, stuck: Letter) -> None:
    letters.write("notices.award", max_.email, "B", "C")
    Letter.objects.filter(kind="notices.award").update(
        state=State.FAILED, trouble=Trouble.UNREACHABLE
    )
    client.force_login(max_)
    assert (
        "2 e-mails are tried again"
        in client.post("/people/letters/sending/", follow=True).content.decode()
    )
    assert len(posted()) == 2


def test_only_who_may_read_the_record_comes_here(
    client: Client, ada: Person, lea: Person, stuck: Letter
) -> None:
    elsewhere = make_person("Ed", role="program-admin", organization=make_district("Elsewhere"))
    for person in (ada, lea, elsewhere):
        client.force_login(person)
        assert client.get("/people/letters/").status_code == 404
        for act in ("sending", "withdrawal"):
            assert client.post(f"/people/letters/{stuck.pk}/{act}/").status_code == 404
        assert client.post("/people/letters/sending/").status_code == 404
        assert "did not leave" not in client.get("/").content.decode()
        for verb in (actions.try_letter_again, actions.let_letter_be):
            with pytest.raises(PermissionDenied):
                verb(stuck, by=person)
        with pytest.raises(PermissionDenied):
            actions.try_all_again(by=person)
    assert not Event.objects.filter(verb__startswith="letters.").exists()


def counted(home: str) -> int:
    """How many e-mails did not leave, as home has it."""
    row = next(row for row in home.split("<tr") if "E-mails that did not leave" in row)
    return int(re.search(r"\b(\d+)\b", re.sub(r"<[^>]+>", " ", row.split("</th>")[1]))[1])


def test_the_administrators_home_counts_them(client: Client, max_: Person, stuck: Letter) -> None:
    client.force_login(max_)
    text = client.get("/").content.decode()
    assert counted(text) == 1 and 'href="/people/letters/"' in text
    letters.take_back(stuck)
    assert counted(client.get("/").content.decode()) == 0


def test_many_have_pages_and_few_queries(
    client: Client, max_: Person, stuck: Letter, django_assert_max_num_queries
) -> None:
    for n in range(60):
        letters.write("people.invitation", f"n{n}@example.org", "A", "B")
    Letter.objects.update(state=State.FAILED, trouble=Trouble.REFUSED)
    client.force_login(max_)
    with django_assert_max_num_queries(12):
        text = client.get("/people/letters/?page=2").content.decode()
    assert "?page=3" in text and text.count("Try again") > 20


def test_an_invitation_says_what_became_of_its_letter(
    client: Client, max_: Person, district: Organization, settings
) -> None:
    invitation = make_invitation("new@example.org", district, by=max_)
    client.force_login(max_)
    assert "Waiting to be sent" in client.get("/people/invitations/").content.decode()
    with mail_server(answers={"RCPT": "550 5.1.1 no such user"}) as box:
        speak_to(box, settings)
        posted()
        text = client.get("/people/invitations/").content.decode()
        assert "Not sent" in text and "no such user" in text
        box.answers.clear()
        actions.resend(invitation, by=max_)
        posted()
    assert "Sent, not taken yet" in client.get("/people/invitations/").content.decode()
    assert len(box.taken) == 1


def test_a_new_link_and_a_withdrawal_call_the_old_letter_back(
    max_: Person, district: Organization
) -> None:
    invitation = make_invitation("new@example.org", district, by=max_)
    actions.resend(invitation, by=max_)
    assert len(posted()) == 1
    second = make_invitation("other@example.org", district, by=max_)
    actions.withdraw(second, by=max_)
    assert len(posted()) == 1
    with pytest.raises(WrongState):
        letters.try_again(Letter.objects.about(second).get())
    assert len(STEPS) < 20 and mail.outbox
