"""What is reported during the demo's year: when, where, what, by whom. Pure and seeded.

The same seed, scale and today give the same year. Everything comes from `content/rhythm.toml` and
`content/messages.toml`; nothing here is about a real person or a real report.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from jiceng.project.demo.content import Area, Burst, Content, Place

SEED = 469024
YEAR = timedelta(days=365)
REPEATS_AFTER = timedelta(days=1)
REPEATS_WITHIN = timedelta(days=75)
MERGED_WITHIN = timedelta(days=3)
MERGES = 0.6
"""How often a repeat within that time is merged; the others are handled by themselves."""

NAMES_NO_TYPE = {"resident": 0.45, "hotline": 0.1, "import": 0.3}
"""How often a report comes without a type, by source."""

STAFF = frozenset({"grid_worker", "clerk", "inspection", "import"})
NEW_YEARS = {
    2019: date(2019, 2, 5), 2020: date(2020, 1, 25), 2021: date(2021, 2, 12),
    2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10),
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
"""First days of the lunar year; outside them the middle of February stands in."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happens: a grid with a point, or a village without one."""

    area: str
    town: str
    words: str
    lon: float | None
    lat: float | None
    kind: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One report to come. `repeats` is the number of the arrival it is about again, or 0."""

    number: int
    at: datetime
    case_type: str
    source: str
    spot: Spot
    text: str
    wording: int
    is_located: bool
    is_typed: bool = True
    """Whether the reporter named the type; otherwise a desk does."""
    is_refused: bool = False
    repeats: int = 0
    repeats_at: datetime | None = None
    is_merged: bool = False


def arrivals(content: Content, *, now: datetime, zone: ZoneInfo, scale: float) -> list[Arrival]:
    """A year of reports up to `now`, in order of time, numbered from 1."""
    rng = Random(f"{SEED}:{scale}")  # noqa: S311 - dice of a simulation, not a secret
    year = _Year(content, now, zone, rng)
    towns = {a.code: a for a in content.areas if a.level == "town"}
    rhythm = content.rhythm
    monthly = {code: rhythm.volume.get(code, rhythm.other_volume) for code in towns}
    total = round(sum(monthly.values()) * 12 * scale)
    drawn = sorted(
        (_moment(year, rhythm.sources, rng) for _ in range(total)), key=lambda each: each[0]
    )
    return list(_places_and_words(content, year, monthly, drawn, rng))


class _Year:
    """Weights of days and types, laid out once."""

    def __init__(self, content: Content, now: datetime, zone: ZoneInfo, rng: Random) -> None:
        self.now, self.zone = now, zone
        self.start = now - YEAR
        first = self.start.astimezone(zone).date()
        last = now.astimezone(zone).date()
        self.days = [first + timedelta(n) for n in range((last - first).days + 1)]
        rhythm = content.rhythm
        bursts = [(_burst_days(b, self.days, rng), b) for b in rhythm.bursts]
        self.codes = sorted(rhythm.types)
        self.by_day: list[list[float]] = []
        for day in self.days:
            factors = [b.factors for days, b in bursts if day in days]
            weights = [
                rhythm.types[code] * rhythm.months[code[:2]][day.month - 1] * _factor(code, factors)
                for code in self.codes
            ]
            self.by_day.append(list(accumulate(weights)))
        totals = [day[-1] for day in self.by_day]
        self.when = {
            kind: list(
                accumulate(
                    total * rhythm.weekdays[kind][day.weekday()]
                    for day, total in zip(self.days, totals, strict=True)
                )
            )
            for kind in ("resident", "staff")
        }
        self.hours = {kind: list(accumulate(rhythm.hours[kind])) for kind in rhythm.hours}
        self.villages = frozenset(rhythm.village_types)
        self.village_chance = rhythm.village_types_in_town


def _factor(code: str, factors: Sequence[Mapping[str, float]]) -> float:
    """How much busier the day is for one type: the type's own factor, else its family's."""
    found = 1.0
    for given in factors:
        found *= given.get(code, given.get(code[:4], given.get(code[:2], 1.0)))
    return found


def _burst_days(burst: Burst, days: Sequence[date], rng: Random) -> frozenset[date]:
    shift = rng.randint(-burst.window_days, burst.window_days)
    found: set[date] = set()
    for year in {day.year for day in days}:
        if burst.around:
            month, day = map(int, burst.around.split("-"))
            first = date(year, month, day)
        else:
            first = NEW_YEARS.get(year, date(year, 2, 14)) - timedelta(3)
        found |= {first + timedelta(shift + n) for n in range(burst.days)}
    return frozenset(found)


def _pick(cumulative: Sequence[float], rng: Random) -> int:
    return min(bisect_right(cumulative, rng.random() * cumulative[-1]), len(cumulative) - 1)


def _moment(year: _Year, sources: Mapping[str, float], rng: Random) -> tuple[datetime, int, str]:
    """An instant inside the year, the day's place in the table, and who reports."""
    source = rng.choices(list(sources), list(sources.values()))[0]
    kind = "staff" if source in STAFF else "resident"
    while True:
        day = _pick(year.when[kind], rng)
        seconds = _pick(year.hours[kind], rng) * 3600 + rng.randrange(3600)
        clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        at = datetime.combine(year.days[day], clock, year.zone).astimezone(UTC)
        if year.start <= at < year.now:
            return at, day, source


def _places_and_words(
    content: Content,
    year: _Year,
    monthly: Mapping[str, int],
    drawn: Sequence[tuple[datetime, int, str]],
    rng: Random,
) -> Iterator[Arrival]:
    map_of = _Map(content, monthly)
    recent: dict[str, deque[Arrival]] = {}
    chances = content.rhythm.chances
    for number, (at, day, source) in enumerate(drawn, start=1):
        town = map_of.town(rng)
        again = _earlier(recent.setdefault(town, deque(maxlen=400)), at, chances, rng)
        if again is not None:
            arrival = _again(again, number, at, source, content, chances, rng)
        else:
            arrival = _first(map_of, year, content, number, (at, day, source), town, rng)
            recent[town].append(arrival)
        yield arrival


def _earlier(
    recent: deque[Arrival], at: datetime, chances: Mapping[str, float], rng: Random
) -> Arrival | None:
    """Something reported before at the same place, now and then soon enough to be merged."""
    if not recent or rng.random() >= chances["repeat_place"]:
        return None
    wants_merge = rng.random() < chances["merged"] / chances["repeat_place"]
    within = MERGED_WITHIN if wants_merge else REPEATS_WITHIN
    after = timedelta() if wants_merge else REPEATS_AFTER
    fitting = [a for a in recent if after < at - a.at <= within and a.is_located]
    return rng.choice(fitting) if fitting else None


def _again(
    first: Arrival,
    number: int,
    at: datetime,
    source: str,
    content: Content,
    chances: Mapping[str, float],
    rng: Random,
) -> Arrival:
    wording, text = _text(content, first.case_type, first.spot.words, rng)
    return replace(
        first,
        number=number,
        at=at,
        source=_source(source, first.spot),
        text=text,
        wording=wording,
        is_typed=True,
        is_refused=False,
        repeats=first.number,
        repeats_at=first.at,
        is_merged=at - first.at <= MERGED_WITHIN and rng.random() < MERGES and not first.is_refused,
    )


def _first(
    map_of: _Map,
    year: _Year,
    content: Content,
    number: int,
    when: tuple[datetime, int, str],
    town: str,
    rng: Random,
) -> Arrival:
    at, day, source = when
    in_grids = map_of.is_urban(town, content.rhythm.urban_share, rng)
    code = year.codes[_pick(year.by_day[day], rng)]
    while in_grids and code in year.villages and rng.random() > year.village_chance:
        code = year.codes[_pick(year.by_day[day], rng)]
    spot = map_of.spot(town, code, in_grids, rng)
    wording, text = _text(content, code, spot.words, rng)
    is_typed = rng.random() >= NAMES_NO_TYPE.get(source, 0)
    refused = content.rhythm.chances["refused"] / 0.17  # only a desk refuses; it sees about 17 %
    return Arrival(
        number=number,
        at=at,
        case_type=code,
        source=_source(source, spot),
        spot=spot,
        text=text,
        wording=wording,
        is_located=rng.random() < content.rhythm.chances["located"],
        is_typed=is_typed,
        is_refused=not is_typed and rng.random() < refused,
    )


def _source(source: str, spot: Spot) -> str:
    """Villages have no grid workers; their clerk walks round."""
    return "clerk" if source == "grid_worker" and spot.lon is None else source


def _text(content: Content, code: str, words: str, rng: Random) -> tuple[int, str]:
    messages = content.wording.cases[code].messages
    wording = rng.randrange(len(messages))
    message = messages[wording]
    when = rng.choice(content.wording.phrases["times"])
    detail = rng.choice(message.details)
    return wording, message.text.format(place=words, time=when, detail=detail)


class _Map:
    """Towns, communities and places to draw from."""

    def __init__(self, content: Content, monthly: Mapping[str, int]) -> None:
        self.phrases = content.wording.phrases
        self.place_kinds = content.rhythm.place_kinds
        self.towns = list(monthly)
        self.weights = list(accumulate(monthly.values()))
        gridded = {grid.community for grid in content.grids}
        self.villages: dict[str, list[Area]] = {}
        for area in content.areas:
            if area.level == "community" and area.code not in gridded:
                self.villages.setdefault(area.parent, []).append(area)
        self.places: dict[str, list[Place]] = {}
        for place in content.places:
            self.places.setdefault(place.grid[:9], []).append(place)

    def town(self, rng: Random) -> str:
        return self.towns[_pick(self.weights, rng)]

    def is_urban(self, town: str, share: float, rng: Random) -> bool:
        return town in self.places and rng.random() < share

    def spot(self, town: str, code: str, in_grids: bool, rng: Random) -> Spot:
        if not in_grids:
            area = rng.choice(self.villages[town])
            words = rng.choice(self.phrases["rural_places"]).format(area=area.name)
            # Names like 多琏村 already end in what some phrases begin with.
            return Spot(area.code, town, words.replace("村村", "村"), None, None, "village")
        kinds = self.place_kinds.get(code)
        fitting = [p for p in self.places[town] if not kinds or p.kind in kinds]
        place = rng.choice(fitting or self.places[town])
        words = rng.choice(self.phrases["place_phrases"]).format(name=place.name)
        return Spot(place.grid, town, words, place.lon, place.lat, place.kind)
