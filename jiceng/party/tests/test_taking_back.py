"""A meeting recorded by mistake leaves every ledger; what rests on it stands in the way."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import NotAllowed, Refused, Stale
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.resolutions import Decision, Follow, move_resolution
from jiceng.party.actions.taking_back import take_back
from jiceng.party.actions.talks import record_review
from jiceng.party.models import Attendance, LifeEntry, LifePeriod, Meeting, Resolution, Review
from jiceng.party.rules.life import closes_on
from jiceng.party.rules.life_turnout import Grading
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.test_api_meetings import called, program
from jiceng.party.tests.test_life_pages import EAST, desk, held
from jiceng.party.tests.test_meetings import lights, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = TODAY + timedelta(days=7)


def back(
    party: Party, row: Meeting, reason: str = "日期记错", who: str = "bai", now: datetime = NOON
) -> Meeting:
    return take_back(row, reason, by=party[who], now=now, version=row.version)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [r.code for r in refused.value.reasons]


@pytest.mark.parametrize("minutes", ["", "会议由书记主持。"])
def test_it_leaves_every_ledger_and_what_is_owed_is_owed_again(party: Party, minutes: str) -> None:
    absent = frozenset({party.members("P-EAST")[3].pk})
    row = held(party, ("members_meeting", "theme_day"), absent=absent, minutes=minutes)
    assert lights(party, "members_meeting")[3] == "done"
    back(party, row)
    row.refresh_from_db()
    assert (row.state, row.attended, row.duration_minutes) == ("taken_back", None, None)
    assert not LifeEntry.objects.exists() and not Attendance.objects.exists()
    assert lights(party, "members_meeting")[3] == "green"
    assert LifePeriod.objects.get(kind="theme_day", starts_on="2026-11-01").held == 0
    assert not WorkItem.objects.filter(subject_kind="meeting").exists()


def test_the_journal_says_who_took_back_how_much_and_not_why(party: Party) -> None:
    back(party, held(party, decisions=(Decision("修缮活动室"),)))
    line = JournalEntry.objects.get(kind="take_back")
    told = json.loads(line.payload)
    assert (told["entries"], told["resolutions"], line.unit) == (1, 1, "P-EAST")
    assert "日期记错" not in line.payload


def test_tasks_nobody_has_begun_end_with_it(party: Party) -> None:
    decided = (Decision("修缮活动室"), Decision("走访困难党员", "书记", DAY))
    back(party, held(party, decisions=decided))
    assert set(Resolution.objects.values_list("state", flat=True)) == {"ended"}
    assert not WorkItem.objects.filter(subject_kind="resolution").exists()


def test_what_was_carried_out_stands_in_the_way_and_is_named(party: Party) -> None:
    row = held(party, decisions=(Decision("走访困难党员", "书记", DAY), Decision("订报刊")))
    done = Resolution.objects.get(title="走访困难党员")
    move_resolution(done, "complete", by=party["bai"], now=NOON, version=done.version,
                    given=Follow(result="已走访"))  # fmt: skip
    with pytest.raises(Refused) as refused:
        back(party, row)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.params["numbers"]) == ("resolutions_followed_up", (done.number,))
    assert LifeEntry.objects.exists()
    assert Resolution.objects.get(title="订报刊").state == "noted"


def test_a_review_goes_with_its_meeting_and_none_is_recorded_after(party: Party) -> None:
    row = held(party, ("life_meeting", "democratic_review"))
    graded = Grading(5, 1, 6, 1, 4, 0, 0)
    record_review(row, graded, by=party["bai"], now=NOON)
    back(party, row)
    assert not Review.objects.exists()
    with pytest.raises(Refused) as refused:
        record_review(row, graded, by=party["bai"], now=NOON)
    assert codes(refused) == ["meeting_not_held"]


@pytest.mark.parametrize("who", ["luo", "shen", "hao", "yan", "zhou", "wang"])
def test_nobody_but_the_own_secretary_takes_back(party: Party, who: str) -> None:
    row = held(party)
    with pytest.raises(NotAllowed):
        back(party, row, who=who)


def test_it_says_why(party: Party) -> None:
    row = held(party)
    with pytest.raises(Refused) as refused:
        back(party, row, reason="  ")
    assert codes(refused) == ["paper_missing"]
    assert LifeEntry.objects.exists()


def test_only_what_was_recorded_is_taken_back_and_only_once(party: Party) -> None:
    row = planned(party)
    with pytest.raises(Refused) as refused:
        back(party, row)
    assert codes(refused) == ["wrong_state"]
    row = back(party, held(party))
    with pytest.raises(Refused):
        back(party, row)


def test_an_old_page_takes_nothing_back(party: Party) -> None:
    row = held(party)
    with pytest.raises(Stale):
        take_back(row, "日期记错", by=party["bai"], now=NOON, version=row.version - 1)


def test_a_year_is_closed_at_the_end_of_the_january_after_it(party: Party) -> None:
    assert closes_on(date(2026, 1, 1)) == closes_on(date(2026, 12, 31)) == date(2027, 1, 31)
    row = held(party)
    with pytest.raises(Refused) as refused:
        back(party, row, now=NOON.replace(year=2027, month=2, day=1))
    assert codes(refused) == ["life_year_closed"]
    assert back(party, row, now=NOON.replace(year=2027, month=1, day=31)).state == "taken_back"


def test_it_is_called_and_recorded_anew(party: Party) -> None:
    back(party, held(party))
    again = planned(party)
    record_meeting(again, Recording(), by=party["bai"], now=NOON, version=again.version)
    assert lights(party, "members_meeting")[3] == "done"


def press(bai: Client, row: Meeting, **said: Any) -> Any:
    given = {"version": row.version, "reason": "日期记错", **said}
    return bai.post(f"/desk/party/meetings/{row.number}/take_back", given)


def test_on_the_page_it_is_one_press_with_a_reason(party: Party) -> None:
    bai, row = desk(party, "bai"), held(party, minutes="会议由书记主持。")
    url = f"/desk/party/meetings/{row.number}/"
    assert "撤回登记" in bai.get(url).content.decode()
    refused = press(bai, row, reason="")
    assert refused.status_code == 422
    assert press(bai, row).status_code == 302
    page = bai.get(url).content.decode()
    for text in ("已撤回", "日期记错", "会议由书记主持。"):
        assert text in page
    assert "<dt>实到</dt>" not in page
    assert press(bai, row, version=row.version + 1).status_code == 409
    assert "四季度应 1 次，已 0 次" in bai.get(EAST).content.decode()


def test_the_page_names_what_stands_in_the_way(party: Party) -> None:
    bai, row = desk(party, "bai"), held(party, decisions=(Decision("走访", "书记", DAY),))
    done = Resolution.objects.get()
    bai.post(f"/desk/party/resolutions/{done.number}/complete", {"version": 2, "result": "已走访"})
    answer = press(bai, row)
    assert answer.status_code == 409
    assert f"决议 {done.number} 已经落实或者转办" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("luo", 403), ("hao", 404), ("yan", 403)])
def test_nobody_else_finds_the_button(party: Party, who: str, status: int) -> None:
    row, client = held(party), desk(party, who)
    assert press(client, row).status_code == status
    if who == "luo":
        page = client.get(f"/desk/party/meetings/{row.number}/").content.decode()
        assert "撤回登记" not in page


def test_a_program_takes_back_too(party: Party) -> None:
    number = called(party)["number"]
    bai, url = program(party, "bai"), f"/meetings/{number}/moves"
    bai.post(f"{url}/hold", {"version": 1})
    assert program(party, "luo").post(f"{url}/take_back", {"version": 2}).status_code == 403
    assert bai.post(f"{url}/take_back", {"version": 2}).status_code == 409
    seen = bai.post(f"{url}/take_back", {"version": 2, "reason": "日期记错"}).json()
    assert (seen["state"], seen["attended"]) == ("taken_back", None)
