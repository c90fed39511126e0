"""Queries that nearly every page asks, compiled once a process.

Django makes the SQL of a queryset anew each time it runs: some 0.3 ms, ten times what the database needs for a row by its
key. A prepared query is written as a queryset all the same; only its values change from one call to the next (ADR 81).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    ModelIterable,
    RelatedPopulator,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

from goodstanding.base.statements import cursor_for, whole

R = TypeVar("R")
Value = int | str | date  # an instant is a date too
Row = Sequence[Any]  # Any: a cell holds whatever its column does
_FIRST_INSTANT = datetime(1801, 1, 1, tzinfo=UTC)
_FIRST_NUMBER = 2_000_000_001


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL with its parameters; `places` says at which of them which value stands."""

    sql: str
    params: tuple[Any, ...]  # Any: what the database's adapter takes
    places: tuple[tuple[int, int], ...]
    make: Callable[[Iterable[Row]], list[Any]]  # Any: rows of the queryset's kind


class Prepared(Generic[R]):
    """A queryset as a function of its values, which are given by name: whole numbers, texts, instants, days, or lists of them.

    Values are never None and must reach the SQL as they are (`exact`, `lt`, `in`; not `contains`): the first call raises
    ValueError otherwise. Rows come out as the queryset would give them: models with what `select_related` asked for, the
    dictionaries of `values`, or the tuples of a `values_list`.

    `one_plan` says that one way to find the rows is best for all values, by a key or along one index: then PostgreSQL plans it
    once (ADR 221). It is not for a seller's rows: the planner has to know whether these are ten or a hundred thousand.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, R]], *, one_plan: bool = False, using: str = "default"
    ) -> None:
        self._build = build
        self.one_plan = one_plan
        self._using = using
        self._kept: dict[tuple[object, ...], _Compiled] = {}

    def rows(self, **values: Value | Sequence[Value]) -> list[R]:
        """All rows, as the queryset would list them."""
        compiled, found = self._run(values, counting=False)
        return compiled.make(found)

    def first(self, **values: Value | Sequence[Value]) -> R | None:
        """The first row, or None. In which order, and how many are fetched, the queryset says."""
        return next(iter(self.rows(**values)), None)

    def count(self, **values: Value | Sequence[Value]) -> int:
        """How many rows there are. A slice of the queryset bounds the counting."""
        _compiled, found = self._run(values, counting=True)
        return int(found[0][0])

    def _run(self, values: dict[str, Any], *, counting: bool) -> tuple[_Compiled, list[Row]]:
        compiled, params = self.bound(values, counting=counting)
        with cursor_for(connections[self._using], keep_plan=self.one_plan) as cursor:
            cursor.execute(compiled.sql, params)
            return compiled, cursor.fetchall()

    def bound(self, values: dict[str, Any], *, counting: bool) -> tuple[_Compiled, list[Any]]:  # Any: as in _Compiled
        """The query, and its parameters with the values in their places."""
        connection = connections[self._using]
        shape = tuple((name, len(v) if _is_list(v) else -1) for name, v in values.items())
        if any(length == 0 for _name, length in shape):
            raise ValueError("A prepared query needs at least one value in each of its lists.")
        key = (connection.vendor, counting, shape)
        compiled = self._kept.get(key)
        if compiled is None:
            compiled = self._kept[key] = self._compile(connection, values, counting=counting)
        given = [_adapted(connection, one) for one in _flat(values)]
        params = list(compiled.params)
        for place, number in compiled.places:
            params[place] = given[number]
        return compiled, params

    def _compile(self, connection: BaseDatabaseWrapper, values: dict[str, Any], *, counting: bool) -> _Compiled:
        """With a mark in the place of each value, to see where it ends up among the parameters."""
        numbered = iter(range(1_000))
        marked = {
            name: [_mark(one, next(numbered)) for one in v] if _is_list(v) else _mark(v, next(numbered))
            for name, v in values.items()
        }
        queryset = self._build(**marked).using(self._using)
        query = queryset.values("pk").query if counting else queryset.query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if counting:
            sql = f"SELECT COUNT(*) FROM ({sql}) AS counted"  # noqa: S608 - Django's own SQL, values stay parameters
        marks = [_adapted(connection, one) for one in _flat(marked)]
        places = tuple((at, marks.index(param)) for at, param in enumerate(params) if param in marks)
        if {number for _at, number in places} != set(range(len(marks))):
            raise ValueError("A value of a prepared query does not reach its SQL unchanged.")
        return _Compiled(sql, tuple(params), places, list if counting else _maker(queryset, compiler, connection))


def counts(*asked: tuple[Prepared[Any], dict[str, Any]]) -> list[int]:  # Any: rows of any kind
    """How many rows several prepared queries have, each with its values: one query for all."""
    bound = [prepared.bound(values, counting=True) for prepared, values in asked]
    sql = ", ".join(f"({compiled.sql})" for compiled, _params in bound)
    one_plan = all(prepared.one_plan for prepared, _values in asked)
    with cursor_for(connections["default"], keep_plan=one_plan) as cursor:
        cursor.execute(f"SELECT {sql}", [one for _compiled, params in bound for one in params])
        return [int(number) for number in cursor.fetchone()]


def _maker(
    queryset: QuerySet[Any, Any], compiler: SQLCompiler, connection: BaseDatabaseWrapper
) -> Callable[[Iterable[Row]], list[Any]]:
    """How fetched rows become what the queryset would have given (see ModelIterable in Django, which this follows)."""
    convert = _Converters(compiler, connection)
    kind = queryset._iterable_class  # what the queryset makes of a row
    if kind is ValuesListIterable:
        return lambda rows: [tuple(convert(row)) for row in rows]
    if kind is ValuesIterable:
        query = queryset.query
        keys = list(query.selected or [*query.extra_select, *query.values_select, *query.annotation_select])
        return lambda rows: [dict(zip(keys, convert(row), strict=True)) for row in rows]
    if kind is not ModelIterable or compiler.klass_info is None:
        raise ValueError("A prepared query gives models, the dictionaries of values or the tuples of a values_list.")
    model, chosen = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = chosen[0], chosen[-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[start:end]]
    added = compiler.annotation_col_map or {}
    populators = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]  # 6.0's stubs
    related = [_Joined(one, convert) for one in populators]
    own, instance = convert.of(start, end), _instances(model, names, connection.alias)

    def models(rows: Iterable[Row]) -> list[Any]:  # Any: the queryset's model
        made = []
        known: _Known = {}
        for row in rows:
            one = instance(own(row))
            for joined in related:
                joined.attach(row, one, known)
            for name, at in added.items():
                setattr(one, name, convert(row)[at])
            made.append(one)
        return made

    return models


def _instances(model: type[Model], names: Sequence[str], alias: str) -> Callable[[Row], Any]:  # Any: the model
    """How the cells of a row become a model, as `from_db` makes it. Where nobody listens to its making and nothing was made
    of it by hand, its attributes are set all at once: Django sets them one by one, which takes most of the time of a row."""
    plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]  # a classmethod's function
    if not plain or pre_init.has_listeners(model) or post_init.has_listeners(model):
        return lambda cells: model.from_db(alias, names, cells)

    def made(cells: Row) -> Model:
        one = model.__new__(model)
        state = one._state = ModelState()
        state.adding, state.db = False, alias
        one.__dict__.update(zip(names, cells, strict=True))
        return one

    return made


class _Converters:
    """What Django does to the cells of a row before a model sees them, for any stretch of its columns."""

    def __init__(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        found = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        self._found = {
            at: ([self._quicker(one) for one in steps], expression) for at, (steps, expression) in found.items()
        }
        self._all = self.of(0, len(compiler.select))

    def __call__(self, row: Row) -> Row:
        """A whole row."""
        return self._all(row)

    def of(self, start: int, end: int) -> Callable[[Row], Row]:
        """From some column to before another."""
        connection = self._connection
        stretch = [(at - start, *self._found[at]) for at in sorted(self._found) if start <= at < end]
        if not stretch:
            return lambda row: row[start:end]

        def converted(row: Row) -> Row:
            cells = list(row[start:end])
            for at, steps, expression in stretch:
                value = cells[at]
                for step in steps:
                    value = step(value, expression, connection)
                cells[at] = value
            return cells

        return converted

    def _quicker(self, step: Any) -> Any:  # Any: Django's converters have no type of their own
        """SQLite keeps instants without their zone, which is UTC: setting it takes Django five calls for each."""
        as_text = getattr(self._connection.ops, "convert_datetimefield_value", None)
        return _instant if as_text is not None and step == as_text and self._connection.timezone is UTC else step


def _instant(value: str | datetime | None, expression: object, connection: object) -> datetime | None:
    if value is None:
        return None
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


_Known = dict[tuple["_Joined", object], Any]  # Any: the models joined


class _Joined:
    """A joined model, made once for all rows that name it."""

    def __init__(self, populator: RelatedPopulator, convert: _Converters) -> None:
        if populator.reorder_for_init is not None:
            raise ValueError("A prepared query does not join models that inherit from models.")
        self._populator = populator
        self._start = populator.cols_start
        self._convert = convert.of(populator.cols_start, populator.cols_end)
        self._instance = _instances(populator.model_cls, populator.init_list, populator.db)
        self._further = [_Joined(one, convert) for one in populator.related_populators]

    def attach(self, row: Row, to: Any, known: _Known) -> None:  # Any: a model
        """Set it on the model that names it."""
        populator = self._populator
        key = row[self._start + populator.pk_idx]
        one = None
        if key is not None:
            one = known.get((self, key))
            if one is None:
                one = self._instance(self._convert(row))
                known[self, key] = one
                for further in self._further:
                    further.attach(row, one, known)
        populator.local_setter(to, one)
        if one is not None:
            populator.remote_setter(one, to)


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _flat(values: dict[str, Any]) -> list[Value]:
    return [one for v in values.values() for one in (v if _is_list(v) else [v])]


def _mark(value: Value, number: int) -> Value:
    """A value of the same kind that stands nowhere else."""
    if isinstance(value, datetime):
        return _FIRST_INSTANT + timedelta(seconds=number)
    if isinstance(value, date):
        return (_FIRST_INSTANT + timedelta(days=number)).date()
    if isinstance(value, bool) or value is None:
        raise ValueError("A prepared query takes neither truth values nor None: write them into its queryset.")
    return _FIRST_NUMBER + number if isinstance(value, int) else f"\x02{number}\x03"


def _adapted(connection: BaseDatabaseWrapper, value: Value) -> Any:  # Any: what the database's adapter takes
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, Enum):
        return value.value
    return whole(connection, value) if isinstance(value, int) else value
