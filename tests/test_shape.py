"""Short functions, short files, and only the floors a capability may have."""

from __future__ import annotations

import ast
from pathlib import Path
from runpy import run_path

import pytest

from tests.house import CAPABILITIES, ROOT, expect_none, python_files, tree, where

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
ENGINE = ROOT / "jiceng/kernel/process.py"
ENGINE_BUDGET = 250
FLOORS = {
    "rules", "process", "models", "queries", "actions", "figures", "forms",
    "desk", "field", "portal", "cockpit", "configure", "api", "jobs", "apps", "__init__",
}  # fmt: skip
FOLDERS = FLOORS | {"migrations", "tests", "templates", "content", "__pycache__"}

LONG_FILES: dict[str, str] = {}
"""Path → why this file may be longer."""
LONG_FUNCTIONS: dict[str, str] = {}
"""`path::function` → why this function may be longer."""


def too_long(path: Path, module: ast.Module) -> list[str]:
    """`path::function: n lines` for every function above the limit."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            name = f"{where(path)}::{node.name}"
            if lines > LONGEST_FUNCTION and name not in LONG_FUNCTIONS:
                found.append(f"{name}: {lines} lines")
    return found


def test_no_function_is_longer_than_a_screen() -> None:
    expect_none(found for path in python_files() for found in too_long(path, tree(path)))


def test_a_function_one_line_too_long_is_noticed() -> None:
    module = ast.parse("def long():\n" + "    x = 1\n" * LONGEST_FUNCTION)
    assert too_long(ROOT / "seeded.py", module) == ["seeded.py::long: 41 lines"]


def test_no_file_is_longer_than_ten_screens() -> None:
    lengths = {where(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert {p: n for p, n in lengths.items() if n > LONGEST_FILE and p not in LONG_FILES} == {}


def test_the_process_engine_stays_within_its_budget() -> None:
    """Non-blank lines without docstrings (decisions.md 28): past it, it is becoming a framework."""
    module = tree(ENGINE)
    silent = set[int]()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = ENGINE.read_text(encoding="utf-8").splitlines()
    counted = [n for n, line in enumerate(lines, 1) if line.strip() and n not in silent]
    assert len(counted) <= ENGINE_BUDGET


@pytest.mark.parametrize("name", [c for c in CAPABILITIES if (ROOT / "jiceng" / c).is_dir()])
def test_a_capability_has_only_the_known_floors(name: str) -> None:
    folder = ROOT / "jiceng" / name
    strangers = [
        where(p)
        for p in sorted(folder.iterdir())
        if (p.stem not in FLOORS if p.suffix == ".py" else p.is_dir() and p.name not in FOLDERS)
    ]
    expect_none(strangers)
    assert (folder / "README.md").is_file(), "ten lines: what it is for, its nouns, who may see it"


def test_no_import_hides_inside_a_function() -> None:
    """Such imports dodge a cycle; the arrow belongs to the contracts instead."""
    hidden = [
        f"{where(path)}:{inner.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    expect_none(hidden)


def test_nothing_is_left_for_later_in_comments() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    left = [
        f"{where(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(f"# {mark}" in line for mark in marks)
    ]
    expect_none(left)


def test_every_silenced_check_gives_its_reason() -> None:
    """`# noqa: S310  the address is our own` is accepted; a bare mark is not."""
    bare = []
    for path in python_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for mark in ("# no" + "qa", "# type: ig" + "nore"):
                _, found, rest = line.partition(mark)
                if found and len(rest.split()) < 3:
                    bare.append(f"{where(path)}:{number}")
    expect_none(bare)


def test_a_new_capability_is_laid_out_with_the_known_floors(tmp_path: Path) -> None:
    done = run_path(str(ROOT / "ops/new_capability.py"))
    folder = done["lay_out"]("market", tmp_path)
    assert {p.stem for p in folder.glob("*.py")} <= FLOORS
    assert 'name = "jiceng.market"' in (folder / "apps.py").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="there already"):
        done["lay_out"]("market", tmp_path)
    with pytest.raises(ValueError, match="one lower-case word"):
        done["lay_out"]("../market", tmp_path)
