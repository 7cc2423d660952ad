"""What a crash swallowed or a listener stumbled over is told again: each for itself, once, and not for ever."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from assay.lib.clock import held_at, now
from assay.lib.errors import WrongState
from assay.people import actions
from assay.people.models import Person
from assay.record import delivery
from assay.record.actions import Entry, note, note_all
from assay.record.delivery import (
    IN_THE_QUEUE,
    STEPS,
    TOGETHER,
    _listeners,
    nobody_told,
    sweep,
)
from assay.record.models import Event, Receipt, Stumble

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have these and no other hear "people.greeted"."""

    def set_(**listeners: Callable[[Event], None]) -> None:
        monkeypatch.setitem(
            _listeners, "people.greeted", {f"here.{name}": f for name, f in listeners.items()}
        )

    return set_


def swallowed(ada: Person, count: int = 1) -> list[Event]:
    """Events whose queue a crash took away: the test's own transaction is never committed."""
    return [note("people.greeted", ada, by=None, n=n) for n in range(count)]


def later(**delta: int) -> object:
    return held_at(now() + IN_THE_QUEUE + timedelta(seconds=1, **delta))


@pytest.mark.postgresql
def test_its_row_in_the_queue_is_there_with_the_event_or_not_at_all(
    ada: Person, listen, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    listen(good=lambda event: None)
    with transaction.atomic():
        swallowed(ada)
        assert DBTaskResult.objects.count() == 1
    with pytest.raises(ValueError, match="back"), transaction.atomic():
        swallowed(ada)
        raise ValueError("back")
    assert DBTaskResult.objects.count() == 1
    note_all(Entry("people.greeted", ada, None, {"n": n}) for n in range(TOGETHER + 1))
    assert DBTaskResult.objects.count() == 3, "one for each hundred"


def test_one_that_raises_on_one_event_stops_neither_the_other_events_nor_the_other_listeners(
    ada: Person, heard: list[str], listen
) -> None:
    def good(event: Event) -> None:
        heard.append(f"good {event.particulars['n']}")

    def picky(event: Event) -> None:
        if event.particulars["n"] == 1:
            raise KeyError("a name that nobody shall read")
        heard.append(f"picky {event.particulars['n']}")

    listen(picky=picky, good=good)
    swallowed(ada, 4)
    assert sweep() == 0, "they may still be in the queue"
    with later():
        assert sweep() == 7
    assert sorted(heard) == [
        "good 0",
        "good 1",
        "good 2",
        "good 3",
        "picky 0",
        "picky 2",
        "picky 3",
    ]
    stumble = Stumble.objects.get()
    assert (stumble.event.particulars["n"], stumble.subscriber, stumble.said) == (
        1,
        "here.picky",
        "KeyError",
    )
    with later():
        assert sweep() == 0 and len(heard) == 7


def test_a_listener_is_told_again_with_growing_pauses_until_it_hears(
    ada: Person, heard: list[str], listen
) -> None:
    broken = [True]

    def listener(event: Event) -> None:
        if broken[0]:
            raise ValueError
        heard.append("heard")

    listen(it=listener)
    swallowed(ada)
    at = now() + IN_THE_QUEUE + timedelta(seconds=1)
    with held_at(at):
        sweep()
    for step in STEPS[:3]:
        with held_at(at + step - timedelta(seconds=1)):
            assert sweep() == 0 and Stumble.objects.get().next_at == at + step
        at += step
        with held_at(at):
            sweep()
    broken[0] = False
    with held_at(at + STEPS[3]):
        assert sweep() == 1
    assert heard == ["heard"] and not Stumble.objects.exists() and Receipt.objects.count() == 1


def test_it_is_given_up_and_an_administrator_has_it_told_again(
    client: Client,
    ada: Person,
    max_: Person,
    heard: list[str],
    listen,
    django_capture_on_commit_callbacks,
) -> None:
    broken = [True]

    def listener(event: Event) -> None:
        if broken[0]:
            raise ValueError
        heard.append("heard")

    listen(it=listener)
    swallowed(ada)
    at = now() + IN_THE_QUEUE + timedelta(seconds=1)
    for step in (timedelta(0), *STEPS, timedelta(days=30)):
        at += step
        with held_at(at):
            sweep()
    stumble = Stumble.objects.get()
    assert stumble.tries == len(STEPS) + 1 and stumble.given_up_at is not None

    client.force_login(ada)
    assert client.post(f"/people/record/steps/{stumble.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.tell_again(stumble, by=ada)
    client.force_login(max_)
    assert "Steps that failed" in client.get("/").content.decode()
    page = client.get("/people/record/").content.decode()
    assert "ValueError" in page and "here.it" in page and "not tried anymore" in page
    broken[0] = False
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/people/record/steps/{stumble.pk}/").status_code == 302
    assert heard == ["heard"] and not Stumble.objects.exists()
    assert Event.objects.get(verb="record.told_again").by_id == str(max_.pk)
    assert client.post(f"/people/record/steps/{stumble.pk}/").status_code == 404
    with pytest.raises(WrongState):
        actions.tell_again(stumble, by=max_)
    assert "ValueError" not in client.get("/people/record/").content.decode()


def test_a_listener_that_an_upgrade_took_away_is_let_go(ada: Person, listen) -> None:
    def listener(_event: Event) -> None:
        raise ValueError

    listen(it=listener)
    swallowed(ada)
    with later():
        sweep()
    listen()
    with later(hours=1):
        sweep()
    assert not Stumble.objects.exists()


def test_a_new_listener_hears_nothing_of_what_was_swept_before_it_came(
    ada: Person, heard: list[str], listen
) -> None:
    listen(old=lambda event: heard.append("old"))
    swallowed(ada)
    with later():
        sweep()
    listen(old=lambda event: heard.append("old"), new=lambda event: heard.append("new"))
    with later():
        sweep()
    assert heard == ["old"]


def test_however_long_the_house_was_dark_what_was_swallowed_is_told(
    ada: Person, heard: list[str], listen
) -> None:
    listen(it=lambda event: heard.append("heard"))
    swallowed(ada)
    with held_at(now() + timedelta(days=60)):
        sweep()
    assert heard == ["heard"]


def test_generated_rows_are_told_to_nobody_ever(ada: Person, heard: list[str], listen) -> None:
    listen(it=lambda event: heard.append(event.particulars["n"]))
    with nobody_told():
        for n in range(3):
            note("people.greeted", ada, by=None, n=n)
    swallowed(ada)
    with later():
        assert sweep() == 1
    assert heard == [0]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_act_once(
    ada: Person, heard: list[str], listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen(it=lambda event: heard.append(event.id))
    with monkeypatch.context() as crash:
        crash.setattr(delivery, "queue", lambda *args: None)  # its row in the queue is lost
        for n in range(30):
            note("people.greeted", ada, by=None, n=n)
    begin = threading.Barrier(2)

    def go() -> None:
        try:
            begin.wait(30)
            with later():
                sweep()
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == sorted(set(heard)) and len(heard) == 30
    assert not Stumble.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_that_may_be_repeated_holds_no_transaction_and_is_told_until_its_receipt_is_written(
    ada: Person, heard: list[str], listen: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    [event] = swallowed(ada)

    def one(_event: Event) -> None:
        heard.append("in a transaction" if connection.in_atomic_block else "free")

    listen(one=one)
    monkeypatch.setattr(delivery, "_repeatable", {"here.one"})
    tell = delivery.tell
    tell(event, "here.one", one)
    tell(event, "here.one", one)
    assert (heard, Receipt.objects.count()) == (["free"], 1)
    Receipt.objects.all().delete()  # as where the process died before it was written
    tell(event, "here.one", one)
    assert (heard, Receipt.objects.count()) == (["free", "free"], 1)
