"""Load the demo county and its year: simulated by children, chained and written by the parent.

One transaction: a load that is interrupted leaves nothing. The mark that it is done stands in the
database, so that a second start has nothing to do.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Model

from jiceng.casework.actions.outcomes import CURSOR
from jiceng.casework.actions.scoring import reckon
from jiceng.casework.figures import recount
from jiceng.casework.models import TouchedDay
from jiceng.casework.rules.scoring import quarter_of
from jiceng.economy.actions.content import load_produce_kinds
from jiceng.emergency.actions.content import load_plans
from jiceng.kernel.records.bulk import columns_of, insert, settle_sequences, sqlite_moment
from jiceng.kernel.records.configuration import in_force, reading_once, touch
from jiceng.kernel.records.journal import START, seal
from jiceng.kernel.records.models import Cursor, JournalEntry, Stamp
from jiceng.outreach.actions.content import load_kinds
from jiceng.performance.actions.open_values import prepare_open_values
from jiceng.project.demo.accounts import open_accounts
from jiceng.project.demo.aftermath import settle
from jiceng.project.demo.arrivals import YEAR, Arrival, arrivals
from jiceng.project.demo.articles import fill_articles, tell_articles
from jiceng.project.demo.assessments import reckon_assessments, tell_assessments
from jiceng.project.demo.call_ups import call_up
from jiceng.project.demo.content import load as load_content
from jiceng.project.demo.county import load_county
from jiceng.project.demo.coverage import fill_coverage
from jiceng.project.demo.follow import follow_up
from jiceng.project.demo.habits import live
from jiceng.project.demo.home_requests import REQUESTS, count_home_requests, room_for
from jiceng.project.demo.investment import link_requests
from jiceng.project.demo.lectures import fill_lectures
from jiceng.project.demo.ledger import KEYLESS, TABLES, JournalRow, Ledger
from jiceng.project.demo.legal import link_disputes
from jiceng.project.demo.life import Life
from jiceng.project.demo.party_year import fill_party
from jiceng.project.demo.posts import fill_posts
from jiceng.project.demo.practice import fill_practice
from jiceng.project.demo.reliefs import fill_reliefs
from jiceng.project.demo.services import fill_services
from jiceng.project.demo.surveys import tell_surveys
from jiceng.project.demo.tickets import tell_tickets
from jiceng.project.demo.visits import link_matters
from jiceng.project.demo.world import World, read_world
from jiceng.web.clock import county_zone

MARK = "demo"
CHUNK = 400
Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was written, and the accounts that open it."""

    cases: int
    lines: int
    accounts: list[dict[str, Any]]


def load_rules_of_stories(now: datetime) -> None:
    """Kinds and plans the stories of the year are told with, from before it began."""
    before = now - YEAR - timedelta(days=2)
    load_produce_kinds(by="示例县", now=before)
    load_kinds(by="示例县", now=before)
    load_plans(by="示例县", now=before)


def is_loaded() -> bool:
    """Whether this database already holds the demo."""
    return Stamp.objects.filter(kind=MARK).exists()


def load_demo(now: datetime, *, scale: float = 1.0, progress: Progress | None = None) -> Loaded:
    """Write county, year and accounts in one transaction; needs an empty, migrated database."""
    content, zone = load_content(), county_zone()
    with transaction.atomic():
        load_county(content, zone)
        with reading_once(), _uncollected():
            fill_party(now, now.astimezone(zone).date())
        with reading_once():
            names = {key: row.content["name"] for key, row in in_force("post", now).items()}
            world = read_world(content, now=now, vendor=connection.vendor)
            year = arrivals(content, now=now, zone=zone, scale=scale)
            fill_services(now - YEAR)
            fill_coverage(now)
            load_rules_of_stories(now)
            tell_assessments(now)
            tell_surveys(now)
            tell_tickets(now)
            fill_lectures(now)
            fill_practice(now)
            reliefs = fill_reliefs(now)
            articles = fill_articles(now)
            tell_articles(now)
            with room_for(len(year), now):
                office = [*follow_up(now), *reliefs, *articles]
            lines = _write_year(world, year, office, progress or (lambda done, total: None))
            link_requests()
            link_disputes()
            link_matters()
            count_home_requests(now)
            fill_posts(now)
        accounts = open_accounts(now, names)
        touch("territory")
        Stamp.objects.create(kind=MARK, value=int(now.timestamp()))
    recount()  # here, because the worker would keep the first readers waiting
    _reckon_scores(now)
    reckon_assessments(now)
    prepare_open_values(now=now, today=now.astimezone(zone).date())
    return Loaded(len(year) + REQUESTS, lines, accounts)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Half a million rows that are all still needed are not looked through for garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _reckon_scores(now: datetime) -> None:
    """The quarters of the year, as the worker reckons each while it lasts."""
    today = now.astimezone(county_zone()).date()
    for quarter in sorted({quarter_of(today - YEAR * n / 4) for n in range(4)}):
        reckon(quarter, now)


def _write_year(
    world: World, year: Sequence[Arrival], office: list[JournalRow], progress: Progress
) -> int:
    keys = {model.__name__: _last_key(model) for model in TABLES}
    done = 0
    chain = Chain(world.vendor, office)
    for page in _simulated(world, year):
        for model in TABLES:
            _put(model, page["rows"].get(model.__name__, []), keys)
        done += len(page["rows"].get("Case", []))
        # Nothing that is still to come happens before the next report.
        chain.take(page["lines"], until=year[done].at if done < len(year) else None)
        progress(done, len(year))
    _touch_days(world.now)
    Cursor.objects.update_or_create(name=CURSOR, defaults={"seq": chain.seq})
    settle_sequences(*TABLES, JournalEntry)
    return chain.seq


def _last_key(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def _put(model: type[Model], rows: list[tuple[Any, ...]], keys: dict[str, int]) -> None:
    name = model.__name__
    if name in KEYLESS:
        first = keys[name]
        keys[name] += len(rows)
        rows = [(first + n, *row[1:]) for n, row in enumerate(rows, start=1)]
    insert(model, rows)


def _simulated(world: World, year: Sequence[Arrival]) -> Iterator[dict[str, Any]]:
    """Pages in order, from as many processes as the machine has; children inherit the world."""
    chunks = [year[at : at + CHUNK] for at in range(0, len(year), CHUNK)]
    processes = min(os.cpu_count() or 1, len(chunks))
    if processes < 2:
        yield from (_simulate(world, chunk) for chunk in chunks)
        return
    _inherited[:] = [world]
    gc.freeze()  # what children inherit is not looked through again, hence not copied
    with get_context("fork").Pool(processes, initializer=gc.disable) as pool:
        yield from pool.imap(_in_child, chunks)
    _inherited.clear()
    gc.unfreeze()


_inherited: list[World] = []


def _in_child(chunk: Sequence[Arrival]) -> dict[str, Any]:
    return _simulate(_inherited[0], chunk)


def _simulate(world: World, chunk: Iterable[Arrival]) -> dict[str, Any]:
    ledger = Ledger(world.vendor)
    for arrival in chunk:
        life = Life(world, arrival, ledger)
        live(life)
        settle(life)
        call_up(life)
        world.calendar.forget()
    return ledger.pages()


def _touch_days(now: datetime) -> None:
    """Every day of the year is to be counted."""
    last = now.astimezone(county_zone()).date()
    first = last - YEAR - timedelta(days=1)
    days: list[date] = [first + timedelta(n) for n in range((last - first).days + 60)]
    TouchedDay.objects.bulk_create([TouchedDay(day=day) for day in days], ignore_conflicts=True)


class Chain:
    """Puts lines in order of time and hashes each onto the one before, as they become final."""

    def __init__(self, vendor: str, before: Iterable[JournalRow] = ()) -> None:
        self.vendor = vendor
        self.key = bytes.fromhex(settings.JOURNAL_KEY)
        self.seq, self.mac = 0, START
        self.later: list[JournalRow] = list(before)
        self.columns = [column for column in columns_of(JournalEntry) if column != "id"]

    def take(self, lines: list[JournalRow], *, until: datetime | None) -> None:
        """Add lines; write all that lie before `until`, and everything when it is None."""
        waiting = self.later + lines
        self.later = [line for line in waiting if until is not None and line[0] >= until]
        final = sorted(line for line in waiting if until is None or line[0] < until)
        insert(JournalEntry, self._chained(final), self.columns)

    def _chained(self, lines: Iterable[JournalRow]) -> Iterator[tuple[Any, ...]]:
        in_sqlite = self.vendor == "sqlite"
        for at, _, _, *fields in lines:
            self.seq += 1
            self.mac = seal(self.key, self.mac, (self.seq, at.isoformat(), *fields))
            yield self.seq, sqlite_moment(at) if in_sqlite else at, *fields, self.mac
