"""Which tests run on PostgreSQL too. SQLite runs them all; a second time is for what the other database could answer
differently, and for one look at everything else.

A test that needs it gets it without being named, by what it is:

* whatever commits for real (`transaction=True`): races, locks, threads, the queue, the sweep;
* whatever speaks of what differs between the two: a word of `WORDS` stands in the test itself;
* the places where rooms meet (`WHOLE`), and each page of the tenancy table once: every page's queries;
* of every other file that uses the database its first test: each verb's straight path, and each page. A test of drawn
  examples is none: hundreds of turns say what one says.

Anything else that needs it says so: `@pytest.mark.postgresql`, on a test or as `pytestmark` of a file.
"""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WHOLE = (
    "tests/record/",
    "tests/journeys/",
    "tests/faults/test_races.py",
    "tests/faults/test_credit_races.py",
    "tests/faults/test_priority_races.py",
    "src/assay/catalog/tests/test_search.py",
)
WORDS = re.compile(
    r"IntegrityError|DatabaseError|OperationalError|DataError|Thread|connections?\b|cursor|vendor|on_commit"
    r"|select_for_update|EXPLAIN|RawSQL|\.raw\(|migrat|(?<!re\.)search|constraint|\\x00|\\u0000|single_run|advisory|came_second",
)


def choose(items: Iterable[pytest.Item]) -> None:
    """Give the marker `postgresql` to every test that runs there."""
    met: set[Path] = set()
    for item in items:
        if not _uses_the_database(item) or _is_drawn(item):
            continue
        first = item.path not in met
        met.add(item.path)
        if first or _commits(item) or _is_whole(item) or _speaks_of_it(item):
            item.add_marker(pytest.mark.postgresql)


def _uses_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db"} & fixtures
    )


def _is_drawn(item: pytest.Item) -> bool:
    """By Hypothesis; where it commits, or stands among the places where rooms meet, it runs all the same."""
    drawn = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
    return drawn and not _commits(item) and not _is_whole(item)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(
        marker and marker.kwargs.get("transaction")
    )


def _is_whole(item: pytest.Item) -> bool:
    return item.path.relative_to(ROOT).as_posix().startswith(WHOLE)


def _speaks_of_it(item: pytest.Item) -> bool:
    function = getattr(item, "function", None)
    return function is not None and WORDS.search(inspect.getsource(function)) is not None
