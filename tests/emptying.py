"""What a test has committed is taken away again, at the price of what it committed.

Django empties every table there is and works out all permissions anew. On PostgreSQL that takes a second, since each of
two hundred tables gets a new file; most of these tests have written into twenty.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

#: The same in every test: Django writes them when the tables are made.
STANDING = {"django_content_type", "auth_permission"}
#: Tables asked about in one question: SQLite puts no more than 500 together.
AT_ONCE = 400


def empty_what_was_filled(_case: TransactionTestCase) -> None:
    """Delete all rows of all tables that have some. Keys of other tables are looked at when all of it is done."""
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = sorted(set(there) - STANDING)
    with transaction.atomic():
        for n in range(0, len(tables), AT_ONCE):
            for table in _filled(tables[n : n + AT_ONCE]):
                with connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _filled(tables: list[str]) -> list[str]:
    quoted = connection.ops.quote_name
    each = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return [row[0] for row in cursor.fetchall()]
