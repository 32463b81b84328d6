"""Opens the history on the engine that JICENG_ANALYTICS names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import ibis

from jiceng.analytics.counting import History
from jiceng.analytics.layout import COLUMNS, EVENTS, KINDS, OUTCOMES, partitions

SPARK = ("spark://", "local[")
TABLES = {OUTCOMES: "casework_caseoutcome", EVENTS: "records_journalentry"}


class NoEngine(Exception):
    """The engine cannot be had; `code` says why, `detail` which."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@contextmanager
def opened(engine: str, folder: Path, database: str = "") -> Iterator[History]:
    """The history on `engine`: duckdb, postgres (at the address `database`) or spark://….

    Raises `NoEngine`.
    """
    if engine == "postgres":
        if not database.startswith("postgres"):
            raise NoEngine("not_postgresql")
        yield from _on_postgresql(database)
        return
    if engine != "duckdb" and not engine.startswith(SPARK):
        raise NoEngine("unknown_engine", engine)
    if not all(partitions(folder, kind) for kind in KINDS):
        raise NoEngine("no_history", str(folder))
    if engine == "duckdb":
        yield from on_duckdb(folder)
        return
    yield from _spark()(engine, folder)


def on_duckdb(folder: Path, **settings: Any) -> Iterator[History]:
    """Embedded: nothing is downloaded; what does not fit into memory spills beside the files."""
    connection = ibis.duckdb.connect(
        temp_directory=str(folder / ".spill"),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        **settings,
    )
    try:
        yield History(*(connection.read_parquet(f"{folder}/{kind}/*.parquet") for kind in KINDS))
    finally:
        connection.disconnect()


def _on_postgresql(url: str) -> Iterator[History]:
    """The tables of the product; the session counts in UTC, whatever the server's zone is."""
    parts = urlsplit(url)
    connection = ibis.postgres.connect(
        host=unquote(parts.hostname or ""),
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.lstrip("/"),
        options="-c timezone=UTC",
    )
    try:
        lines = connection.table(TABLES[EVENTS])
        moves = lines.filter(lines.subject_kind == "case").rename(case_id="subject_id")
        yield History(
            _as_kept(connection.table(TABLES[OUTCOMES]), OUTCOMES), _as_kept(moves, EVENTS)
        )
    finally:
        connection.disconnect()


def _as_kept(table: Any, kind: str) -> Any:
    """The columns of the partitions, with their types."""
    return table.select(**{name: table[name].cast(type_) for name, type_ in COLUMNS[kind].items()})


def _spark() -> Callable[[str, Path], Iterator[History]]:
    """Loaded only when asked for: PySpark is an extra of its own."""
    try:
        module = import_module("jiceng.analytics.spark")
    except ModuleNotFoundError as error:
        raise NoEngine("no_spark", str(error.name)) from error
    found: Callable[[str, Path], Iterator[History]] = module.on_spark
    return found
