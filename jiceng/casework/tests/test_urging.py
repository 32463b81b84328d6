"""Urging: it reaches every unit and every handler, is answered once, and lapses into slips."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jiceng.casework.actions import reminders
from jiceng.casework.actions.reminders import remind_due, send_more_slips
from jiceng.casework.actions.sweep import ring
from jiceng.casework.actions.urging import Urge, answer, close_for, urge, withdraw
from jiceng.casework.models import SupervisionTask, Urging
from jiceng.casework.queries import worklist
from jiceng.casework.queries.search import notices_of
from jiceng.casework.queries.urging import target_for, to_answer, urgings_of
from jiceng.casework.tests.county import COUNTY, NOON, START, County
from jiceng.casework.tests.desk import closed, report
from jiceng.casework.tests.supervising import DUE, assigned, moved
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.jobs import claim, run
from jiceng.kernel.records.models import Appointment, JournalEntry, PendingAlarm, Person
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.kernel.scope import Actor

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def urged(
    county: County, task: SupervisionTask, kind: str = "urge", now: datetime = NOON, **rest: object
) -> list[Urging]:
    return urge(task, Urge(kind, "请抓紧办理", **rest), by=county["tang"], now=now)  # type: ignore[arg-type]  # tests pass a date


def answered(urging: Urging, county: County, who: str, now: datetime = NOON + HOUR) -> Urging:
    row = Urging.objects.get(pk=urging.pk)
    return answer(row, "已安排专人，本周完成", by=county[who], now=now, version=row.version)


def another(login: str, post: str, unit: str) -> Actor:
    """One more person at a unit."""
    person = Person.objects.create(login=login, name=login, password="!")
    Appointment.objects.create(
        person=person, post=post, unit_id=unit, area_id=COUNTY, starts_on=START
    )
    return actor_for(person, now=NOON, today=NOON.date())


def swept(now: datetime) -> None:
    """The clock up to an instant."""
    for _round in range(5):
        for alarm in due(now):
            ring(alarm, now=now)


def test_an_urging_reaches_every_handler_of_every_unit_of_the_task(county: County) -> None:
    task = assigned(county, "HOUSING", "POLICE", "T-NORTH")
    second = another("shi", "department_handler", "HOUSING")
    sent = urged(county, task)
    assert {u.unit for u in sent} == {"HOUSING", "POLICE", "T-NORTH"}
    for actor in (county["zhao"], second, county["qian"], county["wang"]):
        mine = [i.number for i in worklist(actor).filter(subject_kind="urging")]
        assert len(mine) == 1
        assert [u.number for u in to_answer(actor)] == mine
    for who in ("xie", "sun", "li"):
        assert not to_answer(county[who]).exists()
    task.refresh_from_db()
    assert task.urgings == 1, "urged once, whatever the number of units"


def test_an_urging_says_who_sent_it_when_and_by_when_it_wants_an_answer(county: County) -> None:
    sent = urged(county, assigned(county))[0]
    assert sent.sent_by == county["tang"].grips[0].appointment
    assert sent.sent_at == NOON
    assert sent.answer_due_at == datetime.fromisoformat("2026-11-26T09:30:00+00:00")
    line = JournalEntry.objects.get(subject_kind="urging", kind="urge")
    assert "请抓紧办理" not in line.payload, "words stand in erasable rows"


def test_an_answer_ends_it_and_takes_it_off_every_list(county: County) -> None:
    task = assigned(county)
    done = answered(urged(county, task)[0], county, "zhao")
    assert (done.state, done.answer) == ("answered", "已安排专人，本周完成")
    assert done.answered_at == NOON + HOUR
    assert not worklist(county["zhao"]).filter(subject_kind="urging").exists()
    assert not PendingAlarm.objects.filter(subject_kind="urging", at__isnull=False).exists()


def test_only_the_unit_that_was_urged_answers(county: County) -> None:
    sent = urged(county, assigned(county))[0]
    for who in ("qian", "tang", "wang", "li"):
        with pytest.raises(Refused):
            answered(sent, county, who)


def test_an_empty_answer_and_an_old_form_are_refused(county: County) -> None:
    sent = urged(county, assigned(county))[0]
    with pytest.raises(Refused) as refusal:
        answer(sent, "  ", by=county["zhao"], now=NOON, version=sent.version)
    assert [r.code for r in refusal.value.reasons] == ["paper_missing"]
    fresh = Urging.objects.get(pk=sent.pk)
    with pytest.raises(Stale):
        answer(fresh, "好", by=county["zhao"], now=NOON, version=fresh.version - 1)
    assert Urging.objects.get(pk=sent.pk).state == "sent"


@pytest.mark.parametrize("who", ["zhao", "wang", "ma", "zhou", "li"])
def test_only_the_office_that_directs_a_matter_urges(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        urge(assigned(county, "T-NORTH"), Urge("urge", "快"), by=county[who], now=NOON)
    assert not Urging.objects.exists()


def test_a_town_urges_about_a_case_of_its_own_communities_and_no_other(county: County) -> None:
    case = report()
    sent = urge(case, Urge("urge", "请尽快清运"), by=county["ma"], now=NOON)
    assert [u.unit for u in sent] == [case.unit]
    assert notices_of(county["li"]).filter(subject_kind="urging").exists(), "who handles it is told"
    elsewhere = report("远社区路面有坑", "0102", lon=None, lat=None, grid_code="469024101001")
    with pytest.raises(NotFound):
        target_for(county["ma"], "case", elsewhere.number, NOON)


def test_what_is_wrong_is_named_by_field_and_nothing_is_sent(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        urge(
            assigned(county), Urge("shout", " ", NOON - DAY), by=county["tang"], now=NOON
        )  # fmt: skip
    assert {r.field for r in refusal.value.reasons} == {"kind", "text", "answer_due"}
    assert not Urging.objects.exists()


def test_nobody_is_urged_about_what_has_ended(county: County) -> None:
    with pytest.raises(Refused) as refusal:
        urge(closed(county), Urge("urge", "快"), by=county["tang"], now=NOON + DAY)
    assert [r.code for r in refusal.value.reasons] == ["urging_ended"]


def test_a_unit_is_urged_once_a_day_in_the_same_way(county: County) -> None:
    task = assigned(county)
    urged(county, task)
    with pytest.raises(Refused) as refusal:
        urged(county, task, now=NOON + HOUR)
    assert [r.code for r in refusal.value.reasons] == ["urged_today"]
    assert urged(county, task, "slip", NOON + HOUR)
    assert urged(county, task, now=NOON + DAY)


def test_a_second_slip_waits_for_the_first(county: County) -> None:
    task = assigned(county)
    assert [u.colour for u in urged(county, task, "slip")] == ["blue"]
    with pytest.raises(Refused) as refusal:
        urged(county, task, "slip", NOON + DAY)
    assert [r.code for r in refusal.value.reasons] == ["slip_live"]


def test_a_slip_reaches_the_head_of_the_unit_too(county: County) -> None:
    task = assigned(county, "C-EAST")
    urged(county, task, "slip")
    assert notices_of(county["gao"]).filter(kind="urging.slip", role="leader").exists()


@pytest.mark.parametrize("grave", [{"importance": "A"}, {"source": "instruction"}])
def test_what_weighs_most_begins_with_orange(county: County, grave: dict[str, str]) -> None:
    assert urged(county, assigned(county, **grave), "slip")[0].colour == "orange"  # type: ignore[arg-type]  # as above


def test_a_slip_nobody_answers_is_followed_by_the_next_colour_until_red(county: County) -> None:
    task = assigned(county, due=NOON + 60 * DAY)
    urged(county, task, "slip")
    for days in (4, 10, 18, 30):
        swept(NOON + timedelta(days=days))
    rows = list(urgings_of(task).order_by("pk").values_list("colour", "state", "sent_by"))
    by_tang = county["tang"].grips[0].appointment
    assert rows == [("blue", "lapsed", by_tang), ("orange", "lapsed", 0), ("red", "lapsed", 0)]
    assert [u.follows_id for u in urgings_of(task).order_by("pk")][1:] == [
        u.pk for u in urgings_of(task).order_by("pk")[:2]
    ]
    assert notices_of(county["tang"]).filter(kind="urging.lapsed").count() == 3
    task.refresh_from_db()
    assert task.urgings == 3


def test_an_answered_slip_is_followed_by_nothing(county: County) -> None:
    task = assigned(county, due=NOON + 60 * DAY)
    answered(urged(county, task, "slip")[0], county, "zhao")
    swept(NOON + 10 * DAY)
    assert [u.state for u in urgings_of(task)] == ["answered"]


def test_an_urge_that_lapses_calls_for_the_first_slip(county: County) -> None:
    task = assigned(county, due=NOON + 60 * DAY)
    urged(county, task, answer_due=NOON + HOUR)
    swept(NOON + 2 * HOUR)
    assert [(u.kind, u.colour, u.state) for u in urgings_of(task)] == [
        ("slip", "blue", "sent"),
        ("urge", "", "lapsed"),
    ]


def test_what_ends_before_the_answer_is_due_takes_its_urgings_along(county: County) -> None:
    case = report("路面有大坑", "0102")
    urge(case, Urge("slip", "请尽快"), by=county["tang"], now=NOON)
    case.refresh_from_db()
    type(case).objects.filter(pk=case.pk).update(state="closed")
    swept(NOON + 10 * DAY)
    assert [(u.colour, u.state) for u in urgings_of(case)] == [("blue", "withdrawn")]


def test_whoever_ends_a_matter_may_close_its_urgings_at_once(county: County) -> None:
    task = assigned(county, "HOUSING", "POLICE")
    urged(county, task)
    assert close_for(task, NOON + HOUR) == 2
    assert not worklist(county["zhao"]).filter(subject_kind="urging").exists()
    assert close_for(task, NOON + HOUR) == 0


def test_an_urging_is_taken_back_with_a_reason_by_its_own_level(county: County) -> None:
    sent = urged(county, assigned(county, "T-NORTH"))[0]
    with pytest.raises(Refused):
        withdraw(sent, "发错", by=county["ma"], now=NOON, version=sent.version)
    row = Urging.objects.get(pk=sent.pk)
    with pytest.raises(Refused) as refusal:
        withdraw(row, " ", by=county["tang"], now=NOON, version=row.version)
    assert [r.code for r in refusal.value.reasons] == ["paper_missing"]
    row = Urging.objects.get(pk=sent.pk)
    withdraw(row, "发错单位", by=county["tang"], now=NOON, version=row.version)
    assert Urging.objects.get(pk=sent.pk).state == "withdrawn"


def reminded(county: County, who: str) -> list[str]:
    rows = notices_of(county[who]).filter(kind__in=("remind", "digest"))
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_reminders_come_before_the_deadline_and_once_each(county: County) -> None:
    task = assigned(county, "HOUSING", "POLICE")
    moved(task, county, "zhao", "sign_for")
    for days in range(1, 12):
        for hour in (0, 2):
            remind_due(NOON + timedelta(days=days, hours=hour))
    stages = [
        line.payload
        for line in JournalEntry.objects.filter(kind="remind", subject_id=task.pk).order_by("seq")
    ]
    assert [s.split('"stage":"')[1][:2] for s in stages] == ["t3", "t3", "t1", "t1", "t0", "t0"]
    assert reminded(county, "zhao") == reminded(county, "qian") == ["remind"] * 3


def test_several_reminders_of_one_day_become_one_notice(county: County) -> None:
    for _n in range(3):
        assigned(county)
    assert remind_due(NOON + DAY) == 1
    assert reminded(county, "zhao") == ["digest"]
    notice = notices_of(county["zhao"]).get(kind="digest")
    assert notice.params["count"] == 3
    assert remind_due(NOON + DAY + HOUR) == 0, "and a unit is told once a day"


def test_nobody_is_reminded_at_night_or_on_a_day_off(county: County) -> None:
    assigned(county)
    assert remind_due(NOON + DAY + timedelta(hours=14)) == 0, "two in the morning"
    assert remind_due(NOON + 5 * DAY) == 0, "Saturday"


def test_a_task_past_its_deadline_gets_its_first_slip_by_itself(county: County) -> None:
    task = assigned(county, "HOUSING", "POLICE")
    moved(task, county, "zhao", "sign_for")
    remind_due(DUE + HOUR)
    assert not urgings_of(task).exists()
    assert remind_due(DUE + 3 * DAY) == 2
    assert {(u.unit, u.colour, u.sent_by) for u in urgings_of(task)} == {
        ("HOUSING", "blue", 0),
        ("POLICE", "blue", 0),
    }
    assert remind_due(DUE + 3 * DAY + HOUR) == 0


def test_first_slips_of_many_tasks_are_sent_part_by_part(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "SLIPS_A_PART", 2)
    tasks = [assigned(county) for _n in range(5)]
    late = DUE + 3 * DAY
    remind_due(late)
    while jobs := [job for job in claim(late) if job.kind == reminders.SLIPS]:
        for job in jobs:
            run(job, send_more_slips, late)
    assert [urgings_of(task).count() for task in tasks] == [1] * 5
