"""What people and programs ask of the web server: intake, moves, worklist, case page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from statistics import median

from django.http import HttpResponse
from django.test import Client

from bench.cpu import Cost, Spent, cost_of, least
from bench.fill import reports
from bench.floor import bare, heard_of
from bench.measured import Found, of_cost
from bench.people import READERS, Acting, acting
from bench.server import Server
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.queries import worklist

FEW = 10
"""Requests a round where one may take a long time."""
MOVES = ("sign_for", "start")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None = None

    def over(self, server: Server) -> bytes:
        return server.ask(self.method, self.path, self.headers, self.body)

    def inside(self) -> None:
        """The same request in this process, where its statements can be heard."""
        client = Client(raise_request_exception=True)
        answer: HttpResponse = client.generic(
            self.method,
            self.path,
            self.body or b"",
            content_type=self.headers.get("Content-Type", ""),
            headers={**self.headers, "Host": "localhost"},
        )  # type: ignore[assignment]  # the client answers Django's own response
        if answer.status_code >= 400:
            raise RuntimeError(f"{self.path}: {answer.status_code} {answer.content[:500]!r}")


@dataclass
class Bench:
    """Everything a measurement over HTTP needs."""

    server: Server
    database: Spent
    now: datetime
    rounds: int
    each: int

    def ask(self, requests: Sequence[Request]) -> Cost:
        self.server.line.close()  # it may have been idle for longer than the server waits

        def work() -> int:
            for request in requests:
                request.over(self.server)
            return len(requests)

        return cost_of(work, self.server.spent, self.database)

    def writing(self, name: str, make: Callable[[int], Sequence[Request]]) -> Found:
        """A figure with its floor; every round sends requests that `make` gives anew."""
        costs, floors, counts, empty = [], [], [], []
        self.ask(make(5))
        for _ in range(self.rounds):
            heard = heard_of([request.inside for request in make(self.each)])
            counts += [len(h) for h in heard]
            floors.append(bare(heard, self.database))
            costs.append(self.ask(make(self.each)))
            empty.append(self.nothing())
        nothing = least(empty).web
        return of_cost(name, least(costs), floor=least(floors).total + nothing,
                       queries=int(median(counts)), empty=nothing)  # fmt: skip

    def reading(self, name: str, requests: Sequence[Request], count: int = 0) -> Found:
        """A figure of pages that change nothing."""
        sent = [requests[i % len(requests)] for i in range(count or self.each)]
        self.ask(sent[:5])
        heard = heard_of([request.inside for request in sent])
        floors, costs, empty = [], [], []
        for _ in range(self.rounds):
            floors.append(bare(heard, self.database))
            costs.append(self.ask(sent))
            empty.append(self.nothing())
        nothing = least(empty).web
        return of_cost(name, least(costs), floor=least(floors).total + nothing,
                       queries=max(map(len, heard)), empty=nothing)  # fmt: skip

    def nothing(self) -> Cost:
        """An empty view on the same server."""
        return self.ask([Request("GET", "/healthz", {})] * self.each)


def measure(bench: Bench) -> Iterator[Found]:
    """Every figure over HTTP, in the order of the table."""
    yield of_cost("empty", least(bench.nothing() for _ in range(bench.rounds * 5)))
    yield bench.writing("intake", _intakes(bench.now))
    yield bench.writing("move", _moves(bench.now))
    yield from pages(bench)


def pages(bench: Bench, suffix: str = "") -> Iterator[Found]:
    """Worklist and case page: the dearest of the readers from grid to county."""
    few = min(bench.each, FEW) if suffix else 0
    people = [acting(post, bench.now) for post in READERS]
    lists = [
        bench.reading(f"worklist{suffix}", [Request("GET", "/desk/", who.session)], few)
        for who in people
    ]
    yield max(lists, key=lambda found: found.value)
    if not suffix:
        cases = [bench.reading("case_page", _case_pages(who)) for who in people]
        yield max(cases, key=lambda found: found.value)


def _intakes(now: datetime) -> Callable[[int], Sequence[Request]]:
    clerk = acting("county_dispatcher", now)
    headers = {**clerk.bearer, "Content-Type": "application/json"}
    given = reports(now, seed=Case.objects.count())

    def make(count: int) -> list[Request]:
        return [
            Request("POST", "/api/v1/cases", headers, _body(raised))
            for raised in islice(given, count)
        ]

    return make


def _body(raised: Raised) -> bytes:
    return json.dumps(
        {
            "text": raised.text,
            "case_type": raised.case_type,
            "location": {"lon": raised.lon, "lat": raised.lat},
            "contact": {"name": raised.name, "phone": raised.phone},
            "source": raised.source,
        },
        ensure_ascii=False,
    ).encode()


def _moves(now: datetime) -> Callable[[int], Sequence[Request]]:
    """Signing for a case and starting it, by the worker of its grid."""
    worker = acting("grid_worker", now)
    grid = worker.actor.grips[0].area_path.rstrip("/").rpartition("/")[2]
    headers = {**worker.bearer, "Content-Type": "application/json"}
    given = reports(now, seed=Case.objects.count(), grid=grid)
    raised = (raise_case(report, now=now).case for report in given)
    held = (c for c in raised if (c.tier, c.grid_code) == ("grid", grid))  # a rule may send it on

    def make(count: int) -> list[Request]:
        cases = islice(held, -(-count // len(MOVES)))
        return [
            Request(
                "POST",
                f"/api/v1/cases/{case.number}/moves/{move}",
                headers,
                json.dumps({"version": case.version + step}).encode(),
            )
            for case in cases
            for step, move in enumerate(MOVES)
        ][:count]

    return make


def _case_pages(who: Acting) -> list[Request]:
    waiting = worklist(who.actor).filter(subject_kind="case")
    numbers = list(waiting.values_list("number", flat=True)[:20])
    if not numbers:
        numbers = list(Case.objects.order_by("-pk").values_list("number", flat=True)[:20])
    return [Request("GET", f"/desk/cases/{number}/", who.session) for number in numbers]
