"""One definition, several engines, the same numbers; and a changed event is noticed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from jiceng.analytics.declared import EVERY
from jiceng.analytics.engines import TABLES, NoEngine, opened
from jiceng.analytics.layout import COLUMNS, EVENTS, OUTCOMES
from jiceng.analytics.predicates import CONDITIONS
from jiceng.analytics.tests.agreeing import ASKED, PRESENT, agree, answered
from jiceng.analytics.tests.by_hand import computed
from jiceng.analytics.tests.lives import NOW, Row, laid_out, lives
from jiceng.casework.queries.predicates import PREDICATES

SAID = {"int64": "bigint", "string": "text", "boolean": "boolean", "timestamp": "timestamptz",
        "date": "date"}  # fmt: skip
NAMED = {"case_id": "subject_id"}
"""What the journal calls a column of the events."""


@pytest.fixture(scope="module")
def told() -> tuple[list[Row], list[Row]]:
    return lives()


def test_every_predicate_of_casework_is_said_and_none_besides() -> None:
    assert set(CONDITIONS) == set(PREDICATES)


def test_the_rows_hold_a_case_for_every_figure(told: tuple[list[Row], list[Row]]) -> None:
    found = computed(*told, PRESENT, ("county",))
    assert {figure for _codes, figure in found} == {kind.id for kind in EVERY}
    shares = [k.id for k in EVERY if k.kind == "share"]
    assert all(0 < found[(), id][0] < found[(), id][1] for id in shares)


def test_duckdb_counts_what_is_counted_by_hand(
    told: tuple[list[Row], list[Row]], tmp_path: Path
) -> None:
    with opened("duckdb", laid_out(tmp_path / "history", *told)) as history:
        agree(history, *told)


def test_postgresql_counts_what_is_counted_by_hand(
    told: tuple[list[Row], list[Row]], postgres_url: str, tmp_path: Path
) -> None:
    fill(postgres_url, *told)
    with opened("postgres", tmp_path, postgres_url) as history:
        agree(history, *told)


def fill(url: str, cases: list[Row], events: list[Row]) -> None:
    """The two tables with the columns that are asked for, beside lines of other subjects."""
    with psycopg.connect(url) as connection:
        connection.execute("SET timezone = 'America/New_York'")
        for kind, rows in ((OUTCOMES, cases), (EVENTS, events)):
            columns = {
                (NAMED.get(name, name) if kind == EVENTS else name): SAID[type_]
                for name, type_ in COLUMNS[kind].items()
            }
            values = [tuple(row[name] for name in COLUMNS[kind]) for row in rows]
            if kind == EVENTS:
                columns["subject_kind"] = "text"
                values = [(*v, "case") for v in values] + [(*v, "problem") for v in values[:50]]
            copy(connection, TABLES[kind], columns, values)


def copy(
    connection: psycopg.Connection,
    table: str,
    columns: dict[str, str],
    values: list[tuple[object, ...]],
) -> None:
    said = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(t)) for n, t in columns.items()
    )
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(table), said))
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as sink,
    ):
        for row in values:
            sink.write_row(row)


def test_one_changed_event_is_noticed(told: tuple[list[Row], list[Row]], tmp_path: Path) -> None:
    cases, events = told
    sent = Counter(e["case_id"] for e in events if e["kind"] == "dispatch")
    known = (n for n, e in enumerate(events) if e["kind"] == "dispatch" and e["at"] <= NOW)
    one = next(n for n in known if sent[events[n]["case_id"]] == 1)
    others = [*events[:one], events[one] | {"kind": "accept"}, *events[one + 1 :]]
    with opened("duckdb", laid_out(tmp_path / "history", cases, others)) as history:
        assert answered(history, *ASKED[0]) != computed(cases, events, *ASKED[0])
        agree(history, cases, others)


def test_one_second_too_late_is_noticed(told: tuple[list[Row], list[Row]], tmp_path: Path) -> None:
    cases, events = told
    day = timedelta(1)
    kept = (n for n, c in enumerate(cases) if c["closed_at"] and c["due_at"])
    one = next(n for n in kept if cases[n]["closed_at"] < cases[n]["due_at"] < NOW - day)
    late = cases[one] | {"closed_at": cases[one]["due_at"] + timedelta(seconds=1)}
    others = [*cases[:one], late, *cases[one + 1 :]]
    with opened("duckdb", laid_out(tmp_path / "history", others, events)) as history:
        found, before = (f[(), "on_time_rate"] for f in (
            answered(history, *ASKED[0]), computed(cases, events, *ASKED[0])
        ))  # fmt: skip
    assert found[0] == before[0] - 1


@pytest.mark.parametrize(
    ("engine", "code"),
    [("postgres", "not_postgresql"), ("duckdb", "no_history"), ("oracle", "unknown_engine")],
)
def test_an_engine_that_cannot_answer_says_why(tmp_path: Path, engine: str, code: str) -> None:
    with pytest.raises(NoEngine) as refused, opened(engine, tmp_path):
        pass
    assert refused.value.code == code
