"""Takes the pictures of README.md from the demo county, at one fixed moment.

python docs/screenshots/take.py [--data-dir DIR] [NAME …]

A data directory without a county gets one first (some minutes). With names, only those are taken.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOW = "2026-11-23T10:20:00+08:00"
"""A Monday morning; the year before it is made up by the demo."""
PATIENCE = 60  # seconds until a server on a busy machine has answered
COLOURS = 224
SETTLED = 500  # milliseconds until nothing fades or slides any more
PHONE, DESK = (390, 844), (1440, 900)

sys.path.insert(0, str(ROOT))

from tests.chromium import chromium  # noqa: E402  the way to it is known only now

MATTER = "解放路农贸市场门口下水道堵了，污水流到路上，走路要绕行"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at what size, and how they come to the page."""

    name: str
    post: str
    size: tuple[int, int]
    way: Callable[[Page, str], None]


def at(path: str) -> Callable[[Page, str], None]:
    """Straight to an address."""
    return lambda page, url: (page.goto(url + path), None)[1]


def _report(page: Page, url: str) -> None:
    page.goto(f"{url}/report")
    page.fill("[name=text]", MATTER)
    page.wait_for_selector("#kinds input")
    page.fill("[name=place]", "解放路农贸市场")


def _track(page: Page, url: str) -> None:
    _report(page, url)
    page.click("button[value=check]")
    page.click("button[value=send]")
    page.click("text=现在查看进度")


def _first_task(page: Page, url: str) -> None:
    page.goto(f"{url}/field/")
    page.click(".jc-task h2 a")


def _first_case(page: Page, url: str) -> None:
    page.goto(f"{url}/desk/?state=handling")
    page.click("#rows tbody a")


def _into(list_of: str, link: str) -> Callable[[Page, str], None]:
    """From a list to the first thing in it whose address begins so."""

    def way(page: Page, url: str) -> None:
        page.goto(url + list_of)
        page.click(f"main a[href^='{link}']")

    return way


def _first_point(page: Page, url: str) -> None:
    _into("/desk/standards/", "/desk/standards/1")(page, url)
    page.wait_for_load_state()
    page.click("main table a >> nth=0")


def _demand(page: Page, url: str) -> None:
    """What a new report would cost, and which of its numbers are there already."""
    page.goto(f"{url}/desk/demands/new")
    page.fill("[name=title]", "各镇群众诉求办理周报")
    page.fill("[name=purpose]", "了解各镇诉求办理进度")
    page.fill("[name=field_names]", "本月办结案件数\n群众满意率\n需要县里协调的事项")
    page.check("[name=groups][value=towns]")
    page.select_option("[name=frequency]", "week")
    page.fill("[name=last_on]", "2026-12-31")
    page.click("button[name=check]")


SHOTS = (
    Shot("portal-home", "", PHONE, at("/")),
    Shot("portal-report", "", PHONE, _report),
    Shot("portal-track", "", PHONE, _track),
    Shot("field-tasks", "grid_worker", PHONE, at("/field/")),
    Shot("field-case", "grid_worker", PHONE, _first_task),
    Shot("desk-worklist", "town_dispatcher", DESK, at("/desk/")),
    Shot("desk-case", "town_dispatcher", DESK, _first_case),
    Shot("desk-map", "county_dispatcher", DESK, at("/desk/grids")),
    Shot("cockpit", "leader", DESK, at("/cockpit/")),
    Shot("figures", "leader", DESK, at("/cockpit/figures/?by=town")),
    Shot("admin-types", "administrator", DESK, at("/admin/types/")),
    Shot("supervision", "supervision_officer", DESK, at("/desk/supervision/?tab=green")),
    Shot(
        "supervision-task",
        "supervision_officer",
        DESK,
        _into("/desk/supervision/", "/desk/supervision/tasks/"),
    ),
    Shot(
        "problem-ledger",
        "supervision_officer",
        DESK,
        _into("/desk/problems/", "/desk/problems/campaigns/"),
    ),
    Shot("programmes", "supervision_officer", DESK, at("/desk/programmes/")),
    Shot("town-worklist", "town_secretary", DESK, at("/desk/")),
    Shot(
        "standard",
        "supervision_officer",
        DESK,
        _into("/desk/standards/", "/desk/standards/1"),
    ),
    Shot("point", "supervision_officer", PHONE, _first_point),
    Shot("research", "town_secretary", DESK, _into("/desk/research/", "/desk/research/plans/")),
    Shot("demands", "town_secretary", DESK, at("/desk/demands/")),
    Shot("demand", "supervision_officer", DESK, _demand),
    Shot("party-branch", "branch_secretary", DESK, at("/desk/party/")),
    Shot("party-life", "town_organisation_officer", DESK, at("/desk/party/life/")),
    Shot("party-file", "branch_secretary", DESK,
         _into("/desk/party/developments/", "/desk/party/developments/F")),
    Shot("party-screening", "organisation_officer", DESK,
         _into("/desk/party/checker/", "/desk/party/checker/SC")),
    Shot("party-dues", "branch_secretary", DESK, at("/desk/party/dues/")),
    Shot("party-own", "party_member", PHONE, at("/desk/party/me/")),
    Shot("assessment", "organisation_officer", DESK,
         _into("/desk/assessments/", "/desk/assessments/AS")),
    Shot("stars", "organisation_officer", DESK, at("/desk/stars/")),
    Shot("inspection", "organisation_officer", DESK, at("/desk/inspections/")),
    Shot("indicators", "leader", DESK, at("/desk/indicators/")),
    Shot("services", "", PHONE, at("/services")),
    Shot("coverage", "county_dispatcher", DESK, at("/desk/coverage/")),
    Shot("efficiency", "leader", DESK, at("/desk/service-efficiency/")),
    Shot("allotments", "county_dispatcher", DESK, at("/desk/allotments/")),
    Shot("investment", "investment_officer", DESK, at("/desk/investment-leads/")),
    Shot("relief", "", PHONE, at("/relief")),
    Shot("market", "", PHONE, at("/market")),
    Shot("fairs", "", PHONE, at("/fairs")),
)  # fmt: skip


def sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("input[name=login]", account["login"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")


def take(browser: Browser, shot: Shot, url: str, accounts: dict[str, dict[str, str]]) -> None:
    width, height = shot.size
    page = browser.new_page(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    if shot.post:
        sign_in(page, url, accounts[shot.post])
    shot.way(page, url)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); window.scrollTo({top: 0, behavior: 'instant'})")
    page.wait_for_timeout(SETTLED)
    keep(page.screenshot(), HERE / f"{shot.name}.png")
    page.close()


def keep(picture: bytes, path: Path) -> None:
    """Few colours are enough for a page, and small files make a quick README."""
    drawn = Image.open(BytesIO(picture)).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def county(folder: Path) -> Iterator[str]:
    """The demo county behind a server of its own."""
    settings = os.environ | {
        "JICENG_DATA_DIR": str(folder), "JICENG_DEMO": "yes", "JICENG_NOW": NOW,
        "JICENG_DATABASE_URL": "",
    }  # fmt: skip
    jiceng = [sys.executable, "-m", "jiceng.project.cli"]
    subprocess.run([*jiceng, "demo", "--no-serve"], cwd=ROOT, env=settings, check=True)  # noqa: S603  ourselves
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen([*jiceng, "serve", "--port", port], cwd=ROOT, env=settings)  # noqa: S603  ourselves
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=2):  # noqa: S310  the address is our own
                return
        except (URLError, OSError):
            time.sleep(0.1)  # a server has no event to wait for; its port opens when it is ready
    raise SystemExit(f"no answer from {url}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=ROOT / "build/screenshots")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    with county(given.data_dir.resolve()) as url, chromium() as browser:
        listed = json.loads((given.data_dir / "demo-accounts.json").read_text(encoding="utf-8"))
        accounts = {account["post"]: account for account in reversed(listed)}  # the first of each
        for shot in SHOTS:
            if not given.names or shot.name in given.names:
                take(browser, shot, url, accounts)


if __name__ == "__main__":
    main()
