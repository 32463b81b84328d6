"""A unit registers and offers, a community asks and confirms, a member claims a wish: in Chromium,
at both sizes. Xie acts for West, Fan for Housing; Yan is a member with an account."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON, WEST
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date()
HERE = "/desk/co-building/"
BOARD = f"{HERE}communities/{WEST}/"


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def fill(page: Page, **said: str) -> None:
    """Fill in the form of the page."""
    for field, value in said.items():
        control = page.locator(f"main [name={field}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def send(page: Page) -> None:
    without_barriers(page)
    with page.expect_navigation():
        page.click("main .jc-form button[type=submit]")


def offer(page: Page, which: str, /, **said: str) -> None:
    """Open one of the forms of the panel, fill it in and send it."""
    form = page.locator(f"#move-{which}")
    if form.locator("summary").count():
        form.locator("summary").click()
    for field, value in said.items():
        control = form.locator(f"[name={field}]")
        if control.first.get_attribute("type") == "radio":
            form.locator(f"label:has([value={value}])").click()
        else:
            control.first.fill(value)
    without_barriers(page)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def registered(fan: Page, xie: Page, live: Live) -> None:
    """Housing reports to West and lists a repair team; the community confirms."""
    fan.goto(f"{live.url}{HERE}")
    fan.wait_for_url(f"**{HERE}units/HOUSING/")
    without_barriers(fan)
    fan.click("text=到社区（村）报到")
    fill(fan, community=WEST, offers="水电维修队")
    send(fan)
    assert "报到待确认" in fan.inner_text("main")
    xie.goto(f"{live.url}/desk/?tab=unit_registration")
    xie.click("main a:has-text('县住建局')")
    xie.wait_for_url(re.compile(r"/co-building/registrations/\w+/"))
    offer(xie, "confirm")
    assert "已报到" in xie.inner_text(".jc-page-head")
    fan.reload()
    fan.click("text=登记资源")
    fill(fan, kind="repair", title="水电维修队", amount="3", sector="organ")
    send(fan)
    without_barriers(fan)


def invited(xie: Page, live: Live) -> str:
    """West posts a need, sees what fits and why, and invites; the address of the project."""
    xie.goto(f"{live.url}{BOARD}")
    without_barriers(xie)
    xie.click("text=发布需求")
    fill(xie, kind="repair", title="村道路灯维修", amount="2", ends_on=day(40))
    send(xie)
    xie.wait_for_url(re.compile(r"/co-building/needs/\w+/"))
    because = xie.locator("section:has(#matches) .jc-because").first.inner_text()
    assert "都是“设施维修”" in because
    assert "单位已在这个社区报到" in because
    xie.locator("section:has(#matches) [name=ends_on]").first.fill(day(20))
    without_barriers(xie)
    with xie.expect_navigation():
        xie.click("text=邀请承办 >> nth=0")
    assert "待回应" in xie.inner_text(".jc-page-head")
    return xie.url


def test_a_unit_delivers_what_a_community_asked_for_and_is_evaluated(
    live: Live, new_page: Windows
) -> None:
    fan = at_desk(live, new_page, "fan").page
    xie = at_desk(live, new_page, "xie").page
    registered(fan, xie, live)
    project = invited(xie, live)
    fan.goto(f"{live.url}/desk/?tab=joint_project")
    fan.click("main a:has-text('村道路灯维修')")
    fan.wait_for_url(project)
    offer(fan, "commit")
    offer(fan, "deliver", result="两处路灯已亮", people="3", hours="9.5")
    assert "待社区确认" in fan.inner_text(".jc-page-head")
    assert fan.locator("#move-confirm").count() == 0
    xie.goto(project)
    offer(xie, "confirm")
    offer(xie, "evaluate", grade="good", words="修得快")
    assert "已评价" in xie.inner_text(".jc-page-head")
    xie.goto(f"{live.url}{BOARD}")
    assert "1 / 1" in xie.inner_text("tr:has-text('县住建局')")
    without_barriers(xie)
    fan.goto(f"{live.url}{HERE}units/HOUSING/statement")
    assert "9.5" in fan.inner_text("main")
    without_barriers(fan)


def test_a_member_registers_claims_a_wish_and_has_hours_confirmed(
    live: Live, new_page: Windows
) -> None:
    xie = at_desk(live, new_page, "xie").page
    yan = at_desk(live, new_page, "yan").page
    yan.goto(f"{live.url}{HERE}")
    yan.wait_for_url(f"**{HERE}me/")
    fill(yan, community=WEST, skills="会修家电")
    yan.click("label:has([value=skills])")
    send(yan)
    xie.goto(f"{live.url}{BOARD}wishes/new")
    fill(xie, text="想要一盏护眼台灯")
    send(xie)
    xie.click("text=报到党员 >> nth=0")
    without_barriers(xie)
    xie.click("section:has(#members) tbody a >> nth=0")
    offer(xie, "confirm")
    yan.reload()
    without_barriers(yan)
    yan.click("text=想要一盏护眼台灯")
    offer(yan, "claim")
    offer(yan, "fulfil", result="台灯已送到村委会")
    wish = yan.url
    xie.goto(wish)
    offer(xie, "confirm")
    assert "已实现" in xie.inner_text(".jc-page-head")
    yan.goto(f"{live.url}{HERE}me/")
    yan.locator("#move-hours summary").click()
    yan.locator("#move-hours [name=post]").select_option("skills")
    yan.locator("#move-hours [name=work]").fill("修理电扇")
    yan.locator("#move-hours [name=hours]").fill("2.5")
    with yan.expect_navigation():
        yan.locator("#move-hours button[type=submit]").click()
    xie.goto(f"{live.url}{BOARD}members")
    without_barriers(xie)
    with xie.expect_navigation():
        xie.click("tr:has-text('修理电扇') >> text=确认 >> nth=0")
    yan.reload()
    assert "社区已确认" in yan.inner_text("section:has(#hours)")
