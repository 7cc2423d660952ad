from datetime import timedelta

import pytest
from django.db import transaction

from assay.letters import actions
from assay.letters.models import Letter, State
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.lib.errors import WrongState

pytestmark = pytest.mark.django_db


def write(key: str = "", **more: object) -> Letter:
    return actions.write(
        "people.invitation", "new@example.org", "A  subject\nof two", "The words.", key=key, **more
    )


def test_a_letter_waits_until_the_post_goes_and_its_words_are_sealed() -> None:
    letter = write()
    assert letter.state == State.WAITING
    assert b"words" not in bytes(letter.sealed)
    assert actions.words_of(letter) == ("A subject of two", "The words.\n", "en")
    [sent] = posted()
    assert (sent.to, sent.subject, sent.body) == (
        ["new@example.org"],
        "A subject of two",
        "The words.\n",
    )
    letter.refresh_from_db()
    assert letter.state == State.SENT and letter.tries == 1 and bytes(letter.sealed) == b""
    assert len(posted()) == 1


def test_what_is_written_twice_under_one_key_is_sent_once() -> None:
    first = write("once")
    assert write("once") == first
    assert len(posted()) == 1
    assert write("once") == first
    assert len(posted()) == 1


def test_no_letter_leaves_of_what_never_happened() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert posted() == []


def test_what_is_taken_back_never_leaves_and_what_left_cannot_be() -> None:
    letter = write()
    actions.take_back(letter)
    assert posted() == [] and bytes(Letter.objects.get().sealed) == b""
    with pytest.raises(WrongState):
        actions.take_back(letter)
    second = write()
    posted()
    second.refresh_from_db()
    with pytest.raises(WrongState):
        actions.take_back(second)


def test_a_letter_whose_link_has_run_out_does_not_leave_and_cannot_be_tried_again() -> None:
    letter = write(good_until=now() + timedelta(minutes=3))
    with held_at(now() + timedelta(minutes=4)):
        assert posted() == []
        letter.refresh_from_db()
        assert (letter.state, letter.trouble) == (State.FAILED, "run-out")
        with pytest.raises(WrongState, match="no longer works"):
            actions.try_again(letter)


def test_words_go_after_a_month_and_rows_after_a_quarter() -> None:
    write()
    posted()
    late = write(good_until=now())
    with held_at(now() + timedelta(minutes=1)):
        posted()
    with held_at(now() + timedelta(days=31)):
        assert bytes(Letter.objects.get(pk=late.pk).sealed)
        assert actions.tidy() == 0
        assert not bytes(Letter.objects.get(pk=late.pk).sealed)
    with held_at(now() + timedelta(days=91)):
        assert actions.tidy() == 2
