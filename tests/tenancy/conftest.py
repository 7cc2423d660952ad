"""One world for all tests of a file: building it takes longer than asking it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.tenancy.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once, in a transaction that is rolled back at the end; each test's own is inside it."""
    around = transaction.atomic()
    around._from_testcase = (
        True  # pytest's, not the product's: what watches for open transactions lets it be
    )
    with django_db_blocker.unblock(), around:
        found = build()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "ANALYZE"
                )  # as a database that has held these rows for a day knows them
        yield found
        transaction.set_rollback(True)
