"""What a journey counts and what it looks at on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.house import ROOT, expect_none

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AT_REST = """async () => {
  scrollTo({top: 0, behavior: 'instant'});
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); await frame();
  document.getAnimations()
    .filter(moving => moving.effect.getComputedTiming().endTime < Infinity)
    .forEach(moving => moving.finish());
}"""
"""Whatever slides or fades is put where it was going, not waited for."""
LOOK = """async rules => {
  const edge = (node, side) => node.getBoundingClientRect()[side];
  const options = {runOnly: rules, resultTypes: ['violations'], preload: false};
  let found;
  for (let turn = 0; turn < 3; turn += 1) {
    scrollTo({top: 0, behavior: 'instant'});
    found = await axe.run(document, options);
    if (scrollY === 0) break;
  }
  const bar = document.querySelector('.jc-top'), main = document.querySelector('.jc-shell > main');
  return {
    barriers: found.violations.flatMap(
      rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)),
    wider: document.documentElement.scrollWidth - innerWidth,
    band: bar && main ? Math.round(edge(main, 'top') - edge(bar, 'bottom')) : 0,
    sounding: document.querySelectorAll('audio, video').length,
  };
}"""
"""Style sheets and sounds are not loaded a second time for axe: no rule asked for reads the first,
and a page that sounds is a fault of its own."""
SIZES = ((1440, 900), (390, 844))
REMEDY = "make setup (it runs npm ci in frontend/)"


@cache
def axe() -> str:
    """The checker's own text, for a page to run."""
    assert AXE.is_file(), f"axe-core is not here: {REMEDY}"
    return AXE.read_text(encoding="utf-8")


def look_at(page: Page) -> list[str]:
    """What is wrong with the page as it stands: barriers axe finds, anything cut at the side, a
    band of nothing between the bar on top and the page, a sound or a film."""
    if not page.evaluate("'axe' in window"):  # once a document, whatever its size
        page.evaluate(axe())
    found: dict[str, Any] = page.evaluate(LOOK, RULES)
    faults = list(found["barriers"])
    faults += [f"{found['wider']} px too wide"] if found["wider"] > 0 else []
    faults += [f"{found['band']} px of nothing on top"] if found["band"] > 0 else []
    faults += ["it sounds or moves by itself"] if found["sounding"] else []
    return [f"{page.url}: {fault}" for fault in faults]


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
