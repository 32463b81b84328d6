"""Day counts that a file adds to are the counts a recount finds, whatever happened before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.casework.actions.day_counts import COLUMNS, GROUPED, WHOSE
from jiceng.casework.actions.import_names import names_for
from jiceng.casework.actions.imports import import_batch
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.sweep import ring
from jiceng.casework.figures import recount, refresh
from jiceng.casework.models import Case, CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.queries.predicates import ANCHORS, PREDICATES
from jiceng.casework.rules.imports import ColumnMapping, ImportedRow
from jiceng.casework.tests.county import GRID_1, GRID_2, NOON, WEST, County
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.bulk import add_up, draft
from jiceng.kernel.refusal import Refused
from jiceng.kernel.scope import RESIDENT, Actor

LAYOUT = ColumnMapping("ledger", "台账", {"external_id": ("编号",)})
HOUR = timedelta(hours=1)

imported = st.lists(
    st.tuples(
        st.integers(1, 24 * 70),
        st.one_of(st.none(), st.integers(-30, 24 * 50)),
        st.sampled_from(["0101", "0102", ""]),
        st.sampled_from([GRID_1, GRID_1, GRID_2, WEST, ""]),
    ),
    min_size=1,
    max_size=6,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("import"), imported),
        st.tuples(st.just("raise"), st.sampled_from(["0101", "0102"])),
        st.tuples(st.just("settle_on_the_spot"), st.integers(0, 9)),
        st.tuples(st.just("reopen"), st.integers(0, 9)),
        st.tuples(st.just("sweep"), st.integers(1, 24 * 20)),
        st.tuples(st.just("refresh"), st.none()),
    ),
    min_size=2,
    max_size=9,
)


class Days:
    """A county as one example leaves it: what happens takes time."""

    def __init__(self, county: County) -> None:
        self.now, self.worker, self.numbers = NOON, county["li"], itertools.count(1)

    def take(self, kind: str, what: Any) -> None:
        self.now += HOUR
        if kind == "import":
            take_in(list(self._rows(what)), self.now)
        elif kind == "raise":
            given = Raised(text="楼下垃圾没有清运", case_type=what, lon=109.605, lat=19.905)
            raise_case(given, now=self.now)
        elif kind == "sweep":
            self.now += what * HOUR
            for alarm in due(self.now):
                ring(alarm, now=self.now)
        elif kind == "refresh":
            refresh(self.now)
        else:
            self._move(kind, what)

    def _rows(self, lives: Sequence[tuple[int, int | None, str, str]]) -> Iterator[ImportedRow]:
        for ago, spent, case_type, area in lives:
            reported = self.now - ago * HOUR
            closed = reported + spent * HOUR if spent is not None else None
            yield ImportedRow(
                str(next(self.numbers)), reported, "路灯不亮", case_type=case_type, area=area,
                closed_at=closed if closed and closed <= self.now else None,
            )  # fmt: skip

    def _move(self, name: str, which: int) -> None:
        by: Actor = RESIDENT if name == "reopen" else self.worker
        found = Case.objects.filter(state="closed" if name == "reopen" else "dispatched")
        for case in found.order_by("pk")[which : which + 1]:
            papers = Given(result="已处理", reason="又出现了")
            try:
                with transaction.atomic():
                    make_move(case, name, by=by, now=self.now, version=case.version, given=papers)
            except Refused:
                continue  # not theirs, or too late: nothing has happened


def take_in(rows: Sequence[ImportedRow], now: datetime) -> None:
    with transaction.atomic():
        taken = import_batch(rows, mapping=LAYOUT, names=names_for(LAYOUT, rows, now), now=now)
    assert not taken.refused


def kept() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What is kept of every day that counts anything."""
    found = {}
    for row in CaseDay.objects.all():
        counts = [getattr(row, name) for name in PREDICATES]
        whose = (row.slice, row.day, row.area_path, row.town, row.community, row.grid, row.unit,
                 row.case_type)  # fmt: skip
        eights = bytes(row.handling)
        times = sorted(eights[at : at + 8] for at in range(0, len(eights), 8))
        if any(counts):
            found[whose] = (*counts, *times)
    return found


def counted_again() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    CaseDay.objects.all().delete()
    days = {day for row in CaseOutcome.objects.values_list(*ANCHORS) for day in row} - {None}
    TouchedDay.objects.bulk_create([TouchedDay(day=day) for day in days], ignore_conflicts=True)
    recount()
    return kept()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(happened=steps)
def test_whatever_happens_kept_counts_are_those_of_a_recount(
    county: County, happened: list[tuple[str, Any]]
) -> None:
    with transaction.atomic():
        days = Days(county)
        for kind, what in happened:
            days.take(kind, what)
        refresh(days.now)
        assert kept() == counted_again()
        transaction.set_rollback(True)


def rows_of(count: int, first: int = 1) -> list[ImportedRow]:
    return [
        ImportedRow(str(n), NOON - n * HOUR, "路灯不亮", case_type="0101", area=GRID_1,
                    closed_at=NOON - n * HOUR / 2)
        for n in range(first, first + count)
    ]  # fmt: skip


def test_a_file_leaves_no_day_to_count_again(county: County) -> None:
    take_in(rows_of(30), NOON)
    take_in(rows_of(30, first=31), NOON)
    assert not TouchedDay.objects.exists()
    assert kept() == counted_again()


def test_a_closing_in_a_file_makes_an_older_report_a_recurrence(county: County) -> None:
    later = ImportedRow("1", NOON - HOUR, "路灯不亮", case_type="0101", area=GRID_1)
    take_in([later], NOON)
    before = ImportedRow("2", NOON - 9 * HOUR, "路灯不亮", case_type="0101", area=GRID_1,
                         closed_at=NOON - 5 * HOUR)  # fmt: skip
    take_in([before], NOON)
    take_in([ImportedRow("3", NOON - 8 * HOUR, "路灯不亮", case_type="0101", area=GRID_1,
                         closed_at=NOON - 4 * HOUR)], NOON)  # fmt: skip
    county_wide = CaseDay.objects.filter(slice="county")
    assert sum(county_wide.values_list("recurred", flat=True)) == 1
    assert kept() == counted_again()


def test_adding_a_file_asks_no_more_the_more_cases_a_day_holds(county: County) -> None:
    take_in(rows_of(5), NOON)
    with CaptureQueriesContext(connection) as first:
        take_in(rows_of(5, first=6), NOON)
    take_in(rows_of(150, first=11), NOON)
    with CaptureQueriesContext(connection) as second:
        take_in(rows_of(5, first=161), NOON)
    assert len(second) == len(first)


def test_a_draft_is_what_the_constructor_makes(county: County) -> None:
    plain, drafted = Case(text="示例", unit="C-EAST"), draft(Case, text="示例", unit="C-EAST")
    names = [f.attname for f in Case._meta.concrete_fields]
    assert [getattr(plain, n) for n in names] == [getattr(drafted, n) for n in names]
    assert drafted.because is not draft(Case).because
    with pytest.raises(TypeError, match="colour"):
        draft(Case, colour="red")


def test_added_numbers_meet_those_that_are_there(county: County) -> None:
    day = NOON.date() if connection.vendor == "postgresql" else NOON.date().isoformat()
    for number, eights in ((2, b"\0\xff"), (3, b"\x01\0")):
        row = ("county", day, *[""] * len(GROUPED), *[number] * len(PREDICATES), eights)
        add_up(CaseDay, [row], COLUMNS, unique=WHOSE, joined="handling")
    only = CaseDay.objects.get()
    assert (only.reported, only.late, bytes(only.handling)) == (5, 5, b"\0\xff\x01\0")
