import pytest
from django.db import connection

from assay.lib.errors import WrongState
from assay.lib.states import move
from assay.people.models import Person
from assay.record.actions import Entry, check, note, note_all
from assay.record.delivery import TOGETHER, _listeners
from assay.record.models import Event, Receipt


@pytest.fixture
def three(ada: Person) -> list[Event]:
    return [note("people.greeted", ada, by=ada, times=n) for n in range(3)]


def test_rows_follow_each_other_and_the_chain_is_whole(three: list[Event]) -> None:
    assert [e.id for e in three] == [1, 2, 3]
    assert three[1].previous == three[0].hash
    assert check().whole and check().rows == 3


def test_a_changed_row_is_named(three: list[Event]) -> None:
    Event.objects.filter(pk=2).update(particulars={"times": 9})
    found = check()
    assert not found.whole and found.broken_at == 2 and found.rows == 1


def test_a_row_rewritten_with_its_own_hash_breaks_the_next(three: list[Event]) -> None:
    event = Event.objects.get(pk=2)
    event.particulars = {"times": 9}
    event.hash = event.computed_hash()
    event.save()
    assert check().broken_at == 3


def test_a_missing_row_is_named(three: list[Event]) -> None:
    Event.objects.filter(pk=2).delete()
    assert check().broken_at == 2


def test_rows_cut_off_at_the_end_are_noticed(three: list[Event]) -> None:
    Event.objects.filter(pk=3).delete()
    assert check().broken_at == 3


def test_floats_are_refused_because_databases_print_them_differently(ada: Person) -> None:
    with pytest.raises(TypeError):
        note("people.greeted", ada, by=ada, share=0.5)
    assert Event.objects.count() == 0


def test_a_note_costs_few_queries_however_long_the_chain(ada: Person, django_assert_max_num_queries: object) -> None:
    note("people.greeted", ada, by=ada)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
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
        note_all(Entry(verb="people.greeted", subject=ada, by=None, particulars={"n": n}) for n in range(count))
    assert len(callbacks) == 1
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
