"""A server as people run it: its own process, its own data directory, SQLite, noon on a Monday."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.house import ROOT
from tests.prepared import prepared

PATIENCE = 60  # seconds until a server on a busy machine has answered


@dataclass
class Live:
    """Where the server listens, the password everybody of the cast has, and what time it is."""

    folder: Path
    port: int
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    now: datetime = NOON
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sign_in(self, page: Page, login: str, then: str) -> None:
        """Come in as one of the cast and open a page."""
        page.goto(f"{self.url}/sign-in?next={then}")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", self.password_of(login))
        page.click("main button[type=submit]")
        page.wait_for_url(f"{self.url}{then}")

    def password_of(self, login: str) -> str:
        return self.password

    def pass_time(self, by: timedelta) -> None:
        """The server starts again, that much later, and the worker has done its rounds."""
        self.stop()
        self.now += by
        self.work_off()
        self.start()

    def work_off(self) -> None:
        """What the worker process does: alarms, jobs, figures."""
        self._run("tests.journeys.rounds")

    def take_in_quarter(self, first: int, count: int) -> None:
        """The county tells its figures, last quarter's cases come in, the worker makes rounds."""
        self._run("tests.journeys.quarter", str(first), str(count))
        self.work_off()

    def build(self) -> None:
        self._run("tests.journeys.cast", self.password)
        (self.folder / PASSWORD).write_text(self.password, encoding="utf-8")

    def start(self) -> None:
        granian = str(Path(sys.executable).with_name("granian"))
        serve = [granian, "--interface", "wsgi", "--port", str(self.port), APPLICATION]
        log = self.folder / "server.log"
        with log.open("ab") as out:
            self.server = subprocess.Popen(
                serve, cwd=ROOT, env=self._settings(), stdout=out, stderr=out
            )
        _wait(self.url, self.server, log)

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=20)

    def _run(self, *module: str) -> None:
        command = [sys.executable, "-m", *module]
        subprocess.run(command, cwd=ROOT, env=self._settings(), check=True)

    def _settings(self) -> dict[str, str]:
        return os.environ | {
            "JICENG_DATA_DIR": str(self.folder),
            "JICENG_DATABASE_URL": "",
            "JICENG_DEMO": "yes",
            "JICENG_NOW": self.now.isoformat(),
            "DJANGO_SETTINGS_MODULE": "jiceng.project.settings",
        }


@dataclass
class Demo(Live):
    """The demo county with a small year, and the accounts that `jiceng demo` hands out."""

    def build(self) -> None:
        self._run("jiceng.project.cli", "demo", "--no-serve", "--scale", SMALL)

    @cached_property
    def accounts(self) -> dict[str, dict[str, str]]:
        listed = json.loads((self.folder / "demo-accounts.json").read_text(encoding="utf-8"))
        return {account["login"]: account for account in listed}

    def password_of(self, login: str) -> str:
        return self.accounts[login]["password"]

    def _settings(self) -> dict[str, str]:
        """As `jiceng demo` finds it: the data directory alone says that it is one, and its keys."""
        ours = {"JICENG_DATA_DIR": str(self.folder), "JICENG_NOW": self.now.isoformat()}
        return {k: v for k, v in super()._settings().items() if not k.startswith("JICENG_")} | ours


PASSWORD = "password"
"""The file that keeps it, below the data directory."""
SMALL = "0.02"
"""A year of some nine hundred cases; ledgers, items and programmes are those of the whole demo."""
APPLICATION = "jiceng.project.wsgi:application"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A copy of the cast's county for one module, behind the server that counties run."""
    standing = prepared("cast", lambda folder: Live(folder, 0).build())
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(standing, folder, dirs_exist_ok=True)
    password = (folder / PASSWORD).read_text(encoding="utf-8")
    with _running(Live(folder, _free_port(), password)) as county:
        yield county


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A copy of the demo county behind the same server, one for each process of the run."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(demo_county(), folder, dirs_exist_ok=True)
    with _running(Demo(folder, _free_port())) as county:
        yield county


def demo_county() -> Path:
    """What `jiceng demo` makes at noon of that Monday; nobody starts or changes it."""
    return prepared("demo", lambda folder: Demo(folder, 0).build())


County = TypeVar("County", bound=Live)


@contextmanager
def _running(county: County) -> Iterator[County]:
    try:
        county.start()
        yield county
    finally:
        county.stop()


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
