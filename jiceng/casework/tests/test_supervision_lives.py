"""Random lives of tasks: never without an owner and a next alarm; lights and scores replay."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.lights import begin_day, relight_part
from jiceng.casework.actions.scoring import reckon
from jiceng.casework.actions.sweep import ring
from jiceng.casework.actions.tasks import TaskWords, co_report, move_task
from jiceng.casework.actions.untrue import find_untrue, take_back_untrue
from jiceng.casework.models import (
    LightChange,
    ProgressReport,
    ScoreEvent,
    SupervisionTask,
    SupportingUnit,
    UnitScore,
)
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import facts_at, supervision_terms
from jiceng.casework.rules.supervision import light
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.overseeing import issued
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.jobs import claim, run
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, Unit, WorkItem
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import Actor

CAST = ("zhao", "zhao", "wang", "tang", "tang", "qian", "lu")
OFFERED = tuple(m.name for m in SUPERVISION_TASK.moves if m.name not in ("issue", "conclude"))


def assert_cared_for(task: SupervisionTask) -> None:
    """An accountable unit and, unless it is over, a next alarm; one line for whoever must act."""
    assert Unit.objects.filter(code=task.unit, path=task.unit_path).exists()
    state = SUPERVISION_TASK.state(task.state)
    lines = WorkItem.objects.filter(
        subject_kind="supervision_task", subject_id=task.pk, purpose="act"
    )
    if state.resting or state.final:
        assert not lines.exists()
    else:
        assert lines.get().state == task.state
    if not state.final:
        alarm = PendingAlarm.objects.get(subject_kind="supervision_task", subject_id=task.pk)
        assert alarm.at is not None, (task.state, alarm.clock)


def assert_told_to_supporters(task: SupervisionTask) -> None:
    """The rows of supporting units say of the task what it says of itself."""
    repeated = SupportingUnit.repeated
    rows = list(task.supporting.values(*repeated))
    assert rows == [{own: getattr(task, theirs) for own, theirs in repeated.items()}]


def words(lot: random.Random) -> TaskWords:
    return TaskWords(
        reason="写明情况", result="成果见附件", done="已开工", completion="done",
        unit=lot.choice(["HOUSING", "T-NORTH"]), proposed_unit="T-NORTH",
        term=lot.choice(["2 working_days", "5 calendar_days"]), responsible_leader="黄",
        responsible_person="赵", progress=lot.randrange(101),
        node=lot.choice([None, None, 1, 2]),
    )  # fmt: skip


def acted(lot: random.Random, task: SupervisionTask, by: Actor, now: datetime) -> None:
    """One thing somebody tries; what the rules refuse writes nothing."""
    version = task.version
    with suppress(Refusal):
        if lot.random() < 0.15:
            co_report(task, "POLICE", "已疏导", by=by, now=now, version=version)
        elif lot.random() < 0.15 and (report := task.reports.order_by("?").first()):
            judge = lot.choice([find_untrue, take_back_untrue])
            judge(task, report.pk, "现场核查", by=by, now=now, version=version)
        else:
            move_task(task, lot.choice(OFFERED), by=by, now=now, version=version, given=words(lot))


def lived(county: County, lot: random.Random) -> tuple[SupervisionTask, datetime]:
    """A task some weeks later."""
    now, task = NOON, issued(county)
    for _step in range(60):
        now += timedelta(seconds=lot.randrange(1, 2 * 86_400))
        for alarm in due(now):
            ring(alarm, now=now)
        begin_day(now)
        while jobs := [job for job in claim(now) if job.kind == "relight"]:
            for job in jobs:
                run(job, relight_part, now)
        acted(lot, SupervisionTask.objects.get(pk=task.pk), county[lot.choice(CAST)], now)
        task = SupervisionTask.objects.get(pk=task.pk)
        assert_cared_for(task)
        assert_told_to_supporters(task)
    return task, now


def from_journal(task: SupervisionTask) -> dict[str, Any]:
    """What scores read of a task, as its journal alone tells it."""
    told: dict[str, Any] = {"signed_at": None, "submitted_at": None, "completed_at": None}
    untrue = set[int]()
    lines = JournalEntry.objects.filter(subject_kind="supervision_task", subject_id=task.pk)
    for line in lines.order_by("seq"):
        payload = json.loads(line.payload)
        if line.kind == "sign_for":
            told["signed_at"] = told["signed_at"] or line.at
        elif line.kind == "assign":
            told["signed_at"] = None
        elif line.kind in ("submit", "rework", "reopen"):
            told["submitted_at"] = line.at if line.kind == "submit" else None
            told["completed_at"] = None
        elif line.kind in ("complete", "end"):
            told["completed_at"] = line.at
        elif line.kind == "find_untrue":
            untrue.add(payload["report"])
        elif line.kind == "take_back_untrue":
            untrue.discard(payload["report"])
    return {**told, "untrue": untrue}


@pytest.mark.parametrize("seed", range(8))
def test_a_random_life_is_never_without_an_owner_and_replays_identically(
    county: County, seed: int
) -> None:
    task, now = lived(county, random.Random(seed))
    history = list(LightChange.objects.filter(task=task).order_by("pk"))
    assert history
    for change in history:
        calendar, terms = rules_at(change.at)[1], supervision_terms(change.at)
        lit = light(facts_at(task, change.at), change.at, calendar=calendar, terms=terms)
        assert (lit.light, [r.as_json() for r in lit.because]) == (change.light, change.because)
    told = from_journal(task)
    untrue = ProgressReport.objects.filter(task=task, is_withdrawn=True)
    assert told.pop("untrue") == set(untrue.values_list("pk", flat=True))
    assert told == {name: getattr(task, name) for name in told}
    assert scores(now) == scores(now), "the same records, the same scores"


def scores(now: datetime) -> list[object]:
    """The quarter reckoned from nothing."""
    ScoreEvent.objects.all().delete()
    UnitScore.objects.all().delete()
    reckon("2026Q4", now)
    events = ScoreEvent.objects.order_by("key").values_list("key", "kind", "on", "deduction")
    return [*events, *UnitScore.objects.order_by("unit").values_list("unit", "raw", "events")]
