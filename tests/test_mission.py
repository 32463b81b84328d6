"""docs/mission.md says where each system is seen: nothing it names is gone, none is left out."""

from __future__ import annotations

import csv
import re

from tests.house import ROOT

MISSION = ROOT / "docs/mission.md"
ROW = re.compile(r"^\| (S\d+) \| [^|]+ \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")


def named() -> dict[str, tuple[list[str], list[str], list[str]]]:
    """What stands between backquotes in a row: pages, figures and tests of each system."""
    rows = ROW.findall(MISSION.read_text(encoding="utf-8"))
    read = QUOTED.findall
    return {code: (read(pages), read(figures), read(tests)) for code, pages, figures, tests in rows}


def test_every_system_has_its_page_its_figure_and_its_test() -> None:
    rows = named()
    assert list(rows) == [f"S{n}" for n in range(1, 27)]
    assert [code for code, cells in rows.items() if not all(cells)] == []


def test_what_the_table_names_is_there() -> None:
    with (ROOT / "tests/doors.csv").open(encoding="utf-8") as listed:
        doors = {row["url"] for row in csv.DictReader(listed)}
    figures = (ROOT / "docs/reference/figures.md").read_text(encoding="utf-8")
    for code, (pages, counted, tests) in named().items():
        assert [page for page in pages if page not in doors] == [], code
        assert [name for name in counted if f"\n## {name}\n" not in figures] == [], code
        assert [path for path in tests if not (ROOT / path).is_file()] == [], code
