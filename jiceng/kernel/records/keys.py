"""Keys known before the row is written, without a counter row (decisions.md 19)."""

from __future__ import annotations

from django.db import connection, models

from jiceng.kernel.records.rows import ask, table


def next_key(model: type[models.Model]) -> int:
    """The key the next row of `model` will have. To be called inside the writing transaction.

    SQLite's transactions hold the write lock (IMMEDIATE), so the highest key plus one is safe;
    PostgreSQL hands out a number of the column's own sequence.
    """
    if connection.vendor == "postgresql":
        return int(ask("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", table(model))[0][0])
    highest = ask(f"SELECT max(id) FROM {table(model)}")[0][0]  # noqa: S608  our own table
    return int(highest or 0) + 1
