"""Many rows written at once, as values: a model instance for each costs several times what the database takes.

And one row read again, where a verb has changed what its object remembers.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

# Their values go to every database as they are.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.BinaryField,
)


def read_again(row: object, *names: str) -> None:
    """Let an object forget what it worked out once (`cached_property`) or fetched (a related row) under these names."""
    for name in names:
        row.__dict__.pop(name, None)
        if isinstance(row, models.Model):
            row._state.fields_cache.pop(name, None)


def insert_all(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """INSERT rows of a model, each with the values of these fields (`evaluation_id`, not `evaluation`), in this order.

    The fields that are not named get their defaults, or their numbers from the database. What `bulk_create` does for an
    instance is not done: nothing comes back, no signal is sent, no `auto_now` is filled in. Raises what the database
    raises, and LookupError for a field that needs a value of its own in each row.
    """
    fields: dict[str, models.Field[Any, Any]] = {
        field.attname: field for field in model._meta.concrete_fields
    }
    written = [fields.pop(name) for name in names]
    columns = [
        _written(field, column)
        for field, column in zip(written, zip(*rows, strict=True), strict=False)
    ]
    if not columns:
        return
    for field in fields.values():
        if not isinstance(field, models.AutoField):
            written.append(field)
            columns.append([_default(field)] * len(columns[0]))
    quote = connection.ops.quote_name
    into, marks = (
        ", ".join([quote(str(field.column)) for field in written]),
        ", ".join(["%s"] * len(written)),
    )
    # The names of our own tables and columns; the values go beside.
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*columns, strict=True)))


def _written(field: models.Field[Any, Any], column: Sequence[Any]) -> Sequence[Any]:
    """The values as the database takes them. Most of a batch are alike (a moment, a version): each is asked once."""
    if _is_plain(field):
        return column
    try:
        known = {value: field.get_db_prep_save(value, connection) for value in set(column)}
    except TypeError:  # a JSON value has no hash
        return [field.get_db_prep_save(value, connection) for value in column]
    return [known[value] for value in column]


def _is_plain(field: models.Field[Any, Any]) -> bool:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return isinstance(field, _PLAIN)


def _default(field: models.Field[Any, Any]) -> Any:
    has_one = (
        not callable(field.default) if field.has_default() else field.null or _may_be_empty(field)
    )
    if not has_one:
        raise LookupError(f"{field} needs a value of its own in each row")
    return field.get_db_prep_save(field.get_default(), connection)


def _may_be_empty(field: models.Field[Any, Any]) -> bool:
    return field.blank and field.empty_strings_allowed
