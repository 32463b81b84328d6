"""A real browser for journeys: Debian's Chromium driven by Playwright, closed to the outside.

A page that complains (console error, uncaught exception, refused by the content security policy,
a request that leaves this machine) fails its test, unless the test says why it may.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

REMEDY = "sudo apt-get install -y chromium fonts-noto-cjk   (or set JICENG_CHROMIUM=/path/to/it)"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first opens a window for a fifth of the work, and a page for two thirds of it."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Nothing but this machine has an address. Answering every request by hand would say the same,
    # and switch the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE = 30_000  # milliseconds for a page to show what it should, on a busy machine
HERE = {"127.0.0.1", "localhost", "::1"}


def find_chromium() -> str | None:
    """The program to start: JICENG_CHROMIUM, else the first known name on PATH."""
    if chosen := os.environ.get("JICENG_CHROMIUM"):
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for the whole run of a process."""
    # Playwright's sync interface keeps an event loop in this thread for good, and Django would
    # take every later query of the tests for one made inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Windows:
    """Opens windows for the people of one test and keeps what the pages complained about."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    forgiven: list[re.Pattern[str]] = field(default_factory=list)

    def __call__(self, *, width: int = 1440, height: int = 900, **options: Any) -> Page:
        """A fresh, signed-out window; `options` go to Playwright's `new_context`."""
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        context.on("request", self._watch)
        context.on("console", lambda m: self._complain("console", m.text, m.type == "error"))
        context.on("weberror", lambda e: self._complain("exception", str(e.error), True))
        self.contexts.append(context)
        return page

    def forgive(self, pattern: str, *, because: str) -> None:
        """Allow complaints that match, e.g. the console's line about an expected 409."""
        assert because, "say why this page may complain"
        self.forgiven.append(re.compile(pattern))

    def close(self, screenshot: Path | None) -> list[str]:
        """Close every window; answer what nobody forgave. With a path, keep the last picture."""
        for number, context in enumerate(self.contexts):
            if screenshot and context.pages:
                screenshot.parent.mkdir(parents=True, exist_ok=True)
                context.pages[-1].screenshot(path=f"{screenshot}-{number}.png", full_page=True)
            context.close()
        return [c for c in self.complaints if not any(p.search(c) for p in self.forgiven)]

    def _complain(self, kind: str, text: str, serious: bool) -> None:
        if serious:
            self.complaints.append(f"{kind}: {text}")

    def _watch(self, request: Request) -> None:
        self._complain("request left this machine", request.url, not _is_here(request.url))


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("http", "https") or parts.hostname in HERE
