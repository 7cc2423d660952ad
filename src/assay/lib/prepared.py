"""Questions to the database whose SQL is worked out once a process and asked with other values (decision 0019).

A page that asks eight questions spends most of its time building them: the database answers in a fraction of that.
What is asked stays a queryset, the one place that says it; rows come back as Django makes them.
"""

import re
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime
from threading import Lock, local
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")

#: How many values a list had tells one statement from another; longer ones are asked in the ordinary way.
LONGEST_LIST = 100
_BEYOND = 2**63
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


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
    related rows in a list are asked for as `version__pk__in`: Django turns those of `version__in` into numbers.
    """

    def __init__(self, question: Callable[P, QuerySet[Any, Row]]) -> None:
        self._question: Callable[..., QuerySet[Any, Row]] = question
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
        return statement.rows(args) if statement else []

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

    def head(self, args: Sequence[Any], at_most: int) -> "tuple[str, list[Any]] | None":
        """SQL for its first row and, before it, how many there are as far as was counted; None where that is known.

        For `heads`. Raises TypeError for a list too long to be prepared.
        """
        shape = tuple([_length(value) for value in args])
        if max(shape, default=0) > LONGEST_LIST:
            raise TypeError(f"{self.__name__} is asked for more than {LONGEST_LIST} keys")
        first = self._statement(shape, self._statements, self._question)
        counting = self._statement(shape, self._counts, self._keys)
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
        return _Statement(queryset, compiler, sql, params)


def heads(
    asked: Sequence[tuple[Prepared[..., Any], Sequence[Any]]], at_most: int
) -> list[tuple[int, Any]]:
    """Of each question, asked with its values: how many rows as far as `at_most`, and the first (or None). One query.

    All of them ask for values (`values_list`) of the same kinds in the same order.
    """
    found: list[tuple[int, Any]] = [(0, None)] * len(asked)
    parts: list[str] = []
    params: list[Any] = []
    for n, (question, values) in enumerate(asked):
        head = question.head(values, at_most)
        if head is not None:
            parts.append(f"SELECT {n}, {head[0]}")
            params += head[1]
    if parts:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for n, count, *columns in cursor.fetchall():
                question, values = asked[n]
                found[n] = (int(count), question.row(values, columns))
    return found


def prepared(question: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Make a function that returns a queryset one that returns its rows, at a fifth of the cost; see `Prepared`."""
    return Prepared(question)


class _Statement:
    """One question, put together."""

    def __init__(
        self, queryset: QuerySet[Any, Any], compiler: SQLCompiler, sql: str, params: Sequence[Any]
    ) -> None:
        self._sql, self._params, self._compiler = sql, tuple(params), compiler
        self._iterable: Any = queryset._iterable_class
        self._prefetches = queryset._prefetch_related_lookups  # type: ignore[attr-defined]  # not in the stubs
        self.model, self._query = queryset.model, queryset.query
        self._own = local()

    def rows(self, values: Sequence[Any], low: int = 0, high: int | None = None) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = self._compiler_of(connection)
        params = tuple([_value(p, values, connection) for p in self._params])
        sql = self._sql if high is None else self._part(connection, low, high)
        compiler.as_sql = lambda *_args, **_kwargs: (sql, params)  # type: ignore[method-assign]  # on a copy
        rows = list(self._iterable(_Asked(self.model, _Query(self._query, compiler))))
        if self._prefetches and rows:
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

    def row(self, columns: Sequence[Any]) -> tuple[Any, ...]:
        """One row of values, as Django makes it of what the database gave."""
        compiler = self._compiler_of(connections[DEFAULT_DB_ALIAS])
        return tuple(next(iter(compiler.results_iter(results=[[tuple(columns)]]))))

    def _part(self, connection: Any, low: int, high: int) -> str:
        if self._query.is_sliced:
            raise TypeError("a question of which a part is asked asks for all rows")
        return f"{self._sql} {connection.ops.limit_offset_sql(low, high)}"

    def _compiler_of(self, connection: Any) -> SQLCompiler:
        """This thread's compiler, which knows once and for all how the columns become Python's values."""
        kept: SQLCompiler | None = getattr(self._own, "compiler", None)
        if kept is not None and kept.connection is connection:
            return kept
        compiler = self._own.compiler = copy(self._compiler)
        compiler.connection = connection
        columns = compiler.select[: compiler.col_count]
        converters = compiler.get_converters([column[0] for column in columns])
        setattr(compiler, "get_converters", lambda _columns: converters)  # noqa: B010 (on a copy)
        return compiler


class _Query:
    """A query whose compiler has done its work."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class _Asked:
    """As much of a queryset as Django's iterables look at."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, model: Any, query: _Query) -> None:
        self.model, self.query = model, query


def _length(value: object) -> int:
    if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
        return LONGEST_LIST + 1  # no such number in a database: Django answers for itself
    if isinstance(value, list | tuple | set | frozenset):
        return len(value)
    if value is None:
        raise TypeError("None is another question: ask for it with isnull")
    return -1


def _value(param: Any, values: Sequence[Any], connection: Any) -> Any:
    """What stands at a place, as this database takes it."""
    if not isinstance(param, Place):
        return param
    value = values[param.number]
    if isinstance(value, list | tuple | set | frozenset):
        value = list(value)[param.item]
    value = getattr(value, "pk", value)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
