"""Every figure is two sets of cases: its records are exactly what it counts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from jiceng.casework.actions.day_counts import kept_columns
from jiceng.casework.figures import FIGURES, GROUPINGS, Window, compute, records, recount
from jiceng.casework.figures.days import slice_for
from jiceng.casework.models import Case, CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.queries.predicates import PREDICATES
from jiceng.casework.tests.county import EAST, FAR, GRID_1, GRID_2, NORTH, WEST, County
from jiceng.kernel.figures import FEW, Figure, FigureKind
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.access import reach_of
from jiceng.kernel.refusal import Invalid, NotFound

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
SPOTS = (
    (GRID_1, f"469024/{NORTH}/{EAST}/{GRID_1}/", "grid", "C-EAST"),
    (GRID_2, f"469024/{NORTH}/{EAST}/{GRID_2}/", "grid", "C-EAST"),
    ("", f"469024/{NORTH}/{WEST}/", "community", "C-WEST"),
    ("", f"469024/469024101/{FAR}/", "community", "C-FAR"),
    ("", "469024/", "county", "HOUSING"),
)
WINDOWS = (
    Window.at(NOW, ZONE),
    Window.at(NOW, ZONE, start=date(2026, 10, 1), end=date(2026, 10, 31)),
    Window.at(NOW, ZONE, as_of=date(2026, 11, 1)),
    Window.at(NOW, ZONE, as_of=date(2026, 10, 20), start=date(2026, 10, 5), end=date(2026, 10, 25)),
    Window.at(NOW, ZONE, start=date(2026, 11, 23)),
)


def a_life(lot: random.Random, key: int) -> CaseOutcome:
    """One outcome row with a plausible or less plausible life."""
    reported = NOW - timedelta(seconds=lot.randrange(90 * 86_400))
    grid, path, tier, unit = lot.choice(SPOTS)
    due = lot.choice([None, reported + timedelta(hours=lot.randrange(2, 400))])
    ends = reported + timedelta(hours=lot.randrange(1, 500))
    ending = lot.choice(["", "", "closed", "closed", "closed", "archived", "refused", "merged"])
    ended = ends if ending and ends <= NOW else None
    closed = ended if ending in ("closed", "archived") else None
    reopened = closed - timedelta(hours=1) if closed and lot.random() < 0.2 else None
    first = reopened - timedelta(hours=lot.randrange(1, 900)) if reopened else closed
    codes = path.split("/")
    return CaseOutcome(
        case_id=key,
        number=public_number(2026, key),
        area_path=path,
        unit_path=f"GOV/{unit}/",
        town=codes[1],
        community=codes[2] if len(codes) > 2 else "",
        grid=grid,
        has_grids=EAST in path,
        unit=unit,
        case_type=lot.choice(["0101", "0102", ""]),
        source="resident",
        state=ending or "handling",
        tier=lot.choice([tier, "town"]),
        month=f"{reported.astimezone(ZONE):%Y-%m}",
        accepted=lot.random() < 0.9,
        dispatched=lot.random() < 0.8,
        verified=lot.random() < 0.5,
        escalated=lot.random() < 0.3,
        ended_at=ended,
        handling_seconds=int((closed - reported).total_seconds()) if closed else None,
        reopened_at=reopened,
        reopened_soon=bool(reopened and first and reopened - first <= timedelta(days=30)),
        recurs_until=first + timedelta(days=30) if first else None,
        **told_later(lot, closed),
        **dated(reported=reported, closed=closed, due=due, first_closed=first),
    )


def told_later(lot: random.Random, closed: datetime | None) -> dict[str, Any]:
    """How often it went back and forth, what the resident said and the re-check found."""
    rated = closed + timedelta(hours=3) if closed and lot.random() < 0.5 else None
    checked = closed + timedelta(days=2) if closed and lot.random() < 0.4 else None
    return {
        "send_backs": lot.choice([0, 0, 1, 2]),
        "reworks": lot.choice([0, 0, 1]),
        "extensions": lot.choice([0, 0, 1]),
        "rating": lot.randrange(1, 6) if rated else None,
        "rated_at": rated if rated and rated <= NOW else None,
        "recheck": lot.choice(["solved", "unsolved", "unreachable"]) if checked else "",
        "rechecked_at": checked if checked and checked <= NOW else None,
    }


def dated(**moments: datetime | None) -> dict[str, Any]:
    """Each instant beside its local day."""
    at = {f"{name}_at": moment for name, moment in moments.items()}
    on = {f"{n}_on": m.astimezone(ZONE).date() if m else None for n, m in moments.items()}
    return {**at, **on}


@pytest.fixture
def lives(county: County) -> list[CaseOutcome]:
    """Three hundred cases, the same every time; their days are not counted yet."""
    lot = random.Random(20261123)
    outcomes = [a_life(lot, key) for key in range(1, 301)]
    Case.objects.bulk_create(
        Case(pk=o.case_id, number=o.number, state=o.state, entered_at=NOW, area_path=o.area_path,
             unit=o.unit, unit_path=o.unit_path, tier=o.tier, reported_at=o.reported_at,
             source=o.source, text="示例")
        for o in outcomes
    )  # fmt: skip
    CaseOutcome.objects.bulk_create(outcomes)
    touch_days()
    return outcomes


def touch_days() -> None:
    days = {getattr(o, n) for o in CaseOutcome.objects.all()
            for n in ("reported_on", "closed_on", "due_on", "first_closed_on")}  # fmt: skip
    TouchedDay.objects.bulk_create(TouchedDay(day=d) for d in days if d)


def shown(found: list[Figure]) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(f.kind.id, f.group): (f.numerator, f.denominator, f.value) for f in found}


@pytest.mark.parametrize(
    ("window", "by"), [*((w, "county") for w in WINDOWS), *((WINDOWS[3], by) for by in GROUPINGS)]
)
def test_the_records_of_a_figure_are_as_many_as_it_says(
    lives: list[CaseOutcome], window: Window, by: str
) -> None:
    for figure in compute(window, by=by, now=NOW):
        asked = records(figure.kind.id, window=window, by=by, group=figure.group)
        above = set(asked.values_list("pk", flat=True))
        base = records(figure.kind.id, window=window, by=by, group=figure.group, part="denominator")
        below = set(base.values_list("pk", flat=True))
        assert (len(above), len(below)) == (figure.numerator, figure.denominator), figure
        assert above <= below, figure


@pytest.mark.parametrize("by", [name for name in GROUPINGS if name != "county"])
@pytest.mark.parametrize("window", WINDOWS)
def test_groups_add_up_to_the_county(lives: list[CaseOutcome], window: Window, by: str) -> None:
    parts = compute(window, by=by, now=NOW)
    for whole in compute(window, now=NOW):
        own = [p for p in parts if p.kind.id == whole.kind.id]
        assert sum(p.numerator for p in own) == whole.numerator, whole
        assert sum(p.denominator for p in own) == whole.denominator, whole


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("window", [w for w in WINDOWS if w.is_present])
def test_kept_day_counts_and_live_counts_agree(
    lives: list[CaseOutcome], county: County, window: Window, by: str
) -> None:
    reaches = [Q(), reach_of(county["wang"]), reach_of(county["zhao"])]
    live = [shown(compute(window, by=by, reach=reach, now=NOW)) for reach in reaches]
    recount()
    assert CaseDay.objects.exists()
    assert [shown(compute(window, by=by, reach=reach, now=NOW)) for reach in reaches] == live


@pytest.mark.parametrize("by", GROUPINGS)
def test_touched_days_are_counted_live_beside_the_kept_ones(
    lives: list[CaseOutcome], by: str
) -> None:
    window = WINDOWS[0]
    live = shown(compute(window, by=by, now=NOW))
    recount()
    days = sorted({o.reported_on for o in lives if o.reported_on})[::7]
    CaseDay.objects.filter(day__in=days).update(reported=99, open=99, closed=99, due=99, late=99)
    TouchedDay.objects.bulk_create(TouchedDay(day=day) for day in days)
    assert shown(compute(window, by=by, now=NOW)) == live


def test_the_whole_county_never_needs_a_live_count() -> None:
    assert [slice_for(by, Q()) for by in GROUPINGS] == [
        "county", "town", "area", "area", "unit", "case_type", "county",
    ]  # fmt: skip


def test_every_predicate_has_its_column_of_day_counts() -> None:
    assert kept_columns() == set(PREDICATES)


def test_a_changed_case_changes_the_figure_after_its_days_are_counted_again(
    lives: list[CaseOutcome],
) -> None:
    recount()
    window = WINDOWS[0]
    before = shown(compute(window, now=NOW))["cases_closed", ""][0]
    still_open = next(o for o in lives if not o.ended_at)
    CaseOutcome.objects.filter(pk=still_open.pk).update(
        state="closed", ended_at=NOW, closed_at=NOW, closed_on=NOW.astimezone(ZONE).date()
    )
    TouchedDay.objects.bulk_create([TouchedDay(day=NOW.astimezone(ZONE).date())])
    assert shown(compute(window, now=NOW))["cases_closed", ""][0] == before + 1
    assert recount() == 1
    assert shown(compute(window, now=NOW))["cases_closed", ""][0] == before + 1


def test_somebody_sees_the_figures_of_their_own_area_only(
    lives: list[CaseOutcome], county: County
) -> None:
    window, reach = WINDOWS[0], reach_of(county["chen"])
    own = shown(compute(window, reach=reach, now=NOW))["cases_reported", ""][0]
    assert own == sum(1 for o in lives if EAST in o.area_path)
    assert records("cases_reported", window=window, reach=reach).count() == own
    towns = {f.group for f in compute(window, by="town", reach=reach, now=NOW)}
    assert towns == {NORTH}


def test_the_median_is_the_middle_one_and_not_an_estimate(lives: list[CaseOutcome]) -> None:
    times = [o.handling_seconds for o in lives if o.handling_seconds is not None]
    figure = next(f for f in compute(WINDOWS[0], now=NOW) if f.kind.id == "median_handling_hours")
    assert figure.median is not None
    assert float(figure.median) == median(times)


def test_what_is_closed_later_was_open_then(lives: list[CaseOutcome]) -> None:
    then = datetime(2026, 11, 2, tzinfo=ZONE)  # the end of 1 November
    expected = sum(
        1 for o in lives if o.reported_at < then and (o.ended_at is None or o.ended_at >= then)
    )
    window = Window.at(NOW, ZONE, as_of=date(2026, 11, 1))
    assert shown(compute(window, now=NOW))["backlog", ""][0] == expected


def test_settled_rates_leave_out_areas_without_grids(lives: list[CaseOutcome]) -> None:
    found = shown(compute(WINDOWS[0], now=NOW))
    in_grids = found["grid_settled_rate", ""][1]
    assert in_grids == found["community_settled_rate", ""][1]
    assert in_grids + found["cases_closed_elsewhere", ""][0] == found["cases_closed", ""][0]


def test_a_period_that_ends_before_it_begins_is_refused_by_field() -> None:
    with pytest.raises(Invalid) as refused:
        Window.at(NOW, ZONE, start=date(2026, 2, 1), end=date(2026, 1, 1))
    assert [(r.code, r.field) for r in refused.value.reasons] == [("period_reversed", "to")]


def test_an_unknown_figure_and_an_unknown_grouping_are_refused(db: None) -> None:
    with pytest.raises(NotFound):
        records("happiness", window=WINDOWS[0])
    with pytest.raises(Invalid):
        compute(WINDOWS[0], by="person", now=NOW)
    with pytest.raises(Invalid):
        records("backlog", window=WINDOWS[0], by="month", group="2026-13")


def test_a_few_cases_make_no_rate_to_compare() -> None:
    kind = next(k for k in FIGURES.values() if k.kind == "share")
    assert Figure(kind, 1, FEW - 1).is_small
    assert not Figure(kind, 1, FEW).is_small
    assert not Figure(replace(kind, kind="count"), 1, 1).is_small


def test_a_sampled_rate_comes_with_its_interval() -> None:
    kind = FIGURES["true_solve_rate"]
    low, high = Figure(kind, 45, 50).interval or (None, None)
    assert (str(low), str(high)) == ("78.6", "95.7")
    assert Figure(FigureKind("x", "", "", "%"), 1, 2).interval is None
