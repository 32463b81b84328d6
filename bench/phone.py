"""The county in one look on a telephone: Chromium with a slow processor and a slow network.

The profile is the one browsers' own tools call a mid-range phone on slow 4G: a quarter of the
speed of this machine's processor, 150 ms there and back, 1.6 Mbit/s down. Drawn is the later of the
largest paint and the end of loading. The first visit fetches everything; on the second the style
sheets and scripts are there, as for whoever came by the sign-in page.
"""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page, ViewportSize

from bench.cockpit import PAGE
from bench.measured import Found
from bench.overhttp import Bench
from bench.people import acting
from tests.chromium import chromium, find_chromium

SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 // 8,
    "uploadThroughput": 750_000 // 8,
}
SCREEN: ViewportSize = {"width": 390, "height": 844}
ROUNDS = 3
DRAWN = """() => new Promise(done => {
  let last = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) last = e.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    const load = performance.getEntriesByType("navigation")[0].loadEventEnd;
    done(Math.max(last, load) / 1000);
  }, 200)));
})"""


def measure(bench: Bench) -> Iterator[Found]:
    """Seconds until drawn: the least of some first and of some second visits."""
    if find_chromium() is None:
        return
    address = f"http://127.0.0.1:{bench.server.port}"
    name, _, value = acting("leader", bench.now).session["Cookie"].partition("=")
    first, again = list[float](), list[float]()
    bench.server.line.close()
    with chromium() as browser:
        for _round in range(ROUNDS):
            context = browser.new_context(viewport=SCREEN, is_mobile=True, has_touch=True)
            context.add_cookies([{"name": name, "value": value, "url": address}])
            page = _slowed(context)
            for found in (first, again):
                page.goto(address + PAGE, wait_until="load")
                found.append(float(page.evaluate(DRAWN)))
            context.close()
    yield Found("phone_first", min(first))
    yield Found("phone_again", min(again))


def _slowed(context: BrowserContext) -> Page:
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page
