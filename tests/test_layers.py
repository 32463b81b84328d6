"""The arrows of the house hold: the contracts of pyproject.toml, and none of them is asleep."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import ROOT, expect_none, python_files, tree, where

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]


def contracts() -> list[dict[str, object]]:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[dict[str, object]] = read["tool"]["importlinter"]["contracts"]
    return listed


def test_every_import_goes_down_the_house() -> None:
    done = subprocess.run(
        [*LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_rule_that_asks_django_is_noticed(tmp_path: Path) -> None:
    for folder in ("jiceng", "jiceng/kernel"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "jiceng/kernel/calendar.py").write_text("import django\n")
    pure = next(c for c in contracts() if c["name"] == "Rules are pure")
    assert "jiceng.kernel.calendar" in str(pure["source_modules"])
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = jiceng\ninclude_external_packages = True\n"
        "[importlinter:contract:pure]\nname = pure\ntype = forbidden\n"
        "source_modules = jiceng.kernel.calendar\nforbidden_modules = django\n"
    )
    done = subprocess.run(
        [*LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "jiceng.kernel.calendar -> django" in done.stdout


def test_only_the_records_of_the_kernel_know_django() -> None:
    """The contract lists pure modules by name; this also finds one that nobody listed."""
    kernel = ROOT / "jiceng/kernel"
    pure = [p for p in python_files() if p.is_relative_to(kernel) and "records" not in p.parts]
    expect_none(
        f"{where(path)} imports {name}"
        for path in pure
        if "tests" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
        if name.split(".")[0] in {"django", "psycopg", "sqlite3", "requests"}
    )


LOADED = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
engines = {"duckdb", "ibis", "pyarrow", "pyspark", "pandas"}
print(sorted(name for name in sys.modules if name in engines or name == "jiceng.analytics"))
"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["jiceng.project.wsgi"], []),
        (["jiceng.project.wsgi", "jiceng.project.cli.server", "jiceng.project.urls"], []),
        (["jiceng.project.wsgi", "jiceng.analytics.partitions"], ["jiceng.analytics", "pyarrow"]),
    ],
)
def test_what_serves_pages_loads_no_engine(names: list[str], expected: list[str]) -> None:
    """The last line shows that one would be noticed."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED, *names],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ast.literal_eval(done.stdout) == expected
