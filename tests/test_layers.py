"""The arrows of the house hold: the contracts of pyproject.toml, and none of them is asleep."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import ROOT

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
        "[importlinter]\nroot_packages = jiceng\ninclude_external_packages = True\n"
        "[importlinter:contract:pure]\nname = pure\ntype = forbidden\n"
        "source_modules = jiceng.kernel.calendar\nforbidden_modules = django\n"
    )
    done = subprocess.run(
        [*LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "jiceng.kernel.calendar -> django" in done.stdout


def test_every_module_of_the_kernel_that_could_be_pure_is_bound_to_it() -> None:
    """A new kernel module is either listed as pure or knows Django for a reason given here."""
    impure = {"records": "the one Django app of the kernel"}
    pure = next(c for c in contracts() if c["name"] == "Rules are pure")
    listed = {str(name).removeprefix("jiceng.kernel.") for name in list(pure["source_modules"])}  # type: ignore[call-overload]  # TOML values are untyped
    here = {
        p.stem
        for p in (ROOT / "jiceng/kernel").iterdir()
        if (p.suffix == ".py" or p.is_dir())
        and p.stem not in {"__init__", "__pycache__", "tests"}
        and p.name != "content"
    }
    assert here - listed - impure.keys() == set()
