"""What a journey counts and what it looks at on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.house import ROOT, expect_none

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BAND = """() => {
  const bar = document.querySelector('.jc-top'), main = document.querySelector('.jc-shell > main');
  const edge = (node, side) => node.getBoundingClientRect()[side];
  return bar && main ? Math.round(edge(main, 'top') - edge(bar, 'bottom')) : 0;
}"""
AT_REST = """() => {
  scrollTo({top: 0, behavior: 'instant'});
  return new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    .then(() => Promise.allSettled(document.getAnimations()
      .filter(moving => moving.effect.getComputedTiming().endTime < Infinity)
      .map(moving => moving.finished)));
}"""
SIZES = ((1440, 900), (390, 844))
REMEDY = "make setup (it runs npm ci in frontend/)"


@cache
def _axe() -> str:
    assert AXE.is_file(), f"axe-core is not here: {REMEDY}"
    return AXE.read_text(encoding="utf-8")


def look_at(page: Page) -> list[str]:
    """What is wrong with the page as it stands: barriers axe finds, anything cut at the side, a
    band of nothing between the bar on top and the page."""
    if not page.evaluate("'axe' in window"):  # once a document, whatever its size
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    faults = [
        f"{page.url}: {fault['id']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    band = page.evaluate(BAND)
    faults += [f"{page.url}: {wider} px too wide"] if wider > 0 else []
    return [*faults, *([f"{page.url}: {band} px of nothing on top"] if band > 0 else [])]


def without_barriers(page: Page) -> None:
    """Nothing is wrong with the page, neither at a desk nor on a phone."""
    faults = []
    for width, height in SIZES:
        resized(page, width, height)
        faults += [f"{width}: {fault}" for fault in look_at(page)]
    resized(page, *SIZES[0])
    expect_none(faults)


def resized(page: Page, width: int, height: int) -> None:
    """As it stands when it is opened: loaded, from its top, everything that slides in its place."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state()
    page.evaluate(AT_REST)


@dataclass
class Effort:
    """Does what a hand does, and counts: taps, fields filled in, pages seen."""

    page: Page
    taps: int = 0
    fields: int = 0
    pages: int = 1

    def tap(self, selector: str, *, leads_on: bool = True) -> None:
        """Press something; `leads_on` when another page comes of it."""
        self.taps += 1
        if leads_on:
            self.pages += 1
            with self.page.expect_navigation():
                self.page.click(selector)
        else:
            self.page.click(selector)

    def write(self, selector: str, text: str) -> None:
        """Fill in one field."""
        self.fields += 1
        self.page.fill(selector, text)

    def counted(self) -> dict[str, int]:
        return {"taps": self.taps, "fields": self.fields, "pages": self.pages}
