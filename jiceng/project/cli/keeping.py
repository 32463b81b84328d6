"""`jiceng audit`, `backup`, `restore` and `doctor`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from django.conf import settings

from jiceng.project import audit as journal_check
from jiceng.project import backup
from jiceng.project.cli.tongue import Failed, complain, either, say
from jiceng.project.doctor import Finding, examine
from jiceng.project.worker import ANCHORS
from jiceng.web.clock import read_now

SHOWN = 20
MARKS = {"ok": "✓", "warning": "!", "fault": "✗"}
FAULTS = {
    "changed": ("内容被改动", "was changed"),
    "missing_or_reordered": ("缺失或次序被改动", "is missing or out of order"),
    "cut_or_replaced": (
        "与链外锚点不符，其后可能被截断",
        "does not match its anchor: cut or replaced",
    ),
}


def audit(given: Namespace) -> int:
    """Check every line of the journal, and against the anchors outside the database."""
    found = journal_check.check(Path(settings.DATA_DIR) / ANCHORS, export=given.export)
    for fault in found.faults[:SHOWN]:
        chinese, english = FAULTS[fault.code]
        complain(either(f"第 {fault.seq} 行：{chinese}。", f"Line {fault.seq} {english}."))
    if found.faults:
        raise Failed(
            either(
                f"日志共 {found.lines} 行，发现 {len(found.faults)} 处问题。",
                f"{found.lines} lines, {len(found.faults)} faults.",
            )
        )
    say(
        "日志共 {lines} 行，完整；锚点 {anchors} 个，全部相符。",
        "{lines} lines, sound; {anchors} anchors, all matching.",
        lines=found.lines,
        anchors=found.anchors,
    )
    if given.export:
        say(
            "已写出 {path}；核对：python -m jiceng.project.verify_export {path} 密钥文件",
            "Written {path}; check it by: python -m jiceng.project.verify_export {path} KEYFILE",
            path=given.export,
        )
    return 0


def back_up(given: Namespace) -> int:
    """One tar with database, files and anchors; whole even while others write."""
    if given.file.exists():
        raise Failed(either(f"{given.file} 已经存在。", f"{given.file} exists already."))
    size = backup.back_up(given.file, with_secrets=given.with_secrets)
    say(
        "已备份到 {path}（{size:.1f} MB）。",
        "Backed up to {path} ({size:.1f} MB).",
        path=given.file,
        size=size / 1e6,
    )
    if not given.with_secrets:
        say(
            "密钥不在备份里，请另行保管 secrets.toml：没有它，联系方式无法解密，日志无法核对。",
            "The keys are not inside. Keep secrets.toml elsewhere: without it contacts cannot be "
            "read and the journal cannot be checked.",
        )
    return 0


def restore(given: Namespace) -> int:
    """Unpack into an empty data directory, or an empty PostgreSQL database."""
    if not given.file.is_file():
        raise Failed(either(f"没有文件 {given.file}。", f"There is no file {given.file}."))
    has_keys = backup.restore(given.file)
    say("已恢复到 {folder}。", "Restored into {folder}.", folder=settings.DATA_DIR)
    if not has_keys:
        say(
            "请把原来的 secrets.toml 放进这个目录。",
            "Put the old secrets.toml into this directory.",
        )
    if backup.is_demo():
        say(
            "演示账户的口令清单不在备份里；口令未变，忘记的可重置：jiceng user password 登录名",
            "The list of demo passwords is not in a backup. They still hold; to set a new one: "
            "jiceng user password LOGIN",
        )
    return 0


def doctor(given: Namespace) -> int:
    """Everything that can be looked at from here; 1 when something is wrong."""
    findings = list(examine(read_now()))
    for finding in findings:
        print(f"{MARKS[finding.level]} {_told(finding)}")
    return 1 if any(finding.level == "fault" for finding in findings) else 0


def _told(finding: Finding) -> str:
    return either(finding.chinese, finding.english)
