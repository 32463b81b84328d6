"""What a bulletin says, gathered from the records, and who reads which bulletin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiceng.casework.models import Bulletin, SupervisionTask, Urging
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.queries.supervision import OPEN_TASKS
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip

MOST = 300
"""Lines of one list; what is left out is said by its number."""
DRAFTING = frozenset({"overseer", "signatory"})
LIGHTS = ("green", "yellow", "red")
AT_WORK = tuple(state for state in OPEN_TASKS if state != "planned")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the county, both ends included, within one area."""

    starts_on: date
    ends_on: date
    area_path: str


def gather(period: Period, now: datetime) -> dict[str, Any]:
    """The figures and lists of a bulletin, as they stand at `now`; plain values for JSON."""
    zone = rules_at(now)[1].zone
    start = datetime.combine(period.starts_on, time(), tzinfo=zone)
    end = datetime.combine(period.ends_on + timedelta(days=1), time(), tzinfo=zone)
    tasks = SupervisionTask.objects.filter(within("area_path", period.area_path))
    at_work = tasks.filter(state__in=AT_WORK)
    late = at_work.filter(due_at__lte=now).exclude(state="suspended")
    done = tasks.filter(completed_at__gte=start, completed_at__lt=end)
    done = done.exclude(completion__in=("terminated", "merged"))
    lights = Counter(dict(at_work.values_list("light").annotate(n=Count("pk")).order_by("light")))
    urgings = Urging.objects.filter(within("area_path", period.area_path))
    sent = urgings.filter(sent_at__gte=start, sent_at__lt=end)
    return {
        "as_of": now.isoformat(),
        "lights": {light: lights.get(light, 0) for light in LIGHTS},
        "at_work": at_work.count(),
        "late_count": late.count(),
        "late": [_late(t, now) for t in late.order_by("unit_path", "due_at", "pk")[:MOST]],
        "done_count": done.count(),
        "done": [_done(t) for t in done.order_by("unit_path", "completed_at", "pk")[:MOST]],
        "urgings": [
            {"unit": unit, "kind": kind, "colour": colour, "count": n, "unanswered": lapsed}
            for unit, kind, colour, n, lapsed in sent.values_list("unit", "kind", "colour")
            .annotate(n=Count("pk"), lapsed=Count("pk", filter=Q(state="lapsed")))
            .order_by("unit_path", "kind", "colour")[:MOST]
        ],
        "urging_count": sent.count(),
    }


def _late(task: SupervisionTask, now: datetime) -> dict[str, Any]:
    days = (now - task.due_at).days + 1 if task.due_at else 0
    return {**_line(task), "days": days}


def _done(task: SupervisionTask) -> dict[str, Any]:
    handed_in = task.submitted_at or task.completed_at
    in_time = task.due_at is None or handed_in is None or handed_in <= task.due_at
    return {**_line(task), "in_time": in_time}


def _line(task: SupervisionTask) -> dict[str, Any]:
    due = task.due_at.isoformat() if task.due_at else ""
    return {"unit": task.unit, "number": task.number, "title": task.title, "due_at": due}


def bulletins_of(actor: Actor) -> QuerySet[Bulletin]:
    """Issued bulletins of one's area and of the areas above it; drafts only for who drafts."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.reaches_records:
            condition |= _read_by(grip)
    return Bulletin.objects.filter(condition)


def _read_by(grip: Grip) -> Q:
    codes = grip.area_path.split("/")[:-1]
    above = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
    mine = within("area_path", grip.area_path)
    issued = Q(issued_at__isnull=False) & (mine | Q(area_path__in=above))
    return issued | mine if grip.roles & DRAFTING and not grip.by_unit else issued


def bulletin_for(actor: Actor, number: str) -> Bulletin:
    """One bulletin within reach; missing and forbidden look alike."""
    row = bulletins_of(actor).filter(number=number).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row
