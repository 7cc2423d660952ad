"""An empty database gets the very tables that going through all migrations leaves."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from assay.cli.management.commands import migrate
from assay.cli.management.commands.migrate import lay_out

pytestmark = [pytest.mark.usefixtures("other_databases"), pytest.mark.postgresql]


@pytest.fixture
def other_databases(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Databases of a test's own may be asked: a test case of Django's would allow the configured ones alone."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def empty(name: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """The default database for a while: a file, or a schema of the same server. Others' migrations ask no other."""
    own = connections["default"]
    settings = copy.deepcopy(own.settings_dict)
    if own.vendor == "postgresql":
        settings["OPTIONS"]["options"] = f"-c search_path={name}"
        _ask(own, f"CREATE SCHEMA {name}")
    else:
        settings["NAME"] = str(folder / f"{name}.sqlite3")
    connections["default"] = made = type(own)(settings, "default")
    try:
        yield made
    finally:
        made.close()
        connections["default"] = own
        if own.vendor == "postgresql":
            _ask(own, f"DROP SCHEMA {name} CASCADE")


def _ask(database: BaseDatabaseWrapper, sql: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql)


def shape(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Tables with their columns, constraints and indexes, whatever the order of the columns."""
    found: dict[str, Any] = {}
    look = database.introspection
    with database.cursor() as cursor:
        for table in look.table_names(cursor):
            columns = {
                column.name: (column.type_code, column.null_ok, column.default, column.collation)
                for column in look.get_table_description(cursor, table)
            }
            constraints = look.get_constraints(cursor, table).items()
            # What Django names by itself keeps the name of a table that was renamed; it is looked up, never asked for.
            by_itself = ("__", "fk_", f"{table.partition('_')[0]}_")
            found[table] = (
                columns,
                sorted(
                    (
                        "" if name.startswith(by_itself) else name,
                        repr(sorted(said.items(), key=repr)),
                    )
                    for name, said in constraints  # SQLite numbers what has no name as it comes
                ),
            )
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type <> 'table'")
            found["indexes"] = sorted(cursor.fetchall())
    return found


def test_the_tables_are_those_that_all_migrations_leave(tmp_path: Path) -> None:
    with empty("one_by_one", tmp_path) as database:
        executor = MigrationExecutor(database)
        executor.migrate(executor.loader.graph.leaf_nodes())
        left = shape(database)
        applied = set(MigrationRecorder(database).applied_migrations())
    with empty("at_once", tmp_path) as database:
        assert lay_out("default"), "a migration runs a program that nobody has looked at"
        assert shape(database) == left
        assert set(MigrationRecorder(database).applied_migrations()) == applied


def test_what_has_tables_is_left_to_the_migrations(tmp_path: Path) -> None:
    with empty("has_one", tmp_path) as database:
        _ask(database, "CREATE TABLE somebodys (id integer)")
        assert not lay_out("default")
        assert database.introspection.table_names() == ["somebodys"]


def test_a_program_that_nobody_looked_at_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "MOVE_ROWS_ONLY", set())
    with empty("unknown", tmp_path) as database:
        assert not lay_out("default")
        assert not database.introspection.table_names()


def test_what_breaks_off_leaves_nothing_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise OSError("the power went")

    with empty("broken", tmp_path) as database:
        with monkeypatch.context() as broken:
            broken.setattr(migrations.RunPython, "database_forwards", fail)
            with pytest.raises(OSError, match="power"):
                lay_out("default")
        assert not database.introspection.table_names()
        call_command("migrate", verbosity=0)
        assert "catalog_search" in database.introspection.table_names()


class Full(Exception):
    """As PostgreSQL says it."""

    sqlstate = migrate.NO_ROOM


@pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite locks one file")
def test_where_there_is_no_room_for_all_locks_they_are_made_step_by_step(tmp_path: Path) -> None:
    """At the fiftieth table, as on a server that allows few connections; Django's own way has a few to a step."""
    made: list[str] = []

    def full(execute: Any, sql: str, *more: Any) -> Any:
        made.extend([sql] if sql.startswith("CREATE TABLE") else [])
        if len(made) == 50:
            raise OperationalError("out of shared memory") from Full()
        return execute(sql, *more)

    with empty("small", tmp_path) as database:
        with database.execute_wrapper(full):
            assert not lay_out("default")
        assert len(made) == 50 and not database.introspection.table_names()
