"""An appraisal carried to a state by the very acts of the desk, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.performance.actions.appraisals import (
    Listed,
    Papers,
    Reviewed,
    draw_panel,
    move_appraisal,
    open_appraisal,
    record_review,
)
from jiceng.performance.actions.ballots import Made, cast, close_vote, open_vote
from jiceng.performance.models import Appraisal
from jiceng.performance.tests.apart import TODAY, Apart

SCHEME = {
    "parts": {"ballots": 60, "on_site": 20, "daily": 20},
    "classes": {"peer": 50, "member": 50},
    "thresholds": {"good": 90, "fairly_good": 75, "fair": 60},
    "values": {"good": 100, "fairly_good": 80, "fair": 60, "poor": 0},
}
SEATS = {"peer": 5, "member": 6}
LISTED = [
    *(Listed(f"同级-{n}", "peer", f"支部{n % 3}") for n in range(9)),
    *(Listed(f"代表-{n}", "member", f"小区{n % 4}") for n in range(9)),
    Listed("代表-90", "member", "小区9", "本人亲属"),
]
UNTIL = TODAY + timedelta(days=3)


def opened(apart: Apart, who: str = "shen") -> Appraisal:
    unit = apart.branch("Q-EAST")
    return open_appraisal(unit, 2026, SCHEME, by=apart[who], now=NOON, today=TODAY)


def move(row: Appraisal, name: str, apart: Apart, who: str, report: str = "") -> Appraisal:
    papers = Papers(report=report)
    return move_appraisal(row, name, by=apart[who], now=NOON, today=TODAY, version=row.version,
                          given=papers)  # fmt: skip


def reviewed(apart: Apart) -> Appraisal:
    row = move(opened(apart), "report", apart, "bai", report="用数据和事例报告一年的工作")
    given = Reviewed(90, 85, "查阅台账、走访党员8户")
    record_review(row, given, by=apart["luo"], now=NOON, version=row.version)
    return move(row, "review", apart, "luo")


def drawn(apart: Apart) -> Appraisal:
    row = reviewed(apart)
    draw_panel(row, LISTED, SEATS, by=apart["shen"], now=NOON, version=row.version, seed="7")
    return row


def voting(apart: Apart) -> tuple[Appraisal, list[Made]]:
    row = drawn(apart)
    made = open_vote(row, UNTIL, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    return row, made


def closed(apart: Apart, choice: str = "good") -> tuple[Appraisal, list[str]]:
    row, made = voting(apart)
    numbers = [cast(row.number, m.code, choice, now=NOON) for m in made]
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    return row, numbers


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {r.code for r in refused.value.reasons}
