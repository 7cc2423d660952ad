"""The cast everybody knows: Ada learns, Bo assesses, Chi approves, Dee is an outsider who must see nothing."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from tests import emptying, on_postgresql, outdoors

from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school

# No deadline and no check of speed: the machine that runs the tests may be busy with something else. Where a change
# is judged (CI=true) properties try the same examples every time, so that none is refused by chance; at a desk they
# explore.
UNHURRIED = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("desk", **UNHURRIED)
settings.register_profile("judged", **UNHURRIED, derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") == "true" else "desk")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses among them
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "postgresql" in str(config.option.markexpr):  # looking into every test takes seconds
        on_postgresql.choose(items)


def pytest_configure() -> None:
    setattr(TransactionTestCase, "_fixture_teardown", emptying.empty_what_was_filled)  # noqa: B010 (not in the stubs)


def pytest_collection_finish() -> None:
    """What was imported and gathered stays to the end: half a million objects, looked through no more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """A request in another language leaves that language behind in its thread; every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def begin_with_an_empty_cache() -> None:
    """Rows are rolled back, the cache is not: a code counted as used would be refused to the next test's person."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_network_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test of the suite is a proof of it: it fails where a verb or a listener speaks to the network."""
    outdoors.watch(monkeypatch)
    yield
    caught = list(outdoors.caught)
    outdoors.caught.clear()
    assert not caught


@pytest.fixture
def district(db: None) -> Organization:
    return make_district()


@pytest.fixture
def ada(district: Organization) -> Person:
    """A learner at Cedar Point."""
    return make_person(
        "Ada Marsh", role="learner", organization=make_school(district, "Cedar Point")
    )


@pytest.fixture
def bo(district: Organization) -> Person:
    """An assessor from another school."""
    person = make_person("Bo Lind", role="assessor", organization=district)
    make_person(person, role="learner", organization=make_school(district, "Birch Hollow"))
    return person


@pytest.fixture
def chi(district: Organization) -> Person:
    """An approver of the district."""
    return make_person("Chi Okoye", role="approver", organization=district)


@pytest.fixture
def lea(district: Organization) -> Person:
    """A lead assessor of the district."""
    return make_person("Lea Ortiz", role="lead-assessor", organization=district)


@pytest.fixture
def max_(district: Organization) -> Person:
    """A program administrator."""
    return make_person("Max Sund", role="program-admin", organization=district)


@pytest.fixture
def dee(district: Organization) -> Person:
    """A learner of the same district who has nothing to do with anything: must see nothing."""
    return make_person(
        "Dee Stone", role="learner", organization=make_school(district, "Dune Grass")
    )
