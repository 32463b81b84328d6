"""The pages tell what the code is: nothing undocumented, nothing invented, no dead link."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from jiceng.project import settings
from tests.house import ROOT, files, where

REFERENCE = ROOT / "docs/reference"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [p for p in files() if p.suffix == ".md" and "node_modules" not in p.parts]
RECORDS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))


def drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw", ROOT / "docs/draw.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(page: Path, level: int = 2) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", page.read_text(encoding="utf-8"), re.M)


def dead_links(page: Path, text: str) -> list[str]:
    """Links of a page to files that are not there."""
    outside = ("http://", "https://", "mailto:", "#", "file:")
    targets = [t for t in LINK.findall(text) if not t.startswith(outside)]
    return [t for t in targets if not (page.parent / unquote(t.partition("#")[0])).exists()]


@pytest.mark.parametrize("page", PAGES, ids=where)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert dead_links(page, page.read_text(encoding="utf-8")) == []


def test_a_dead_link_is_noticed() -> None:
    text = "[here](README.md) [gone](nowhere.md#part) [out](https://example.org/x)"
    assert dead_links(ROOT / "README.md", text) == ["nowhere.md#part"]


def test_every_setting_has_its_heading_and_no_heading_is_invented() -> None:
    assert headings(REFERENCE / "settings.md") == list(settings.NAMES)


@pytest.mark.parametrize("name", list(settings.NAMES))
def test_a_setting_states_its_default(name: str) -> None:
    _, _, after = (REFERENCE / "settings.md").read_text(encoding="utf-8").partition(f"## {name}\n")
    said = after.lstrip().splitlines()[0]
    default = settings.NAMES[name]
    assert said.startswith(f"Default `{default}`" if default else "Default empty")


def test_every_command_has_its_heading_and_no_heading_is_invented() -> None:
    start = "import sys; from jiceng.project.cli import main; sys.exit(main())"
    asked = subprocess.run(
        [sys.executable, "-c", start, "--help"],
        env=os.environ | {"LANG": "C.UTF-8", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    listed = re.findall(r"^    ([a-z]+)(?: |$)", asked.stdout, re.MULTILINE)
    assert sorted(headings(REFERENCE / "commands.md")) == sorted(listed)


def test_processes_and_figures_are_drawn_from_the_code_as_it_is() -> None:
    assert [where(p) for p in drawing().behind()] == [], "make docs, or python docs/draw.py"


def test_every_process_and_every_figure_is_drawn() -> None:
    draw = drawing()
    names = {p.name for p in draw.processes()}
    assert "case" in names
    assert names <= {p.stem for p in (REFERENCE / "processes").glob("*.md")}
    assert [f.id for f in draw.figures()] == headings(REFERENCE / "figures.md")


@pytest.mark.parametrize("page", RECORDS, ids=where)
def test_a_decision_has_number_status_and_date(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {page.stem[:4]} · ")
    if page.stem.startswith("0000"):
        return
    assert re.match(
        r"Status: (proposed|accepted|superseded by \d{4}) · Date: \d{4}-\d\d-\d\d$", lines[2]
    )
    assert page.name in (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")


def test_both_front_pages_name_the_same_pages_and_commands() -> None:
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    own = {"README.md", "README.zh-CN.md"}
    assert set(LINK.findall(english)) - own == set(LINK.findall(chinese)) - own
    for command in ("make demo", "make test"):
        assert command in english
        assert command in chinese


def test_numbers_cited_in_code_stand_in_the_pages() -> None:
    """Code says `decisions.md 29`; the reader must find 29."""
    decisions = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    given = set(re.findall(r"^(\d+)\. ", decisions, re.M))
    cited: dict[str, str] = {}
    for path in files():
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            for numbers in re.findall(r"decisions\.md (\d+(?:[,–-] ?\d+)*)", text):
                cited |= dict.fromkeys(re.findall(r"\d+", numbers), where(path))
    assert {number: path for number, path in cited.items() if number not in given} == {}
