"""One engine at one size: fill it, measure it, answer with JSON."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import django

django.setup()

from bench import (  # noqa: E402  models need Django set up
    assessed,
    cockpit,
    emergency,
    fill,
    importing,
    inside,
    ledger_import,
    lists,
    market,
    multiply,
    notices,
    overhttp,
    overseen,
    party,
    phone,
    supervised,
)
from bench.cpu import of_family  # noqa: E402  models need Django set up
from bench.measured import Found  # noqa: E402  models need Django set up
from bench.server import running  # noqa: E402  models need Django set up
from jiceng.web.clock import read_now  # noqa: E402  models need Django set up


def _figures(given: argparse.Namespace) -> Iterator[Found]:
    now = read_now()

    def database() -> float:
        return of_family(given.postmaster) if given.postmaster else 0.0

    fill.filled(given.size, now)
    with running() as server:
        bench = overhttp.Bench(server, database, now, given.rounds, given.each)
        yield from overhttp.measure(bench)
        yield from market.measure(bench)
        yield from notices.measure(bench, given.size)
        yield Found("memory", server.memory())
        yield from inside.measure(now, given.rounds, database)
        yield from cockpit.measure(bench)
        yield from phone.measure(bench)
        yield from assessed.measure(now, given.rounds, database)
        yield from emergency.measure(now, given.rounds, database)
        yield from importing.measure(given.imported, now, database)
        multiply.wait_for_all()
        yield from overhttp.pages(bench, "_all_open")
    supervised.fill(given.size, now)
    lists.fill(given.size, now)
    if given.party:
        party.fill(now)
    # SQLite reads the statistics of its tables when a connection opens: a server of its own, or
    # it plans for the tables as they were before they were filled.
    with running() as server:
        bench = replace(bench, server=server)
        yield from overseen.measure(bench)
        yield from lists.measure(bench)
        if given.party:
            yield from party.measure(bench)
    yield from ledger_import.measure(given.ledger, now)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    for name in ("size", "rounds", "each", "imported", "ledger", "party", "postmaster"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--answer", type=Path, required=True)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the web server ends too
    found = []
    begun = time.monotonic()
    for row in _figures(given):
        found.append(replace(row, engine=given.engine, size=row.size or given.size))
        passed = time.monotonic() - begun
        sys.stderr.write(f"  {passed:5.0f} s  {row.name} {row.value:.3g} {row.said}\n")
        given.answer.write_text(json.dumps([row.as_json() for row in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
