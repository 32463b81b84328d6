"""Figures of the supervision office: each opens onto exactly the records it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from jiceng.casework.actions.taking import take
from jiceng.casework.actions.urging import Urge, answer, urge
from jiceng.casework.figures import Window, reach_for
from jiceng.casework.figures.followed import DECLARED, FIGURES, GROUPED_BY, compute, records
from jiceng.casework.models import Urging
from jiceng.casework.tests.calling import Calling
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.ledger import found, ledger, struck_off
from jiceng.casework.tests.ledger import moved as move_problem
from jiceng.casework.tests.supervising import DUE, assigned, moved
from jiceng.casework.tests.test_taking import GIVEN, LATER, late_case
from jiceng.kernel.refusal import Invalid, NotFound

DAY = timedelta(days=1)
HERE = "/desk/supervision/figures/"
AFTER = DUE + 10 * DAY
ZONE = ZoneInfo("Asia/Shanghai")


def at(now: object = AFTER, **period: date) -> Window:
    return Window.at(now, ZONE, **period)  # type: ignore[arg-type]  # a datetime, named as it is used


@pytest.fixture
def busy(county: County) -> County:
    """Housing is late with one task and in time with another; East has one to come.

    East struck off one problem; the next at the same place is late.
    """
    late, done = assigned(county), assigned(county)
    for task in (late, done):
        moved(task, county, "zhao", "sign_for")
    moved(done, county, "zhao", "submit", NOON + DAY, result="已完成")
    assigned(county, "C-EAST", due=AFTER + 30 * DAY)
    sent = urge(late, Urge("urge", "请抓紧"), by=county["tang"], now=NOON)[0]
    answer(sent, "正在办理", by=county["zhao"], now=NOON + DAY, version=sent.version)
    urge(late, Urge("slip", "限期办结"), by=county["tang"], now=NOON + DAY)
    take(late_case(), GIVEN, by=county["tang"], now=LATER)
    campaign = ledger(county)
    struck_off(county, found(county, campaign))
    again = found(county, campaign, deadline=NOON.date() + DAY)
    move_problem(county, again, "tang", "confirm")
    return county


def values(
    window: Window, by: str = "county", reach: Q | None = None
) -> dict[str, tuple[int, int]]:
    found = compute(window, by=by, reach=reach or Q(), now=AFTER)
    return {f"{f.kind.id}{f.group}": (f.numerator, f.denominator) for f in found}


def test_they_count_what_happened(busy: County) -> None:
    assert values(at()) == {
        "task_on_time_rate": (1, 2),
        "overdue_tasks": (1, 1),
        "urgings": (2, 2),
        "urging_answered_rate": (1, 2),
        "taken_under_supervision": (1, 1),
        "struck_off_rate": (1, 2),
        "problem_recurrence_rate": (1, 2),
        "overdue_problems": (1, 1),
    }


def test_every_figure_opens_onto_as_many_records_as_it_counts(busy: County) -> None:
    for by in GROUPED_BY:
        found = compute(at(), by=by, reach=Q(), now=AFTER)
        assert {f.kind.id for f in found} == set(FIGURES)
        for f in found:
            group = None if by == "county" else f.group
            for part, count in (("numerator", f.numerator), ("denominator", f.denominator)):
                rows = records(f.kind.id, window=at(), by=by, group=group, reach=Q(), part=part)
                assert rows.count() == count, (f.kind.id, by, f.group, part)


def test_the_numerator_lies_in_the_denominator(busy: County) -> None:
    for kind in DECLARED:
        above = set(records(kind.id, window=at(), reach=Q()).values_list("pk", flat=True))
        below = records(kind.id, window=at(), reach=Q(), part="denominator")
        assert above <= set(below.values_list("pk", flat=True))


def test_groups_add_up_to_the_whole(busy: County) -> None:
    whole = {f.kind.id: f.denominator for f in compute(at(), by="county", reach=Q(), now=AFTER)}
    for by in ("unit", "month"):
        found = compute(at(), by=by, reach=Q(), now=AFTER)
        for id, count in whole.items():
            assert sum(f.denominator for f in found if f.kind.id == id) == count


def test_a_period_counts_what_fell_into_it_and_a_stock_does_not_ask(busy: County) -> None:
    october = values(at(start=date(2026, 10, 1), end=date(2026, 10, 31)))
    assert october["urgings"] == (0, 0)
    assert october["overdue_tasks"] == (1, 1)
    month = values(at(), "month")
    assert month["urgings2026-11"] == (2, 2)
    assert month["task_on_time_rate2026-12"] == (1, 2)


def test_as_of_an_earlier_day_nothing_later_is_known(busy: County) -> None:
    before = values(Window.at(AFTER, ZONE, as_of=date(2026, 11, 23)))
    assert before["urgings"] == (1, 1)
    assert before["task_on_time_rate"] == before["overdue_tasks"] == (0, 0)
    assert before["taken_under_supervision"] == (0, 0)


def test_an_urging_taken_back_is_not_owed_an_answer(busy: County) -> None:
    Urging.objects.filter(kind="slip").update(state="withdrawn")
    assert values(at())["urging_answered_rate"] == (1, 1)


def test_each_counts_within_his_reach(busy: County) -> None:
    assert values(at(), reach=reach_for(busy["ma"]))["overdue_tasks"] == (0, 0)
    assert values(at(), reach=reach_for(busy["zhao"]))["overdue_tasks"] == (1, 1)


def test_what_does_not_exist_is_refused(busy: County) -> None:
    assert compute(at(), by="grid", reach=Q(), now=AFTER) == []
    with pytest.raises(NotFound):
        records("nothing", window=at(), reach=Q())
    with pytest.raises(Invalid):
        records("urgings", window=at(), by="grid", reach=Q())
    with pytest.raises(Invalid):
        records("urgings", window=at(), by="month", group="2026-13", reach=Q())


def test_the_api_answers_them_with_their_records(
    busy: County, calling: Calling, at_noon: Callable[[timedelta], None]
) -> None:
    caller = calling("tang")
    at_noon(AFTER - NOON)
    listed = {f["id"]: f for f in caller.get("/figures").json()["items"]}
    assert set(FIGURES) <= set(listed)
    assert listed["task_on_time_rate"]["numerator"] == 1
    first = caller.get("/figures/urgings/records", limit=1).json()
    assert (first["total"], len(first["items"])) == (2, 1)
    rest = caller.get("/figures/urgings/records", limit=1, after=first["next"]).json()
    assert [r["kind"] for r in first["items"] + rest["items"]] == ["urging"] * 2
    assert rest["next"] is None
    assert caller.get("/figures/urgings/records", by="grid").status_code == 422


def test_the_page_opens_every_number_onto_its_records(
    busy: County, at_noon: Callable[[timedelta], None]
) -> None:
    at_noon(AFTER - NOON)
    tang = desk(busy, "tang")
    page = tang.get(HERE).content.decode()
    for id in FIGURES:
        assert f"{HERE}{id}/" in page
        assert tang.get(f"{HERE}{id}/?part=denominator").status_code == 200
    assert f"{HERE}overdue_tasks/?unit=HOUSING" in page
    opened = tang.get(f"{HERE}overdue_tasks/?unit=HOUSING").content.decode()
    assert "共 1 件" in opened and "老旧小区改造" not in opened.split("<table")[0]
    assert tang.get(f"{HERE}nothing/").status_code == 404
    assert desk(busy, "zhao").get(HERE).status_code == 403
