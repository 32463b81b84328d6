"""No problem is ever without an accountable unit and, unless it is over, a next alarm."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest

from jiceng.casework.actions.measures import mark_done
from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries.problems import problem_moves, with_measures
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.ledger import DEADLINE, TWO, found, ledger
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, Unit, WorkItem
from jiceng.kernel.refusal import Refusal


def assert_cared_for(row: Problem) -> None:
    row.refresh_from_db()
    assert Unit.objects.filter(code=row.unit, path=row.unit_path).exists()
    state = PROBLEM.state(row.state)
    alarm = PendingAlarm.objects.filter(subject_kind="problem", subject_id=row.pk).first()
    items = WorkItem.objects.filter(subject_kind="problem", subject_id=row.pk, purpose="act")
    if state.final:
        assert not items.exists()
        return
    assert alarm is not None and alarm.at is not None
    if state.resting:
        assert alarm.clock == "window" and not items.exists()
        return
    assert items.get().state == row.state


def whatever(lot: random.Random) -> Papers:
    return Papers(
        reason="写明情况",
        evidence="照片",
        term=lot.choice(["2 working_days", "3 calendar_days"]),
        unit=lot.choice(["", "HOUSING", "C-EAST"]),
        deadline=date(2027, 6, 1),
        measures=lot.choice([(), TWO[1:]]),
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_random_life_is_never_without_a_unit_and_unless_final_a_next_alarm(
    county: County, seed: int
) -> None:
    lot = random.Random(seed)
    now: datetime = NOON
    campaign = ledger(county, lot.choice(["hundred_days", "sanitary_county"]))
    rows = [
        found(county, campaign, is_public=lot.random() < 0.5,
              deadline=lot.choice([None, DEADLINE]))
        for _ in range(3)
    ]  # fmt: skip
    firsts: dict[int, datetime] = {}
    for _ in range(40):
        now += timedelta(seconds=lot.randrange(1, 12 * 86400))
        for alarm in due(now):
            ring(alarm, now=now)
        row = with_measures(Problem.objects.get(pk=lot.choice(rows).pk), now)
        actor = lot.choice([county[who] for who in ("tang", "wu", "chen", "gao", "zhao", "ma")])
        moves = [m for m, _ in problem_moves(row, actor, now)]
        if moves:
            with suppress(Refusal):
                move_problem(row, lot.choice(moves).name, by=actor, now=now,
                             version=row.version, given=whatever(lot))  # fmt: skip
        for measure in row.measures.filter(done_on=None)[: lot.randrange(3)]:
            with suppress(Refusal):
                fresh = Problem.objects.get(pk=row.pk)
                mark_done(fresh, measure.order, "完成", by=actor, now=now, version=fresh.version)
        for each in rows:
            assert_cared_for(each)
            if each.first_due_at:
                assert firsts.setdefault(each.pk, each.first_due_at) == each.first_due_at
    kinds = JournalEntry.objects.filter(subject_kind="problem").values_list("kind", flat=True)
    assert len(set(kinds)) > 2
