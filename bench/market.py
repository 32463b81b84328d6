"""Placing orders at a station that has enough of everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count

from bench.measured import Found
from bench.overhttp import Bench, Request
from bench.people import Acting, acting
from jiceng.economy.actions.stock import Opening, add_stock, open_station
from jiceng.economy.models import Produce, Producer, Station
from jiceng.kernel.records.territory import territory

PLENTY = 100_000
KINDS = 3
"""Lines of an order."""


def measure(bench: Bench) -> Iterator[Found]:
    """An order of three lines, by a program of the station."""
    keeper = acting("community_clerk", bench.now)
    station = station_of(keeper, f"站 {Station.objects.count()}", bench.now)
    yield bench.writing("order", _orders(keeper, station))


def station_of(keeper: Acting, name: str, now: datetime) -> Station:
    """A station of the keeper's unit with plenty of a few kinds of produce."""
    given = Opening(name, "示例路 1 号")
    station = open_station(given, by=keeper.actor, now=now)
    area = territory().areas[str(station.area_id)]
    for _ in range(KINDS):
        place = Produce.objects.count()
        producer = Producer.objects.create(
            number=f"PDB{place}", kind="household", name=f"示例 {place}", area_id=area.code,
            area_path=area.path,
        )  # fmt: skip
        produce = Produce.objects.create(
            number=f"PRB{place}", producer=producer, name=f"大米 {place}", kind="grain",
            measure="袋", price_fen=3550,
        )  # fmt: skip
        add_stock(station, produce, PLENTY, by=keeper.actor, now=now)
    return station


def _orders(keeper: Acting, station: Station) -> Callable[[int], Sequence[Request]]:
    headers = {**keeper.bearer, "Content-Type": "application/json"}
    sold = station.stocks.values_list("produce__number", "produce__price_fen")
    lines = [{"produce": number, "quantity": 1, "price_fen": fen} for number, fen in sold]
    body = {"station": station.number, "phone": "13812345678", "name": "示例", "lines": lines}
    key = count()

    def make(many: int) -> list[Request]:
        return [
            Request("POST", "/api/v1/orders", {**headers, "Idempotency-Key": f"b{next(key)}"},
                    json.dumps(body).encode())
            for _ in range(many)
        ]  # fmt: skip

    return make
