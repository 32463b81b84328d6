"""Run `jiceng` as people do: its own process and data directory, no setting of the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ENTRY = [sys.executable, "-m", "jiceng.project.cli"]


def surroundings(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command: keys come from the data directory alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICENG_")}
    return kept | {"JICENG_DATA_DIR": str(folder), "LANG": "C.UTF-8"} | dict(more or {})


def jiceng(
    folder: Path, *arguments: str, code: int = 0, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end; fails the test when the exit code is another."""
    done = subprocess.run(
        [*ENTRY, *arguments],
        env=surroundings(folder, more),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done
