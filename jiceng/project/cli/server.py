"""`jiceng serve`, `worker` and `sweep`."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jiceng.project import worker as background
from jiceng.project.cli.tongue import Failed, either, say
from jiceng.project.keyring import FILE, faulty_keys
from jiceng.web.clock import read_now

WORKERS = 2
COLLECTED = ".collected"


def serve(given: Namespace) -> int:
    """The web server: WSGI, static files from the same processes."""
    _refuse_unready()
    collect()
    connection.close()
    Granian(
        "jiceng.project.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def worker(given: Namespace) -> int:
    """The second process; ends cleanly on SIGTERM."""
    _refuse_unready()
    with background.stopping() as stop:
        background.work(stop)
    return 0


def sweep(given: Namespace) -> int:
    """Ring what is due and stop."""
    _refuse_unready()
    count, now = 0, read_now()
    while rung := background.sweep(now):
        count += rung
    say("已提醒 {count} 件。", "{count} deadlines rung.", count=count)
    return 0


def refuse_faulty_keys() -> None:
    """Missing or default keys: nothing starts (decisions.md 26)."""
    if names := faulty_keys(settings):
        raise Failed(
            either(
                f"缺少密钥或密钥不安全：{', '.join(names)}。请运行 jiceng init，或补齐 {FILE}。",
                f"Keys are missing or not safe: {', '.join(names)}. Run jiceng init, "
                f"or complete {FILE}.",
            )
        )


def missing_migrations() -> int:
    """How many migrations are still to be applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse_unready() -> None:
    refuse_faulty_keys()
    if missing_migrations():
        raise Failed(
            either(
                "数据库还没有建立或需要升级，请运行 jiceng init 或 jiceng demo。",
                "The database is missing or out of date: run jiceng init or jiceng demo.",
            )
        )


def collect() -> None:
    """Hash and copy the static files unless that was done for the same files before."""
    source = Path(settings.STATICFILES_DIRS[0])
    target = Path(settings.STATIC_ROOT)
    target.mkdir(parents=True, exist_ok=True)
    now = _print_of(source)
    mark = target / COLLECTED
    if mark.is_file() and mark.read_text(encoding="utf-8") == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now, encoding="utf-8")


def _print_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        facts = path.stat()
        digest.update(f"{path.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
