"""Bring a branch of the Party cast onto the list and along: sweep, plan, checks, the year after.

West has lost its secretary half a year ago. Luo is of North's committee, Shen of the department.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.scope import Actor
from jiceng.party.actions.sweeps import put_forward, run_sweep
from jiceng.party.actions.weak_branches import Papers, move_weak_branch
from jiceng.party.actions.weak_plans import (
    Measure,
    add_item,
    check_item,
    finish_item,
    set_supporter,
)
from jiceng.party.models import Seat, Sweep, WeakBranch
from jiceng.party.rules.weak_branches import SUPPORTERS
from jiceng.party.tests.cast import TODAY, Party

DUE = TODAY + timedelta(days=60)
ORDER = ("confirm", "plan", "file_plan", "request_acceptance", "check", "accept", "take_down")
WHO = {
    "confirm": "shen", "plan": "luo", "file_plan": "shen", "request_acceptance": "luo",
    "check": "luo", "accept": "shen", "take_down": "luo", "release": "shen", "relapse": "luo",
}  # fmt: skip
PAPERS = {
    "confirm": Papers(decision="临委〔2026〕12号"),
    "check": Papers(decision="北镇委〔2027〕3号"),
    "accept": Papers(decision="临组〔2027〕8号"),
    "relapse": Papers(reason="书记再次空缺"),
}


def empty_seat(party: Party, code: str = "P-WEST", on: date = date(2026, 5, 1)) -> None:
    """The branch's secretary has left."""
    Seat.objects.filter(term__organisation=party.at(code), duty="secretary").update(ends_on=on)


def sweep(party: Party, code: str = "P-WEST") -> Sweep:
    """North's committee sweeps, after a branch has lost its secretary."""
    empty_seat(party, code)
    return run_sweep(party.at("P-NORTH"), by=party["luo"], now=NOON, today=TODAY)


def suspected(party: Party, code: str = "P-WEST") -> WeakBranch:
    found = sweep(party, code)
    return put_forward(found, party.at(code), by=party["luo"], now=NOON)


def move(party: Party, weak: WeakBranch, name: str, now: datetime = NOON) -> WeakBranch:
    """One move by whoever it belongs to, with its paper."""
    weak = WeakBranch.objects.select_related("organisation__unit", "sweep").get(pk=weak.pk)
    today = TODAY + (now - NOON)
    return move_weak_branch(
        weak, name, by=party[WHO[name]], now=now, today=today, version=weak.version,
        given=PAPERS.get(name),
    )  # fmt: skip


def plan(party: Party, weak: WeakBranch, condition: str = "secretary_vacant") -> None:
    """One item and four supporters."""
    given = Measure(
        "书记空缺，班子不齐", "由镇党委选派书记并补选委员", "镇党委组织委员", DUE, condition
    )
    luo = party["luo"]
    add_item(weak, given, by=luo, now=NOON, today=TODAY, version=weak.version)
    for kind in SUPPORTERS:
        set_supporter(weak, kind, "县委组织部", by=luo, now=NOON, today=TODAY, version=weak.version)


def carried(party: Party, until: str, code: str = "P-WEST") -> WeakBranch:
    """A branch after a move, with everything that had to happen before."""
    weak = suspected(party, code)
    for name in ORDER[: ORDER.index(until) + 1]:
        if name == "plan":
            plan(party, weak)
        if name == "request_acceptance":
            secretary = party["bai" if code == "P-EAST" else "hao"]
            finish_item(weak, 1, on=TODAY, proof="任职文件1份", by=secretary, now=NOON,
                        today=TODAY, version=weak.version)  # fmt: skip
        if name == "check":
            check_item(weak, 1, holds=True, by=party["luo"], now=NOON, today=TODAY,
                       version=weak.version)  # fmt: skip
        weak = move(party, weak, name)
    return weak


def second_officer(party: Party) -> Actor:
    """Somebody of the department who is also of North's committee: the same hands twice."""
    Appointment.objects.create(
        person=party.people["luo"], post="organisation_officer", unit_id="P", area_id="469024",
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    return actor_for(party.people["luo"], now=NOON, today=TODAY)
