"""Checkpoints, rosters and supplies over HTTP: the desk, the phone on duty, programs."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from jiceng.casework.models import Case
from jiceng.casework.tests.calling import is_problem
from jiceng.casework.tests.county import EAST, GRID_1, NOON, NORTH, County
from jiceng.emergency.actions.duties import give_duty
from jiceng.emergency.actions.rosters import fill_roster, move_roster
from jiceng.emergency.models import Checkpoint, Duty, HandOver, Roster, Shift, Supply, Swap
from jiceng.emergency.rules.checkpoints import COLUMNS
from jiceng.emergency.tests.posts import (
    ORDER,
    TODAY,
    drafted,
    held,
    opened,
    registered,
    switched_on,
    with_office,
)
from jiceng.kernel.scope import SYSTEM_GRIP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE, ROSTERS, STORES = "/desk/checkpoints/", "/desk/rosters/", "/desk/supplies/"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(county: County) -> County:
    with_office(county)
    registered(county)
    return county


def desk(county: County, who: str = "shi") -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 302, **typed: Any) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    return {"code": "K003", "title": "码头卡点", "kind": "port", "level": "county", "area": EAST,
            "place": "码头", "lon": "109.6", "lat": "19.9", "purpose": "引导分流",
            "keeper": "C-EAST", "needed": 2, **changes}  # fmt: skip


def test_an_officer_registers_a_checkpoint_and_opens_it_by_an_order(office: County) -> None:
    shi = desk(office)
    page = sent(shi, f"{HERE}new", 422, **typed(needed=0, lon=""))
    assert "码头卡点" in page
    url = sent(shi, f"{HERE}new", **typed())
    emergency = switched_on()
    assert "没有符合条件" in sent(shi, f"{HERE}open", 409, emergency=emergency.number,
                                  kind="market", order=ORDER)  # fmt: skip
    sent(shi, f"{HERE}open", emergency=emergency.number, kind="port", order=ORDER)
    shown = text(shi, url)
    assert "已启用" in shown
    assert ORDER in shown
    version = Checkpoint.objects.get(code="K003").version
    page = sent(shi, f"{url}acts/close", 422, version=version)
    assert "命令文件" in page
    sent(shi, f"{url}acts/close", version=version, order_document="2 号")
    assert "已关闭" in text(shi, url)


def test_the_list_the_map_and_the_sheet_show_the_same(office: County) -> None:
    shi = desk(office)
    assert "K002" in text(shi, HERE)
    assert "K002" not in text(shi, f"{HERE}?area={EAST}")
    features = shi.get(f"{HERE}points.json?kind=village").json()["features"]
    assert [f["properties"]["number"] for f in features] == ["K002"]
    book = load_workbook(io.BytesIO(b"".join(shi.get(f"{HERE}export.xlsx"))))
    assert book.active is not None
    rows = [[c.value for c in row] for row in book.active.iter_rows()]
    assert [row[0] for row in rows] == ["编号", "K001", "K002"]
    assert "登记卡点" not in text(desk(office, "chen"), HERE)


def test_a_sheet_is_looked_over_and_taken_in(office: County) -> None:
    made = Workbook()
    assert made.active is not None
    made.active.append([COLUMNS.headings[name][0] for name in COLUMNS.needed])
    made.active.append(["K009", "新卡点", "东社区", "路口", "109.6", "19.9", "国省道路口", "镇级",
                        "分流", "东社区居委会", "2"])  # fmt: skip
    made.active.append(["K010", "坏卡点", "不存在", "路口", "x", "19.9", "国省道路口", "镇级",
                        "分流", "东社区居委会", "2"])  # fmt: skip
    kept = io.BytesIO()
    made.save(kept)
    kept.seek(0)
    kept.name = "卡点.xlsx"
    page = sent(desk(office), f"{HERE}import", 422, file=kept)
    assert "新增 1 行" in page
    assert Checkpoint.objects.filter(code="K009").exists()


def test_what_happens_at_a_checkpoint_is_a_case_with_its_state(office: County) -> None:
    opened(office)
    url = f"{HERE}{Checkpoint.objects.get(code='K001').number}/"
    sent(desk(office, "chen"), f"{url}acts/incident", text="帐篷倒了，需要加固")
    case = Case.objects.get()
    shown = text(desk(office), url)
    assert case.number in shown
    sent(desk(office, "chen"), f"{url}acts/close", 404, version=2, order_document="x")


def plan(office: County, **changes: Any) -> dict[str, Any]:
    return {"emergency": opened(office).number, "first_day": TOMORROW, "last_day": TOMORROW,
            "pattern": "two", "posts": ["community_clerk"], **changes}  # fmt: skip


def test_a_roster_is_made_filled_and_its_gaps_are_named(office: County) -> None:
    shi = desk(office)
    given = plan(office)
    page = sent(shi, f"{ROSTERS}new", 422, **given | {"last_day": TODAY})
    assert "结束日期早于开始日期" in page
    url = sent(shi, f"{ROSTERS}new", **given)
    assert "还没有排班" in text(shi, url)
    roster = Roster.objects.get()
    page = sent(shi, f"{url}acts/publish", 409, version=roster.version)
    assert "请先自动排班再公布" in page
    sent(shi, f"{url}acts/fill", version=roster.version)
    assert "正在排班" in text(shi, url)
    fill_roster(Roster.objects.get(), grip=SYSTEM_GRIP, now=NOON)
    shown = text(shi, url)
    assert "缺 1 人" in shown
    assert "休息不足 8 小时" in shown
    gap = Shift.objects.filter(filled=0).first()
    assert gap is not None
    page = text(shi, f"{url}shifts/{gap.pk}/")
    assert "安排值班" in page
    lin = held(office, "lin")
    sent(shi, f"{url}shifts/{gap.pk}/acts/give", appointment=lin)
    stood = Duty.objects.exclude(shift=gap).first()
    assert stood is not None
    page = sent(shi, f"{url}shifts/{stood.shift_id}/acts/replace", 409, duty=stood.pk,
                appointment=lin)  # fmt: skip
    assert "林" in page
    assert "休息" in page or "时间重叠" in page


def test_a_roster_is_printed_by_unit_and_by_checkpoint(office: County) -> None:
    roster = drafted(office, opened(office))
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    shi = desk(office)
    page = text(shi, f"{ROSTERS}printed?roster={roster.number}&unit=C-WEST")
    assert "西村村口卡点" in page
    assert "东社区北门卡点" not in page
    number = Checkpoint.objects.get(code="K001").number
    assert "东社区北门卡点" in text(shi, f"{ROSTERS}printed?checkpoint={number}")
    text(desk(office, "chen"), f"{ROSTERS}{roster.number}/", 403)
    assert roster.number in text(shi, ROSTERS)


@pytest.fixture
def on_duty(office: County) -> Duty:
    """Li stands the first shift of a roster that is known, Lin the same place a day later."""
    roster = drafted(office, opened(office), posts=("community_clerk",))
    first, later = roster.shifts.filter(checkpoint__code="K001", turn=0).order_by("day")[:2]
    duty = give_duty(first, held(office, "li"), by=office["shi"], now=NOON)
    give_duty(later, held(office, "lin"), by=office["shi"], now=NOON)
    roster.refresh_from_db()
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    move_roster(roster, "publish", by=office["shi"], now=NOON, version=roster.version)
    return duty


def test_a_note_from_the_phone_arrives_once(
    office: County, on_duty: Duty, at_noon: Any
) -> None:  # fmt: skip
    li, url = desk(office, "li"), f"/field/duty/{on_duty.pk}/note"
    assert "11-24 周二 08:00—20:00" in text(li, "/field/duty/")
    note = {"words": "余下口罩两箱", "stock": "口罩 2 箱", "events": "12"}
    key = {"Idempotency-Key": str(uuid4()), "Accept": "application/json"}
    assert li.post(url, note, headers=key).status_code == 409
    at_noon(timedelta(hours=24))
    text(li, "/field/duty/")
    assert li.post(url, {**note, "words": ""}, headers=key).status_code == 422
    key["Idempotency-Key"] = str(uuid4())
    assert [li.post(url, note, headers=key).status_code for _ in range(2)] == [201, 200]
    assert HandOver.objects.count() == 1
    assert "余下口罩两箱" in text(li, "/field/duty/")
    shown = text(desk(office), f"{HERE}{on_duty.shift.checkpoint.number}/")
    assert "当班处置 12 件" in shown
    assert desk(office, "lin").post(url, note).status_code == 404


def test_two_swap_on_their_phones_and_say_when_they_cannot(office: County, on_duty: Duty) -> None:
    lin = Duty.objects.get(person=office.people["lin"], is_fixed=True)
    sent(desk(office, "li"), f"/field/duty/{on_duty.pk}/swap", theirs=lin.pk,
         idempotency_key=str(uuid4()))  # fmt: skip
    swap = Swap.objects.get()
    assert "李想和您换班" in text(desk(office, "lin"), "/field/duty/")
    sent(desk(office, "lin"), f"/field/duty/swaps/{swap.pk}", decline="1",
         idempotency_key=str(uuid4()))  # fmt: skip
    assert Duty.objects.get(pk=on_duty.pk).person == office.people["li"]
    sent(desk(office, "li"), "/field/duty/days-off", first_day=TOMORROW, last_day=TOMORROW,
         idempotency_key=str(uuid4()))  # fmt: skip
    assert "11-24" in text(desk(office, "li"), "/field/duty/")


def test_supplies_come_in_go_out_and_are_countered(office: County) -> None:
    shi = desk(office)
    url = sent(shi, f"{STORES}new", name="县应急物资库", area=NORTH, address="文明东路 1 号")
    come: dict[str, Any] = {
        "item": "医用口罩", "measure": "只", "amount": 100, "batch": "P1", "needed": 200,
        "expires_on": TODAY + timedelta(days=9),
    }  # fmt: skip
    sent(shi, f"{url}in", **come)
    batch = Supply.objects.get().batches.get()
    page = sent(shi, f"{url}batches/{batch.pk}/out", 409, amount=101)
    assert "只有 100只，不够发出 101" in page
    page = sent(shi, f"{url}batches/{batch.pk}/out", 422, amount=1, checkpoint="K001", area=GRID_1)
    assert "卡点或区域中的一项" in page
    sent(shi, f"{url}batches/{batch.pk}/out", amount=40, checkpoint="K001")
    shown = text(shi, url)
    assert "东社区北门卡点" in shown
    move = batch.movements.get(kind="allotted")
    sent(shi, f"{url}movements/{move.pk}/counter", reason="记错")
    assert Supply.objects.get().on_hand == 100
    told = text(shi, STORES)
    assert "200 只" in told
    assert (TODAY + timedelta(days=9)).isoformat() in told


def test_programs_open_checkpoints_and_have_a_roster_filled(office: County, calling: Any) -> None:
    emergency, shi = switched_on(), calling("shi")
    row = shi.get("/checkpoints", state="planned").json()["items"][0]
    url = f"/checkpoints/{row['number']}"
    answer = shi.post(f"{url}/moves/open", {"version": row["version"]})
    assert is_problem(answer, 409)
    assert "命令文件" in answer.content.decode()
    moved = shi.post(f"{url}/moves/open", {"version": row["version"], "order": ORDER}).json()
    assert (moved["state"], moved["order"]) == ("open", ORDER)
    roster = drafted(office, emergency)
    here = f"/rosters/{roster.number}"
    seen = shi.post(f"{here}/moves/fill", {"version": roster.version}).json()
    assert (seen["is_waiting"], seen["needed"], seen["filled"]) == (True, 6, 0)
    assert [r["number"] for r in shi.get("/rosters").json()["items"]] == [roster.number]
    assert is_problem(calling("chen").get(here), 403)
