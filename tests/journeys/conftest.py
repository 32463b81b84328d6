"""A server as people run it: its own process, its own data directory, SQLite, noon on a Monday."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.house import ROOT

PATIENCE = 60  # seconds until a server on a busy machine has answered


@dataclass(frozen=True)
class Live:
    """Where the server listens, and the password everybody of the cast has."""

    url: str
    password: str

    def sign_in(self, page: Page, login: str, then: str) -> None:
        """Come in as one of the cast and open a page."""
        page.goto(f"{self.url}/sign-in?next={then}")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", self.password)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{self.url}{then}")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The cast's county behind the server that counties run."""
    folder = tmp_path_factory.mktemp("live")
    (folder / "static").mkdir()
    password = secrets.token_urlsafe(12)
    settings = os.environ | {
        "JICENG_DATA_DIR": str(folder),
        "JICENG_DATABASE_URL": "",
        "JICENG_DEMO": "yes",
        "JICENG_NOW": NOON.isoformat(),
        "DJANGO_SETTINGS_MODULE": "jiceng.project.settings",
    }
    cast = [sys.executable, "-m", "tests.journeys.cast", password]
    subprocess.run(cast, cwd=ROOT, env=settings, check=True)
    port = _free_port()
    serve = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi",
        "--port", str(port), "jiceng.project.wsgi:application",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(serve, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", server, folder / "server.log")
        yield Live(f"http://127.0.0.1:{port}", password)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=2):  # noqa: S310  the address is our own
                return
        except (URLError, OSError):
            time.sleep(0.1)  # a server has no event to wait for; its port opens when it is ready
    raise AssertionError(f"the server did not answer:\n{log.read_text(errors='replace')}")
