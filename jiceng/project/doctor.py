"""Everything that can be looked at from this machine, worded for whoever keeps it running."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiceng.kernel.records.models import Beat, JournalEntry
from jiceng.project.audit import check
from jiceng.project.keyring import faulty_keys, readable_by_others
from jiceng.project.reconcile import forgotten
from jiceng.project.worker import ANCHORS, BEAT

Level = Literal["ok", "warning", "fault"]
SOUND_WAL = (3, 51, 3)
LITTLE_SPACE = 1_000_000_000
NO_SPACE = 100_000_000
MISSED = timedelta(minutes=1)
LINES = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and how it is."""

    level: Level
    chinese: str
    english: str


def examine(now: datetime) -> Iterator[Finding]:
    """Look at one thing after the other; a missing table ends it early."""
    yield from _keys()
    yield from _database()
    yield _disk()
    missing = _missing_migrations()
    if missing:
        yield Finding(
            "fault", f"数据库还差 {missing} 个升级步骤", f"{missing} migrations are missing"
        )
        return
    yield _worker(now)
    yield from _owed(now)
    yield _clock(now)
    yield _journal()


def _keys() -> Iterator[Finding]:
    if names := faulty_keys(settings):
        listed = ", ".join(names)
        yield Finding("fault", f"密钥缺失或不安全：{listed}", f"keys missing or unsafe: {listed}")
    else:
        yield Finding("ok", "密钥齐全", "keys are there")
    for name in readable_by_others(Path(settings.DATA_DIR)):
        yield Finding(
            "fault", f"{name} 其他用户可读，请 chmod 600", f"others can read {name}: chmod 600"
        )


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            cursor.execute("SHOW synchronous_commit")
            commit = cursor.fetchone()[0]
        level: Level = "warning" if commit == "off" else "ok"
        text = f"PostgreSQL {version}, synchronous_commit={commit}"
        yield Finding(level, text, text)
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    text = f"SQLite {sqlite3.sqlite_version}, journal_mode={journal}, synchronous={synchronous}"
    unsafe = journal == "wal" and sqlite3.sqlite_version_info < SOUND_WAL
    yield Finding("fault" if unsafe or synchronous < 2 else "ok", text, text)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    level: Level = "fault" if free < NO_SPACE else "warning" if free < LITTLE_SPACE else "ok"
    return Finding(level, f"剩余空间 {free / 1e9:.1f} GB", f"{free / 1e9:.1f} GB free")


def _missing_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker(now: datetime) -> Finding:
    beat = Beat.objects.filter(kind=BEAT).values_list("at", flat=True).first()
    if beat is None:
        return Finding("warning", "后台进程还没有运行过", "the worker has not run yet")
    ago = int((now - beat).total_seconds())
    level: Level = "ok" if now - beat <= MISSED else "warning"
    return Finding(level, f"后台进程 {ago} 秒前有信号", f"the worker showed itself {ago} s ago")


def _owed(now: datetime) -> Iterator[Finding]:
    found = forgotten(now)
    texts = (
        (found.without_alarm, "fault", "件未结事项没有时限提醒", "open matters without an alarm"),
        (
            found.without_worklist,
            "fault",
            "件未结事项不在任何人的待办里",
            "open matters on no worklist",
        ),
        (found.alarms_of_nothing, "warning", "个提醒没有对应的事项", "alarms of nothing"),
        (
            found.dead_jobs,
            "warning",
            "个任务多次失败，需人工处理",
            "jobs gave up and wait for a person",
        ),
        (
            found.late_jobs,
            "warning",
            "个任务等了 15 分钟以上",
            "jobs wait for more than 15 minutes",
        ),
    )
    for count, level, chinese, english in texts:
        if count:
            yield Finding(
                "fault" if level == "fault" else "warning",
                f"{count} {chinese}",
                f"{count} {english}",
            )
    if found.is_sound:
        yield Finding(
            "ok", "每件未结事项都有时限提醒和待办", "every open matter has alarm and worklist"
        )


def _clock(now: datetime) -> Finding:
    last = JournalEntry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last is not None and last > now + timedelta(minutes=5):
        return Finding(
            "fault", "系统时钟比最后一条日志还早", "the clock is behind the last journal line"
        )
    return Finding("ok", f"时钟 {now.isoformat()}", f"clock {now.isoformat()}")


def _journal() -> Finding:
    """The last lines only; `jiceng audit verify` reads them all."""
    found = check(Path(settings.DATA_DIR) / ANCHORS, last=LINES)
    if found.faults:
        return Finding(
            "fault",
            "日志链不完整，请运行 jiceng audit verify",
            "the journal is not sound: run jiceng audit verify",
        )
    return Finding(
        "ok", f"最近 {found.lines} 行日志完整", f"the last {found.lines} journal lines are sound"
    )
