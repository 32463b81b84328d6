"""Keys known before the row is written, without a counter row (decisions.md 19)."""

from __future__ import annotations

from django.db import connection, models


def next_key(model: type[models.Model]) -> int:
    """The key the next row of `model` will have. To be called inside the writing transaction.

    SQLite's transactions hold the write lock (IMMEDIATE), so the highest key plus one is safe;
    PostgreSQL hands out a number of the column's own sequence.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            return int(cursor.fetchone()[0])
    highest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(highest or 0) + 1
