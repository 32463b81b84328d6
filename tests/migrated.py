"""The migrated database of a pass on SQLite, kept beside the machine's temporary files.

Migrating costs twenty seconds; a copy of what the same migrations made costs none. A change of any
migration, of what migrations are written with or of Django makes it anew.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
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
    """Django's `call_command`, with a `migrate` that starts from the copy and leaves one."""
    if name != "migrate":
        return call_command(name, *arguments, **options)
    connection = connections[options["database"]]
    connection.ensure_connection()
    kept = template()
    there = kept.is_file()
    if there:
        with closing(sqlite3.connect(kept)) as copy:
            copy.backup(connection.connection)
    answer = call_command(name, *arguments, **options)
    if not there:
        aside = kept.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(aside)) as copy:
            connection.connection.backup(copy)
        aside.replace(kept)
    return answer
