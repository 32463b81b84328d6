"""One file with everything but keys and passwords, taken while others write, and the way back.

SQLite is copied page by page through its own backup interface, PostgreSQL by `pg_dump`; both see
one moment. Files are named by their content and never change, so copying them afterwards adds at
most files that the copied database does not know yet.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from jiceng.project.keyring import FILE as SECRETS
from jiceng.project.keyring import SETTINGS
from jiceng.project.worker import ANCHORS

SQLITE = "jiceng.sqlite3"
DUMP = "jiceng.pgdump"
ACCOUNTS = "demo-accounts.json"
"""Passwords of a demo in the clear: never in a backup, though an older one may hold them."""
PAGES = 2048
"""Pages copied before writers get a turn."""

REPLACED_BY_RESTORE = frozenset({SECRETS, SETTINGS, "static"})


def back_up(target: Path, *, with_secrets: bool = False) -> int:
    """Write the tar; returns its size. Nothing is left behind when it fails."""
    folder = Path(settings.DATA_DIR)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as room:
            anchors = Path(room) / ANCHORS
            if (folder / ANCHORS).exists():  # first: every anchor then lies inside the copy
                shutil.copyfile(folder / ANCHORS, anchors)
            database = _copy_database(Path(room))
            with _open_private(partial) as file:
                with tarfile.open(fileobj=file, mode="w") as tar:
                    tar.add(database, database.name)
                    for path, name in _parts(folder, anchors, with_secrets=with_secrets):
                        tar.add(path, name)
                file.flush()
                os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _open_private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _parts(folder: Path, anchors: Path, *, with_secrets: bool) -> Iterator[tuple[Path, str]]:
    if anchors.exists():
        yield anchors, ANCHORS
    names = [SETTINGS] + ([SECRETS] if with_secrets else [])
    for name in names:
        if (folder / name).exists():
            yield folder / name, name
    if (folder / "files").is_dir():
        yield folder / "files", "files"


def _copy_database(room: Path) -> Path:
    if connection.vendor == "sqlite":
        target = room / SQLITE
        source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
        copy = sqlite3.connect(target)
        try:
            source.execute("PRAGMA busy_timeout=10000")
            source.backup(copy, pages=PAGES, sleep=0.01)
        finally:
            copy.close()
            source.close()
        return target
    target = room / DUMP
    _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(target)])
    return target


def restore(source: Path) -> bool:
    """Unpack into the data directory in use; True when the keys were inside.

    FileExistsError when it holds a county already: nothing is ever overwritten.
    """
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_full(folder)
    with tarfile.open(source) as tar:
        names = tar.getnames()
        wanted = DUMP if connection.vendor == "postgresql" else SQLITE
        if wanted not in names:
            raise FileNotFoundError(f"{source} holds no {wanted}: it is of another database")
        connection.close()
        tar.extractall(folder, filter="data")
    for name in (SECRETS, ACCOUNTS):
        if (folder / name).exists():
            (folder / name).chmod(0o600)
    if wanted == DUMP:
        _run(
            [
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                "--dbname",
                str(settings.DATABASES["default"]["NAME"]),
                str(folder / DUMP),
            ]
        )
        (folder / DUMP).unlink()
    return SECRETS in names


def is_demo() -> bool:
    """Whether the county in the data directory is a demo, by its own settings file."""
    path = Path(settings.DATA_DIR) / SETTINGS
    return path.is_file() and tomllib.loads(path.read_text(encoding="utf-8")).get("demo") == "yes"


def _refuse_full(folder: Path) -> None:
    held = sorted(p.name for p in folder.iterdir() if p.name not in REPLACED_BY_RESTORE)
    if held:
        raise FileExistsError(f"{folder} is not empty ({', '.join(held[:3])}): choose another")
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise FileExistsError("the database is not empty: create another one")


def _run(command: list[str]) -> None:
    """A program of PostgreSQL against our database; its password never stands in the command."""
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(
            f"{command[0]} is not on PATH: sudo apt-get install postgresql-client"
        )
    given: dict[str, Any] = settings.DATABASES["default"]
    names = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    own = {pg: str(given[key]) for key, pg in names.items() if given.get(key)}
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        command, env=os.environ | own, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip()[-500:]}")
