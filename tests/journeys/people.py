"""What people of a story do at their screens, and what they read there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live

NARROW, TALL = 390, 844
Slip = tuple[str, str]
"""Number and access code, as they stand on a receipt."""


@dataclass(frozen=True)
class Resident:
    """Somebody with a telephone whose browser runs no scripts."""

    page: Page
    live: Live

    def report(self, text: str, place: str = "文化广场") -> Slip:
        """From the home page to a receipt."""
        self.page.goto(f"{self.live.url}/")
        self.page.click("text=上报问题")
        self.page.fill("[name=text]", text)
        self.page.fill("[name=place]", place)
        self.page.click("text=下一步")
        self.page.click("button[value=send]")
        return receipt(self.page)

    def track(self, slip: Slip) -> None:
        """Number and code, typed from the receipt and sent with Enter."""
        self.page.goto(f"{self.live.url}/track")
        self.page.fill("[name=number]", slip[0])
        self.page.fill("[name=code]", slip[1])
        self.page.press("[name=code]", "Enter")
        self.reads(slip[0])

    def reads(self, *sentences: str) -> None:
        read(self.page, *sentences)


@dataclass(frozen=True)
class Official:
    """Somebody with a post, at a desk or with a telephone."""

    page: Page
    live: Live

    def finds(self, slip: Slip, title: str) -> None:
        """The matter stands in the worklist and opens from there."""
        self.page.goto(f"{self.live.url}/desk/")
        self.page.click(f"#rows a:has-text('{title}')")
        self.page.wait_for_url(f"**/desk/cases/{slip[0]}/")

    def opens(self, slip: Slip) -> None:
        self.page.goto(f"{self.live.url}/desk/cases/{slip[0]}/")

    def makes(self, move: str, done: str, **papers: str) -> None:
        """Fill in the papers of a move and press its button."""
        self.unfold(move)
        for name, text in papers.items():
            fill(self.box(move).locator(f"[name={name}]"), text)
        self.box(move).locator("button[type=submit]").click()
        self.reads(done)

    def presses(self, move: str, **papers: str) -> None:
        """The same, where the next page tells by itself what came of it."""
        self.unfold(move)
        for name, text in papers.items():
            fill(self.box(move).locator(f"[name={name}]"), text)
        with self.page.expect_navigation():
            self.box(move).locator("button[type=submit]").click()

    def follows(self, link: str) -> None:
        """Press a link by what it says."""
        with self.page.expect_navigation():
            self.page.click(f"main a:has-text('{link}') >> nth=0")

    def proves(self, order: int, words: str) -> None:
        """A measure of a problem is done, and these words say how."""
        row = self.page.locator("tr", has=self.page.locator(f"#note-{order}"))
        row.locator("summary").click()
        row.locator(f"#note-{order}").fill(words)
        with self.page.expect_navigation():
            row.locator("button").click()

    def unfold(self, move: str) -> None:
        """Open the form of a move, unless it stands open."""
        box = self.box(move)
        if box.get_attribute("open") is None and box.locator("summary").count():
            box.locator("summary").click()

    def box(self, move: str) -> Locator:
        return self.page.locator(f"#move-{move}")

    def reads(self, *sentences: str) -> None:
        read(self.page, *sentences)


def receipt(page: Page) -> Slip:
    """What the page says once the report is in; waits for that page."""
    expect(page.locator("h1")).to_have_text("已收到您的上报")
    number, code = page.locator(".jc-number").all_inner_texts()
    return number, code


def fill(field: Locator, text: str) -> None:
    """Choose in a select what is shown so, or first begins so; type anywhere else."""
    if field.evaluate("field => field.tagName") == "SELECT":
        shown = [one.strip() for one in field.locator("option").all_inner_texts()]
        field.select_option(label=next((s for s in shown if s.startswith(text)), text))
    else:
        field.fill(text)


def read(page: Page, *sentences: str) -> None:
    """All of it stands on the page, as people see it."""
    for sentence in sentences:
        expect(page.locator("body")).to_contain_text(sentence)


def resident(live: Live, new_page: Windows) -> Resident:
    return Resident(new_page(width=NARROW, height=TALL, java_script_enabled=False), live)


def at_desk(live: Live, new_page: Windows, login: str) -> Official:
    page = new_page()
    live.sign_in(page, login, "/desk/")
    return Official(page, live)
