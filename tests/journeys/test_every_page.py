"""Every page of the table of doors, as everybody who may see it: no barrier, nothing cut off.

Pages that show each post something else are looked at again, on a phone: worklists by every post,
a record (a case, a call-up, a branch) by one further post; the others by the first who may.
Everything stands at 1440 and at 390 pixels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Page

from jiceng.casework.tests.county import PEOPLE, POSTS
from jiceng.party.tests.cast import KEEPERS
from jiceng.party.tests.scene import roles_of
from tests.chromium import Windows
from tests.house import expect_none
from tests.journeys.cast import ALSO, KEPT, LEADING
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, resident
from tests.journeys.watch import axe, look_at, resized
from tests.test_doors import SEEN_BY, Row, table

STREET = "somebody from the street"
WALKERS = (STREET, *(who for who in PEOPLE if who not in ("lin", "xie", "sun", "qian")), *ALSO,
           *(who for who in KEEPERS if who != "hao"))  # fmt: skip
"""One for each post, and somebody without any."""
LEDGER = "编号,上报时间,问题描述,心情\n1,2026-11-20 09:00,楼下垃圾未清运,着急\n"
EACH = {"/desk/", "/desk/cases/", "/field/", "/cockpit/"}
SIZES = ((1440, 900), (390, 844))
NOT_PAGES = re.compile(
    r"/api/v1/(?!docs)|/open311/|\.json$|\.js$|\.webmanifest$|/photos/|/export$|/refused$"
    r"|/blank\.|\.csv$|/healthz|/readyz|[/.]docx$|\.xlsx$|\.ics$|\.atom$|\.rss$|/lift$|/papers/"
)


def pages() -> Iterator[Row]:
    """What answers a GET with a page."""
    return (row for row in table() if row.get == 200 and not NOT_PAGES.search(row.url))


def may(row: Row, who: str) -> bool:
    """Whether the table lets somebody come to a page and see what it is about."""
    if who == STREET:
        return row.door == "public"
    cast = {**ALSO, **PEOPLE}
    posts = {**POSTS, "department_leader": LEADING}
    roles = frozenset(posts[cast[who][1]]["roles"]) if who in cast else roles_of(who)
    if any(asked and not asked & roles for asked in (row.roles, row.inner)):
        return False
    return row.door != "public" and (not row.reach or who in SEEN_BY[row.reach, "near"])


def walk(who: str) -> Iterator[tuple[Row, Sequence[tuple[int, int]]]]:
    """The pages one of them looks at, and at which sizes."""
    for row in pages():
        if not may(row, who):
            continue
        theirs = [w for w in WALKERS if may(row, w)]
        if who == theirs[0]:
            yield row, SIZES
        elif row.url in EACH or (row.reach and who == theirs[-1]):
            yield row, SIZES[1:]


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    """What stands in the addresses; written once by whoever comes first."""
    return {}


def set_the_scene(names: dict[str, str], live: Live, new_page: Windows) -> None:
    """A case with a call-up, a person with a post and a token, made by those who make them."""
    if names:
        return
    number, _code = resident(live, new_page).report("文化广场垃圾没人清运")
    wang = at_desk(live, new_page, "wang").page
    wang.goto(f"{live.url}/desk/call-ups/new?case={number}")
    wang.check("[name=reason_kind][value=demand]")
    wang.fill("[name=lead]", "县住建局")
    wang.click("main button[type=submit]")
    wang.wait_for_url("**/desk/call-ups/W*/")
    names |= named_by_staff(live, new_page())
    chen = at_desk(live, new_page, "chen").page
    chen.goto(f"{live.url}/desk/imports/")
    chen.set_input_files(
        "[name=file]", {"name": "台账.csv", "mimeType": "text/csv", "buffer": LEDGER.encode()}
    )
    chen.click("main button[type=submit]")
    chen.wait_for_url(re.compile(r"/desk/imports/[0-9a-f-]+/"))
    tang = at_desk(live, new_page, "tang").page
    tang.goto(f"{live.url}/desk/supervision/urge?kind=case&number={number}")
    tang.fill("[name=text]", "请尽快清运")
    tang.click("main button[type=submit]")
    tang.wait_for_url("**/desk/cases/*/")
    urging = found(tang, r"/desk/supervision/urgings/(U\w+)/")
    kept = json.loads((live.folder / KEPT).read_text(encoding="utf-8"))
    names |= kept | {
        "urging": urging,
        "import": chen.url.rstrip("/").rpartition("/")[2],
        "case": number,
        "call_up": wang.url.rstrip("/").rpartition("/")[2],
    }


def named_by_staff(live: Live, an: Page) -> dict[str, str]:
    """Somebody with a post and a key, as whoever keeps the accounts makes them."""
    live.sign_in(an, "an", "/admin/people/")
    an.click("main a:has-text('谢')")
    an.wait_for_url(re.compile(r"/admin/people/\d+/"))
    person = an.url.rstrip("/").rpartition("/")[2]
    appointment = found(an, r"/admin/appointments/(\d+)/end")
    an.goto(f"{live.url}/admin/people/{person}/token")
    an.fill("[name=label]", "试用")
    with an.expect_navigation():
        an.press("[name=label]", "Enter")
    an.goto(f"{live.url}/admin/people/{person}/")
    token = found(an, r"/admin/tokens/(\d+)/revoke")
    return {"person": person, "appointment": appointment, "token": token}


def found(page: Page, pattern: str) -> str:
    match = re.search(pattern, page.content())
    assert match, f"{page.url}: nothing like {pattern}"
    return match[1]


@pytest.mark.long
@pytest.mark.parametrize("who", WALKERS)
def test_no_page_has_a_barrier_for_anybody_who_may_see_it(
    who: str, names: dict[str, str], live: Live, new_page: Windows
) -> None:
    set_the_scene(names, live, new_page)
    page = new_page()
    if who != STREET:
        live.sign_in(page, who, "/account")
    page.add_init_script(axe())
    faults = []
    for row, sizes in walk(who):
        page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
        answer = page.goto(live.url + row.sample.format(**names))
        assert answer
        if answer.status != 200:
            faults.append(f"{page.url}: {answer.status}")
        for width, height in sizes:
            resized(page, width, height)
            faults += [f"{width}: {fault}" for fault in look_at(page)]
    expect_none(faults)
