"""`jiceng roster`: fill a roster with a bar to watch, or look over what stands."""

from __future__ import annotations

from argparse import Namespace

from jiceng.emergency.actions.rosters import fill_roster, not_over
from jiceng.emergency.queries.rosters import checked, roster_of
from jiceng.emergency.rules.roster_check import Found
from jiceng.kernel.scope import SYSTEM_GRIP
from jiceng.project.cli.tongue import bar, either, say
from jiceng.web.clock import read_now


def run(given: Namespace) -> int:
    """Fill, or only check; 1 when somebody stands what the rules forbid."""
    roster, now = roster_of(given.number), read_now()
    if given.act == "fill":
        not_over(roster)
        watched = bar(either("班次", "shifts"))
        return _tell(fill_roster(roster, grip=SYSTEM_GRIP, now=now, progress=watched))
    return _tell(checked(roster, now))


def _tell(found: Found) -> int:
    say(
        "缺 {missing} 人班，冲突 {clashes} 处；每人 {fewest} 到 {most} 班。",
        "{missing} places empty, {clashes} clashes; {fewest} to {most} shifts each.",
        missing=found.missing,
        clashes=len(found.clashes),
        fewest=found.fewest,
        most=found.most,
    )
    return 1 if found.clashes else 0
