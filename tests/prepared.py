"""What several files of a run start from, made once: the others wait for it, and copy it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests import migrated


def prepared(name: str, fill: Callable[[Path], object]) -> Path:
    """A data directory that `fill` made of one with empty tables; nobody starts or changes it."""
    home = Path(os.environ["JICENG_TEST_HOME"])
    folder, unfinished = home / name, home / f"{name}.unfinished"
    with (home / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            migrated.placed(unfinished)
            (unfinished / "static").mkdir()
            fill(unfinished)
            unfinished.rename(folder)
    return folder
