"""Places in a status list are taken some at a time, and each is given out once."""

import os
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.status_lists import AHEAD, take_place
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.credentials.tests.factories import make_evaluation
from assay.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def places(ada: Person, version: Version) -> StatusList:
    """The list of the first award, of whose places nothing more is taken."""
    found = actions.award(make_evaluation(ada, version), by=None).status_list
    assert found is not None
    status_lists.forget_ahead()
    return found


def key_of(places: StatusList) -> IssuerKey:
    assert places.key is not None
    return places.key


def assigned(places: StatusList) -> int:
    return StatusList.objects.values_list("assigned", flat=True).get(pk=places.pk)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_some_are_taken_at_once(places: StatusList) -> None:
    before, key = assigned(places), key_of(places)
    given = [take_place(key)[1] for _ in range(AHEAD)]
    assert assigned(places) == before + AHEAD
    given += [take_place(key)[1] for _ in range(AHEAD + 1)]
    assert assigned(places) == before + 3 * AHEAD
    assert len({*given}) == 2 * AHEAD + 1
    status_lists.forget_ahead()
    assert take_place(key)[1] not in given


def test_within_one_that_may_be_taken_back_one_is(places: StatusList) -> None:
    before, key = assigned(places), key_of(places)
    first = take_place(key)[1]
    assert assigned(places) == before + 1
    with pytest.raises(ValueError, match="back"), transaction.atomic():
        second = take_place(key)[1]
        raise ValueError("back")
    assert take_place(key)[1] == second != first


def test_the_last_places_of_a_list_are_given_out_once(
    places: StatusList, monkeypatch: pytest.MonkeyPatch
) -> None:
    StatusList.objects.filter(pk=places.pk).update(assigned=places.length - 3)
    key, early = key_of(places), status_lists.open_lists().get(pk=places.pk)
    last = status_lists._taken(key, AHEAD)
    assert len({place for _list, place in last}) == 3 and {row.pk for row, _ in last} == {places.pk}

    looks = iter([early])  # as another process has looked it up before
    ask = status_lists._with_room.first
    monkeypatch.setattr(status_lists._with_room, "first", lambda *of: next(looks, None) or ask(*of))
    ((again, place),) = status_lists._taken(key, 1)
    assert again.number == places.number + 1 and 0 <= place < again.length
    assert assigned(places) == places.length


@pytest.mark.django_db(transaction=True)
def test_threads_give_out_each_place_once(places: StatusList) -> None:
    key, given = key_of(places), list[int]()

    def take() -> None:
        try:
            for _ in range(2 * AHEAD):
                given.append(take_place(key)[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({*given}) == 6 * AHEAD


@pytest.mark.django_db(transaction=True)
def test_a_child_has_none_of_its_parents(places: StatusList) -> None:
    take_place(key_of(places))
    assert status_lists._ahead
    child = os.fork()
    if child == 0:
        os._exit(bool(status_lists._ahead))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.django_db(transaction=True)
def test_after_the_database_was_put_back_they_are_taken_again(
    places: StatusList, dee: Person, version: Version
) -> None:
    first, key = Award.objects.get(), key_of(places)
    take_place(key)
    ((_places, next_one), *_rest) = status_lists._ahead[key.pk, key.multikey]
    Award.objects.update(
        status_index=next_one
    )  # given out once before, in the history that came back
    evaluation = make_evaluation(dee, version)
    with pytest.raises(IntegrityError):
        actions.award(evaluation, by=None)
    assert actions.award(evaluation, by=None).status_index not in {next_one, first.status_index}
