"""What stands in the place of Django's own is as Django's own: each thread's, and gone when it is taken away."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import translation

from assay.cli.lane_values import PLACES, LaneValue, take_the_place


def in_another_thread(ask: Callable[[], object]) -> object:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(ask()))
    thread.start()
    thread.join()
    return found[0]


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that serves; put back afterwards."""
    for module, name in PLACES:
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(connections, "_connections", getattr(connections, "_connections"))  # noqa: B009
    monkeypatch.setattr(connections, "close_all", lambda: None)
    take_the_place()


@pytest.mark.usefixtures("in_place")
def test_django_looks_where_it_is_quick() -> None:
    assert all(isinstance(getattr(module, name), LaneValue) for module, name in PLACES)


def test_each_thread_has_its_own_and_takes_away_its_own() -> None:
    held = LaneValue()
    assert not hasattr(held, "value")
    held.value = "here"
    assert held.value == "here" and in_another_thread(lambda: hasattr(held, "value")) is False
    del held.value
    assert getattr(held, "value", "none") == "none"
    with pytest.raises(AttributeError):
        del held.value
    held.value = None
    assert held.value is None


@pytest.mark.usefixtures("in_place")
def test_a_language_that_one_thread_speaks_is_not_heard_in_another() -> None:
    with translation.override("es"):
        assert translation.gettext("Yes") == "Sí"
        assert in_another_thread(translation.get_language) == "en"
        with translation.override(None):
            assert translation.get_language() is None
        assert translation.get_language() == "es"
