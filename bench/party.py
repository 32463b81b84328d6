"""Party work of a whole county: its pages as keepers ask for them, and the monthly dues run.

The tree, members, meetings and two years of dues are those of the demo county, written in bulk:
some 400 branches and 10,000 members, whatever the number of cases beside them.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bench.cpu import Cost, Spent, cost_of, least
from bench.measured import Found
from bench.multiply import quick
from bench.overhttp import Bench, Request
from bench.people import Acting, acting
from jiceng.kernel.records.configuration import reading_once, touch
from jiceng.party.actions.dues_months import run_everywhere
from jiceng.party.models import DuesMonth, Member, Organisation, PaymentShare
from jiceng.party.rules.dues import month_of
from jiceng.party.rules.organisations import BRANCHES
from jiceng.project.demo.draw import CONTENT
from jiceng.project.demo.party import build_tree
from jiceng.project.demo.party_dues import fill_dues
from jiceng.project.demo.party_life import fill_life
from jiceng.web.clock import local_day

DESK = "/desk/party/"
FEW = 6
"""Branches whose pages are asked for."""


def fill(now: datetime) -> None:
    """Branches, members, organisational life and dues; made once."""
    note = Path(settings.DATA_DIR) / "party"
    if note.exists():
        return
    words = tomllib.loads((CONTENT / "names.toml").read_text("utf-8"))["people"]
    with quick(), transaction.atomic(), reading_once():
        world = build_tree(now, local_day(now), (words["surnames"], words["given"]))
        fill_dues(world)
        fill_life(world)
        touch("territory")
    note.touch()


def measure(bench: Bench) -> Iterator[Found]:
    """One line a page, the dearest of its readers; then the run of a month."""
    size = Member.objects.count()
    for name, asked in pages(bench.now).items():
        asked[0][0].inside()  # what changed with the fill is read again once, not with every page
        each = [bench.reading(name, requests) for requests in asked]
        yield replace(max(each, key=lambda found: found.value), size=size)
    yield from _run(bench.now, bench.rounds, bench.database, size)


def pages(now: datetime) -> dict[str, list[list[Request]]]:
    """Figure -> for each reader the requests of it."""
    secretary, town = acting("branch_secretary", now), acting("town_organisation_officer", now)
    county = acting("organisation_officer", now)
    own, above = _held(secretary), _held(town)
    listed = Organisation.objects.filter(kind__in=BRANCHES).order_by("path")
    near = listed.filter(unit__parent=above).values_list("unit", flat=True)[:FEW]
    every = list(listed.values_list("unit", flat=True))
    spread = every[:: max(len(every) // FEW, 1)]
    branch, life, dues = f"{DESK}organisations/", f"{DESK}life/", f"{DESK}dues/"
    return {
        "party_branch": [
            _asked(secretary, [f"{branch}{own}/"]),
            _asked(town, [f"{branch}{code}/" for code in near]),
            _asked(county, [f"{branch}{code}/" for code in spread]),
        ],
        "party_life": [
            _asked(who, [life, f"{life}?show=missing"]) for who in (town, county)
        ] + [_asked(secretary, [life])],
        "party_dues": [_asked(secretary, [dues, f"{dues}{own}/arrears"])],
        "party_dues_above": [_asked(who, [dues]) for who in (town, county)],
    }  # fmt: skip


def _held(who: Acting) -> str:
    """The organisation somebody keeps."""
    return next(grip.unit for grip in who.actor.grips if grip.is_apart)


def _asked(who: Acting, paths: Sequence[str]) -> list[Request]:
    return [Request("GET", path, who.session) for path in paths]


def _run(now: datetime, rounds: int, database: Spent, size: int) -> Iterator[Found]:
    """The present month of every member, reckoned anew and undone again."""
    today, taken, costs = local_day(now), list[int](), list[Cost]()

    def work() -> int:
        taken.append(run_everywhere(month_of(today), now=now, today=today).members)
        return 1

    for _round in range(min(rounds, 3)):
        with transaction.atomic(), reading_once():
            _forget(month_of(today))
            costs.append(cost_of(work, time.process_time, database))
            transaction.set_rollback(True)
    cost = least(costs)
    owing = DuesMonth.objects.filter(month=month_of(today)).count()
    said = "" if set(taken) == {owing} else f"{taken} members of {owing} were reckoned"
    yield Found("dues_run", cost.total / 1000, size=size, web=cost.web, database=cost.database,
                said=said)  # fmt: skip


def _forget(month: date) -> None:
    """As if the month had not been reckoned yet."""
    rows = DuesMonth.objects.filter(month=month)
    PaymentShare.objects.filter(month__in=rows).delete()
    rows.delete()
