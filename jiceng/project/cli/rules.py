"""`jiceng export rules` and `jiceng import rules`: the county's rules as a file, and back."""

from __future__ import annotations

import json
import tomllib
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from jiceng.casework.actions.configuration import Decided
from jiceng.casework.actions.rule_files import (
    RuleChange,
    RuleRow,
    Unfit,
    change_rules,
    rule_kinds,
)
from jiceng.casework.configure.wording import LABELS, difference
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Person
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.toml_text import toml_text
from jiceng.project.cli.tongue import Failed, either, say
from jiceng.web.clock import county_zone, local_day, read_now
from jiceng.web.words import word

FORMATS = ("json", "toml")
POWERS = frozenset({"administrator", "security_administrator"})
FIRST = Actor(0, "", (Grip(0, "", POWERS, "", "", "", "county"),))
"""Whoever sets a county up before it has people."""


def export_rules(path: Path, form: str | None) -> int:
    """Write the rules in force; the format is the file's ending unless it is given."""
    now = read_now()
    rows = [
        {"kind": kind, "key": key, "version": row.version, "content": _ordered(kind, row.content)}
        for kind in rule_kinds()
        for key, row in in_force(kind, now).items()
    ]
    if (form or _format_of(path)) == "toml":
        by_kind = {
            kind: [{k: v for k, v in row.items() if k != "kind"} for row in rows
                   if row["kind"] == kind]
            for kind in rule_kinds()
        }  # fmt: skip
        text = toml_text({kind: listed for kind, listed in by_kind.items() if listed})
    else:
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    return len(rows)


def _ordered(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """In the order of the form, the rest by name: the same file from either database."""
    order = {name: place for place, name in enumerate(LABELS.get(kind, ()))}
    names = sorted(content, key=lambda name: (order.get(name, len(order)), name))
    return {name: content[name] for name in names}


def _format_of(path: Path) -> str:
    return "toml" if path.suffix.lower() == ".toml" else "json"


def import_rules(given: Namespace) -> int:
    """Put what differs in force, all or nothing, or say what would change."""
    now = read_now()
    rows = list(_rows(given.file))
    start = _start(given.since, now)
    reason = given.reason or ("-" * 2 if given.dry_run else "")
    try:
        changes = change_rules(
            rows,
            decided=Decided(reason, 0, given.approved or "", start),
            by=_author(given, now),
            now=now,
            dry_run=given.dry_run,
        )
    except Unfit as unfit:
        raise Failed("\n".join(_faults(unfit))) from unfit
    for change in changes:
        print("\n".join(_lines(change)))
    say(
        "{changed} 条有变化，{same} 条相同。",
        "Changed: {changed}; the same: {same}.",
        changed=len(changes),
        same=len(rows) - len(changes),
    )
    if given.dry_run:
        say("这是试运行，没有写入任何内容。", "This was a dry run; nothing was written.")
    return 0


def _rows(path: Path) -> Iterator[RuleRow]:
    """The rows of a file in either format. Raises `Failed` naming what cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        is_toml = _format_of(path) == "toml"
        listed = _from_toml(tomllib.loads(text)) if is_toml else json.loads(text)
        for row in listed:
            content = row["content"]
            if not isinstance(content, Mapping):
                raise TypeError(content)
            yield RuleRow(str(row["kind"]), str(row["key"]), int(row.get("version", 0)), content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        told = either(
            f"{path.name} 读不成规则：{error}。请对照 jiceng export rules 写出的文件。",
            f"{path.name} does not read as rules: {error}. See what jiceng export rules writes.",
        )
        raise Failed(told) from error


def _from_toml(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, listed in document.items():
        if not isinstance(listed, list):
            raise TypeError(kind)
        for row in listed:
            yield {**row, "kind": kind}


def _start(text: str | None, now: datetime) -> datetime | None:
    """The first instant of a day in the county; None is at once."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Failed(either(f"“{text}”不是日期。", f"“{text}” is not a date.")) from error
    return None if day == local_day(now) else datetime.combine(day, time(), county_zone())


def _author(given: Namespace, now: datetime) -> Actor:
    """Whose decision it is: nobody's in a dry run, and where there are no people yet."""
    if not given.by and (given.dry_run or not Person.objects.exists()):
        return FIRST
    person = Person.objects.filter(login=given.by or "", is_active=True).first()
    if person is None:
        told = either(
            "请用 --by 写明由谁决定（登录名，须有系统管理权限）。",
            "Say with --by who decided: the login of somebody with the power.",
        )
        raise Failed(told)
    return actor_for(person, now=now, today=local_day(now))


def _faults(unfit: Unfit) -> Iterable[str]:
    for fault in unfit.faults:
        for reason in fault.reasons:
            field = f" {reason.field}" if reason.field else ""
            yield f"{fault.row.kind} {fault.row.key}{field}: {word(reason)}"
    yield either("没有写入任何内容。", "Nothing was written.")


def _lines(change: RuleChange) -> Iterator[str]:
    row = change.row
    name = str(row.content.get("name", ""))
    new = either("（新增）", " (new)") if change.before is None else ""
    yield f"{row.kind} {row.key} {name}{new}".rstrip()
    for one in difference(row.kind, change.before, row.content):
        yield f"  {one['label']}: {one['before']} → {one['after']}"
    if change.kept:
        yield either(
            f"  未办结的 {change.kept} 件保留原来的承诺。",
            f"  Open cases that keep what they were promised: {change.kept}.",
        )
