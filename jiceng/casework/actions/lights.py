"""Lights: worked out after every act and once a day, set by hand with a reason, never erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.words import clean
from jiceng.casework.models import LightChange, SupervisionTask
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import (
    directing,
    lit_at_present,
    override_of,
)
from jiceng.casework.rules.supervision import LIGHTS, Lit
from jiceng.kernel.records.advance import Passage, check_version, refuse_if, repeat
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.models import Beat
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor

LIT = ("assigned", "returned", "undertaking", "under_review")
"""States in which the passing of days alone may change a light."""
A_BATCH = 100
"""Tasks of one part: no other job, and nobody who writes, waits for more."""
DAILY = "relight"
LONGEST_OVERRIDE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Override:
    """A light set by hand: why, who approved it, until which day."""

    light: str
    reason: str
    approved_by: str
    until: date


def relight(task: SupervisionTask, *, now: datetime) -> bool:
    """Work out a task's light; a change is added to its history. In the caller's transaction."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    held = override_of(task, today)
    if held is not None and task.state in LIT:
        return False
    return _write(task, lit_at_present(task, now), now)


def _write(task: SupervisionTask, lit: Lit, now: datetime) -> bool:
    """Change the row if it still shows the light read; the history says from what to what."""
    before = task.light
    first = not LightChange.objects.filter(task=task).exists()
    if before == lit.light and not first:
        return False
    rows = SupervisionTask.objects.filter(pk=task.pk, light=before)
    if not rows.update(light=lit.light):
        return False
    task.light = lit.light
    repeat(task, ("light",))
    LightChange.objects.create(
        task=task, at=now, light=lit.light, before="" if first else before,
        because=[reason.as_json() for reason in lit.because],
    )  # fmt: skip
    return True


def begin_day(now: datetime) -> bool:
    """On the first call of a county's day queue a look at every open task; False later that day."""
    zone = rules_at(now)[1].zone
    with transaction.atomic():
        last = Beat.objects.filter(kind=DAILY).values_list("at", flat=True).first()
        if last is not None and last.astimezone(zone).date() >= now.astimezone(zone).date():
            return False
        Beat.objects.update_or_create(kind=DAILY, defaults={"at": now})
        enqueue(DAILY, {"after": 0}, run_at=now)
    return True


def relight_part(payload: Mapping[str, Any], now: datetime) -> None:
    """Some open tasks, and a job for the rest. Safe to repeat."""
    keys = _keys_after(int(payload["after"]))
    if keys:
        _relight(keys, now)
        enqueue(DAILY, {"after": keys[-1]}, run_at=now)


def _keys_after(last: int) -> list[int]:
    rows = SupervisionTask.objects.filter(state__in=LIT, pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:A_BATCH])


def _relight(keys: list[int], now: datetime) -> None:
    today = now.astimezone(rules_at(now)[1].zone).date()
    tasks = SupervisionTask.objects.filter(pk__in=keys).prefetch_related("nodes")
    by_hand = LightChange.objects.filter(task__in=keys, is_override=True, until__gte=today)
    held = set(by_hand.values_list("task_id", flat=True))
    for task in tasks:
        if task.pk not in held and (lit := lit_at_present(task, now)).light != task.light:
            _write(task, lit, now)


def override_light(
    task: SupervisionTask, given: Override, *, by: Actor, now: datetime, version: int
) -> LightChange:
    """Set a light by hand until a day. Raises `Invalid` by field, `NotAllowed`, `Refused`."""
    check_version(task, version)
    grip = directing(by, task).acting_grip(task, frozenset({"overseer"}))
    if grip is None:
        raise NotAllowed(Reason("may_not_supervise"))
    state = SUPERVISION_TASK.state(task.state)
    refuse_if(None if task.state in LIT else Reason("light_settled", {"state": state.label}))
    _, calendar = rules_at(now)
    words = clean({"reason": given.reason, "approved_by": given.approved_by})
    today = now.astimezone(calendar.zone).date()
    if faults := [*_override_faults(given, words, today)]:
        raise Invalid(*faults)
    passage = Passage(task, SUPERVISION_TASK, now=now, calendar=calendar)
    before = task.light
    passage.put(light=given.light)
    passage.say(grip, "override_light", light=given.light, until=given.until)
    with transaction.atomic():
        passage.write()
        return LightChange.objects.create(
            task=task, at=now, light=given.light, before=before, is_override=True,
            because=[Reason("light_by_hand", {"until": given.until.isoformat()}).as_json()],
            until=given.until, by=grip.appointment, **words,
        )  # fmt: skip


def _override_faults(given: Override, words: dict[str, str], today: date) -> Iterable[Reason]:
    if given.light not in LIGHTS:
        yield Reason("unknown_value", {"value": given.light}, "light")
    for name, most in (("reason", 200), ("approved_by", 40)):
        if not 1 <= len(words.get(name, "")) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)
    if not today <= given.until <= today + LONGEST_OVERRIDE:
        told = {"from": today.isoformat(), "to": (today + LONGEST_OVERRIDE).isoformat()}
        yield Reason("override_too_long", told, "until")
