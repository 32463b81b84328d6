"""The floor of an operation: its own statements, repeated by the bare driver."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench.cpu import Cost, Spent, cost_of

Statement = tuple[str, Any]
MARK = re.compile(r"(?<!%)%s")
OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Collect every statement of the product, without those that only bracket a transaction."""
    heard: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, ctx: Any) -> Any:
        if not sql.startswith(OF_THE_TRANSACTION):
            heard.append((sql, params))
        return execute(sql, params, many, ctx)

    with connection.execute_wrapper(listen):
        yield heard


def heard_of(operations: Sequence[Callable[[], object]]) -> list[list[Statement]]:
    """The statements of each operation, done one after another and then undone together."""
    found = []
    with transaction.atomic():
        for operate in operations:
            with listening() as heard:
                operate()
            found.append(heard)
        transaction.set_rollback(True)
    return found


def bare(operations: Sequence[Sequence[Statement]], database: Spent) -> Cost:
    """The cost of one operation when nothing but its statements is done."""
    driver = _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql()
    ready = [_ready(statements) for statements in operations]

    def replay() -> int:
        for statements in ready:
            _replay(driver, statements)
        return len(ready)

    try:
        return cost_of(replay, time.process_time, database)
    finally:
        driver.close()


def _ready(statements: Sequence[Statement]) -> list[Statement]:
    if connection.vendor != "sqlite":
        return list(statements)
    return [(MARK.sub("?", sql).replace("%%", "%"), params or ()) for sql, params in statements]


def _on_sqlite() -> Any:
    options = settings.DATABASES["default"]["OPTIONS"]
    driver = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    driver.executescript(str(options["init_command"]))
    return driver


def _on_postgresql() -> Any:
    given = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
    options: dict[str, Any] = {ours: given[theirs] for ours, theirs in names.items()}
    return psycopg.connect(**options, autocommit=True)


def _replay(driver: Any, statements: Sequence[Statement]) -> None:
    writes = any(not sql.startswith("SELECT") for sql, _ in statements)
    if writes:
        driver.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
    for sql, params in statements:
        cursor = driver.execute(sql, params)
        if cursor.description:
            cursor.fetchall()
    if writes:
        driver.execute("COMMIT")
