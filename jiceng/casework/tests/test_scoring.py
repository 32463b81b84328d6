"""Scores from records: every deduction has its event, objections strike it, replays agree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from jiceng.casework.actions.scoring import (
    Verdict,
    answer_objection,
    object_to,
    reckon,
    reckon_present,
)
from jiceng.casework.models import (
    LightChange,
    Objection,
    ProgressReport,
    ScoreEvent,
    SupervisionTask,
    UnitScore,
)
from jiceng.casework.queries.scoring import events_of, scores_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.supervising import DUE, assigned, moved
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

DAY = timedelta(days=1)
LATER = DUE + DAY
QUARTER = "2026Q4"


def kinds(unit: str = "HOUSING") -> list[str]:
    return sorted(ScoreEvent.objects.filter(unit=unit).values_list("kind", flat=True))


def score(unit: str = "HOUSING") -> UnitScore:
    return UnitScore.objects.get(quarter=QUARTER, unit=unit)


def three(county: County) -> list[SupervisionTask]:
    """Enough tasks for a score, all signed for on the day."""
    return [moved(assigned(county), county, "zhao", "sign_for") for _n in range(3)]


def test_a_task_signed_and_done_in_time_costs_nothing(county: County) -> None:
    for task in three(county):
        moved(task, county, "zhao", "submit", NOON + DAY, result="已完成")
    reckon(QUARTER, LATER)
    assert kinds() == []
    assert score().value == Decimal("100.0")


def test_a_task_signed_late_and_one_past_its_deadline_are_named(county: County) -> None:
    tasks = [assigned(county) for _n in range(3)]
    moved(tasks[0], county, "zhao", "sign_for", NOON + 4 * DAY)
    for task in tasks[1:]:
        moved(task, county, "zhao", "sign_for")
    moved(tasks[1], county, "zhao", "submit", NOON + DAY, result="已完成")
    moved(tasks[2], county, "zhao", "submit", NOON + DAY, result="已完成")
    reckon(QUARTER, LATER)
    assert kinds() == ["late_sign", "overdue"]
    named = {e.kind: (e.task_id, e.on) for e in ScoreEvent.objects.all()}
    assert named == {
        "late_sign": (tasks[0].pk, date(2026, 11, 24)),
        "overdue": (tasks[0].pk, date(2026, 12, 4)),
    }
    assert score().raw == Decimal("96.7"), "(90 + 100 + 100) / 3"


def test_what_waits_for_its_review_is_not_late(county: County) -> None:
    task = moved(assigned(county), county, "zhao", "sign_for")
    moved(task, county, "zhao", "submit", DUE - DAY, result="已完成")
    reckon(QUARTER, LATER)
    assert kinds() == []


def test_reports_lights_and_work_sent_back_count(county: County) -> None:
    task = three(county)[0]
    report = ProgressReport.objects.create(
        task=task, unit="HOUSING", at=NOON + 3 * DAY, appointment=1, progress=10, done="x",
        due_on=date(2026, 11, 25),
    )  # fmt: skip
    LightChange.objects.create(task=task, at=NOON + DAY, light="red", before="yellow")
    LightChange.objects.create(task=task, at=NOON + DAY, light="yellow", before="green")
    moved(task, county, "zhao", "submit", NOON + DAY, result="已完成")
    moved(task, county, "tang", "rework", NOON + DAY, reason="缺照片")
    reckon(QUARTER, NOON + 5 * DAY)
    assert kinds() == ["late_report", "sent_back", "yellow_to_red"]
    report.is_withdrawn = True
    report.save()
    reckon(QUARTER, NOON + 5 * DAY)
    assert kinds() == ["false_report", "late_report", "sent_back", "yellow_to_red"]
    report.is_withdrawn = False
    report.due_on = None
    report.save()
    reckon(QUARTER, NOON + 5 * DAY)
    assert kinds() == ["sent_back", "yellow_to_red"], "a corrected record corrects the score"


def test_a_suspended_task_is_left_out(county: County) -> None:
    task = three(county)[0]
    moved(task, county, "tang", "suspend", NOON + DAY, reason="政策调整")
    reckon(QUARTER, LATER)
    assert score().tasks == 2
    assert score().value is None, "two tasks say too little"


def test_scores_replay_identically_from_the_records(county: County) -> None:
    tasks = three(county)
    moved(tasks[0], county, "zhao", "submit", NOON + DAY, result="已完成")
    assigned(county, "POLICE")
    reckon(QUARTER, LATER)

    def kept() -> list[object]:
        events = ScoreEvent.objects.order_by("key").values_list("key", "kind", "on", "deduction")
        scores = UnitScore.objects.order_by("unit").values_list("unit", "raw", "value", "events")
        return [*events, *scores]

    before = kept()
    assert before
    ScoreEvent.objects.all().delete()
    UnitScore.objects.all().delete()
    reckon(QUARTER, LATER)
    assert kept() == before
    reckon(QUARTER, LATER)
    assert kept() == before


def test_an_accepted_objection_takes_its_deduction_away(county: County) -> None:
    three(county)
    reckon(QUARTER, LATER)
    before = score().value
    event = ScoreEvent.objects.order_by("key")[0]
    made = object_to(event, "期限内已电话报告", by=county["zhao"], now=LATER)
    answer_objection(made, Verdict(True, "情况属实"), by=county["tang"], now=LATER)
    event = ScoreEvent.objects.get(key=event.key)
    assert event.is_struck
    after = score().value
    assert before is not None and after is not None and after > before
    reckon(QUARTER, LATER)
    assert score().value == after, "and stays away when reckoned again"


def test_a_refused_objection_changes_nothing_but_has_its_answer(county: County) -> None:
    three(county)
    reckon(QUARTER, LATER)
    before = score().value
    made = object_to(ScoreEvent.objects.order_by("key")[0], "不服", by=county["zhao"], now=LATER)
    with pytest.raises(Invalid):
        answer_objection(made, Verdict(False, " "), by=county["tang"], now=LATER)
    answer_objection(made, Verdict(False, "无书面材料"), by=county["tang"], now=LATER)
    assert (score().value, Objection.objects.get().answer) == (before, "无书面材料")
    with pytest.raises(Refused):
        answer_objection(made, Verdict(True, "再议"), by=county["tang"], now=LATER)


def test_only_the_unit_objects_and_only_the_office_answers(county: County) -> None:
    three(county)
    reckon(QUARTER, LATER)
    event = ScoreEvent.objects.order_by("key")[0]
    for who in ("qian", "tang", "ma", "li"):
        with pytest.raises(NotAllowed):
            object_to(event, "不服", by=county[who], now=LATER)
    made = object_to(event, "不服", by=county["zhao"], now=LATER)
    for who in ("zhao", "ma", "zhou"):
        with pytest.raises(NotAllowed):
            answer_objection(made, Verdict(True, "同意"), by=county[who], now=LATER)


def test_an_objection_comes_in_time_once_and_with_a_reason(county: County) -> None:
    three(county)
    reckon(QUARTER, LATER)
    event = ScoreEvent.objects.order_by("key")[0]
    with pytest.raises(Invalid):
        object_to(event, "  ", by=county["zhao"], now=LATER)
    with pytest.raises(Refused) as refusal:
        object_to(event, "不服", by=county["zhao"], now=LATER + 10 * DAY)
    assert [r.code for r in refusal.value.reasons] == ["objection_late"]
    assert not Objection.objects.exists()
    object_to(event, "不服", by=county["zhao"], now=LATER)
    with pytest.raises(Refused):
        object_to(event, "不服", by=county["zhao"], now=LATER)


def test_each_reads_the_scores_within_reach_in_the_order_of_units(county: County) -> None:
    assigned(county), assigned(county, "C-EAST"), assigned(county, "T-NORTH")
    assert reckon_present(NOON + DAY) == 3
    read = {who: [s.unit for s in scores_of(county[who], QUARTER)] for who in
            ("tang", "zhao", "ma", "chen", "sun", "qian")}  # fmt: skip
    assert read == {
        "tang": ["HOUSING", "T-NORTH", "C-EAST"],
        "zhao": ["HOUSING"],
        "ma": ["T-NORTH", "C-EAST"],
        "chen": ["C-EAST"],
        "sun": [],
        "qian": [],
    }
    assert not events_of(score()).exists()


def test_what_is_no_quarter_is_refused(county: County) -> None:
    with pytest.raises(Invalid):
        reckon("2026Q9", NOON)
