"""A report is found untrue: who may say so, what it costs, that the unit sees it and objects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.actions.scoring import (
    Verdict,
    answer_objection,
    object_to,
    objection_until,
    reckon,
)
from jiceng.casework.actions.untrue import find_untrue, take_back_untrue
from jiceng.casework.models import Objection, ProgressReport, ScoreEvent, SupervisionTask
from jiceng.casework.queries.search import notices_of
from jiceng.casework.queries.supervision import facts_at
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.overseeing import at_work, item_moved, supported, task_moved
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WHY = "现场核查未开工，与反馈不符"
NEXT_QUARTER = timedelta(days=60)


@pytest.fixture
def task(county: County) -> SupervisionTask:
    """Zhao has reported a third of the work."""
    return task_moved(county, at_work(county), "zhao", "report", progress=30, done="已完成三成")


def report_of(task: SupervisionTask) -> ProgressReport:
    return ProgressReport.objects.filter(task=task, unit=task.unit).latest("pk")


def judged(
    county: County,
    task: SupervisionTask,
    who: str = "tang",
    reason: str = WHY,
    now: object = NOON + HOUR,
    *,
    back: bool = False,
) -> ProgressReport:
    row = SupervisionTask.objects.get(pk=task.pk)
    act = take_back_untrue if back else find_untrue
    return act(row, report_of(task).pk, reason, by=county[who], now=now, version=row.version)  # type: ignore[arg-type]  # a date


def deductions() -> list[str]:
    return list(ScoreEvent.objects.filter(is_struck=False).values_list("kind", flat=True))


def test_an_untrue_report_costs_points_and_the_journal_says_which_without_words(
    county: County, task: SupervisionTask
) -> None:
    report = judged(county, task)
    event = ScoreEvent.objects.get()
    assert (event.kind, event.key, event.deduction) == ("false_report", f"false:{report.pk}", 10)
    assert (report.is_withdrawn, report.untrue_at, report.untrue_reason) == (True, NOON + HOUR, WHY)
    line = JournalEntry.objects.get(kind="find_untrue")
    assert f'"report":{report.pk}' in line.payload.replace(" ", "")
    assert WHY not in line.payload


def test_taking_it_back_makes_the_score_anew(county: County, task: SupervisionTask) -> None:
    judged(county, task)
    report = judged(county, task, reason="复核无误", back=True)
    assert deductions() == []
    assert (report.is_withdrawn, report.untrue_at, report.untrue_reason) == (False, None, "")
    kinds = JournalEntry.objects.filter(kind__contains="untrue").values_list("kind", flat=True)
    assert sorted(kinds) == ["find_untrue", "take_back_untrue"]


def test_the_unit_is_told_and_objects_and_an_upheld_objection_is_final(
    county: County, task: SupervisionTask
) -> None:
    judged(county, task)
    assert notices_of(county["zhao"]).filter(kind="find_untrue").count() == 1
    event = ScoreEvent.objects.get()
    made = object_to(event, "当日已补拍照片", by=county["zhao"], now=NOON + DAY)
    answer_objection(made, Verdict(True, "属实"), by=county["tang"], now=NOON + DAY)
    assert deductions() == []
    judged(county, task, reason="异议成立", back=True, now=NOON + DAY)
    with pytest.raises(Refused) as refusal:
        judged(county, task, now=NOON + DAY)
    assert [r.code for r in refusal.value.reasons] == ["untrue_struck"]


def test_taking_it_back_upholds_an_objection_still_open(
    county: County, task: SupervisionTask
) -> None:
    judged(county, task)
    object_to(ScoreEvent.objects.get(), "照片在附件", by=county["zhao"], now=NOON + DAY)
    judged(county, task, reason="附件属实", back=True, now=NOON + DAY)
    made = Objection.objects.get()
    assert (made.is_accepted, made.answer) == (True, "附件属实")


def test_found_long_afterwards_it_counts_in_the_quarter_of_the_report_and_may_be_objected_to(
    county: County, task: SupervisionTask
) -> None:
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完成")
    task_moved(county, task, "tang", "complete", completion="done")
    late = NOON + NEXT_QUARTER
    judged(county, task, now=late)
    event = ScoreEvent.objects.get(kind="false_report")
    assert event.quarter == "2026Q4"
    assert objection_until(event, late) > late
    object_to(event, "已补正", by=county["zhao"], now=late + HOUR)


@pytest.mark.parametrize("who", ["zhao", "qian", "ma", "wang", "wu", "lu"])
def test_nobody_but_the_office_judges(county: County, task: SupervisionTask, who: str) -> None:
    with pytest.raises(NotAllowed):
        judged(county, task, who)
    assert not ProgressReport.objects.filter(is_withdrawn=True).exists()


@pytest.mark.parametrize("reason", ["", " ", "假", "长" * 201])
def test_it_needs_a_reason(county: County, task: SupervisionTask, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        judged(county, task, reason=reason)
    assert [r.field for r in refusal.value.reasons] == ["reason"]
    assert deductions() == []


def test_it_is_said_once_and_taken_back_once(county: County, task: SupervisionTask) -> None:
    with pytest.raises(Refused) as early:
        judged(county, task, back=True)
    judged(county, task)
    with pytest.raises(Refused) as twice:
        judged(county, task)
    codes = [r.code for error in (early, twice) for r in error.value.reasons]
    assert codes == ["not_untrue", "untrue_already"]


def test_an_archived_file_an_old_form_and_a_report_of_another_task_are_refused(
    county: County, task: SupervisionTask
) -> None:
    with pytest.raises(Stale):
        find_untrue(task, report_of(task).pk, WHY, by=county["tang"], now=NOON, version=1)
    fresh = SupervisionTask.objects.get(pk=task.pk)
    with pytest.raises(NotFound):
        find_untrue(fresh, 10**9, WHY, by=county["tang"], now=NOON, version=fresh.version)
    SupervisionTask.objects.filter(pk=task.pk).update(state="archived")
    with pytest.raises(Refused) as refusal:
        judged(county, task)
    assert [r.code for r in refusal.value.reasons] == ["wrong_state"]


def test_a_supporting_units_report_costs_the_lead_unit_nothing(
    county: County, task: SupervisionTask
) -> None:
    supported(county, task)
    fresh = SupervisionTask.objects.get(pk=task.pk)
    share = ProgressReport.objects.get(task=task, unit="POLICE")
    with pytest.raises(Refused) as refusal:
        find_untrue(fresh, share.pk, WHY, by=county["tang"], now=NOON, version=fresh.version)
    assert [r.code for r in refusal.value.reasons] == ["report_of_supporter"]


def test_the_light_still_replays_from_the_journal(county: County, task: SupervisionTask) -> None:
    before = facts_at(task, NOON + HOUR)
    judged(county, task)
    assert facts_at(SupervisionTask.objects.get(pk=task.pk), NOON + 2 * HOUR) == before


def test_the_office_does_it_on_the_page_and_the_unit_reads_why(
    county: County, task: SupervisionTask, at_noon: Callable[[timedelta], None]
) -> None:
    tang, zhao = desk(county, "tang"), desk(county, "zhao")
    report, url = report_of(task), f"/desk/supervision/tasks/{task.number}/"
    assert "认定不实并扣分" in tang.get(url).content.decode()
    assert "认定不实" not in zhao.get(url).content.decode()
    find = f"{url}reports/{report.pk}/find"
    empty = tang.post(find, {"reason": "", "version": task.version})
    assert empty.status_code == 422 and "内容需在2到200个字之间" in empty.content.decode()
    assert zhao.post(find, {"reason": WHY, "version": task.version}).status_code == 403
    done = tang.post(find, {"reason": WHY, "version": task.version})
    assert done.status_code == 302 and done.headers["Location"] == f"{url}#report-{report.pk}"
    page = zhao.get(url).content.decode()
    assert "已认定不实" in page and WHY in page
    assert "反馈被认定不实" in zhao.get("/desk/notices").content.decode()
    scores = zhao.get("/desk/supervision/scores/HOUSING/").content.decode()
    assert f"{url}#report-{report.pk}" in scores and "提出异议" in scores
    version = SupervisionTask.objects.get(pk=task.pk).version
    back = tang.post(f"{url}reports/{report.pk}/take_back", {"reason": "查实", "version": version})
    assert back.status_code == 302
    assert tang.post(f"{url}reports/{report.pk}/dance", {}).status_code == 404
    assert "已认定不实" not in zhao.get(url).content.decode()


def test_programs_judge_and_read_reports(
    task: SupervisionTask, calling: Callable[[str], Caller]
) -> None:
    tang, path = calling("tang"), f"/supervision-tasks/{task.number}"
    (report,) = tang.get(path).json()["reports"]
    given = {"version": task.version, "report": report["id"], "reason": WHY}
    assert calling("zhao").post(f"{path}/moves/find_untrue", given).status_code == 403
    (seen,) = tang.post(f"{path}/moves/find_untrue", given).json()["reports"]
    assert (seen["untrue_reason"], seen["untrue_at"] is not None) == (WHY, True)
    back = {**given, "version": tang.get(path).json()["version"]}
    (seen,) = tang.post(f"{path}/moves/take_back_untrue", back).json()["reports"]
    assert seen["untrue_at"] is None


def test_scores_replay_identically_with_an_untrue_report(
    county: County, task: SupervisionTask
) -> None:
    judged(county, task)
    before = list(ScoreEvent.objects.order_by("key").values_list("key", "kind", "on", "deduction"))
    reckon("2026Q4", NOON + DAY)
    again = list(ScoreEvent.objects.order_by("key").values_list("key", "kind", "on", "deduction"))
    assert before == again


def test_an_item_closes_with_its_untrue_report_kept(county: County, task: SupervisionTask) -> None:
    judged(county, task)
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完成")
    task_moved(county, task, "tang", "complete", completion="done")
    item_moved(county, task.item, "tang", "complete", completion="done")
    assert ProgressReport.objects.get(is_withdrawn=True).untrue_reason == WHY
