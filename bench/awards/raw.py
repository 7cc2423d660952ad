"""What no way of awarding can go below: the signature itself, its check, and the rows."""

import time
from collections.abc import Callable

from django.db import connection, transaction

from badgecore.keys import PrivateKey

_TABLES = ("credentials_award", "credentials_credential", "record_event", "record_event")


def signatures() -> tuple[float, float]:
    """Raw Ed25519 of the same library a second of processor time: sign, verify."""
    key, data = PrivateKey.generate("Ed25519"), bytes(64)
    signature = key.sign(data)
    return _rate(lambda: key.sign(data)), _rate(lambda: key.public.verify(signature, data))


def _rate(act: Callable[[], object]) -> float:
    best = 0.0
    for _ in range(5):
        began = time.process_time()
        for _ in range(500):
            act()
        best = max(best, 500 / (time.process_time() - began))
    return best


def rows(count: int = 2000) -> float:
    """Awards a second, if all there were to do was to INSERT their rows as they are into tables without an index."""
    with connection.cursor() as cursor:
        jobs = []
        for number, table in enumerate(_TABLES):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT {count}")
            found = cursor.fetchall()
            copy, marks = f"bench_{number}", ", ".join(["%s"] * len(found[0]))
            cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {table} LIMIT 0")
            jobs.append(
                (
                    f"INSERT INTO {copy} VALUES ({marks})",
                    [[_plain(v) for v in row] for row in found],
                )
            )
        began = time.monotonic()
        for first in range(0, count, 500):
            with transaction.atomic():
                for sql, values in jobs:
                    cursor.executemany(sql, values[first : first + 500])
        spent = time.monotonic() - began
        for number in range(len(_TABLES)):
            cursor.execute(f"DROP TABLE bench_{number}")
    return count / spent


def _plain(value: object) -> object:
    """PostgreSQL's driver reads jsonb as a dict and writes none."""
    if isinstance(value, dict):
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return value
