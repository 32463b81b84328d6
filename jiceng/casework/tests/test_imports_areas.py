"""Territory from files: whole or not at all, with history, and the same way out again."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiceng.casework.jobs.areas import export_areas, import_areas, lines
from jiceng.casework.tests.county import EAST, GRID_1, GRID_2, County
from jiceng.kernel.records.boundaries import export_boundaries
from jiceng.kernel.records.models import Area, AreaVersion, JournalEntry, OldCode
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
NATIONAL = Path(os.environ.get("JICENG_SAMPLES", ""), "divisions/national_5level.csv.gz")


def take(path: Path, **more: Any) -> Any:
    return import_areas(path, now=NOW, today=TODAY, **more)


def written(path: Path, collection: dict[str, Any]) -> Path:
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def feature(code: str, name: str, west: float, parent: str = EAST) -> dict[str, Any]:
    east, south, north = west + 0.01, 19.90, 19.91
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    properties = {"code": code, "name": name, "level": "grid", "parent": parent}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_what_goes_out_comes_in_again_and_changes_nothing(county: County, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    assert export_areas(path) == Area.objects.count()
    taken = take(path)
    assert (taken.opened, taken.changed, taken.unchanged) == (0, 0, Area.objects.count())
    assert not AreaVersion.objects.exists()


def test_a_new_and_a_moved_grid_are_taken_in_with_history(county: County, tmp_path: Path) -> None:
    moved = feature(GRID_2, "东二网格", 109.615)
    fresh = feature(EAST + "003", "东三网格", 109.630)
    path = written(tmp_path / "new.geojson", {"features": [moved, fresh]})
    taken = take(path)
    assert (taken.opened, taken.changed) == (1, 1)
    assert territory().locate(lon=109.635, lat=19.905).area is not None
    versions = list(AreaVersion.objects.filter(area=GRID_2).order_by("valid_from"))
    assert [v.valid_to for v in versions] == [TODAY, None]
    assert versions[-1].decided_by == "new.geojson"
    kinds = JournalEntry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["redraw_area", "open_area"]


def test_one_fault_keeps_the_whole_file_out(county: County, tmp_path: Path) -> None:
    good, bad = feature(EAST + "003", "东三网格", 109.63), feature(EAST + "004", "四", 109.605)
    lost = feature("999999999999001", "无上级", 109.7, parent="999999999999")
    path = written(tmp_path / "mixed.geojson", {"features": [good, bad, lost]})
    with pytest.raises(Invalid) as refused:
        take(path)
    assert [r.code for r in refused.value.reasons] == [
        "overlaps_area", "overlaps_area", "parent_unknown",
    ]  # fmt: skip
    assert not Area.objects.filter(code=EAST + "003").exists()


def test_a_dry_run_checks_and_writes_nothing(county: County, tmp_path: Path) -> None:
    path = written(tmp_path / "x.geojson", {"features": [feature(EAST + "003", "三", 109.63)]})
    assert take(path, dry_run=True).opened == 1
    assert not Area.objects.filter(code=EAST + "003").exists()


def test_a_code_that_was_ever_used_is_not_given_again(county: County, tmp_path: Path) -> None:
    Area.objects.filter(code=GRID_1).update(valid_to=TODAY)
    path = written(tmp_path / "x.geojson", {"features": [feature(GRID_1, "又一网格", 109.60)]})
    with pytest.raises(Invalid) as refused:
        take(path)
    assert [r.code for r in refused.value.reasons] == ["code_used"]


DIVISIONS = """code,name,parent,level,old_code
46,海南省,,1,
4690,省直辖县级,46,2,
469024,临高县,4690,3,
469024110,加来镇,469024,4,469024401
469024110001,某社区,469024110,5,
469024999001,没有上级,469024999,5,
,没有代码,469024,4,
469024111,坏层级,469024,9,
"""


def test_a_table_of_divisions_is_taken_in_and_old_codes_resolve(db: None, tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv.gz"
    path.write_bytes(gzip.compress(DIVISIONS.encode()))
    taken = take(path)
    assert (taken.read, taken.opened) == (8, 5)
    assert [(row, r.code, r.field) for row, r in taken.refused] == [
        (7, "parent_unknown", "parent"),
        (8, "text_length", "code"),
        (9, "unknown_value", "level"),
    ]
    town = Area.objects.get(code="469024110")
    assert (town.level, town.path) == ("town", "46/4690/469024/469024110/")
    land = territory()
    assert (land.area("469024401") or town).name == "加来镇"
    assert "第 7 行" in "\n".join(lines(taken, dry_run=False))
    again = take(path)
    assert (again.opened, again.unchanged) == (0, 5)
    assert OldCode.objects.count() == 1


def test_a_table_without_its_columns_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,name\n1,甲\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        take(path)
    assert [r.code for r in refused.value.reasons] == ["column_missing"]


@pytest.mark.skipif(not NATIONAL.is_file(), reason="JICENG_SAMPLES names no folder with divisions")
def test_the_national_table_is_taken_in_whole(db: None) -> None:
    seen: list[int] = []
    taken = take(NATIONAL, progress=seen.append)
    assert (taken.opened, len(taken.refused)) == (665_276 - len(taken.refused), 0)
    assert sum(seen) == 665_276
    assert Area.objects.get(code="469024100").path == "46/4690/469024/469024100/"


def test_an_exported_level_holds_that_level_alone(county: County) -> None:
    found = export_boundaries(level="grid")["features"]
    assert {f["properties"]["code"] for f in found} == {GRID_1, GRID_2}
