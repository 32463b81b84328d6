"""The emergency officer opens checkpoints, gives the shift that runs to somebody, has the rest of
the roster filled and reads its gaps; a grid worker writes the hand-over note without a network and
it arrives once; an incident becomes a case."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_fairs import offered, sent
from tests.journeys.watch import without_barriers

TODAY = NOON.date().isoformat()
NOTE = "余下口罩两箱，帐篷北角松动"


def add_and_open(shi: Page, live: Live) -> str:
    """A checkpoint in East, opened by an order for the first emergency that is on."""
    shi.goto(f"{live.url}/desk/checkpoints/new")
    for name, text in (("code", "K100"), ("title", "东社区南门卡点"), ("place", "文化广场南"),
                       ("lon", "109.604"), ("lat", "19.904"), ("purpose", "引导分流"),
                       ("keeper", "东社区居委会"), ("needed", "1")):  # fmt: skip
        shi.fill(f"[name={name}]", text)
    shi.select_option("[name=kind]", "market")
    shi.select_option("[name=level]", "village")
    shi.select_option("[name=area]", label="\u3000东社区")
    sent(shi)
    here = shi.url
    offered(shi, "open", order_document="临应急〔2026〕9 号")
    expect(shi.locator("main")).to_contain_text("已启用")
    without_barriers(shi)
    return here


def make_roster(shi: Page, live: Live) -> None:
    """Today, in three shifts, asking grid workers alone."""
    shi.goto(f"{live.url}/desk/rosters/new")
    shi.fill("[name=first_day]", TODAY)
    shi.fill("[name=last_day]", TODAY)
    shi.select_option("[name=pattern]", "three")
    for box in shi.locator("[name=posts]").all():
        box.set_checked(box.get_attribute("value") == "grid_worker")
    sent(shi)


def test_a_checkpoint_from_its_order_to_the_note_of_a_shift(
    live: Live, new_page: Windows
) -> None:  # fmt: skip
    shi = at_desk(live, new_page, "shi").page
    here = add_and_open(shi, live)
    make_roster(shi, live)
    roster = shi.url
    give_now_to_lin(shi)
    shi.goto(roster)
    offered(shi, "fill")
    shi.goto(f"{live.url}/desk/rosters/")
    live.work_off()
    shi.goto(roster)
    gaps = shi.locator("section[aria-labelledby=gaps]")
    expect(gaps).to_contain_text("缺 1 人")
    without_barriers(shi)
    offered(shi, "publish")
    phone = new_page(width=NARROW, height=TALL)
    new_page.forgive("ERR_INTERNET_DISCONNECTED", because="the network is taken away on purpose")
    live.sign_in(phone, "lin", "/field/duty/")
    note_without_network(phone)
    shi.goto(here)
    expect(shi.locator("section[aria-labelledby=notes] blockquote")).to_have_count(1)
    expect(shi.locator("section[aria-labelledby=notes]")).to_contain_text(NOTE)
    offered(shi, "incident", text="帐篷北角被风掀起，需要加固")
    expect(shi.locator("section[aria-labelledby=incidents]")).to_contain_text("帐篷北角")
    chen = at_desk(live, new_page, "chen").page
    chen.goto(here)
    chen.click("section[aria-labelledby=incidents] a")
    chen.wait_for_url(re.compile(r"/desk/cases/"))


def give_now_to_lin(shi: Page) -> None:
    """The shift of this hour has begun, and nobody stands it: Lin is offered and given it."""
    row = shi.locator("section[aria-labelledby=one-day] tr", has_text="K100")
    row.locator("a").nth(1).click()
    shi.wait_for_url(re.compile(r"/shifts/\d+/$"))
    give = shi.locator("section[aria-labelledby=give]")
    give.locator("select").select_option(label="林（东社区居委会）")
    give.locator("button[type=submit]").click()
    expect(shi.locator("section[aria-labelledby=standing]")).to_contain_text("林")
    without_barriers(shi)


def note_without_network(phone: Page) -> None:
    """Read from the cache, written without a network, arrived once."""
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    without_barriers(phone)
    phone.context.set_offline(True)
    phone.reload()
    task = phone.locator(".jc-task", has_text="正在值班").first
    expect(task).to_contain_text("东社区南门卡点")
    task.locator("[name=words]").fill(NOTE)
    task.locator("button[type=submit]").first.click()
    expect(phone.locator("#jc-outbox")).to_contain_text("交接记录")
    phone.context.set_offline(False)
    expect(phone.locator("#jc-outbox-empty")).to_be_visible()
