"""`jiceng init` and `jiceng demo`: from nothing to a county that answers."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction

from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.models import Appointment, Area, Person, Unit
from jiceng.kernel.routing import FIRST_TIER
from jiceng.party.actions.documents import load_documents
from jiceng.party.actions.rule_book import load_rule_book
from jiceng.project.cli.server import collect, missing_migrations, refuse_faulty_keys
from jiceng.project.cli.tongue import Failed, bar, either, say
from jiceng.project.demo.accounts import FILE, read_accounts, write_accounts
from jiceng.project.demo.content import ConfigurationRow
from jiceng.project.demo.content.shipped import defaults
from jiceng.project.demo.content.territory import units
from jiceng.project.demo.county import load_configuration
from jiceng.project.demo.load import is_loaded, load_demo
from jiceng.project.worker import stopping
from jiceng.services.actions.content import (
    load_held_papers,
    load_point_kinds,
    load_skills,
    load_walking,
)
from jiceng.web.clock import county_zone, local_day, read_now

ADMINISTRATOR = "admin"
OF_UNITS = frozenset({"duty_unit", "law_department"})
ENDING = 15
"""Seconds a child has to end by itself."""


def init(given: Namespace) -> int:
    """An empty county: one area, its centre, the shipped rules and one administrator."""
    refuse_faulty_keys()
    _migrate()
    if Area.objects.exists():
        raise Failed(
            either("这个数据目录里已经有一个县。", "This data directory holds a county already.")
        )
    now, password = read_now(), secrets.token_urlsafe(12)
    with transaction.atomic():
        _found(given.name, given.code, password, now)
    collect()
    say(
        "已建立“{name}”，数据目录 {folder}。",
        "Created “{name}” in {folder}.",
        name=given.name,
        folder=settings.DATA_DIR,
    )
    say(
        "管理员账号 {login}，密码 {password}（只显示这一次）。",
        "Administrator {login}, password {password} (shown only now).",
        login=ADMINISTRATOR,
        password=password,
    )
    return 0


def _found(name: str, code: str, password: str, now: datetime) -> None:
    today = local_day(now)
    area = Area.objects.create(
        code=code, path=f"{code}/", level="county", name=name, valid_from=today
    )
    centre = Unit.objects.create(
        code="CENTRE",
        path="CENTRE/",
        name=f"{name}社会治理中心",
        short_name="县社会治理中心",
        kind="centre",
        tier="county",
        area=area,
        valid_from=today,
    )
    load_configuration(_rules_for_anybody(), county_zone(), by="init")
    load_rule_book(by="init", now=now)
    load_point_kinds(by="init", now=now)
    load_held_papers(by="init", now=now)
    load_skills(by="init", now=now)
    load_walking(by="init", now=now)
    load_documents()
    person = Person.objects.create(
        login=ADMINISTRATOR,
        name=either("管理员", "Administrator"),
        password=make_password(password),
    )
    Appointment.objects.create(
        person=person, post="administrator", unit=centre, area=area, starts_on=today
    )
    touch("territory")


def _rules_for_anybody() -> list[ConfigurationRow]:
    """The shipped rules without what names units: those the new county has to name itself."""
    shipped = defaults(frozenset(unit.code for unit in units()))
    return [
        replace(row, content={k: v for k, v in row.content.items() if k not in OF_UNITS})
        for row in shipped.rows
        if row.kind != "delegated_power"
        and (row.kind != "rule" or row.content["unit"] == FIRST_TIER)
    ]


def demo(given: Namespace) -> int:
    """Load once, start every time."""
    refuse_faulty_keys()
    if not settings.IS_DEMO:
        raise Failed(
            either(
                "这个数据目录不是示例县，请换一个 --data-dir。",
                "This data directory is no demo: choose another --data-dir.",
            )
        )
    _migrate()
    if not is_loaded():
        _load(given.scale)
    collect()
    accounts = read_accounts(Path(settings.DATA_DIR))
    say(
        "账号和密码在 {path}",
        "Logins and passwords are in {path}",
        path=Path(settings.DATA_DIR) / FILE,
    )
    for each in accounts:
        if each["login"] in _shown(accounts):
            print(
                f"  {each['login']:<24} {each['password']:<20} {each['post_name']} {each['name']}"
            )
    if given.no_serve:
        return 0
    connection.close()
    return _run(given.host, given.port)


def _shown(accounts: Sequence[dict[str, str]]) -> set[str]:
    """One account of each kind of work, enough to follow a case."""
    posts = (
        "grid_worker",
        "community_clerk",
        "town_dispatcher",
        "department_handler",
        "county_dispatcher",
        "county_verifier",
        "leader",
        "administrator",
    )
    first: dict[str, str] = {}
    for each in accounts:
        first.setdefault(each["post"], each["login"])
    return {first[post] for post in posts if post in first}


def _load(scale: float) -> None:
    if Area.objects.exists():
        raise Failed(
            either("这个数据库里已经有别的数据。", "This database holds other data already.")
        )
    say("正在生成示例县的一年（约一分钟）……", "Making a year of the demo county (about a minute) …")
    began = time.monotonic()
    loaded = load_demo(read_now(), scale=scale, progress=bar(either("案件", "cases")))
    write_accounts(Path(settings.DATA_DIR), loaded.accounts)
    say(
        "{cases} 个案件，{lines} 条日志，{seconds:.0f} 秒。",
        "{cases} cases, {lines} journal lines, {seconds:.0f} s.",
        cases=loaded.cases,
        lines=loaded.lines,
        seconds=time.monotonic() - began,
    )


def _migrate() -> None:
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    if missing_migrations():
        call_command("migrate", verbosity=0, interactive=False)


def _run(host: str, port: int) -> int:
    """Server and worker in one process group; when one ends by itself, so does the other."""
    say(
        "打开 http://{host}:{port}/ （按 Ctrl-C 停止）",
        "Open http://{host}:{port}/ (Ctrl-C stops)",
        host=host,
        port=port,
    )
    say(
        "试一试：在首页上报一件事，再用网格员账号登录 /field/ 办结它。",
        "Try: report something on the first page, then settle it as a grid worker at /field/.",
    )
    start = [sys.executable, "-m", "jiceng.project.cli"]
    with stopping() as stop:
        children = [
            subprocess.Popen([*start, "serve", "--host", host, "--port", str(port)]),  # noqa: S603 - ourselves
            subprocess.Popen([*start, "worker"]),  # noqa: S603 - ourselves
        ]
        while not stop.wait(0.3) and all(child.poll() is None for child in children):
            pass
    return _end(children, asked=stop.is_set())


def _end(children: Sequence[subprocess.Popen[bytes]], *, asked: bool) -> int:
    codes = [child.poll() for child in children]
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(ENDING)
        except subprocess.TimeoutExpired:
            child.kill()
    if asked:
        return 0
    failed = "serve" if codes[0] is not None else "worker"
    raise Failed(
        either(
            f"{failed} 意外停止，全部已停。", f"{failed} ended by itself; everything is stopped."
        )
    )


os.environ.setdefault("PYTHONUNBUFFERED", "1")  # what children print is seen at once
