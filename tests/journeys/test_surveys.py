"""A clerk sees what a survey costs before it is published; a resident answers it on a telephone,
with a branch; it is closed and told."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

HERE = re.compile(r"/desk/surveys/SV\d+/$")


def draft_from_sample(clerk: Page, live: Live) -> None:
    """From the list to a draft whose cost stands first."""
    clerk.goto(f"{live.url}/desk/surveys/")
    without_barriers(clerk)
    clerk.click("text=起草调查")
    clerk.select_option("[name=sample]", "service")
    clerk.fill("[name=closes_on]", (NOON.date() + timedelta(days=9)).isoformat())
    clerk.fill("[name=residents]", "1200")
    clerk.click("main button[type=submit]")
    clerk.wait_for_url(HERE)
    assert "× 1,200 人 = 24.4 小时" in clerk.inner_text("#cost")
    without_barriers(clerk)


def answer(resident: Page, url: str, service: str) -> None:
    """The questions come up with what is answered."""
    resident.goto(url)
    assert not resident.is_visible("[data-question=service]")
    resident.check("[name=q_used][value=yes]")
    resident.check(f"[name=q_service][value={service}]")
    if service == "poor":
        resident.check("[name=q_why][value=slow]")
    else:
        assert not resident.is_visible("[data-question=why]")
    resident.check("[name=q_clean][value='4']", force=True)
    resident.click("main button[type=submit]")
    assert "已提交" in resident.inner_text("main")


def test_a_survey_from_its_cost_to_its_result(live: Live, new_page: Windows) -> None:
    clerk = at_desk(live, new_page, "chen").page
    draft_from_sample(clerk, live)
    clerk.check("#move-publish [name=seen]")
    with clerk.expect_navigation():
        clerk.click("#move-publish button[type=submit]")
    url = clerk.get_attribute("a[href*='/surveys/SV']:not([href*='desk'])", "href") or ""
    resident = new_page(width=390, height=844)
    resident.goto(url)
    without_barriers(resident)
    resident.check("[name=q_used][value=yes]")
    resident.check("[name=q_service][value=poor]")
    without_barriers(resident)
    new_page.forgive("status of 422", because="a required question is left out on purpose")
    resident.click("main button[type=submit]")
    assert resident.is_checked("[name=q_service][value=poor]")
    for service in ("poor", "very", "very", "very", "very", "very", "poor"):
        answer(resident, url, service)
    clerk.reload()
    offer(clerk, "close")
    resident.goto(url)
    assert "填写已经结束" in resident.inner_text("main")
    offer(clerk, "announce")
    without_barriers(clerk)
    assert "7/7" in clerk.inner_text("main")
    resident.goto(url)
    told = resident.inner_text("main")
    assert "共 7 份" in told and "7/7" not in told  # nobody said no: that would be told with it
    without_barriers(resident)
