"""Weak branches within reach: sweeps with their facts, one branch ready for guards, progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, covers
from jiceng.party.models import Organisation, PlanStep, Sweep, SweepFinding, WeakBranch
from jiceng.party.queries.access import BRANCH, keeping, reach
from jiceng.party.queries.rule_book import version_on
from jiceng.party.queries.weak_facts import facts_of
from jiceng.party.rules.book import Version
from jiceng.party.rules.organisations import BRANCHES
from jiceng.party.rules.weak_branches import (
    KEY,
    Condition,
    Fact,
    Month,
    Step,
    conditions_of,
    missing,
    months_of,
    outcome,
)

OPEN = ("suspected", "confirmed", "planned", "under_rectification", "acceptance_requested",
        "checked", "accepted", "relapsed")  # fmt: skip
"""Being rectified, or about to be; looked after for a year and released are behind."""
Found = tuple[Organisation, Condition, Fact | None, str]
"""A branch, a condition asked of it, what is known, and the outcome."""


def swept(committee: Organisation, today: date) -> tuple[Version, int, list[Found]]:
    """Ask every derived condition of every branch below a committee; nothing is written.

    Answers the version asked, how many branches were looked at, and what is met or not known.
    """
    version = version_on(KEY, today)
    asked = [c for c in conditions_of(version.values) if c.basis == "derived"]
    rows = list(
        Organisation.objects.filter(
            within("path", committee.path), kind__in=BRANCHES, dissolved_on=None
        ).order_by("path")
    )
    known = facts_of([c.fact for c in asked], rows, today)
    found: list[Found] = []
    for row in rows:
        for condition in asked:
            if not condition.is_asked(row.sector):
                continue
            fact = known.get(condition.fact, {}).get(row.pk)
            said = outcome(condition, fact, today)
            if said != "not_met":
                found.append((row, condition, fact, said))
    return version, len(rows), found


def conditions_on(day: date) -> Mapping[str, Condition]:
    """The conditions of the version in force on a day, by key."""
    return {c.key: c for c in conditions_of(version_on(KEY, day).values)}


def sweeps_of(actor: Actor) -> QuerySet[Sweep]:
    """Sweeps of committees within reach, and those that looked at the reader's own branch."""
    above = Q(pk__in=[])
    for grip in keeping(actor, BRANCH):
        parts = grip.unit_path.split("/")[:-1]
        above |= Q(path__in=["/".join(parts[:n]) + "/" for n in range(1, len(parts))])
    rows = Sweep.objects.filter(reach(actor) | above)
    return rows.select_related("committee__unit").order_by("-on", "-pk")


def sweep_for(actor: Actor, key: int) -> Sweep:
    """One sweep; `NotFound` out of reach."""
    found = sweeps_of(actor).filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def findings_of(sweep: Sweep, actor: Actor) -> QuerySet[SweepFinding]:
    """What a sweep found of branches within reach, branch by branch."""
    rows = sweep.findings.filter(reach(actor)).select_related("organisation__unit")
    return rows.order_by("path", "pk")


def tripped(sweep: Sweep, organisation: Organisation) -> list[SweepFinding]:
    """The conditions a branch trips in a sweep, derived and entered."""
    return list(sweep.findings.filter(organisation=organisation, outcome="met").order_by("pk"))


def weak_branches_of(actor: Actor) -> QuerySet[WeakBranch]:
    """Branches that are or were on the list, within reach."""
    return WeakBranch.objects.filter(reach(actor, "unit_path")).select_related(
        "organisation__unit", "sweep"
    )


def weak_branch_for(actor: Actor, number: str, today: date) -> WeakBranch:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = weak_branches_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, today)


def ready(weak: WeakBranch, today: date) -> WeakBranch:
    """Put on what guards ask: items of the present plan, supporters, what is left of the year."""
    items = items_of(weak)
    weak.plan_items = len(items)
    weak.open_items = sum(1 for i in items if i.done_on is None)
    weak.unchecked_items = sum(1 for i in items if i.checked_on is None)
    conditions = [f.condition for f in tripped(weak.sweep, weak.organisation)]
    weak.unanswered = missing(conditions, (i.condition for i in items))
    values = version_on(KEY, weak.sweep.on).values
    there = weak.supporters.filter(until=None).values_list("kind", flat=True)
    weak.missing_supporters = missing(values["supporters"], there)
    until = weak.follow_up_until
    weak.follow_up_days = max(0, (until - today).days) if until else 0
    return weak


def items_of(weak: WeakBranch) -> list[PlanStep]:
    """The present plan."""
    return list(weak.items.filter(round=weak.round).order_by("order"))


def progress(weak: WeakBranch, today: date, zone: ZoneInfo) -> list[Month]:
    """Month by month from filing until now, or until it was accepted."""
    if weak.filed_at is None:
        return []
    steps = [Step(i.due_on, i.done_on) for i in items_of(weak)]
    ended = weak.accepted_at if weak.state not in OPEN or weak.state == "accepted" else None
    until = min(today, _day(ended, zone)) if ended else today
    return list(months_of(steps, _day(weak.filed_at, zone), until))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def same_line(sweep: Sweep, organisation: Organisation) -> bool:
    """Whether a sweep looked at a branch."""
    return covers(sweep.path, organisation.path)


def open_of(rows: Sequence[Organisation]) -> dict[int, str]:
    """Organisation key -> number of its present entry on the list."""
    found = WeakBranch.objects.filter(organisation__in=[r.pk for r in rows])
    open_rows = found.exclude(state__in=("released", "dismissed"))
    return dict(open_rows.values_list("organisation", "number"))
