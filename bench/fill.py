"""Cases in any number: a few hundred real ones, multiplied inside the database.

The models are raised and moved by the actions themselves; what is multiplied copies their rows
with keys, numbers and days of its own. Its journal lines are plausible but carry no valid hash:
nothing measured here reads them for that.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from shapely.geometry import Point, shape

from bench.multiply import multiply
from jiceng.casework.actions import outcomes
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.overlays import offered_types
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.journal import head
from jiceng.kernel.records.models import Area, Cursor, Person
from jiceng.kernel.scope import Actor
from jiceng.project.demo.content import load
from jiceng.project.demo.county import load_county

PAPERS = Given(result="已清理", evidence="现场核实", note="已告知")
SETTLED_BY = ("grid", "community")
MODELS_OPEN, MODELS_CLOSED = 120, 240
"""How many real cases are copied; fewer where fewer are wanted altogether."""
WORDS = "垃圾堆放在路口，味道很大，请尽快清理。居民反映多次，希望有人来看一看。"


def filled(size: int, now: datetime) -> bool:
    """Whether this database already holds a county of that size; otherwise it does afterwards."""
    note = Path(settings.DATA_DIR) / "filled"
    mark = f"{size} {_print_of_the_schema()}"
    if note.exists():
        if note.read_text() == mark:
            return True
        raise SystemExit(f"{note.parent} was filled by another version: remove it and run again")
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        load_county(load(), rules_at(now)[1].zone)
    with transaction.atomic(), reading_once():
        _raise_models(now, min(MODELS_OPEN, size // 6), min(MODELS_CLOSED, size // 3))
    multiply(size)
    Cursor.objects.update_or_create(name=outcomes.CURSOR, defaults={"seq": head()[0]})
    note.write_text(mark)
    return False


def _print_of_the_schema() -> str:
    root = Path(settings.BASE_DIR)
    files = sorted(root.glob("**/migrations/0*.py"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def reports(now: datetime, *, seed: int = 7, grid: str = "") -> Iterator[Raised]:
    """Reports with a point inside some grid, a type and a contact, without end."""
    rng = Random(seed)
    offered = offered_types(now)
    kinds = [k for k in rules_at(now)[0].types.values() if k.is_leaf and k.code in offered]
    if grid:
        kinds = [k for k in kinds if k.first_tier == "grid" and not k.is_law_department]
    rows = Area.objects.filter(level="grid", geometry__isnull=False).order_by("code")
    places = [
        _inside(a.geometry or {}, rng) for a in rows if grid in ("", a.code) for _ in range(8)
    ]
    for number in itertools.count():
        lon, lat = rng.choice(places)
        yield Raised(
            text=f"{WORDS}（第 {number} 件）",
            case_type=rng.choice(kinds).code,
            lon=lon,
            lat=lat,
            name="王小明",
            phone=f"1380013{rng.randrange(10_000):04}",
            source="hotline",
        )


def _inside(geometry: dict[str, Any], rng: Random) -> tuple[float, float]:
    polygon = shape(geometry)
    west, south, east, north = polygon.bounds
    while True:
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if polygon.contains(Point(lon, lat)):
            return lon, lat


def _raise_models(now: datetime, opened: int, closed: int) -> None:
    """Half of the open ones are signed for; the closed ones were settled by whoever had them."""
    given, book = reports(now), rules_at(now)[0]
    actors = [actor_for(p, now=now, today=now.date()) for p in Person.objects.order_by("pk")]
    for number in range(opened + closed):
        case = raise_case(next(given), now=now).case
        if case.state != "dispatched":
            continue
        holder = holder_of(case, actors)
        if number % 2 or number >= opened:
            case = make_move(
                case, "sign_for", by=holder, now=now, version=case.version, given=Given()
            )
        needed = book.type_of(case.case_type).needs
        is_closed = number >= opened and case.is_small and needed <= PAPERS.names()
        if is_closed and case.tier in SETTLED_BY:
            make_move(
                case, "settle_on_the_spot", by=holder, now=now, version=case.version, given=PAPERS
            )
    outcomes.write(Case.objects.all(), now)


def holder_of(case: Case, actors: Sequence[Actor]) -> Actor:
    """Whoever has to act on a case that was given to a unit or a grid."""
    role = frozenset({case.work_role("holder")})
    return next(a for a in actors if role & a.roles_towards(case))
