"""The worklist read line by line along its indexes: nothing missing, nothing twice, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db.models import F, Q
from pytest_django import Settings

from jiceng.casework.queries import worklist
from jiceng.casework.queries.waiting import CEILING, PARTS, Counted, awaiting, counted
from jiceng.casework.tests.county import EAST, GRID_1, NOON, NORTH, County
from jiceng.casework.tests.desk import desk
from jiceng.kernel.records.models import Area, Unit, WorkItem
from jiceng.kernel.scope import ABOVE_BOUND, UNIT_BOUND, Actor, Grip, covers

MEANT: dict[str, Q] = {
    "todo": Q(subject_kind="case", purpose="act") & ~Q(role="verifier"),
    "check": Q(subject_kind="case", purpose="act", role="verifier"),
    "extension": Q(purpose="extension"),
    "recheck": Q(subject_kind="recheck"),
    "call_up": Q(subject_kind="call_up"),
    "supervision_item": Q(subject_kind="supervision_item"),
    "supervision_task": Q(subject_kind="supervision_task"),
    "urging": Q(subject_kind="urging"),
    "problem": Q(subject_kind="problem"),
    "project": Q(subject_kind="project"),
    "report_demand": Q(subject_kind="report_demand"),
}
"""What the tabs of the desk hold, in words of the ORM."""
KINDS = (
    ("case", "act", ("dispatcher", "worker", "handler", "arbiter", "verifier")),
    ("case", "extension", ("approver",)),
    ("recheck", "act", ("verifier",)),
    ("call_up", "act", ("handler", "dispatcher")),
    ("call_up", "arrive7", ("handler",)),
    ("supervision_item", "act", ("overseer", "signatory")),
    ("supervision_task", "act", ("handler", "overseer")),
    ("supervision_task", "support7", ("handler",)),
    ("urging", "act", ("handler",)),
    ("problem", "act", ("overseer", "handler", "verifier")),
    ("project", "act", ("handler", "overseer")),
    ("report_demand", "act", ("signatory",)),
)
HOURS = (3, None, -1, 3, 0, 200)


@pytest.fixture(autouse=True)
def _noon(settings: Settings) -> None:
    settings.FIXED_NOW = NOON.isoformat()


def line(number: int, **columns: Any) -> WorkItem:
    known: dict[str, Any] = {
        "subject_kind": "case", "purpose": "act", "role": "dispatcher", "tier": "community",
        "unit": "C-EAST", "area_path": f"469024/{NORTH}/{EAST}/",
        "unit_path": "GOV/T-NORTH/C-EAST/",
    }  # fmt: skip
    return WorkItem(
        **known | {"due_at": NOON + timedelta(hours=1)} | columns,
        subject_id=number, number=str(number), title=f"第 {number} 件", since=NOON,
        state="dispatched",
    )  # fmt: skip


def everywhere() -> Iterator[WorkItem]:
    """Lines of every kind and role, in every area, with every unit, due at many times or never."""
    numbers = iter(range(1, 10**6))
    areas = list(Area.objects.order_by("path").values_list("path", flat=True))
    units = list(Unit.objects.order_by("path").values_list("code", "path"))
    for kind, purpose, roles in KINDS:
        places = product(roles, ("grid", "community", "town", "county"), areas)
        for role, tier, area in places:
            number = next(numbers)
            code, path = units[number % len(units)]
            hours = HOURS[number % len(HOURS)]
            due_at = None if hours is None else NOON + timedelta(hours=hours)
            yield line(
                number, subject_kind=kind, purpose=purpose, role=role, tier=tier, area_path=area,
                unit=code, unit_path=path, due_at=due_at,
            )  # fmt: skip


@pytest.fixture
def full(county: County) -> County:
    WorkItem.objects.bulk_create(everywhere())
    return county


def waits_for(grip: Grip, row: WorkItem) -> bool:
    """Who finds a line on their list, said without a database."""
    if row.role not in grip.roles:
        return False
    if row.role in UNIT_BOUND:
        below = covers(grip.unit_path, row.unit_path)
        return below if grip.by_unit else row.unit_path == grip.unit_path
    own = row.role in ABOVE_BOUND and grip.tier == "county" and row.unit == grip.unit
    if row.tier != grip.tier or own:
        return False
    if grip.by_unit:
        return covers(grip.unit_path, row.unit_path)
    return covers(grip.area_path, row.area_path)


def meant(actor: Actor, name: str) -> list[int]:
    rows = WorkItem.objects.filter(MEANT[name]).order_by(F("due_at").asc(nulls_last=True), "pk")
    return [row.pk for row in rows if any(waits_for(grip, row) for grip in actor.grips)]


def read(actor: Actor, name: str, size: int) -> list[int]:
    seen: list[int] = []
    after = None
    while found := awaiting(actor, PARTS[name], size, after=after):
        seen += [row.pk for row in found]
        after = (found[-1].due_at, found[-1].pk)
    return seen


CAST = ("li", "han", "chen", "gao", "wang", "ma", "sun", "zhao", "qian", "zhou", "wu", "tang", "lu")


@pytest.mark.parametrize("who", CAST)
def test_everybody_reads_what_waits_for_them_in_order_and_once(full: County, who: str) -> None:
    for name, size in product(PARTS, (3, 1000)):
        assert read(full[who], name, size) == meant(full[who], name), name


def test_the_cast_has_something_to_read_in_every_part(full: County) -> None:
    assert {name for name in PARTS if any(meant(full[who], name) for who in CAST)} == set(PARTS)


@pytest.mark.parametrize("who", CAST)
def test_the_whole_worklist_holds_what_its_parts_hold(full: County, who: str) -> None:
    parts = {pk for name in PARTS for pk in meant(full[who], name)}
    assert set(worklist(full[who]).values_list("pk", flat=True)) == parts


@pytest.mark.parametrize("who", CAST)
def test_below_the_ceiling_every_line_is_counted(full: County, who: str) -> None:
    found = counted(full[who], NOON)
    for name in PARTS:
        rows = WorkItem.objects.filter(pk__in=meant(full[who], name))
        assert found[name] == Counted(rows.count(), rows.filter(due_at__lte=NOON).count())


def test_who_holds_several_posts_sees_each_line_once(full: County) -> None:
    """Also where a post reaches wider or narrower than its tier, or by its unit."""
    (wang,), (zhao,), (chen,) = (full[w].grips for w in ("wang", "zhao", "chen"))
    grips = (
        wang,
        replace(wang, area_path="469024/"),
        replace(wang, area_path=chen.area_path, roles=wang.roles | {"arbiter"}),
        zhao,
        replace(zhao, unit_path="GOV/", roles=frozenset({"handler", "verifier"})),
    )
    both = Actor(1, "兼", grips)
    for name in PARTS:
        assert read(both, name, 7) == meant(both, name)
        assert counted(both, NOON)[name].lines == len(meant(both, name))


def test_a_condition_that_nothing_fits_is_an_empty_list(full: County) -> None:
    nothing = WorkItem.objects.filter(pk__in=[])
    assert awaiting(full["chen"], PARTS["todo"], 5, narrowed=nothing) == []


def test_an_actor_without_posts_waits_for_nothing(full: County) -> None:
    nobody = Actor(1, "无", ())
    assert read(nobody, "todo", 5) == []
    assert set(counted(nobody, NOON).values()) == {Counted()}


@pytest.mark.parametrize(
    ("tier", "kept"),
    [("county", 1), ("town", 2), ("community", 3), ("grid", 4)],
)
def test_the_desk_of_a_line_is_its_area_up_to_the_tier(
    county: County, tier: str, kept: int
) -> None:
    whole = ["469024/", f"{NORTH}/", f"{EAST}/", f"{GRID_1}/"]
    row = line(1, tier=tier, area_path="".join(whole))
    row.save()
    row.refresh_from_db()
    assert row.desk_path == "".join(whole[:kept])
    WorkItem.objects.update(area_path="".join(whole[:2]))
    row.refresh_from_db()
    assert row.desk_path == "".join(whole[: min(kept, 2)]), "it follows, whoever moves the line"


# The ceiling, as people see it.


def shown(county: County, lines: int) -> str:
    WorkItem.objects.bulk_create(line(n) for n in range(lines))
    return desk(county, "chen").get("/desk/").text


def test_up_to_the_ceiling_the_number_is_exact(county: County) -> None:
    page = shown(county, CEILING)
    assert f"本栏 {CEILING} 件" in page
    assert f"{CEILING}+" not in page


def test_beyond_the_ceiling_it_is_said_so_to_the_eye_and_the_ear(county: County) -> None:
    page = shown(county, CEILING + 60)
    seen, heard = f"{CEILING}+</span>", f"超过 {CEILING}</span>"
    more = f'<span aria-hidden="true">{seen}<span class="visually-hidden">{heard}'
    assert f"本栏 {more} 件" in page
    assert f'<span class="jc-tab-count">{more}</span>' in page
    assert f'<span class="jc-menu-count">{more}</span>' in page
    assert str(CEILING + 60) not in page


def test_beyond_the_ceiling_the_late_ones_are_still_counted(county: County) -> None:
    WorkItem.objects.bulk_create(line(n, due_at=None) for n in range(CEILING + 60))
    WorkItem.objects.bulk_create(line(n, due_at=NOON) for n in range(5000, 5003))
    assert counted(county["chen"], NOON)["todo"] == Counted(CEILING + 1, 3)
    assert "超期 3 件" in desk(county, "chen").get("/desk/").text


def test_a_search_reads_on_beyond_the_first_lines(county: County) -> None:
    WorkItem.objects.bulk_create(line(n) for n in range(1, 200))
    page = desk(county, "chen").get("/desk/?text=第 199 件")
    assert [row["number"] for row in page.context["rows"]] == ["199"]
