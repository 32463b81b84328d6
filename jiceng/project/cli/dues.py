"""`jiceng dues run`: what members owe for a month, for a county without a worker."""

from __future__ import annotations

from argparse import Namespace

from jiceng.kernel.numbers import yuan as shown
from jiceng.party.actions.dues_months import run_everywhere
from jiceng.party.rules.dues import month_of, read_month
from jiceng.project.cli.tongue import say
from jiceng.web.clock import local_day, read_now


def run(given: Namespace) -> int:
    """Reckon a month; said again it adds what is missing."""
    now = read_now()
    today = local_day(now)
    month = read_month(given.month) if given.month else month_of(today)
    done = run_everywhere(month, now=now, today=today)
    say(
        "{month}：新生成 {members} 人应收，共 {fen} 元；{unfixed} 人没有核定。",
        "{month}: {members} members newly due, {fen} yuan; nothing fixed for {unfixed}.",
        month=f"{month:%Y-%m}",
        members=done.members,
        fen=shown(done.fen),
        unfixed=done.unfixed,
    )
    return 0
