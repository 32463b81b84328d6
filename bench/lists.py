"""Lists of services and economy in any number of rows, each page at its dearest reader and filter.

Applications, orders and investment leads are made by the actions themselves and multiplied inside
the database. As with the cases some 2,000 of each are under way and the rest done. A third lies
with one unit, and one has hardly any: whoever has few must not read past everybody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models, transaction

from bench.market import station_of
from bench.measured import Found
from bench.multiply import choose, copy_rows, earlier, moments, quick
from bench.overhttp import FEW, Bench, Request
from bench.people import Acting, acting
from bench.scales import OPEN
from bench.supervised import one_of
from jiceng.economy.actions.companies import register_company
from jiceng.economy.actions.leads import LeadGiven, file_lead
from jiceng.economy.actions.orders import Asked as Ordered
from jiceng.economy.actions.orders import place_order
from jiceng.economy.models import InvestmentLead, LeadFunds, Order, Station
from jiceng.economy.rules.companies import CompanyGiven, check_place
from jiceng.economy.rules.orders import Wanted
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.territory import territory
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.actions.content import load_held_papers, load_items
from jiceng.services.models import Application
from jiceng.services.queries.items import items_at
from jiceng.web.api.pages import cursor
from jiceng.web.clock import local_day

YEAR, SOON = 365, 60
"""Days over which copies are spread: of what is done, and of what is under way."""
ORIGINALS = 24
"""Orders made by the actions; as many leads."""
BUSY, QUIET = "D08", "D10"
"""The bureau with a third of all applications, and the one with hardly any."""
STATIONS = 4
"""Stations that sell; the last has what the actions made and no more."""
DEEP = 3 / 4
"""How far inside a list its deep page lies."""
STATION = "服务站"
RARE = "没有这几个字"
WAITING = ("submitted", "accepted", "accepted", "examined", "supplementing")
DECIDED = (*["granted"] * 12, "declined", "withdrawn", *["archived"] * 6)
ORDERED = ("placed", "paid", "packed", "ready_for_pickup", "sent", "after_sales")
OVER = (*["settled"] * 15, "received", "refunded", *["cancelled"] * 3)
FOLLOWED = ("lead", "screened", "negotiating", "framework_signed", "contract_signed",
            "registered", "construction", "paused")  # fmt: skip
LANDED = (*["in_production"] * 4, *["reached_capacity"] * 10, *["dropped"] * 6)
Query = Mapping[str, str]
M = TypeVar("M", bound=models.Model)


def fill(size: int, now: datetime) -> None:
    """As many applications, orders and leads as there are cases; made once."""
    note = Path(settings.DATA_DIR) / "lists"
    if note.exists():
        return
    with transaction.atomic(), reading_once():
        _apply(now)
        _order(now)
        _invest(now)
    with quick():
        _multiply_applications(size)
        _multiply_orders(size)
        _multiply_leads(size)
    note.touch()


def _apply(now: datetime) -> None:
    """Twice an application for every item on offer, at the unit that decides it."""
    load_held_papers(by="bench", now=now)
    load_items(territory().units.keys(), by="bench", now=now)
    for item in 2 * [*items_at(now).values()]:
        apply_for(Asked(item.key, "13812345678", channel=item.channels[0]), now=now)


def _order(now: datetime) -> None:
    """Orders of one line, by turns at the stations of some communities."""
    units = sorted(u.code for u in territory().units.values() if u.tier == "community")
    for code in units[:STATIONS]:
        station_of(acting("community_clerk", now, unit=code), f"{STATION} {code}", now)
    stations = _stations()
    for place in range(ORIGINALS):
        station = stations[place % STATIONS]
        stock = station.stocks.select_related("produce").order_by("pk")[place % 3]
        line = Wanted(stock.produce.number, 1, stock.produce.price_fen)
        place_order(Ordered(station.number, (line,), "13812345678"), now=now)


def _invest(now: datetime) -> None:
    """Leads with a company each; one in eight has more in place than was promised."""
    officer, today = acting("investment_officer", now).actor, local_day(now)
    area = next(a.code for a in territory().areas.values() if a.level == "town")
    for place in range(ORIGINALS):
        first = f"91469024MA5B{place:05d}"
        given = CompanyGiven(first + check_place(first), f"示例{place}号有限公司", area)
        company = register_company(given, by=officer, now=now).company
        following = today + timedelta(days=SOON - 10)
        lead = file_lead(company, LeadGiven(f"项目{place}", "建厂", "回访", following), by=officer,
                         now=now)  # fmt: skip
        promised, there = 10**9, (2 if place % 8 == 0 else 1) * 10**9
        LeadFunds.objects.bulk_create(
            LeadFunds(lead=lead, kind=kind, fen=fen, on=today, paper="示例", noted_at=now)
            for kind, fen in (("contract", promised), ("in_place", there - 1))
        )


def _multiply_applications(wanted: int) -> None:
    for states, turn in _copies(Application.objects.exclude(unit=QUIET), wanted, WAITING, DECIDED):
        decided = [int(states is DECIDED and state != "withdrawn") for state in states]
        is_decided = one_of(decided, turn)
        copy_rows(Application, "id", {
            **moments(Application), "number": "'B' || c.new", "state": one_of(states, turn),
            "decided_at": f"CASE {is_decided} WHEN 1 THEN {earlier('due_at', 'datetime')} END",
            "is_kept": f"CASE {is_decided} WHEN 1 THEN TRUE END",
        })  # fmt: skip
    settle_sequences(Application)


def _multiply_orders(wanted: int) -> None:
    made = Order.objects.filter(station__in=_stations()[:-1])
    for states, turn in _copies(made, wanted, ORDERED, OVER):
        copy_rows(Order, "id", {
            **moments(Order), "number": "'B' || c.new", "state": one_of(states, turn),
            "ready_at": earlier("placed_at", "datetime") if states is OVER else "NULL",
        })  # fmt: skip
    settle_sequences(Order)


def _multiply_leads(wanted: int) -> None:
    """Leads with their money; what is landed has no next step."""
    for states, turn in _copies(InvestmentLead.objects.all(), wanted, FOLLOWED, LANDED):
        told = moments(InvestmentLead)
        copy_rows(InvestmentLead, "id", {
            **told, "number": "'B' || c.new", "state": one_of(states, turn),
            "next_on": told["next_on"] if states is FOLLOWED else "NULL",
        })  # fmt: skip
        copy_rows(LeadFunds, "lead_id", {})
    settle_sequences(InvestmentLead)


def _copies(
    made: models.QuerySet[M], wanted: int, waiting: Sequence[str], done: Sequence[str]
) -> Iterator[tuple[Sequence[str], str]]:
    """Choose copies that are under way, then copies that are done; answers with their states and
    with what counts the rounds over the originals."""
    originals = list(made.order_by("pk").values_list("pk", flat=True))
    rows = made.model._default_manager
    more = max(wanted - rows.count(), 0)
    opened = min(OPEN, more // 2)
    for states, count, span in ((waiting, opened, SOON), (done, more - opened, YEAR)):
        first = (rows.aggregate(top=models.Max("pk"))["top"] or 0) + 1
        choose((originals[i % len(originals)], first + i, i * span // count) for i in range(count))
        yield states, f"(c.new / {len(originals)})"


def _stations() -> list[Station]:
    """The stations of the multiplied orders, the quiet one last."""
    return list(Station.objects.filter(name__startswith=STATION).order_by("pk"))


def measure(bench: Bench) -> Iterator[Found]:
    """One line a list: the dearest of its readers, filters and pages."""
    for name, asked in pages(bench.now).items():
        each = [bench.reading(name, [one], FEW) for one in asked]
        yield max(each, key=lambda found: found.value)


def pages(now: datetime) -> dict[str, list[Request]]:
    """Figure -> every request of it."""
    return {**_of_applications(now), **_of_orders(now), **_of_leads(now)}


def _of_applications(now: datetime) -> dict[str, list[Request]]:
    desk, api = "/desk/applications/", "/api/v1/applications"
    busy, quiet = (acting("department_handler", now, unit=unit) for unit in (BUSY, QUIET))
    rows = Application.objects.filter(unit=BUSY)
    opened = rows.filter(decided_at=None).exclude(state="withdrawn")
    states = [{"state": state} for state in {*WAITING, *DECIDED}]
    key = {"item": rows.order_by("-pk")[0].item}
    deep = [
        {"after": _place(opened, "due_at")},
        {"state": "granted", "after": _place(rows.filter(state="granted"), "id", newest=True)},
    ]
    return {
        "applications": [
            request for who in (busy, quiet) for request in _asked(desk, who, [{}, *states])
        ] + _asked(desk, busy, deep),
        "applications_by_words": _asked(desk, busy, [{"text": RARE},
                                                    {"text": RARE, "state": "granted"}]),
        "applications_api": [
            request for who in (busy, quiet)
            for request in _called(api, who, [{}, *states, key, _after(rows)])
        ],
    }  # fmt: skip


def _of_orders(now: datetime) -> dict[str, list[Request]]:
    desk, api = "/desk/orders/", "/api/v1/orders"
    stations = _stations()
    states = [{"state": state} for state in {*ORDERED, *OVER}]
    found: dict[str, list[Request]] = {"orders": [], "orders_api": []}
    for station in (stations[0], stations[-1]):
        who = acting("community_clerk", now, unit=station.unit)
        rows, at = station.orders.all(), {"station": station.number}
        deep = {"after": _place(rows, "placed_at", newest=True)}
        found["orders"] += _asked(desk, who, [{**at, **one} for one in ({}, *states, deep)])
        found["orders_api"] += _called(api, who, [{}, at, *states, _after(rows)])
    return found


def _of_leads(now: datetime) -> dict[str, list[Request]]:
    desk, api = "/desk/investment-leads/", "/api/v1/investment-leads"
    rows = InvestmentLead.objects.all()
    states = [{"state": state} for state in {*FOLLOWED, *LANDED}]
    late = [{"flag": "late"}, {"flag": "overdue"}, {"flag": "late", "state": "lead"}]
    deep = [
        {"after": _place(rows.exclude(next_on=None), "next_on")},
        {"state": "all", "after": _place(rows, "next_on")},
    ]
    readers = acting("investment_officer", now), acting("leader", now)
    return {
        "leads": [
            request for who in readers
            for request in _asked(desk, who, [{}, {"state": "all"}, *states, *late, *deep])
        ],
        "leads_by_words": _asked(desk, readers[0], [{"text": RARE, "state": "all"}]),
        "leads_above": _asked(desk, readers[0], [{"flag": "above"}]),
        "lead_board": [_asked(f"{desk}board/", who, [{}])[0] for who in readers],
        "leads_api": [
            request for who in readers
            for request in _called(api, who, [{}, *states, _after(rows)])
        ],
    }  # fmt: skip


def _place(rows: models.QuerySet[M], key: str, *, newest: bool = False) -> str:
    """The cursor of a page deep inside a list, as the page before would name it."""
    mark = models.F(key).desc() if newest else models.F(key).asc(nulls_last=True)
    ordered = rows.order_by(mark, "-pk" if newest else "pk")
    row = ordered[int(rows.count() * DEEP)]
    value = getattr(row, key)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return f"{text}~{row.pk}"


def _after(rows: models.QuerySet[M]) -> Query:
    ordered = rows.order_by("pk").values_list("pk", flat=True)
    return {"after": cursor([ordered[int(rows.count() * DEEP)]])}


def _asked(path: str, who: Acting, queries: Sequence[Query]) -> list[Request]:
    return [Request("GET", f"{path}?{urlencode(one)}", who.session) for one in queries]


def _called(path: str, who: Acting, queries: Sequence[Query]) -> list[Request]:
    return [Request("GET", f"{path}?{urlencode(one)}", who.bearer) for one in queries]
