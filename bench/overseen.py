"""The office's boards and the ledger as their readers ask for them, each page at its dearest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from bench.measured import Found
from bench.overhttp import FEW, Bench, Request
from bench.people import Acting, acting
from bench.supervised import busy_unit
from jiceng.casework.models import Campaign, Problem

BOARD = "/desk/supervision/"
TABS = ("red", "yellow", "green", "under_review", "returned", "assigned", "suspended")
LEDGER_TABS = ("open", "late", "review", "done", "again", "all")


def measure(bench: Bench) -> Iterator[Found]:
    """One line a page: the dearest of its tabs, filters and readers."""
    for name, asked in pages(bench).items():
        each = [bench.reading(name, [one], FEW) for one in asked]
        yield max(each, key=lambda found: found.value)


def pages(bench: Bench) -> dict[str, list[Request]]:
    """Figure -> every request of it."""
    now = bench.now
    office, chief = acting("supervision_officer", now), acting("leader", now)
    clerk = acting("unit_clerk", now, unit=busy_unit())
    town = acting("town_secretary", now)
    week = (now + timedelta(days=70)).strftime("%G-W%V")
    narrowed = [{"source": "meeting"}, {"unit": busy_unit()}, {"week": week}]
    tabs = [{"tab": tab} for tab in TABS]
    return {
        "board": _asked(BOARD, office, [{}, *tabs]),
        "board_narrowed": _asked(BOARD, office, [{"tab": "green", **one} for one in narrowed]),
        "board_by_leader": _asked(BOARD, office, [{"tab": "green", "leader": "局长7"}]),
        "board_of_a_unit": [*_asked(BOARD, clerk, tabs), *_asked(BOARD, town, tabs)],
        "mine": _asked(f"{BOARD}mine", clerk, [{}]),
        "board_of_a_leader": _asked(f"{BOARD}leader", chief, [{}]),
        "items": _asked(f"{BOARD}items/", office, [{}, {"state": "ended"}]),
        **_ledger_pages(bench, office, [clerk, town]),
    }


def _ledger_pages(bench: Bench, office: Acting, others: list[Acting]) -> dict[str, list[Request]]:
    ledger = f"/desk/problems/campaigns/{Campaign.objects.get().code}/"
    tabs = [{"tab": tab} for tab in LEDGER_TABS]
    soon = f"{bench.now + timedelta(days=3):%Y-%m-%d}"
    narrowed = [{"state": "submitted"}, {"light": "yellow"}, {"unit": busy_unit()},
                {"category": "病媒防治"}, {"due_by": soon}]  # fmt: skip
    numbers = Problem.objects.order_by("pk").values_list("number", flat=True)[:FEW]
    return {
        "ledger": _asked(ledger, office, tabs),
        "ledger_of_others": [one for who in others for one in _asked(ledger, who, tabs)],
        "ledger_narrowed": _asked(
            ledger, office, [{"tab": t, **n} for t in ("open", "all") for n in narrowed]
        ),
        "ledger_by_words": _asked(
            ledger,
            office,
            [{"tab": "all", "text": "第100017处"}, {"tab": "all", "text": "没有这几个字"}],
        ),
        "problem_page": [Request("GET", f"/desk/problems/{n}/", office.session) for n in numbers],
    }


def _asked(path: str, who: Acting, queries: list[dict[str, str]]) -> list[Request]:
    return [Request("GET", f"{path}?{urlencode(one)}", who.session) for one in queries]
