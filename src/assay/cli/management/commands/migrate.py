"""`migrate`: an empty database gets its tables in the shape in which the migrations leave them, in one step.

Django's own way goes through every shape there ever was and draws all models anew for each, which took most of the time
of a first start, of the demo and of every run of tests. The migrations stay the one truth: the shape is worked out from
them, not from the models, and whatever runs a program of its own is either run, or known to find nothing to do.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: How PostgreSQL names that its memory for locks is full.
NO_ROOM = "53200"
#: Other people's programs that move rows, or rename what an older version made: with no rows there is nothing to do.
MOVE_ROWS_ONLY = {
    ("account", "0006_emailaddress_lower"),
    ("account", "0008_emailaddress_unique_primary_email_fixup"),
    ("auth", "0011_update_proxy_permissions"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("django_tasks_database", "0008_separate_results_field"),
    ("django_tasks_database", "0011_rename_complete_status"),
    ("django_tasks_database", "0013_separate_exception_fields"),
    (
        "django_tasks_database",
        "0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more",
    ),
    ("django_tasks_database", "0018_rename_succeeded_status"),
    (
        "django_tasks_database",
        "0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more",
    ),
}


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        whole = not options.get("app_label") and not options.get("fake")
        if whole and not any(options.get(asked) for asked in ("plan", "check_unapplied", "prune")):
            lay_out(options["database"])
        super().handle(*args, **options)


def lay_out(database: str) -> bool:
    """Make all tables of an empty database and note all migrations as done, in one transaction; True if it did.

    Does nothing where there is a table already, where a migration runs a program that is not known here, or where the
    server has no room to hold all tables locked at once (3,300 locks; PostgreSQL has 64 for each connection that it
    allows, which a small one exceeds): then they are gone through one by one, as ever, each in its own transaction.
    """
    connection = connections[database]
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan = [
        migration
        for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    if any(
        _is_unknown(migration, operation)
        for migration in plan
        for operation in migration.operations
    ):
        return False
    try:
        _make(connection, executor, plan)
    except OperationalError as e:
        if getattr(e.__cause__, "sqlstate", "") != NO_ROOM:
            raise
        return False
    return True


def _make(
    connection: BaseDatabaseWrapper, executor: MigrationExecutor, plan: list[Migration]
) -> None:
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    for migration in plan:
        migration.mutate_state(state, preserve=False)
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for operation in _programs(migration):
                operation.database_forwards(migration.app_label, editor, state, state)
        executor.recorder.ensure_schema()
        for migration in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)


def _is_program(operation: Operation) -> bool:
    return not operation.__module__.startswith("django.db.migrations.operations.") or isinstance(
        operation, migrations.RunPython | migrations.RunSQL | migrations.SeparateDatabaseAndState
    )


def _is_ours(migration: Migration) -> bool:
    return migration.__module__.startswith("assay.")


def _programs(migration: Migration) -> list[Operation]:
    return [o for o in migration.operations if _is_program(o)] if _is_ours(migration) else []


def _is_unknown(migration: Migration, operation: Operation) -> bool:
    known = (migration.app_label, migration.name) in MOVE_ROWS_ONLY or _is_ours(migration)
    return _is_program(operation) and not known
