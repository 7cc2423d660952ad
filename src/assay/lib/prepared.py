"""Questions to the database whose SQL is worked out once a process and asked with other values (decision 0019).

A page that asks eight questions spends most of its time building them: the database answers in a fraction of that.
What is asked stays a queryset, the one place that says it; rows come back as Django makes them.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import date, datetime
from functools import cache
from threading import Lock, local
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet, prefetch_related_objects
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")

#: How many values a list had, rounded up to one of these, tells one statement from another: the last value stands again
#: where there are fewer. Longer lists are asked in the ordinary way.
LENGTHS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100)
LONGEST_LIST = LENGTHS[-1]
_BEYOND = 2**63
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


_answers: ContextVar[dict[Any, list[Any]] | None] = ContextVar("answers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it a question that is asked again with the same values is answered as before. Also a decorator.

    For a page that only shows: several rules ask who sits on a committee, or what its policy is, each for itself.
    Nothing is to be written in here. Rows of models are asked for again, since whoever has one may change it.
    """
    mark = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(mark)


class Place(Expression):
    """Stands in a prepared question where a value will be."""

    def __init__(self, number: int, item: int = 0) -> None:
        super().__init__()
        self.number, self.item = number, item

    def __hash__(self) -> int:
        return hash((self.number, self.item))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and (self.number, self.item) == (other.number, other.item)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared(Generic[P, Row]):
    """A function that returns a queryset, as `prepared` makes it a question that is quick to ask.

    Its arguments are values of look-ups and nothing else: while the question is put together they are stand-ins. What
    shapes the question (a condition, an order, a day "today" worked out inside) must not hang on them. Keys of
    related rows in a list are asked for as `version__pk__in`: Django turns those of `version__in` into numbers. A value
    that stands in a list twice must ask for the same.
    """

    def __init__(
        self, question: Callable[P, QuerySet[Any, Row]], *, keeps_plan: bool = False
    ) -> None:
        self._question: Callable[..., QuerySet[Any, Row]] = question
        self._keeps_plan = keeps_plan
        self._statements: dict[tuple[int, ...], _Statement | None] = {}
        self._counts: dict[tuple[int, ...], _Statement | None] = {}
        self._lock = Lock()
        self.__doc__, self.__name__ = question.__doc__, question.__name__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """Its rows. Raises TypeError for None, which SQL asks for in other words, and for a keyword."""
        if kwargs:
            raise TypeError(f"{self.__name__} takes its values in order")
        shape = tuple([_length(value) for value in args])
        if max(shape, default=0) > LONGEST_LIST:
            return list(self._question(*args))
        statement = self._statement(shape, self._statements, self._question)
        if statement is None:
            return []
        known = _answers.get()
        if known is None or not statement.gives_values:
            return statement.rows(args)
        asked = (self, *map(_as_key, args))
        if asked not in known:
            known[asked] = statement.rows(args)
        return list(known[asked])

    def part(self, low: int, high: int, args: Sequence[Any]) -> list[Row]:
        """Its rows from `low` to before `high`, for a page of a list. The question itself takes no part."""
        shape = tuple([_length(value) for value in args])
        if max(shape, default=0) > LONGEST_LIST:
            return list(self._question(*args)[low:high])
        statement = self._statement(shape, self._statements, self._question)
        return statement.rows(args, low, high) if statement else []

    def count(self, at_most: int, args: Sequence[Any]) -> int:
        """How many rows it has, counted as far as `at_most`."""
        shape = tuple([_length(value) for value in args])
        if max(shape, default=0) > LONGEST_LIST:
            return self._keys(*args)[:at_most].count()
        statement = self._statement(shape, self._counts, self._keys)
        return statement.count(args, at_most) if statement else 0

    def head(
        self, args: Sequence[Any], at_most: int, *, in_order: bool
    ) -> "tuple[str, list[Any]] | None":
        """SQL for its first row and, before it, how many there are as far as was counted; None where that is known.

        For `heads`. `in_order` counts by reading rows in their order. Raises TypeError for a list too long for it.
        """
        shape = tuple([_length(value) for value in args])
        if max(shape, default=0) > LONGEST_LIST:
            raise TypeError(f"{self.__name__} is asked for more than {LONGEST_LIST} keys")
        first = self._statement(shape, self._statements, self._question)
        counting = first if in_order else self._statement(shape, self._counts, self._keys)
        if first is None or counting is None:
            return None
        counted, values = counting.text(args, 0, at_most)
        found, own = first.text(args, 0, 1)
        how_many = f"(SELECT COUNT(*) FROM ({counted}) counted_)"  # noqa: S608 (no value in it)
        return f"{how_many}, first_.* FROM ({found}) first_", [*values, *own]

    def row(self, args: Sequence[Any], columns: Sequence[Any]) -> Any:
        """What the database gave for a row of `head`, as this question's rows are."""
        statement = self._statement(
            tuple([_length(value) for value in args]), self._statements, self._question
        )
        return statement.row(columns) if statement else None

    def _keys(self, *args: Any) -> QuerySet[Any, Any]:
        """What is counted: the same rows in no order, and of each its key."""
        rows: QuerySet[Any, Any] = self._question(*args)
        return rows.prefetch_related(None).order_by().values_list("pk")

    def _statement(
        self,
        shape: tuple[int, ...],
        known: "dict[tuple[int, ...], _Statement | None]",
        question: Callable[..., QuerySet[Any, Any]],
    ) -> "_Statement | None":
        try:
            return known[shape]
        except KeyError:
            with self._lock:
                known[shape] = self._put_together(shape, question)
            return known[shape]

    def first(self, *args: P.args, **kwargs: P.kwargs) -> Row | None:
        """The first of its rows, where it asks for one (`[:1]`)."""
        rows = self(*args, **kwargs)
        return rows[0] if rows else None

    def _put_together(
        self, shape: tuple[int, ...], question: Callable[..., QuerySet[Any, Any]]
    ) -> "_Statement | None":
        stand_ins = [
            Place(number) if length < 0 else [Place(number, item) for item in range(length)]
            for number, length in enumerate(shape)
        ]
        queryset = question(*stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        for value in params:
            if isinstance(value, date) or (isinstance(value, str) and _A_DAY.match(value)):
                raise TypeError(f"{self.__name__} would ask for this day for ever: {value}")
        return _Statement(queryset, compiler, sql, params, keeps_plan=self._keeps_plan)


def heads(
    asked: Sequence[tuple[Prepared[..., Any], Sequence[Any], bool]], at_most: int
) -> list[tuple[int, Any]]:
    """Of each question, asked with its values: how many rows as far as `at_most`, and the first (or None). One query.

    With each goes whether it is counted in its order (`counts.Listed`). All of them ask for values (`values_list`) of
    the same kinds in the same order.
    """
    found: list[tuple[int, Any]] = [(0, None)] * len(asked)
    parts: list[str] = []
    params: list[Any] = []
    for n, (question, values, in_order) in enumerate(asked):
        head = question.head(values, at_most, in_order=in_order)
        if head is not None:
            parts.append(f"SELECT {n}, {head[0]}")
            params += head[1]
    if parts:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for n, count, *columns in cursor.fetchall():
                question, values, _in_order = asked[n]
                found[n] = (int(count), question.row(values, columns))
    return found


def prepared(question: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Make a function that returns a queryset one that returns its rows, at a fifth of the cost; see `Prepared`."""
    return Prepared(question)


def planned_once(question: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """As `prepared`, and PostgreSQL keeps its plan, for each connection: most of what a short question costs it.

    For questions by keys, whose best plan is the same whatever the values are.
    """
    return Prepared(question, keeps_plan=True)


class _Statement:
    """One question, put together."""

    def __init__(
        self,
        queryset: QuerySet[Any, Any],
        compiler: SQLCompiler,
        sql: str,
        params: Sequence[Any],
        *,
        keeps_plan: bool,
    ) -> None:
        self._sql, self._params, self._compiler = sql, tuple(params), compiler
        self._at_server = keeps_plan and compiler.connection.vendor == "postgresql"
        if self._at_server or compiler.connection.vendor == "sqlite":
            self._sql, self._params = _with_constants(sql, params, compiler.connection)
        self._prefetches = queryset._prefetch_related_lookups  # type: ignore[attr-defined]  # not in the stubs
        self._queryset, self._is_sliced = queryset, queryset.query.is_sliced
        self.gives_values = queryset._iterable_class is not ModelIterable
        self._own = local()

    def rows(self, values: Sequence[Any], low: int = 0, high: int | None = None) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        params = [_value(p, values, connection) for p in self._params]
        if self._at_server:
            params = [_as_bigint(value) if type(value) is int else value for value in params]
        sql = self._sql if high is None else self._part(connection, low, high)
        with _binding_cursor(connection) if self._at_server else connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        if not found:
            return []
        rows = self._reader(connection).rows(found)
        if self._prefetches:
            prefetch_related_objects(rows, *self._prefetches)
        return rows

    def count(self, values: Sequence[Any], at_most: int) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        params = tuple([_value(p, values, connection) for p in self._params])
        counted = f"SELECT COUNT(*) FROM ({self._part(connection, 0, at_most)}) rows_"  # noqa: S608 (no value in it)
        with connection.cursor() as cursor:  # as Django counts what is sliced
            cursor.execute(counted, params)
            return int(cursor.fetchone()[0])

    def text(self, values: Sequence[Any], low: int, high: int) -> tuple[str, list[Any]]:
        """A part of it as SQL with its values, to stand within another question."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._part(connection, low, high), [
            _value(p, values, connection) for p in self._params
        ]

    def row(self, columns: Sequence[Any]) -> Any:
        """One row, as Django makes it of what the database gave."""
        return self._reader(connections[DEFAULT_DB_ALIAS]).rows([tuple(columns)])[0]

    def _part(self, connection: Any, low: int, high: int) -> str:
        if self._is_sliced:
            raise TypeError("a question of which a part is asked asks for all rows")
        return f"{self._sql} {connection.ops.limit_offset_sql(low, high)}"

    def _reader(self, connection: Any) -> "_Reader":
        """This thread's."""
        kept: _Reader | None = getattr(self._own, "reader", None)
        if kept is None or kept.connection is not connection:
            kept = self._own.reader = _Reader(self._queryset, self._compiler, connection)
        return kept


class _Reader:
    """Makes rows of what the database gave, as the queryset's iterable does; how is worked out once a connection.

    An iterable of Django's works it out each time: half of what a short question takes.
    """

    def __init__(
        self, queryset: QuerySet[Any, Any], compiler: SQLCompiler, connection: Any
    ) -> None:
        self.connection = connection
        compiler = copy(compiler)
        compiler.connection = connection
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        if compiler.has_composite_fields(columns):
            raise TypeError("a prepared question knows no keys of several columns")
        self._converters = [
            (place, converter, expression)
            for place, (converters, expression) in compiler.get_converters(columns).items()
            for converter in converters
        ]
        self._width = compiler.col_count if compiler.has_extra_select else None
        self._make = _maker(queryset, compiler)

    def rows(self, found: Sequence[tuple[Any, ...]]) -> list[Any]:
        if self._width is not None:
            found = [row[: self._width] for row in found]
        if not self._converters:
            return self._make(found)
        connection, converted = self.connection, [list(row) for row in found]
        for place, converter, expression in self._converters:
            for row in converted:
                row[place] = converter(row[place], expression, connection)
        return self._make(converted)


def _maker(
    queryset: QuerySet[Any, Any], compiler: SQLCompiler
) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """From converted columns to rows of this queryset's kind. Raises TypeError for a kind that no page has needed."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return lambda found: [row[0] for row in found]
    if kind is ValuesListIterable:
        return lambda found: [tuple(row) for row in found]
    if kind is ValuesIterable:
        keys = list(queryset.query.selected or ())
        return lambda found: [dict(zip(keys, row, strict=True)) for row in found]
    if kind is not ModelIterable:
        raise TypeError(f"a prepared question gives rows or lists of values, no {kind.__name__}")
    klass: Any = compiler.klass_info
    model, fields = klass["model"], klass["select_fields"]
    begins, ends = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in compiler.select[begins:ends]]
    related = get_related_populators(klass, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of Django 6
    more = list((compiler.annotation_col_map or {}).items())

    def made(found: Sequence[Sequence[Any]]) -> list[Any]:
        rows = []
        for columns in found:
            row = model.from_db(DEFAULT_DB_ALIAS, names, columns[begins:ends])
            for populator in related:
                populator.populate(columns, row)
            for name, place in more:
                setattr(row, name, columns[place])
            rows.append(row)
        return rows

    return made


def _with_constants(
    sql: str, params: Sequence[Any], connection: Any
) -> tuple[str, tuple[Any, ...]]:
    """With its constants in the text, where partial indexes are recognized by them, and places for values alone.

    SQLite recognizes them by a value that is bound, too, but plans the question anew each time it is bound: 3 ms of a
    lead's home.
    """
    texts = [_constant(param, connection) for param in params]
    escaped = ["%s" if text is None else text.replace("%", "%%") for text in texts]
    left = tuple(param for param, text in zip(params, texts, strict=True) if text is None)
    return sql.replace("%%", "%%%%") % tuple(escaped), left


def _constant(param: Any, connection: Any) -> str | None:
    """A value that stands in the question itself, as the database writes it; None for one that is handed in."""
    if isinstance(param, Place):
        return None
    if connection.vendor == "postgresql":
        return str(connection.ops.compose_sql("%s", [param]))
    if type(param) in (bool, int):
        return str(int(param))
    if isinstance(param, str) and "\0" not in param:
        return "'" + str(param).replace("'", "''") + "'"
    return None


def _binding_cursor(connection: Any) -> Any:
    """A cursor that sends values apart from the text, as PostgreSQL needs to know a statement again.

    After `prepare_threshold` times (settings) psycopg has it prepared. Django's own cursors put values into the text.
    """
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    made: Any = _telling(ServerBindingCursor)
    return connection._prepare_cursor(made(connection.connection))


@cache
def _telling(kind: Any) -> type:
    """A cursor of this kind that can tell what it asked, where psycopg sends only a prepared statement's name.

    Whoever counts or shows queries (Django's debug cursors, the budgets of our tests) reads it there.
    """

    class Telling(kind):  # type: ignore[misc]  # psycopg is there on PostgreSQL alone
        def _send_query_prepared(self, name: bytes, asked: Any, **more: Any) -> None:
            self._query = asked
            super()._send_query_prepared(name, asked, **more)

    return Telling


def _as_bigint(value: int) -> Any:
    """One type for all numbers: psycopg takes the shortest, and a statement of other types is another one."""
    from psycopg.types.numeric import Int8

    return Int8(value)


def _length(value: object) -> int:
    if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
        return LONGEST_LIST + 1  # no such number in a database: Django answers for itself
    if isinstance(value, list | tuple | set | frozenset):
        many = len(value)
        return many if many > LONGEST_LIST else LENGTHS[bisect_left(LENGTHS, many)]
    if value is None:
        raise TypeError("None is another question: ask for it with isnull")
    return -1


def _as_key(value: Any) -> Any:
    return (
        tuple(map(_as_key, value))
        if isinstance(value, list | tuple | set | frozenset)
        else getattr(value, "pk", value)
    )


def _value(param: Any, values: Sequence[Any], connection: Any) -> Any:
    """What stands at a place, as this database takes it."""
    if not isinstance(param, Place):
        return param
    value = values[param.number]
    if isinstance(value, list | tuple | set | frozenset):
        items = list(value)
        value = items[min(param.item, len(items) - 1)]
    value = getattr(value, "pk", value)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
