"""A year without notice is provisional and is settled when the notice comes; and the audit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from jiceng.casework.actions.calendar import settle_provisional
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.replay import replay
from jiceng.casework.rules.notices import parse_notice
from jiceng.casework.rules.settling import settled, without_year
from jiceng.casework.tests.county import County
from jiceng.casework.tests.powers import counted, powers, raised, send, text_of
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.terms import Counting, Term

LAST_DAYS = datetime(2026, 12, 30, 4, tzinfo=UTC)
"""Wednesday 30 December 2026, noon in the county."""
NOTICE = "2027-01-01 至 2027-01-03 休 元旦\n1月4日 休\n2027年1月9日 班"


@pytest.fixture
def admins(county: County, settings: Settings) -> dict[str, Client]:
    settings.FIXED_NOW = LAST_DAYS.isoformat()
    return powers(county)


@pytest.fixture
def guo(admins: dict[str, Client]) -> Client:
    return admins["administrator"]


def enter(guo: Client, days: str = NOTICE, **typed: Any) -> Any:
    return send(guo, "/admin/calendar/2027/notice", **{"notice": "国办发明电〔2026〕9 号",
                                                       "days": days, **typed})  # fmt: skip


def test_a_date_in_a_year_without_notice_says_that_it_may_move(guo: Client) -> None:
    case = raised("路面有大坑", "0102", LAST_DAYS)
    assert case.promise_provisional
    page = text_of(guo.get("/admin/"))
    assert "2027 年放假通知尚未录入" in page
    assert "现有 1 件" in page
    assert "待定" in text_of(guo.get("/admin/calendar/2027/"))


def test_the_notice_settles_open_cases_and_keeps_the_day_first_named(guo: Client) -> None:
    case = raised("路面有大坑", "0102", LAST_DAYS)
    first = case.due_at
    answer = enter(guo)
    assert "settled=1" in answer["Location"]
    kept = Case.objects.get(pk=case.pk)
    # Five working days after 30 December: 31 Dec, 5, 6, 7 and 8 January; Monday the 4th is free.
    assert kept.due_at == datetime(2027, 1, 8, 9, 30, tzinfo=UTC)
    assert first is not None and kept.due_at == first + timedelta(days=2)
    assert (kept.promise_provisional, kept.first_due_at) == (False, first)
    line = JournalEntry.objects.get(kind="calendar_settled")
    assert (line.subject_id, '"year":2027' in line.payload) == (case.pk, True)
    item = WorkItem.objects.get(subject_id=case.pk)
    assert item.promise_due_at == kept.due_at
    assert PendingAlarm.objects.get(subject_id=case.pk).at is not None


def test_settling_again_finds_nothing_and_a_correction_moves_no_promise(guo: Client) -> None:
    raised("路面有大坑", "0102", LAST_DAYS)
    enter(guo)
    due = Case.objects.get().due_at
    assert settle_provisional(2027, now=LAST_DAYS) == 0
    enter(guo, NOTICE + "\n1月5日 休", reason="更正")
    assert Case.objects.get().due_at == due


def test_a_notice_does_not_touch_what_ended_or_what_was_never_provisional(guo: Client) -> None:
    small = raised("楼下垃圾", "0101", LAST_DAYS - timedelta(days=7))
    enter(guo)
    assert Case.objects.get(pk=small.pk).due_at == small.due_at
    assert not JournalEntry.objects.filter(kind="calendar_settled").exists()


def test_replaying_the_journal_gives_the_same_seconds(guo: Client) -> None:
    raised("路面有大坑", "0102", LAST_DAYS)
    enter(guo)
    case = Case.objects.get()
    again = replay(case)
    assert (again.stage, again.promise) == (case.stage, case.promise)
    assert case.promise_since is not None
    anew = rules_at(LAST_DAYS)[1].due(case.promise_since, Term.parse(case.promised))
    assert case.due_at == anew.at


NOTICE_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"days": ""}, "放假和上班的日子：不能为空"),
    "prose": ({"days": "春节放七天假"}, "第 1 行“春节放七天假”看不懂"),
    "another year": ({"days": "2026-10-01 休"}, "不是 2027 年的日期"),
    "a day that is none": ({"days": "1月1日 休\n2月30日 休"}, "第 2 行“2月30日 休”看不懂"),
    "a span that goes back": ({"days": "2月5日 至 2月1日 休"}, "不是 2027 年的日期"),
    "half a year off": ({"days": "1月1日 至 6月1日 休"}, "超过 31 天"),
    "no number": ({"notice": ""}, "通知文号：不能为空"),
}


@pytest.mark.parametrize("name", NOTICE_FAULTS)
def test_a_notice_that_cannot_be_read_is_refused_by_line(guo: Client, name: str) -> None:
    typed, sentence = NOTICE_FAULTS[name]
    case = raised("路面有大坑", "0102", LAST_DAYS)
    before = counted()
    answer = enter(guo, **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before
    assert Case.objects.get().due_at == case.due_at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens_1": "早上"}, "请填写上下班时间"),
        ({"opens_1": "12:30"}, "时段应由早到晚"),
        ({"closes_2": "9:00"}, "时段应由早到晚"),
        ({"opens_1": ""}, "上午上班：不能为空"),
        ({"opens_2": "25:00"}, "请填写上下班时间"),
    ],
)
def test_office_hours_that_make_no_sense_are_refused(
    guo: Client, typed: dict[str, str], sentence: str
) -> None:
    before = counted()
    answer = send(guo, "/admin/calendar/hours", **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_other_office_hours_hold_for_new_cases(guo: Client) -> None:
    old = raised("路面有大坑", "0102", LAST_DAYS)
    send(guo, "/admin/calendar/hours", closes_2="17:00")
    new = raised("路面有大坑", "0102", LAST_DAYS)
    assert Case.objects.get(pk=old.pk).due_at == old.due_at
    assert new.due_at is not None and old.due_at is not None
    assert old.due_at - new.due_at == timedelta(minutes=30)


def test_a_notice_is_read_as_people_type_it() -> None:
    days, faults = parse_notice("2月6日 至 2月8日 休 春节\n2027/2/14 上班\n\n2027.10.1放假", 2027)
    assert not faults
    assert days == {
        "2027-02-06": False,
        "2027-02-07": False,
        "2027-02-08": False,
        "2027-02-14": True,
        "2027-10-01": False,
    }


START = datetime(2026, 12, 1, tzinfo=UTC)


@settings(deadline=None)
@given(
    start=st.integers(0, 80 * 86_400).map(lambda s: START + timedelta(seconds=s)),
    amount=st.integers(1, 40),
    free=st.sets(st.integers(0, 120).map(lambda d: date(2027, 1, 1) + timedelta(days=d))),
)
def test_settling_a_term_in_days_equals_counting_it_anew(
    start: datetime, amount: int, free: set[date]
) -> None:
    """Also when the day of receipt itself turns out to be free."""
    known = frozenset(range(2020, 2029))
    after = WorkingCalendar(days=dict.fromkeys(free, False), known_years=known)
    before = without_year(after, 2027)
    term = Term(amount, Counting.WORKING_DAYS)
    clock = Clock.started(term, start, before)
    again = settled(clock, before, after)
    if clock.provisional:
        assert again.due_at == after.due(start, term).at
        assert not again.provisional
    else:
        assert again == clock
    assert settled(again, before, after) == again


def test_the_auditor_finds_lines_by_kind_post_subject_and_period(
    admins: dict[str, Client],
) -> None:
    case = raised("楼下垃圾", "0101", LAST_DAYS)
    send(admins["administrator"], "/admin/types/0101/change", basis="条例", promise_0="2")
    he = admins["auditor"]

    def kinds(query: str) -> list[str]:
        return [e["line"].kind for e in he.get(f"/admin/audit/?{query}").context["lines"]]

    assert kinds("kind=change_rule") == ["change_rule"]
    assert kinds("post=administrator") == ["change_rule"]
    assert kinds(f"subject=case&number={case.pk}")[-1] == "report"
    assert kinds("since=2026-12-31") == []
    assert "report" in kinds("until=2026-12-30")


def test_the_auditor_sees_whether_the_chain_is_whole(admins: dict[str, Client]) -> None:
    raised("楼下垃圾", "0101", LAST_DAYS)
    he = admins["auditor"]
    assert "全部流水首尾相接" in text_of(he.post("/admin/audit/verify"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_journalentry SET kind = 'nothing' WHERE seq = 1")
    assert "第 1 条：内容被改动" in text_of(he.post("/admin/audit/verify"))


def test_an_export_is_safe_for_spreadsheets_and_is_itself_a_line(
    admins: dict[str, Client],
) -> None:
    raised("楼下垃圾", "0101", LAST_DAYS)
    answer: Any = admins["auditor"].get("/admin/audit/export?kind=report")
    text = b"".join(answer.streaming_content).decode()
    assert text.count("\r\n") == 2
    assert "楼下垃圾" not in text
    assert JournalEntry.objects.filter(kind="export_journal").count() == 1


def test_an_export_of_the_journal_is_headed_in_both_languages_for_a_reader_of_english(
    admins: dict[str, Client],
) -> None:
    def head(**asked: Any) -> list[str]:
        answer: Any = admins["auditor"].get("/admin/audit/export", **asked)
        text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
        return text.splitlines()[0].split(",")

    chinese = head()
    assert chinese[0] == "序号" and not any(cell.isascii() or "/" in cell for cell in chinese)
    english = head(headers={"Accept-Language": "en"})
    assert [cell.partition(" / ")[0] for cell in english] == chinese
    assert dict(zip(chinese, english, strict=True))["单位"] == "单位 / Unit"
