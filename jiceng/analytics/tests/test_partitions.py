"""The history as files: what is in it, when a month is written, and what a crash leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jiceng.analytics.counting import count
from jiceng.analytics.engines import opened
from jiceng.analytics.layout import COLUMNS, EVENTS, KINDS, OUTCOMES, partition, partitions
from jiceng.analytics.partitions import Note, alone, write, write_partition
from jiceng.casework.actions.outcomes import CURSOR
from jiceng.casework.figures import GROUPINGS, Window, compute
from jiceng.casework.models import Case, CaseOutcome
from jiceng.casework.tests.county import County
from jiceng.casework.tests.test_figures import NOW, WINDOWS, ZONE, a_life, touch_days
from jiceng.kernel.records.journal import Line, append
from jiceng.kernel.records.models import Cursor, JournalEntry

KINDS_OF_MOVE = ("accept", "dispatch", "sign_for", "handle", "close")
PRIVATE = (
    "text",
    "title",
    "number",
    "name",
    "phone",
    "place",
    "payload",
    "appointment",
    "unit_path",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(county: County) -> list[CaseOutcome]:
    """A hundred and fifty cases over three months, with their lines in the journal."""
    lot = random.Random(7)
    outcomes = [a_life(lot, key) for key in range(1, 151)]
    Case.objects.bulk_create(
        Case(pk=o.case_id, number=o.number, state=o.state, entered_at=NOW, area_path=o.area_path,
             unit=o.unit, unit_path=o.unit_path, tier=o.tier, reported_at=o.reported_at,
             source=o.source, text="示例")
        for o in outcomes
    )  # fmt: skip
    CaseOutcome.objects.bulk_create(outcomes)
    for outcome in sorted(outcomes, key=lambda o: o.reported_at):
        kinds = ["report", *lot.choices(KINDS_OF_MOVE, k=2)]
        append([Line(k, "case", outcome.case_id) for k in kinds], at=outcome.reported_at)
    append([Line("sign_in", "person", 1)], at=NOW)
    reach_end()
    touch_days()
    return outcomes


def reach_end() -> None:
    """The outcome rows have seen every line."""
    last = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    Cursor.objects.update_or_create(name=CURSOR, defaults={"seq": last})


def content(folder: Path) -> dict[str, bytes]:
    return {f"{k}/{p.stem}": p.read_bytes() for k in KINDS for p in partitions(folder, k)}


@pytest.mark.parametrize("window", [WINDOWS[0], WINDOWS[3]])
def test_the_history_says_what_the_pages_say(
    cases: list[CaseOutcome], tmp_path: Path, window: Window
) -> None:
    write(tmp_path, zone=ZONE)
    with opened("duckdb", tmp_path) as history:
        for by in GROUPINGS:
            shown = {(f.kind.id, f.group): f for f in compute(window, by=by, now=NOW)}
            found = {
                (f.kind.id, "".join(group.codes)): f
                for group in count(history, window, [by])
                for f in group.figures()
            }
            for key, figure in shown.items():
                if figure.denominator or figure.numerator:
                    told = found[key]
                    assert (told.numerator, told.denominator, told.median) == (
                        figure.numerator, figure.denominator, figure.median,
                    ), (by, key)  # fmt: skip


def test_it_holds_no_text_no_number_and_nobody(cases: list[CaseOutcome], tmp_path: Path) -> None:
    write(tmp_path, zone=ZONE)
    for kind in KINDS:
        for path in partitions(tmp_path, kind):
            assert pq.read_schema(path).names == list(COLUMNS[kind])
    assert not set(PRIVATE) & {name for kind in KINDS for name in COLUMNS[kind]}
    events = [pq.read_table(p).to_pylist() for p in partitions(tmp_path, EVENTS)]
    assert "sign_in" not in {row["kind"] for rows in events for row in rows}


def test_a_rebuild_writes_the_same_bytes(cases: list[CaseOutcome], tmp_path: Path) -> None:
    write(tmp_path, zone=ZONE)
    first = content(tmp_path)
    assert len(first) >= 6
    done = write(tmp_path, zone=ZONE, afresh=True)
    assert done
    assert done.months == len(first)
    assert content(tmp_path) == first


def test_only_what_a_line_touched_is_written_again(
    cases: list[CaseOutcome], tmp_path: Path
) -> None:
    write(tmp_path, zone=ZONE)
    before = content(tmp_path)
    eldest = min(cases, key=lambda o: o.reported_at)
    CaseOutcome.objects.filter(pk=eldest.pk).update(escalated=not eldest.escalated)
    append([Line("escalate", "case", eldest.pk)], at=NOW)
    reach_end()
    write(tmp_path, zone=ZONE)
    after = content(tmp_path)
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == {f"{OUTCOMES}/{eldest.month}", f"{EVENTS}/2026-11"}
    again = write(tmp_path, zone=ZONE)
    assert again
    assert again.months == 0


def test_a_crash_halfway_leaves_the_old_month_and_the_next_turn_ends_it(
    cases: list[CaseOutcome], tmp_path: Path
) -> None:
    def falls(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "one", zone=ZONE, progress=falls)
    left = Note.read(tmp_path / "one").waiting
    assert left
    done = write(tmp_path / "one", zone=ZONE)
    assert done
    assert done.months == len(left)
    write(tmp_path / "other", zone=ZONE)
    assert content(tmp_path / "one") == content(tmp_path / "other")


def test_a_month_that_fails_while_it_is_written_stays_as_it_was(tmp_path: Path) -> None:
    path = partition(tmp_path, "events/2026-11")
    path.parent.mkdir()
    row = (1, NOW, 1, "report", "", "reported")
    write_partition(path, EVENTS, iter([row]))
    before = path.read_bytes()

    def broken() -> Iterator[tuple[Any, ...]]:
        for seq in range(60_000):
            yield (seq, *row[1:])
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_partition(path, EVENTS, broken())
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_few_months_a_turn_come_to_the_same(cases: list[CaseOutcome], tmp_path: Path) -> None:
    write(tmp_path / "whole", zone=ZONE)
    turns = 0
    while (done := write(tmp_path / "parts", zone=ZONE, at_most=2)) and done.left:
        turns += 1
    assert turns >= 2
    assert content(tmp_path / "parts") == content(tmp_path / "whole")


def test_files_of_another_database_are_written_anew(
    cases: list[CaseOutcome], tmp_path: Path
) -> None:
    write(tmp_path / "ours", zone=ZONE)
    strange = partition(tmp_path / "theirs", "events/2019-01")
    for kind in KINDS:
        (tmp_path / "theirs" / kind).mkdir(parents=True)
    write_partition(strange, EVENTS, iter([(1, NOW - timedelta(2_900), 9, "report", "", "")]))
    Note(seq=10**9).keep(tmp_path / "theirs")
    write(tmp_path / "theirs", zone=ZONE)
    assert content(tmp_path / "theirs") == content(tmp_path / "ours")


def test_two_do_not_write_at_once(cases: list[CaseOutcome], tmp_path: Path) -> None:
    with alone(tmp_path) as is_ours:
        assert is_ours
        assert write(tmp_path, zone=ZONE) is None
