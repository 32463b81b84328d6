"""Households by place: what is written down, by whom, and which count is taken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import EAST, GRID_1, GRID_2, NOON, NORTH, WEST, County
from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.records.models import Area, JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Stale
from jiceng.services.actions.blocks import import_blocks, keep_block, remove_block
from jiceng.services.models import Block
from jiceng.services.queries.blocks import counted
from jiceng.services.rules.blocks import (
    COLUMNS,
    BlockRow,
    Counted,
    finest,
    is_open_at,
    row_of,
)
from jiceng.services.tests.cast import OFFICE, WEEKDAYS_ONLY, block

CODES = ["1", "11", "111", "112", "12"]


def codes(refusal: Refusal) -> list[tuple[str, str]]:
    return [(r.code, r.field or "") for r in refusal.reasons]


def count(code: str, homes: int, is_area: bool) -> Counted:
    path = "".join(f"{code[: n + 1]}/" for n in range(len(code)))
    key = code if is_area else f"B{code}"
    return Counted(key, key, path, homes, date(2026, 1, 1), "", is_area=is_area)


@given(st.lists(st.tuples(st.sampled_from(CODES), st.booleans()), unique=True))
def test_no_area_is_counted_beside_what_lies_in_it(rows: list[tuple[str, bool]]) -> None:
    taken = finest([count(code, 1, is_area) for code, is_area in rows])
    for whole in (c for c in taken if c.is_area):
        inside = [c for c in taken if c.area_path.startswith(whole.area_path)]
        assert inside == [whole]
    assert {c.key for c in taken if not c.is_area} == {
        f"B{c}" for c, is_area in rows if not is_area
    }


@pytest.mark.parametrize(
    ("when", "week", "is_open"),
    [
        ("", WEEKDAYS_ONLY, True),
        ("saturday", WEEKDAYS_ONLY, False),
        ("weekday_evening", WEEKDAYS_ONLY, False),
        ("weekday_evening", Hours((OFFICE,) * 4 + (spans_of("18:00-20:00"), (), ())), True),
        ("weekday_evening", Hours(((),) * 5 + (spans_of("18:00-21:00"),) * 2), False),
        ("saturday", Hours(((),) * 5 + (spans_of("9:00-11:30"), ())), True),
        ("sunday", Hours(((),) * 6 + (spans_of("10:00-10:30"),)), True),
        ("sunday", Hours(((),) * 6 + (spans_of("9:00-10:00"),)), False),
    ],
)
def test_hours_say_whether_a_point_counts(when: str, week: Hours, is_open: bool) -> None:
    assert is_open_at(week, when) is is_open


def test_a_row_of_a_table_names_each_cell_that_is_wrong() -> None:
    columns = COLUMNS.found_in(["楼栋", "户数", "统计日期", "来源", "经度", "纬度"])
    cells = {
        "楼栋": "",
        "户数": "三百",
        "统计日期": "去年",
        "来源": "居委会",
        "经度": "东",
        "纬度": "",
    }
    with pytest.raises(Invalid) as refusal:
        row_of(cells, columns)
    assert codes(refusal.value) == [
        ("needed", "name"), ("number_range", "households"), ("bad_day", "counted_on"),
        ("bad_point", "lon"),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        COLUMNS.found_in(["楼栋", "人口"])
    assert codes(refusal.value) == [("column_missing", "file")]


@pytest.mark.django_db
class TestActions:
    def test_a_desk_writes_down_a_number_of_households(self, county: County) -> None:
        row = keep_block(
            block("南园 1 栋", GRID_1, 60, 109.605, 19.905), by=county["chen"], now=NOON
        )
        assert (row.number[:2], row.area_path.endswith(f"{GRID_1}/")) == ("HB", True)
        line = JournalEntry.objects.latest("seq")
        assert (line.kind, json.loads(line.payload)["households"]) == ("services.keep_block", 60)

    def test_without_a_point_it_lies_in_the_middle_of_its_area(self, county: County) -> None:
        Area.objects.filter(pk=EAST).update(label_lon=109.61, label_lat=19.905)
        keep_block(block("散户", EAST, 9), by=county["chen"], now=NOON)
        assert [(c.lon, c.lat) for c in counted()] == [(109.61, 19.905)]

    def test_buildings_take_the_place_of_their_grid(self, county: County) -> None:
        Area.objects.filter(pk=GRID_1).update(households=300)
        Area.objects.filter(pk=GRID_2).update(households=200)
        keep_block(block("南园 1 栋", GRID_1, 60), by=county["chen"], now=NOON)
        assert {c.key: c.households for c in counted() if c.is_area} == {GRID_2: 200}

    @pytest.mark.parametrize(
        ("changes", "code", "where"),
        [
            ({"households": -1}, "households_unlikely", "households"),
            ({"households": 100_001}, "households_unlikely", "households"),
            ({"lon": 116.3, "lat": 39.9}, "point_outside_county", "lon"),
            ({"area": GRID_2, "lon": 109.605, "lat": 19.905}, "point_elsewhere", "lon"),
            ({"lon": 109.605}, "bad_point", "lon"),
            ({"counted_on": NOON.date() + timedelta(1)}, "count_in_the_future", "counted_on"),
            ({"counted_on": date(2001, 1, 1)}, "count_too_old", "counted_on"),
            ({"name": " "}, "text_length", "name"),
            ({"area": "火星"}, "unknown_area", "area"),
            ({"area": NORTH}, "unknown_area", "area"),
            ({"area": ""}, "block_not_placed", "area"),
        ],
    )
    def test_what_cannot_be_right_is_refused_at_its_field(
        self, county: County, changes: dict[str, Any], code: str, where: str
    ) -> None:
        given_row = replace(block("南园 1 栋", GRID_1, 60), **changes)
        with pytest.raises(Invalid) as refusal:
            keep_block(given_row, by=county["wang"], now=NOON)
        assert (code, where) in codes(refusal.value)

    def test_only_the_desk_of_the_area_writes(self, county: County) -> None:
        for who in ("xie", "sun", "zhao", "tang"):
            with pytest.raises(NotAllowed):
                keep_block(block("南园 1 栋", GRID_1, 60), by=county[who], now=NOON)

    def test_a_second_block_of_the_name_and_an_old_form_are_refused(self, county: County) -> None:
        row = keep_block(block("南园 1 栋", GRID_1, 60), by=county["chen"], now=NOON)
        with pytest.raises(Invalid) as refusal:
            keep_block(block("南园 1 栋", GRID_1, 61), by=county["wang"], now=NOON)
        assert codes(refusal.value) == [("block_twice", "name")]
        again = block("南园 1 栋", GRID_1, 62)
        keep_block(again, by=county["chen"], now=NOON, block=row, version=1)
        with pytest.raises(Stale):
            keep_block(again, by=county["chen"], now=NOON, block=row, version=1)
        with pytest.raises(Stale):
            remove_block(row, by=county["chen"], now=NOON, version=1)
        remove_block(row, by=county["chen"], now=NOON, version=2)
        assert not Block.objects.exists()

    def test_a_table_comes_in_whole_or_not_at_all(self, county: County) -> None:
        rows: list[tuple[int, Any]] = [
            (2, block("南园 1 栋", GRID_1, 60, 109.605, 19.905)),
            (3, replace(block("西村一组", "西村", 40), households=-3)),
            (4, block("南园 1 栋", "东一网格", 61)),
            (5, block("远处", "远社区", 8)),
        ]
        looked = import_blocks(rows, by=county["wang"], now=NOON)
        assert not Block.objects.exists()
        found = {row: [r.code for r in reasons] for row, reasons in looked.refused}
        assert found == {3: ["households_unlikely"], 4: ["block_doubled"], 5: ["unknown_area"]}
        good = [rows[0], (3, block("西村一组", "西村", 40))]
        assert import_blocks(good, by=county["wang"], now=NOON, is_trial=True).added == 2
        assert not Block.objects.exists()
        assert import_blocks(good, by=county["wang"], now=NOON).added == 2
        assert set(Block.objects.values_list("area", flat=True)) == {GRID_1, WEST}
        newer = [rows[0], (3, block("西村一组", WEST, 44))]
        looked = import_blocks(newer, by=county["wang"], now=NOON)
        assert (looked.added, looked.changed, looked.same) == (0, 1, 1)
        with pytest.raises(Invalid):
            import_blocks(newer, by=county["wang"], now=NOON)

    def test_coordinates_of_a_chinese_map_are_moved(self, county: County) -> None:
        rows = [(2, block("南园 1 栋", "", 60, 109.6099, 19.9032))]
        import_blocks(rows, by=county["wang"], now=NOON, system="gcj02")
        row = Block.objects.get()
        assert row.area_id == GRID_1
        assert row.lon == pytest.approx(109.6099, abs=0.006)
        assert row.lon != 109.6099

    def test_no_row_of_a_table_names_a_telephone(self, county: County) -> None:
        row = BlockRow("张家 13812345678", GRID_1, 1, NOON.date(), "居委会")
        assert "13812345678" not in keep_block(row, by=county["chen"], now=NOON).name
