"""Reports demanded in the year, approved or not: what a report costs is asked first. Fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jiceng.casework.actions.demands import Wanted, decide_demand, demand_report
from jiceng.casework.figures import FIGURES
from jiceng.casework.queries.demands import held_numbers
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Row = Mapping[str, Any]


def demand_story(office: Office, row: Row) -> Story:
    """Asked for, then decided by a leader or taken back by whoever asked."""
    by = office.cast.of(row["unit"], "handler")
    now = yield office.days.on(office.today - timedelta(days=row["starts"]))
    last_on = now.astimezone(office.days.zone).date() + timedelta(days=row["lasts"])
    held = held_numbers({key: figure.name for key, figure in FIGURES.items()})
    wanted = Wanted(
        title=row["title"],
        purpose=row["purpose"],
        basis=row["basis"],
        fields=tuple(row["fields"]),
        units=tuple(row["units"]),
        frequency=row["frequency"],
        minutes_per_field=row["minutes"],
        last_on=last_on,
    )
    demand = demand_report(wanted, held, by=by, now=now)
    fate, leader = row.get("fate", ""), office.cast.any("signatory")
    now = yield office.days.after(now, 1)
    if fate == "approved":
        decide_demand(
            demand, "approve", by=leader, now=now, version=demand.version, last_on=last_on
        )
    elif fate == "refused":
        decide_demand(
            demand, "refuse", by=leader, now=now, version=demand.version, reason=row["reason"]
        )
    elif fate == "withdrawn":
        decide_demand(demand, "withdraw", by=by, now=now, version=demand.version)
