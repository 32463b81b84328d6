"""No case is ever without an accountable unit and, unless it rests, a next alarm.

Random lives, with the clock running and sweepers at work; then the peers' failures by name.
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta

import pytest
from django.db import connection

from jiceng.casework.actions.around import add_note
from jiceng.casework.actions.intake import Raised, plan, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import possible_moves, rules_at, with_rules
from jiceng.casework.queries.replay import replay
from jiceng.casework.rules.cases import StageEvent, stage_split
from jiceng.casework.tests.county import LONG_AGO, NOON, RULES, TERMS, TYPES, County, build_county
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import (
    Area,
    JournalEntry,
    Notice,
    PendingAlarm,
    Unit,
    WorkItem,
)
from jiceng.kernel.refusal import Refusal
from tests.together import at_once

TEXTS = ["楼下垃圾没有清运", "路面有大坑", "夜里噪声很大", "说不清是什么事"]
PLACES: list[dict[str, object]] = [
    {"lon": 109.605, "lat": 19.905},
    {"place": "文化广场东侧"},
    {"place": "西村"},
    {"place": "说不清的地方"},
    {"lon": 1.0, "lat": 1.0},
]


def some_report(lot: random.Random) -> Raised:
    case_type = lot.choice(["", "0101", "0102", "0201"])
    where = lot.choice(PLACES)
    return Raised(text=lot.choice(TEXTS), case_type=case_type, **where)  # type: ignore[arg-type]  # mixed on purpose


def whatever(lot: random.Random, case: Case) -> Given:
    """Every paper there is; a move takes what it needs."""
    others = list(Case.objects.exclude(pk=case.pk).values_list("number", flat=True)) or [""]
    values = {
        "unit": lot.choice(["HOUSING", "POLICE", "C-EAST", "T-NORTH"]),
        "proposed_unit": "HOUSING",
        "term": lot.choice(["2 working_days", "6 working_hours", "3 calendar_days"]),
        "case_type": lot.choice(["0101", "0102", "0201"]),
        "into": lot.choice(others),
    }
    return Given(**{f.name: values.get(f.name, "写明情况") for f in fields(Given)})


def assert_cared_for(case: Case) -> None:
    case.refresh_from_db()
    assert Unit.objects.filter(code=case.unit, path=case.unit_path).exists()
    state = CASE.state(case.state)
    alarm = PendingAlarm.objects.filter(subject_kind="case", subject_id=case.pk).first()
    item = WorkItem.objects.filter(subject_kind="case", subject_id=case.pk, purpose="act").first()
    if state.resting or state.final:
        assert item is None
        return
    assert alarm is not None and alarm.at is not None
    assert item is not None and (item.unit, item.state) == (case.unit, case.state)
    assert case.first_due_at is not None


def sweep_all(now: datetime) -> None:
    for row in due(now):
        ring(row, now=now)


@pytest.mark.parametrize("seed", range(12))
def test_a_random_life_is_never_orphaned_and_replays_to_the_second(
    county: County, seed: int
) -> None:
    lot = random.Random(seed)
    now = NOON
    cases = [raise_case(some_report(lot), now=now).case for _ in range(3)]
    firsts = {c.pk: c.first_due_at for c in cases}
    for _ in range(25):
        now += timedelta(seconds=lot.randrange(1, 3 * 86400))
        sweep_all(now)
        if lot.random() < 0.2:
            hours = {"handling": f"{lot.randrange(2, 40)} working_hours"}
            set_rule("terms", "case", {**TERMS, "stages": hours}, valid_from=now, reason="调整",
                     by="郭", now=now)  # fmt: skip
        case = with_rules(Case.objects.get(pk=lot.choice(cases).pk), now)
        actor = lot.choice(list(county.actors.values()))
        tried = [m for m, _ in possible_moves(case, actor, now)]
        if tried:
            name = lot.choice(tried).name
            given = whatever(lot, case)
            with suppress(Refusal):
                make_move(case, name, by=actor, now=now, version=case.version, given=given)
        for each in cases:
            assert_cared_for(each)
            assert each.first_due_at == firsts[each.pk]
            shown = replay(each)
            assert (shown.state, shown.promise, shown.stage) == (
                each.state,
                each.promise,
                each.stage,
            )


@pytest.mark.django_db(transaction=True)
def test_four_sweepers_ring_each_alarm_once() -> None:
    build_county()
    cases = [
        raise_case(Raised(text="路面有大坑", case_type="0102"), now=NOON).case for _ in range(8)
    ]
    later = NOON + timedelta(days=1)

    def sweep() -> int:
        return sum(ring(row, now=later) for row in due(later))

    rung = [int(str(n)) for n in at_once(*[sweep] * 4)]
    told = list(Notice.objects.values_list("subject_id", "kind"))
    assert sum(rung) == len(told) == len(set(told))
    assert {pk for pk, _ in told} == {case.pk for case in cases}
    assert JournalEntry.objects.filter(kind="alarm").count() == len(told)
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_editors_wins() -> None:
    county = build_county()
    raised = Raised(text="楼下垃圾没有清运", case_type="0101", lon=109.605, lat=19.905)
    case = raise_case(raised, now=NOON).case

    def sign() -> str:
        mine = Case.objects.get(pk=case.pk)
        try:
            make_move(mine, "sign_for", by=county["li"], now=NOON, version=1, given=Given())
        except Refusal as refusal:
            return refusal.reasons[0].code
        return "signed"

    results = at_once(*[sign] * 8)
    assert results.count("signed") == 1
    assert set(results) <= {"signed", "stale"}
    assert JournalEntry.objects.filter(kind="sign_for").count() == 1


# Failures of peers, by name.


def test_a_case_nobody_took_still_tells_its_unit_and_then_the_next_level(county: County) -> None:
    case = raise_case(Raised(text="说不清", place="西村"), now=NOON).case
    assert (case.state, case.unit) == ("reported", "C-WEST")
    for day in range(1, 6):
        sweep_all(NOON + timedelta(days=day))
    told = list(Notice.objects.order_by("pk").values_list("role", "light")[:3])
    assert told == [("dispatcher", "yellow"), ("leader", "red"), ("overseer", "red")]


def test_an_edit_moves_no_clock(county: County) -> None:
    case = raise_case(Raised(text="路面有大坑", case_type="0102"), now=NOON).case
    alarm = PendingAlarm.objects.values().get()
    before = (case.stage, case.promise, case.version)
    add_note(case, "已电话联系", by=county["zhou"], now=NOON + timedelta(hours=2))
    case.refresh_from_db()
    assert (case.stage, case.promise, case.version) == before
    assert PendingAlarm.objects.values().get() == alarm


def test_the_reopen_window_counts_from_closing_not_from_the_last_edit(county: County) -> None:
    raised = Raised(text="楼下垃圾", case_type="0101", lon=109.605, lat=19.905)
    case = raise_case(raised, now=NOON).case
    make_move(case, "settle_on_the_spot", by=county["li"], now=NOON, version=case.version,
              given=Given(result="已清运"))  # fmt: skip
    until = case.reopen_until
    add_note(case, "补充照片", by=county["li"], now=NOON + timedelta(days=9))
    case.refresh_from_db()
    book, calendar = rules_at(NOON)
    assert case.reopen_until == until == calendar.due(NOON, book.reopen_window).at


def test_time_is_split_by_stage_and_holder_and_adds_up(county: County) -> None:
    case = raise_case(
        Raised(text="路面有大坑", case_type="0102", lon=109.605, lat=19.905), now=NOON
    ).case
    steps = [("chen", "escalate", 3), ("wang", "escalate", 50), ("zhao", "sign_for", 51),
             ("zhao", "handle", 90)]  # fmt: skip
    for who, name, hours in steps:
        now = NOON + timedelta(hours=hours)
        given = Given(reason="社区无力解决", result="已修复")
        make_move(case, name, by=county[who], now=now, version=case.version, given=given)
    lines = JournalEntry.objects.filter(subject_id=case.pk).order_by("seq")
    events = [StageEvent(line.at, line.to_state, case.unit) for line in lines]
    end = NOON + timedelta(hours=90)
    spent = stage_split(events, end)
    assert sum(s.seconds for s in spent) == 90 * 3600


def test_a_new_rule_leaves_what_was_promised(county: County) -> None:
    case = raise_case(Raised(text="路面有大坑", case_type="0102"), now=NOON).case
    later = NOON + timedelta(hours=1)
    set_rule("case_type", "0102", {**TYPES["0102"], "promise": "1 working_days"},
             valid_from=later, reason="提速", by="郭", now=later)  # fmt: skip
    stricter = {**TERMS, "stages": {"dispatched": "1 working_hours"}}
    set_rule("terms", "case", stricter, valid_from=later, reason="提速", by="郭", now=later)
    due_at, promised = case.due_at, case.promised
    case.refresh_from_db()
    assert (case.due_at, case.promised) == (due_at, promised)
    newer = raise_case(Raised(text="路面有大坑", case_type="0102"), now=later).case
    assert newer.due_at is not None and due_at is not None
    assert newer.due_at < due_at and newer.promised == "1 working_days"


def test_a_rule_that_did_not_ask_for_a_field_does_not_react_to_it(county: County) -> None:
    by_type = Raised(text="路面有大坑", case_type="0102", lon=109.605, lat=19.905)
    one = plan(by_type, now=NOON)
    other = plan(Raised(text="完全不同的描述", case_type="0102", lon=109.606, lat=19.906), now=NOON)
    assert (one.unit, one.tier) == (other.unit, other.tier)
    row = {**RULES["first-tier"], "order": 10, "case_type": "0102", "unit": "HOUSING",
           "label": "路面破损直接交住建局"}  # fmt: skip
    set_rule("rule", "road", row, valid_from=LONG_AGO, reason="试行", by="郭", now=NOON)
    changed = plan(by_type, now=NOON)
    assert changed.unit.code == "HOUSING"
    assert "路面破损直接交住建局" in str(changed.because)


def test_an_area_renamed_and_closed_leaves_old_cases_where_they_were(county: County) -> None:
    raised = Raised(text="楼下垃圾", case_type="0101", lon=109.605, lat=19.905)
    case = raise_case(raised, now=NOON).case
    Area.objects.filter(code=case.grid_code).update(valid_to=NOON.date())
    case.refresh_from_db()
    assert case.area_path.endswith(f"{case.grid_code}/")
