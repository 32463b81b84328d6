"""Short statements of the hot paths, written once instead of built anew for every row.

Django needs three times as long to build such a statement as the database needs to carry it out
(docs/reference/bench.md). Whatever is not on the way of every report and every move uses the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, models

from jiceng.kernel.records.bulk import columns_of, converter, preparer

Names = tuple[str, ...]
M = TypeVar("M", bound=models.Model)
N = TypeVar("N", bound=models.Model)


def ask(text: str, *given: Any) -> list[tuple[Any, ...]]:
    """The rows of a SELECT written by hand; `%s` stands for each thing given."""
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return list(cursor.fetchall())


def table(model: type[models.Model]) -> str:
    """The quoted name of a table, for statements written by hand."""
    return connection.ops.quote_name(model._meta.db_table)


def read(model: type[M], rest: str, *given: Any) -> list[M]:
    """Whole rows of one model; `rest` follows the table's name, `%s` for each thing given."""
    shape = _shape(model, connection.vendor)
    text = f"SELECT {shape.columns} FROM {table(model)} {rest}"  # noqa: S608  names of our own columns
    return [shape.instance(row) for row in ask(text, *given)]


def read_with(
    model: type[M], other: type[N], on: str, rest: str, *given: Any
) -> list[tuple[M, N | None]]:
    """Whole rows of one model, each beside the row of another that belongs to it, or None."""
    first, second = _shape(model, connection.vendor), _shape(other, connection.vendor)
    text = (
        f"SELECT {first.columns}, {second.columns} FROM {table(model)} "  # noqa: S608  names of our own columns
        f"LEFT JOIN {table(other)} ON {on} {rest}"
    )
    at = len(first.names)
    return [
        (first.instance(row[:at]), second.instance(row[at:]) if row[at] is not None else None)
        for row in ask(text, *given)
    ]


@dataclass(frozen=True, slots=True)
class _Shape(Generic[M]):
    """How a row of a table becomes an instance: the key first, then what the model declares."""

    model: type[M]
    names: Names
    columns: str
    steps: tuple[tuple[int, Any, Callable[..., Any]], ...]
    """Place in the row, the column it stands for, and what turns it into a value."""

    def instance(self, row: Sequence[Any]) -> M:
        values = list(row)
        for place, column, convert in self.steps:
            values[place] = convert(values[place], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


@cache
def _shape(model: type[M], vendor: str) -> _Shape[M]:
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    steps = [
        (place, column, convert)
        for place, (field, column) in enumerate(zip(fields, columns, strict=True))
        for convert in (
            *connection.ops.get_db_converters(column),
            *field.get_db_converters(connection),
        )
    ]
    own = table(model)
    named = ", ".join(f"{own}.{_quoted(str(field.column))}" for field in fields)
    return _Shape(model, tuple(f.attname for f in fields), named, tuple(steps))


def put(instances: Sequence[models.Model], *, unique: Names = (), update: Names = ()) -> None:
    """Insert unsaved instances of one model by one statement, in the caller's transaction.

    Keys come along when the first instance has one; otherwise the database gives them and nobody
    is told. With `unique`, a row that is there already gets the columns `update` instead.
    """
    if not instances:
        return
    model = type(instances[0])
    is_keyed = instances[0].pk is not None
    prepare = _prepare(model, connection.vendor, is_keyed)
    text = _insertion(model, connection.vendor, is_keyed, len(instances), unique, update)
    with connection.cursor() as cursor:
        cursor.execute(text, [value for instance in instances for value in prepare(instance)])
    for instance in instances:
        instance._state.adding, instance._state.db = False, connection.alias


def change(row: models.Model, names: Iterable[str], *, version: int) -> bool:
    """Write some fields of a row, and the next version, if it still has `version`."""
    steps = [_column(type(row), connection.vendor, name) for name in sorted(names)]
    sets = "".join(f"{column} = %s, " for column, _, _ in steps)
    text = f"UPDATE {table(type(row))} SET {sets}version = %s WHERE id = %s AND version = %s"  # noqa: S608  names of our own columns
    values = [_stored(getattr(row, name), convert) for _, name, convert in steps]
    with connection.cursor() as cursor:
        cursor.execute(text, [*values, version + 1, row.pk, version])
        return bool(cursor.rowcount)


_prepare = cache(lambda model, vendor, is_keyed: preparer(model, vendor, keyed=is_keyed))


@cache
def _column(model: type[models.Model], vendor: str, name: str) -> tuple[str, str, Any]:
    """The quoted column of a field, the attribute that holds it, and how it is stored."""
    field: Any = model._meta.get_field(name)
    return connection.ops.quote_name(field.column), field.attname, converter(field, vendor)


def _stored(value: Any, convert: Any) -> Any:
    return value if convert is None or value is None else convert(value)


@cache
def _insertion(
    model: type[models.Model], vendor: str, is_keyed: bool, count: int, unique: Names, update: Names
) -> str:
    columns = [connection.ops.quote_name(c) for c in columns_of(model, keyed=is_keyed)]
    marks = f"({', '.join(['%s'] * len(columns))})"
    text = (
        f"INSERT INTO {table(model)} ({', '.join(columns)}) "  # noqa: S608  names of our own columns
        f"VALUES {', '.join([marks] * count)}"
    )
    if unique:
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in map(_quoted, update))
        text += f" ON CONFLICT ({', '.join(map(_quoted, unique))}) DO UPDATE SET {sets}"
    return text


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
