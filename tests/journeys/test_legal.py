"""The justice side of a county: a session is held and told, a dispute goes on as a case; a resident
books a lawyer's hours: in Chromium, at a desk and on a phone."""

from __future__ import annotations

import re

from jiceng.casework.tests.county import EAST
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_sent_down import acts, typed
from tests.journeys.watch import without_barriers

MORNING, LATER = "2026-11-23T08:00", "2026-11-23T09:00"
NEXT_DAY, NEXT_NOON = "2026-11-24T09:00", "2026-11-24T11:00"


def test_a_session_is_held_told_and_a_dispute_goes_on(live: Live, new_page: Windows) -> None:
    chen = at_desk(live, new_page, "chen").page
    chen.goto(f"{live.url}/desk/legal/new")
    typed(chen, title="民法典进楼栋", programme="2026", law="civil", place_kind="community",
          starts_at=MORNING, ends_at=LATER, area=EAST, place="文化广场")  # fmt: skip
    without_barriers(chen)
    chen.click("main .jc-form button[type=submit]")
    chen.wait_for_url(re.compile(r"/desk/legal/sessions/AC\d+/"))
    session = chen.url
    chen.click("text=发布、取消、到场和预约")
    acts(chen, "record", people="30")
    chen.goto(session)
    assert "30 人" in chen.inner_text("main")
    acts(chen, "tell", materials="80", consulted="4")
    assert "80 份" in chen.inner_text("main")
    acts(chen, "hand_over", text="两家因排水沟走向发生争执，请求调解", place="文化路 3 号")
    number = chen.inner_text("section[aria-labelledby=disputes] li a")
    chen.click(f"text={number}")
    assert "两家因排水沟走向发生争执" in chen.inner_text("main")
    chen.goto(f"{live.url}/desk/legal/")
    without_barriers(chen)
    row = chen.inner_text("section[aria-labelledby=covered] tr:has-text('东社区')")
    assert "5 类场所" in row
    assert "一场也没有" in chen.inner_text("section[aria-labelledby=covered] tr:has-text('西村')")


def test_a_resident_books_a_lawyers_hours(live: Live, new_page: Windows) -> None:
    zhao = at_desk(live, new_page, "zhao").page
    zhao.goto(f"{live.url}/desk/legal/lawyers/new")
    typed(zhao, name="示例律师丙", office="示例律师事务所", advises_on="劳动、工伤")
    zhao.click("main .jc-form button[type=submit]")
    zhao.wait_for_url("**/desk/legal/duties/new")
    chosen = (
        zhao.locator("[name=lawyer] option", has_text="示例律师丙").get_attribute("value") or ""
    )
    typed(zhao, lawyer=chosen, starts_at=NEXT_DAY, ends_at=NEXT_NOON, area=EAST, place="服务大厅",
          capacity="2")  # fmt: skip
    without_barriers(zhao)
    zhao.click("main .jc-form button[type=submit]")
    zhao.wait_for_url(re.compile(r"/desk/legal/duties/AC\d+/"))
    zhao.click("text=发布、取消、到场和预约")
    acts(zhao, "publish")
    phone = new_page(width=NARROW, height=TALL)
    phone.goto(f"{live.url}/legal")
    without_barriers(phone)
    phone.click("a:has-text('示例律师丙')")
    typed(phone, headcount="1", phone="13800006021")
    phone.click("main form button[type=submit]")
    assert "预约" in phone.inner_text("h1")
    phone.goto(f"{live.url}/legal")
    assert "还有 1 个名额" in phone.inner_text("main li:has-text('示例律师丙')")
