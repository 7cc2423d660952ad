from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError

from assay.lib.clock import held_at, now
from assay.lib.errors import WrongState
from assay.lib.states import move
from assay.people.models import Person
from assay.record.actions import Entry, note, note_all
from assay.record.delivery import TOGETHER, _listeners
from assay.record.models import Event, Head, Receipt, Seal
from assay.record.sealing import LONGEST_TRANSACTION, check, seal, seal_stragglers


@pytest.fixture
def three(ada: Person) -> list[Event]:
    events = [note("people.greeted", ada, by=ada, times=n) for n in range(3)]
    assert seal() == 3 and seal() == 0
    return events


def forge(place: int) -> None:
    """Change a row, and write the seal that would fit it."""
    event, before = Seal.objects.get(pk=place).event, Seal.objects.get(pk=place - 1)
    event.particulars = {"times": 9}
    event.save()
    Seal.objects.filter(pk=place).update(
        hash=Seal.hash_of(event, place=place, previous=before.hash)
    )


def test_rows_follow_each_other_and_the_chain_is_whole(three: list[Event]) -> None:
    assert list(Seal.objects.values_list("place", "event_id")) == [
        (n, e.pk) for n, e in enumerate(three, 1)
    ]
    assert check().whole and check().rows == 3


def test_a_changed_row_is_named(three: list[Event]) -> None:
    Event.objects.filter(pk=three[1].pk).update(particulars={"times": 9})
    found = check()
    assert not found.whole and found.broken_at == 2 and found.rows == 1


def test_a_row_rewritten_with_its_own_seal_breaks_the_next(three: list[Event]) -> None:
    forge(2)
    assert check().broken_at == 3


def test_a_missing_row_is_named(three: list[Event]) -> None:
    Seal.objects.filter(pk=2).delete()
    Event.objects.filter(pk=three[1].pk).delete()
    assert check().broken_at == 2


def test_an_event_under_a_seal_cannot_be_deleted(three: list[Event]) -> None:
    with pytest.raises(ProtectedError):
        three[1].delete()


def test_rows_cut_off_at_the_end_are_noticed(three: list[Event]) -> None:
    Seal.objects.filter(pk=3).delete()
    Event.objects.filter(pk=three[2].pk).delete()
    assert check().broken_at == 3


def test_a_row_slipped_in_later_only_comes_after_all_others(three: list[Event]) -> None:
    late = note("people.greeted", three[0], by=None)
    Event.objects.filter(pk=late.pk).update(at=three[0].at)
    assert check().whole and Seal.objects.get(event=late).place == 4


def test_a_number_that_a_transaction_took_back_leaves_no_gap_in_the_chain(ada: Person) -> None:
    note("people.greeted", ada, by=None)
    with pytest.raises(RuntimeError), transaction.atomic():
        note("people.greeted", ada, by=None)
        raise RuntimeError
    note("people.greeted", ada, by=None)
    seal()
    note("people.greeted", ada, by=None)
    assert seal() == 1 and check().whole
    assert list(Seal.objects.values_list("place", flat=True)) == [1, 2, 3]


def test_what_commits_after_younger_rows_is_sealed_too(ada: Person) -> None:
    first, second, third = (note("people.greeted", ada, by=None, n=n) for n in range(3))
    Event.objects.filter(pk=second.pk).delete()  # as if its transaction had not committed yet
    seal()
    second.save(force_insert=True)
    assert seal() == 1
    assert list(Seal.objects.values_list("event_id", flat=True)) == [first.pk, third.pk, second.pk]
    assert check().whole


def test_a_gap_is_waited_for_no_longer_than_a_transaction_lasts(ada: Person) -> None:
    events = [note("people.greeted", ada, by=None, n=n) for n in range(3)]
    Event.objects.filter(pk=events[1].pk).delete()
    seal()
    with held_at(now() + LONGEST_TRANSACTION + timedelta(seconds=1)):
        note("people.greeted", ada, by=None)
        seal()
        assert Head.objects.get().settled_id == events[2].pk
        events[1].save(force_insert=True)  # later than anything may be
        assert seal() == 0 and seal_stragglers() == 1 and check().whole


def test_floats_are_refused_because_databases_print_them_differently(ada: Person) -> None:
    with pytest.raises(TypeError):
        note("people.greeted", ada, by=ada, share=0.5)
    assert Event.objects.count() == 0


def test_a_note_costs_few_queries_however_long_the_chain(
    ada: Person, django_assert_max_num_queries: object
) -> None:
    note("people.greeted", ada, by=ada)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        note("people.greeted", ada, by=None)


def test_a_batch_is_heard_whole_though_one_of_it_stumbles(
    ada: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[int] = []

    def listener(event: Event) -> None:
        if event.particulars["n"] == 3:
            raise ValueError("a stumble")
        heard.append(event.particulars["n"])

    monkeypatch.setitem(_listeners, "people.greeted", {"here.listener": listener})
    count = TOGETHER + 7
    with django_capture_on_commit_callbacks(execute=True) as callbacks:  # type: ignore[operator]
        note_all(
            Entry(verb="people.greeted", subject=ada, by=None, particulars={"n": n})
            for n in range(count)
        )
    assert len(callbacks) == 2  # a task for each hundred
    assert heard == [n for n in range(count) if n != 3]
    assert Receipt.objects.count() == count - 1


def test_move_refuses_what_the_table_does_not_know(ada: Person) -> None:
    ada.__class__.MOVES = {"en": {"es"}}  # type: ignore[attr-defined]
    try:
        move(ada, to="es", field="locale")
        assert Person.objects.get(pk=ada.pk).locale == "es"
        with pytest.raises(WrongState):
            move(ada, to="es", field="locale")
    finally:
        del ada.__class__.MOVES  # type: ignore[attr-defined]


def test_move_is_lost_by_whoever_read_an_older_state(ada: Person) -> None:
    Person.MOVES = {"en": {"es"}}  # type: ignore[attr-defined]
    try:
        late = Person.objects.get(pk=ada.pk)
        move(ada, to="es", field="locale")
        with pytest.raises(WrongState):
            move(late, to="es", field="locale")
    finally:
        del Person.MOVES  # type: ignore[attr-defined]
    assert connection.vendor
