"""A mail server that works, refuses, falls silent or hangs up: what becomes of a letter."""

import threading
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from django.db import connection

from assay.letters import actions, backends
from assay.letters.models import MOST_DOUBTS, STEPS, Letter, State, Trouble
from assay.letters.post import send_due
from assay.letters.tests.mail_server import mail_server, make_certificate, speak_to
from assay.lib.clock import held_at, now
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def write(to: str = "new@example.org", words: str = "The words.") -> Letter:
    return actions.write("people.invitation", to, "A subject", words)


def row(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def try_until_given_up() -> int:
    """Let time pass from one try to the next; how many tries there were."""
    at, rounds = now(), 0
    while Letter.objects.waiting().exists():
        at = max(at, Letter.objects.waiting().order_by("due_at").first().due_at)
        with held_at(at):
            send_due()
        rounds += 1
        assert rounds < 50
    return rounds


def test_a_letter_arrives_as_it_was_written(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = '"Bay Schools, District 12: \\"West\\"" <no-reply@example.org>'
    with mail_server() as box:
        speak_to(box, settings)
        write(words=".A line with a point, and a ñ.\n" + "x" * 3000)
        assert send_due() == 1
    [raw] = box.taken
    letter = message_from_string(raw, policy=policy.default)
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain.get_content().splitlines() == [".A line with a point, and a ñ.", "x" * 3000]
    assert ".A line with a point, and a ñ." in html.get_content()
    assert letter["From"].addresses[0].display_name == 'Bay Schools, District 12: "West"'
    assert letter["Auto-Submitted"] == "auto-generated"
    assert any(word.lower().startswith("mail from:<no-reply@example.org>") for word in box.words)


@pytest.mark.parametrize("way", ["EMAIL_USE_SSL", "EMAIL_USE_TLS"])
def test_a_letter_travels_behind_tls_and_only_to_whom_the_certificate_names(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(certificate=certificate, tls_first=way == "EMAIL_USE_SSL") as box:
        speak_to(box, settings)
        setattr(settings, way, True)
        letter = write()
        assert send_due() == 0
        assert "certificate verify failed" in row(letter).said
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        actions.try_again(row(letter))
        assert send_due() == 1
    assert len(box.taken) == 1


def test_a_server_that_speaks_letter_by_letter_is_cut_off(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends, "OPENING_SECONDS", 1.0)
    with mail_server(drips=True) as box:
        speak_to(box, settings, seconds=30)
        letter = write()
        assert send_due() == 0
        assert box.called.is_set()
    assert row(letter).trouble == Trouble.UNREACHABLE


@pytest.mark.parametrize(
    ("word", "answer", "trouble"),
    [
        ("RCPT", "450 4.2.1 busy", Trouble.LATER),
        (".", "451 4.3.0 try again later", Trouble.LATER),
        ("DATA", "421 closing", Trouble.LATER),
        ("MAIL", "553 5.7.1 sender not allowed", Trouble.LATER),
        ("RCPT", "550 5.7.1 relaying denied", Trouble.LATER),
        ("hello", "554 no service", Trouble.UNREACHABLE),
    ],
)
def test_what_may_pass_is_tried_for_days_and_then_given_up(
    settings, word: str, answer: str, trouble: Trouble
) -> None:
    with mail_server(answers={word: answer}) as box:
        speak_to(box, settings)
        letter = write()
        assert send_due() == 0
        first = row(letter)
        assert (first.state, first.trouble, first.tries) == (State.WAITING, trouble, 1)
        assert answer in first.said
        assert timedelta(seconds=30) < first.due_at - now() <= STEPS[0]
        assert send_due() == 0 and row(letter).tries == 1  # not before its time
        assert try_until_given_up() == len(STEPS)
    last = row(letter)
    assert (last.state, last.tries) == (State.FAILED, len(STEPS) + 1)
    assert bytes(last.sealed), "an administrator may still send it"
    assert Event.objects.get(verb="letters.failed").particulars["tries"] == last.tries


@pytest.mark.parametrize(
    ("word", "answer"), [("RCPT", "550 5.1.1 no such user"), (".", "554 5.6.0 not like this")]
)
def test_what_is_refused_for_good_is_not_tried_again_and_stops_no_other(
    settings, word: str, answer: str
) -> None:
    with mail_server(answers={word: answer}) as box:
        speak_to(box, settings)
        letter = write()
        send_due()
        assert (row(letter).state, row(letter).trouble) == (State.FAILED, Trouble.REFUSED)
        assert answer in row(letter).said
        box.answers.clear()
        write("next@example.org")
        assert send_due() == 1 and len(box.taken) == 1
        actions.try_again(row(letter))
        assert send_due() == 1
    assert row(letter).state == State.SENT


def test_a_line_that_breaks_after_the_words_makes_one_copy_at_most_and_is_told(settings) -> None:
    with mail_server(drops_after_words=True) as box:
        speak_to(box, settings)
        letter = write()
        send_due()
        assert (row(letter).state, row(letter).trouble) == (State.WAITING, Trouble.UNSURE)
        try_until_given_up()
    assert len(box.seen) == MOST_DOUBTS == 2
    assert (row(letter).state, row(letter).trouble) == (State.FAILED, Trouble.UNSURE)
    assert "may have arrived" in row(letter).get_trouble_display()
    assert len({message_from_string(raw)["Message-ID"] for raw in box.seen}) == 1


def test_a_letter_left_by_a_program_that_was_killed_is_tried_once_more_and_no_more(
    settings,
) -> None:
    with mail_server() as box:
        speak_to(box, settings)
        letter = write()
        Letter.objects.update(state=State.SENDING, begun_at=now(), tries=1)
        assert send_due() == 0  # perhaps it is being sent this moment
        with held_at(now() + timedelta(minutes=6)):
            assert send_due() == 0
            assert (row(letter).state, row(letter).doubts) == (State.WAITING, 1)
        with held_at(now() + timedelta(minutes=12)):
            assert send_due() == 1
        Letter.objects.update(state=State.SENDING, begun_at=now(), doubts=1)
        with held_at(now() + timedelta(minutes=6)):
            assert send_due() == 0
    assert row(letter).state == State.FAILED and len(box.taken) == 1


def test_a_silent_server_costs_one_deadline_and_all_wait_on_with_the_reason(settings) -> None:
    letters = [write(f"n{n}@example.org") for n in range(5)]
    with mail_server(silent=True) as box:
        speak_to(box, settings, seconds=0.3)
        assert send_due() == 0
    for letter in letters:
        assert (row(letter).state, row(letter).trouble, row(letter).tries) == (
            State.WAITING,
            Trouble.UNREACHABLE,
            1,
        )
        assert "did not answer in time" in row(letter).said
    with mail_server() as box:
        speak_to(box, settings)
        with held_at(now() + STEPS[0]):
            assert send_due() == 5


def test_when_the_server_is_back_nobody_waits_for_the_next_turn(settings) -> None:
    late = write()
    Letter.objects.update(trouble=Trouble.UNREACHABLE, tries=5, due_at=now() + timedelta(hours=12))
    with mail_server() as box:
        speak_to(box, settings)
        write("fresh@example.org")
        assert send_due() == 1
        assert send_due() == 1
    assert row(late).state == State.SENT


@pytest.mark.parametrize(
    "to", ["a b@example.org", "nobody", "ñandú@example.org", f"{'x' * 65}@example.org"]
)
def test_an_address_that_no_server_takes_is_told_and_stops_no_other(settings, to: str) -> None:
    with mail_server() as box:
        speak_to(box, settings)
        letter, other = write(to), write()
        assert send_due() == 1
    assert (row(letter).state, row(letter).trouble) == (State.FAILED, Trouble.UNFIT)
    assert row(other).state == State.SENT


def test_words_sealed_under_a_lost_key_are_told(settings) -> None:
    letter = write()
    settings.VAULT_KEY = "another key of more than thirty-two characters"
    send_due()
    assert (row(letter).state, row(letter).trouble) == (State.FAILED, Trouble.UNFIT)
    assert "another key" in row(letter).said


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_send_each_letter_once(settings) -> None:
    with mail_server() as box:
        speak_to(box, settings)
        for n in range(20):
            write(f"n{n}@example.org")

        def post() -> None:
            try:
                send_due()
            finally:
                connection.close()

        threads = [threading.Thread(target=post) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        send_due()
    assert len(box.taken) == 20
    assert Letter.objects.filter(state=State.SENT).count() == 20


@pytest.mark.django_db(transaction=True)
def test_while_a_server_is_silent_everybody_else_writes(settings) -> None:
    """The whole kind of fault: a mail server that answers nobody held the database's one write lock."""
    write()
    with mail_server(silent=True) as box:
        speak_to(box, settings, seconds=60)

        def post() -> None:
            try:
                send_due()
            finally:
                connection.close()

        thread = threading.Thread(target=post)
        thread.start()
        assert box.called.wait(30)
        for n in range(10):
            write(f"while{n}@example.org")  # each in a transaction of its own
        assert thread.is_alive(), "the post is still waiting for the server"
        box.release.set()
        thread.join(30)
    assert Letter.objects.filter(state=State.WAITING).count() == 11
