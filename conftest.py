"""What the whole suite shares: which engines are here, what is left out, servers and windows.

The rules are told in CONTRIBUTING.md, "Tests"; in short: a test that asks for `postgres_url` or
`page` is left out, with a line at the end, when PostgreSQL or Chromium is not on the machine, and
fails the run instead when JICENG_REQUIRE names it.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as laws
from playwright.sync_api import Browser, Page
from psycopg import sql

from tests import chromium, cluster, migrated
from tests.standing import touches_database

ORDER = ({"long"}, {"browser", "once"})
"""What goes first and what goes next; everything else is short and fills the gaps."""
LEFT_OUT: pytest.StashKey[Counter[str]] = pytest.StashKey()
CLUSTER = pytest.StashKey[Any]()
FAILED = pytest.StashKey[bool]()
ON_POSTGRES = os.environ.get("JICENG_DATABASE_URL", "").startswith("postgres")


def find_spark() -> bool:
    """Whether the distributed engine can run: PySpark and a Java for it."""
    return importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


NEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "postgres": (cluster.is_there, cluster.REMEDY),
    "browser": (chromium.find_chromium, chromium.REMEDY),
    "spark": (find_spark, "pip install pyspark, sudo apt-get install -y default-jre-headless"),
}
ELSEWHERE = {
    "slow": "trials that take minutes: make trials",
    "sqlite": "about SQLite alone: they run in the pass on SQLite",
    "other pass": "touch no database or bring their own server: the pass on SQLite runs them",
    "once": "say the same of every engine: they run in the pass on SQLite",
    "postgres pass": "about the product on PostgreSQL: the PostgreSQL pass of make test runs them",
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: says something about the embedded engine only")
    config.addinivalue_line("markers", "once: says the same of every engine; asked on SQLite alone")
    config.addinivalue_line("markers", "long: takes a minute or more and goes first")
    config.addinivalue_line("markers", "spark: needs PySpark and Java")
    config.stash[LEFT_OUT] = Counter()
    required = set(filter(None, os.environ.get("JICENG_REQUIRE", "").replace(" ", "").split(",")))
    if unknown := required - NEEDS.keys():
        raise pytest.UsageError(f"JICENG_REQUIRE knows {sorted(NEEDS)}, not {sorted(unknown)}")
    for name in sorted(required):
        is_there, remedy = NEEDS[name]
        if not is_there():
            raise pytest.UsageError(f"{name} is required (JICENG_REQUIRE) and missing: {remedy}")
    # Nothing is timed in tests (decisions.md 47): a busy machine proves nothing about a law.
    laws.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    laws.load_profile("house")
    # Argon2 costs 50 ms a sign-in by design; a suite with a thousand sign-ins need not pay it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not hasattr(config, "workerinput"):
        opened = cluster.cluster()
        config.stash[CLUSTER] = opened
        os.environ["JICENG_TEST_CLUSTER"] = str(opened.__enter__().folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if opened := config.stash.get(CLUSTER, None):
        opened.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    """A request in English leaves its language behind in the thread; the next test starts anew."""
    yield
    translation.deactivate()


@pytest.hookimpl(wrapper=True, tryfirst=True)  # derived marks count for -m; order comes last
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    missing = {name for name, (is_there, _) in NEEDS.items() if not is_there()}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        _mark(item)
        reason = _why_left_out(config, item, missing)
        if reason:
            config.stash[LEFT_OUT][reason] += 1
        (left if reason else kept).append(item)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)
    yield
    # What takes long goes first: no process waits for it at the end.
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    names = {mark.name for mark in item.iter_markers()}
    return next((place for place, some in enumerate(ORDER) if some & names), len(ORDER))


def _mark(item: pytest.Item) -> None:
    names = set(getattr(item, "fixturenames", ()))
    if names & {"browser", "page", "new_page"}:
        item.add_marker("browser")
    if names & {"postgres_server", "postgres_url"}:
        item.add_marker("postgres")


def _why_left_out(config: pytest.Config, item: pytest.Item, missing: set[str]) -> str | None:
    marks = {mark.name for mark in item.iter_markers()}
    if lacking := sorted(missing & marks):
        return lacking[0]
    if "slow" in marks and not os.environ.get("JICENG_TRIALS"):
        return "slow"
    touches = touches_database(item)
    if ON_POSTGRES and not os.environ.get("JICENG_TRIALS"):
        if elsewhere := sorted({"sqlite", "once"} & marks):
            return elsewhere[0]
        return None if touches and "browser" not in marks else "other pass"
    return "postgres pass" if "postgres" in marks and touches and not ON_POSTGRES else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Under xdist only the workers collect, and all collect the same: keep one report."""
    counted: dict[str, int] = getattr(node, "workeroutput", {}).get("left_out", {})
    seen: Counter[str] = node.config.stash[LEFT_OUT]
    seen |= Counter(counted)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        counted = session.config.stash[LEFT_OUT]
        session.config.workeroutput["left_out"] = dict(counted.items())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    engine = "PostgreSQL" if ON_POSTGRES else "SQLite"
    terminalreporter.section(f"engine: {engine}; left out here", sep="-")
    for reason, count in sorted(config.stash[LEFT_OUT].items()):
        how = ELSEWHERE.get(reason) or f"need {reason}, missing here: {NEEDS[reason][1]}"
        terminalreporter.write_line(f"{count} tests {how}")
    if not config.stash[LEFT_OUT]:
        terminalreporter.write_line("nothing")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """What pytest-django asks for before it makes the database: a copy is made, where one is."""
    with pytest.MonkeyPatch.context() as patch:
        if not ON_POSTGRES:
            patch.setattr(DatabaseCreation, "create_test_db", migrated.created)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of a PostgreSQL server for this run; its role may create databases."""
    if given := os.environ.get("JICENG_TEST_POSTGRES"):
        return given
    return cluster.Cluster(Path(os.environ["JICENG_TEST_CLUSTER"])).url()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty database that is dropped afterwards."""
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{postgres_server.rpartition('/')[0]}/{name}"
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one per process of the run."""
    with chromium.chromium() as opened:
        yield opened


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[chromium.Windows]:
    """Call it for each person of the story: `clerk = new_page()`, `li = new_page(width=390)`."""
    windows = chromium.Windows(browser)
    yield windows
    failed = request.node.stash.get(FAILED, False)
    picture = Path("build/failures") / request.node.name.replace("/", "-") if failed else None
    complaints = windows.close(picture)
    if complaints and not failed:
        pytest.fail("the page complained:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def page(new_page: chromium.Windows) -> Page:
    """One fresh window at 1440 × 900, speaking Chinese."""
    return new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report
