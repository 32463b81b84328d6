"""The county's 447 checkpoints, two weeks of duty in the month of the epidemic, and its supplies.

Fictitious (示例) but for their number (facts.md §8): where they stand is drawn by a seed, near the
middle of areas or at named places. Written at once, as an import would; three shifts stay short.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

from jiceng.emergency.actions.posts_content import load_posts_content
from jiceng.emergency.models import (
    Checkpoint,
    Duty,
    Emergency,
    Roster,
    Shift,
    Store,
    Supply,
    SupplyBatch,
    SupplyMovement,
)
from jiceng.emergency.queries.checkpoints import patterns
from jiceng.emergency.queries.rosters import ASKED_POSTS, asked_for, moment, needs_of, zone_at
from jiceng.emergency.rules.rostering import fill
from jiceng.emergency.rules.rosters import clock_of
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.models import Appointment, Area
from jiceng.kernel.records.territory import AreaEntry, territory

MANY, MANNED = 447, 48
"""Of all; for which the roster of the epidemic is."""
DAYS, SHORT = 14, 3
SEED = 447
KINDS = ("compound", "village", "road", "market", "highway", "port")
PURPOSE = "信息提示、引导分流，不登记过往人员和车辆"
OFFICE = "D18"
ITEMS = (
    ("医用外科口罩", "只", 40_000, 20_000, 300), ("消毒液", "瓶", 900, 1_200, 200),
    ("棉被", "床", 600, 300, 0), ("帐篷", "顶", 80, 60, 0), ("方便食品", "箱", 350, 400, 20),
    ("饮用水", "箱", 800, 500, 150), ("沙袋", "个", 5_000, 3_000, 0),
)  # fmt: skip
"""Item, measure, on hand, least reserve, days until it expires."""


def fill_posts(now: datetime) -> None:
    """Kinds and patterns, checkpoints, a roster, supplies; in the caller's transaction."""
    load_posts_content(by="示例县", now=now - timedelta(days=366))
    rng = Random(SEED)  # noqa: S311  dice of a story
    real = Emergency.objects.filter(kind="epidemic", is_drill=False, started_at__lt=now)
    epidemic = real.order_by("-started_at").first()
    Checkpoint.objects.bulk_create(_checkpoints(rng, epidemic, now))
    if epidemic is not None and epidemic.started_at is not None:
        _roster(rng, epidemic, epidemic.started_at)
    _supplies(now)


def _checkpoints(rng: Random, epidemic: Emergency | None, now: datetime) -> list[Checkpoint]:
    land, unit = territory(), territory().units[OFFICE]
    rows = Area.objects.filter(valid_to=None).exclude(label_lon=None).exclude(label_lat=None)
    named = rows.values_list("code", "label_lon", "label_lat")
    middles = {code: (float(lon or 0), float(lat or 0)) for code, lon, lat in named}
    areas = [a for code, a in sorted(land.areas.items())
             if code in middles and a.level in ("grid", "community", "village")]  # fmt: skip
    found, times = list[Checkpoint](), Counter[str]()
    for n in range(1, MANY + 1):
        area = areas[(n * 7) % len(areas)]
        lon, lat = middles[area.code]
        times[area.code] += 1
        is_manned = epidemic is not None and n <= MANNED
        found.append(Checkpoint(
            number=f"CP{public_number(now.year, n)}", code=f"K{n:03}",
            title=f"{area.name}{times[area.code]} 号卡点（示例）",
            state="closed" if is_manned else "planned", entered_at=now - timedelta(days=300),
            unit=unit.code, unit_path=unit.path, tier=unit.tier, area_id=area.code,
            area_path=area.path, place=f"{area.name}路口", lon=lon + rng.uniform(-0.004, 0.004),
            lat=lat + rng.uniform(-0.004, 0.004), kind=_kind(area, n),
            level="county" if n <= 12 else "town" if n <= MANNED else "village", purpose=PURPOSE,
            keeper=land.desk_for(area).code, needed=1 if n <= MANNED else 2, hours="全天",
            equipment="帐篷、桌椅、照明", has_shelter=n % 3 > 0, has_power=n % 4 > 0,
            emergency=epidemic if is_manned else None, is_sample=True,
            order="临应急〔示例〕1 号" if is_manned else "",
        ))  # fmt: skip
    return found


def _kind(area: AreaEntry, n: int) -> str:
    if n <= 12:
        return "highway" if n % 3 else "port"
    return KINDS[n % 4] if area.level == "grid" else "village"


def _roster(rng: Random, epidemic: Emergency, began: datetime) -> None:
    zone, pattern = zone_at(began), patterns(began)["two"]
    first = began.astimezone(zone).date() + timedelta(days=1)
    unit = territory().units[OFFICE]
    row = Roster.objects.create(
        number=f"RO{public_number(first.year, 1)}", title="疫情防控卡点值班表（示例）",
        state="closed", entered_at=began, unit=unit.code, unit_path=unit.path, tier=unit.tier,
        area_path=epidemic.area_path, emergency=epidemic, first_day=first,
        last_day=first + timedelta(days=DAYS - 1), pattern="two", posts=list(ASKED_POSTS),
        turns=[[clock_of(a), clock_of(b)] for a, b in pattern.turns], filled_at=began,
        is_sample=True,
    )  # fmt: skip
    manned = list(Checkpoint.objects.filter(emergency=epidemic).order_by("code"))
    days: list[date] = [first + timedelta(days=n) for n in range(DAYS)]
    shifts = []
    for day in days:
        for turn in range(len(pattern.turns)):
            start, end = (moment(m, zone) for m in pattern.span(day, turn))
            shifts += [Shift(roster=row, checkpoint=c, day=day, turn=turn, starts_at=start,
                             ends_at=end, needed=c.needed) for c in manned]  # fmt: skip
    Shift.objects.bulk_create(shifts)
    kept = list(row.shifts.select_related("checkpoint").order_by("pk"))
    asked = asked_for(row, zone)
    pairs = sorted(fill(needs_of(kept, zone), asked.candidates))
    for _gap in range(min(SHORT, len(pairs))):
        pairs.pop(rng.randrange(len(pairs)))
    begins = {s.pk: s.starts_at for s in kept}
    Duty.objects.bulk_create(
        Duty(shift_id=key, appointment_id=asked.appointments[who], person_id=who,
             starts_at=begins[key]) for key, who in pairs
    )  # fmt: skip
    row.shifts.filter(pk__in=[key for key, _who in pairs]).update(filled=1)
    counts = Counter(who for _key, who in pairs)
    shares = [counts[c.key] for c in asked.candidates]
    row.fewest, row.most = min(shares, default=0), max(shares, default=0)
    row.save(update_fields=["fewest", "most"])


def _supplies(now: datetime) -> None:
    land, unit = territory(), territory().units[OFFICE]
    area = land.areas[unit.area]
    keeper = Appointment.objects.filter(post="emergency_officer").earliest("pk")
    store = Store.objects.create(
        number=f"ST{public_number(now.year, 1)}", name="县应急物资储备库（示例）", unit=unit.code,
        unit_path=unit.path, tier=unit.tier, area_id=area.code, area_path=area.path,
        address="文明东路（示例）", is_sample=True,
    )  # fmt: skip
    today = now.astimezone(zone_at(now)).date()
    for n, (item, measure, amount, needed, lasts) in enumerate(ITEMS, 1):
        supply = Supply.objects.create(store=store, item=item, measure=measure, needed=needed,
                                       on_hand=amount)  # fmt: skip
        batch = SupplyBatch.objects.create(
            supply=supply, code=f"示例-{n:02}", shelf=f"A-{n}", on_hand=amount,
            expires_on=today + timedelta(days=lasts) if lasts else None,
        )  # fmt: skip
        SupplyMovement.objects.create(batch=batch, kind="in", amount=amount, note="年度采购",
                                      appointment=keeper, at=now - timedelta(days=90))  # fmt: skip
