"""Whoever looks at a page sees what is wrong with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.watch import look_at, resized

FAULTS = {
    "image-alt": "<img src='data:,'>",
    "label": "<input>",
    "button-name": "<button></button>",
    "link-name": "<a href='/x'></a>",
    "color-contrast": "<p style='color: #aaa; background: #fff'>看不清的字</p>",
    "empty-heading": "<h2></h2>",
    "heading-order": "<h1>一</h1><h4>四</h4>",
    "aria-valid-attr": "<p aria-nonsense='1'>字</p>",
    "aria-roles": "<p role='nonsense'>字</p>",
    "region": "<p>字</p>",
    "target-size": "<button style='font-size: 4px; padding: 0'>一</button>" * 3,
    "px too wide": "<p style='width: 3000px'>字</p>",
    "px of nothing": "<b class='jc-top'>上</b><div class='jc-shell'><main style='margin: 99px'>",
    "sounds": "<audio autoplay></audio>",
}
SLIDING = """<style>
  p { width: 10px; transition: width 600s }
  @media (max-width: 400px) { p { width: 500px } }
</style><p>字</p>"""


@pytest.fixture
def plain(page: Page) -> Page:
    page.goto("about:blank")
    return page


def test_a_page_with_every_fault_is_told_each_of_them(plain: Page) -> None:
    unseen = []
    for fault, markup in FAULTS.items():
        plain.set_content(markup)
        resized(plain, 1440, 900)
        said = look_at(plain)
        unseen += [(fault, said)] * (fault not in str(said))
    assert unseen == []


def test_what_slides_is_looked_at_where_it_will_stand(plain: Page) -> None:
    plain.set_content(SLIDING)
    resized(plain, 390, 844)
    assert any("px too wide" in said for said in look_at(plain))
