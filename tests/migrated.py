"""The migrated database of a pass on SQLite, kept beside the machine's temporary files.

Migrating costs ten seconds and more; a copy of what the same migrations made costs none. A change
of any migration, of what migrations are written with or of Django makes it anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import pytest
from django.core import management
from django.db import connections
from django.db.backends.sqlite3.creation import DatabaseCreation

call_command = management.call_command
create_test_db = DatabaseCreation.create_test_db

PRODUCT = Path(__file__).parent.parent / "jiceng"
WRITTEN_WITH = ("kernel/records/models/fields.py", "kernel/terms.py")
DATABASE = "jiceng.sqlite3"


def placed(folder: Path) -> Path:
    """A data directory with every table and nothing in them, for whoever will fill it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept(), folder / DATABASE)
    return folder


def kept() -> Path:
    """The database of today's migrations; who comes first makes it, everybody else waits."""
    there = template()
    with there.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not there.is_file():
            with tempfile.TemporaryDirectory() as apart:
                _migrate(Path(apart))
                _copy(Path(apart) / DATABASE, there)
    return there


def template() -> Path:
    """Where the database of today's migrations is kept, whether it is there yet or not."""
    told = hashlib.sha256(django.get_version().encode())
    for path in sorted([*PRODUCT.rglob("migrations/*.py"), *map(PRODUCT.joinpath, WRITTEN_WITH)]):
        told.update(str(path.relative_to(PRODUCT)).encode() + path.read_bytes())
    return Path(tempfile.gettempdir()) / f"jiceng-migrated-{os.getuid()}-{told.hexdigest()[:20]}"


def created(self: DatabaseCreation, *arguments: Any, **options: Any) -> str:
    """Django's `create_test_db`, which migrates from the copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", called)
        return create_test_db(self, *arguments, **options)


def called(name: str, *arguments: Any, **options: Any) -> Any:
    """Django's `call_command`, with a `migrate` that starts from the copy."""
    if name == "migrate":
        connection = connections[options["database"]]
        connection.ensure_connection()
        with closing(sqlite3.connect(kept())) as copy:
            copy.backup(connection.connection)
    return call_command(name, *arguments, **options)


def _migrate(folder: Path) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    surroundings = {"JICENG_DATA_DIR": str(folder), "JICENG_DATABASE_URL": ""}
    settings = {"DJANGO_SETTINGS_MODULE": "jiceng.project.settings"}
    subprocess.run(command, env=os.environ | surroundings | settings, check=True)


def _copy(made: Path, there: Path) -> None:
    aside = there.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(made)) as whole, closing(sqlite3.connect(aside)) as copy:
        whole.backup(copy)
    aside.replace(there)
