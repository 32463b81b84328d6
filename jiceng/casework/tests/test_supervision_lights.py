"""Lights of every act and every day: replayed from the journal, set by hand with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.lights import Override, begin_day, override_light, relight_part
from jiceng.casework.models import LightChange, SupervisionTask
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import facts_at, supervision_terms
from jiceng.casework.rules.supervision import light
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.overseeing import at_work, supported, task_moved
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.jobs import claim, run
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed

DAY = timedelta(days=1)
FRIDAY = NOON + 4 * DAY


def a_day(now: datetime) -> None:
    """What the worker does about lights on a day."""
    assert begin_day(now)
    assert not begin_day(now + timedelta(hours=1)), "once a day"
    while jobs := [job for job in claim(now) if job.kind == "relight"]:
        for job in jobs:
            run(job, relight_part, now)


def codes(refusal: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in refusal.value.reasons]


def test_lights_replay_identically_from_the_journal(county: County) -> None:
    task = at_work(county)
    set_rule("terms", "supervision", {"behind_yellow": 3}, valid_from=NOON + 8 * DAY,
             reason="调整", by="郭", now=NOON)  # fmt: skip
    task_moved(county, task, "zhao", "report", FRIDAY, progress=20, done="设计中")
    for days in range(5, 40):
        a_day(NOON + days * DAY)
    supported(county, task, NOON + 20 * DAY)
    task_moved(county, task, "zhao", "submit", NOON + 40 * DAY, result="完工")
    task_moved(county, task, "tang", "rework", NOON + 41 * DAY, reason="资料不全")
    a_day(NOON + 42 * DAY)
    task_moved(county, task, "zhao", "submit", NOON + 43 * DAY, result="完工")
    task_moved(county, task, "tang", "complete", NOON + 44 * DAY, completion="done")
    history = list(LightChange.objects.filter(task=task).order_by("pk"))
    assert [c.light for c in history][-1] == "done_late"
    assert {"green", "yellow", "red"} <= {c.light for c in history}
    for change in history:
        calendar, terms = rules_at(change.at)[1], supervision_terms(change.at)
        lit = light(facts_at(task, change.at), change.at, calendar=calendar, terms=terms)
        assert lit.light == change.light
        assert [r.as_json() for r in lit.because] == change.because


def test_a_light_set_by_hand_holds_to_its_last_day_and_stands_in_the_history(
    county: County,
) -> None:
    task = at_work(county)
    given = Override("red", "现场无人施工", "陆", (NOON + 2 * DAY).date())
    override_light(task, given, by=county["tang"], now=NOON, version=task.version)
    a_day(NOON + DAY)
    assert SupervisionTask.objects.get().light == "red"
    a_day(NOON + 3 * DAY)
    assert SupervisionTask.objects.get().light == "green"
    assert [c.light for c in LightChange.objects.order_by("pk")] == ["green", "red", "green"]
    assert JournalEntry.objects.filter(kind="override_light").count() == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"light": "blue"}, ("unknown_value", "light")),
        ({"reason": ""}, ("text_length", "reason")),
        ({"approved_by": ""}, ("text_length", "approved_by")),
        ({"until": date(2027, 11, 1)}, ("override_too_long", "until")),
        ({"until": date(2026, 11, 1)}, ("override_too_long", "until")),
    ],
)
def test_a_light_is_set_by_hand_only_with_reason_approver_and_last_day(
    county: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    task = at_work(county)
    given = replace(Override("red", "现场无人施工", "陆", NOON.date()), **changes)
    with pytest.raises(Invalid) as refusal:
        override_light(task, given, by=county["tang"], now=NOON, version=task.version)
    assert codes(refusal) == [fault]
    with pytest.raises(NotAllowed):
        override_light(task, given, by=county["zhao"], now=NOON, version=task.version)
