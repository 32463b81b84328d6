"""What the demo's synthetic cases say, and how a year of them is spread."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from jiceng.project.demo.content.reading import Row, toml_table
from jiceng.project.demo.content.territory import PLACE_KINDS

FOLDER = Path(__file__).parent
SLOTS = frozenset({"place", "time", "detail"})
PHRASES = (
    "times", "rural_places", "place_phrases", "send_back_reasons", "extension_reasons",
    "suspended_reasons", "escalation_reasons", "rework_reasons", "reopen_reasons",
    "refused_reasons", "call_up_reasons", "rating_comments_good", "rating_comments_poor",
    "settled_notes",
)  # fmt: skip
PHRASE_SLOTS = {"rural_places": {"area"}, "place_phrases": {"name"}, "send_back_reasons": {"unit"}}
SOURCES = ("resident", "grid_worker", "hotline", "clerk", "inspection", "import")
TIERS = ("grid", "community", "town", "county")


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody reports, with the details that go with it and the results that answer it."""

    text: str
    details: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseWording:
    """Texts of one case type: a message takes one of its details, its closing one result."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts by case type and lists of phrases by name (`times`, `send_back_reasons`, …)."""

    cases: Mapping[str, CaseWording]
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Burst:
    """Days when something happens. `factors`: case type or family -> multiplier.

    `around` is month-day, or empty for a burst tied to the lunar new year.
    """

    key: str
    name: str
    around: str
    window_days: int
    days: int
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pace:
    """Share of the time given that a stage takes: a log-normal with this median and sigma."""

    median: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many cases, when, of what type, from whom, and how they go. Shares are of 1.

    `volume`: town code -> cases a month; towns not named have `other_volume`.
    `hours` (24, midnight first) and `weekdays` (Monday first) by "resident" and "staff";
    `village_types` are `village_types_in_town` times as common in the six communities;
    `place_kinds`: leaf -> kinds of place it happens at, leaves not named happen anywhere.
    `months`: family -> 12 weights; `types`: leaf -> weight; `call_up_units` and
    `arrival_minutes` are [least, most].
    """

    volume: Mapping[str, int]
    other_volume: int
    urban_share: float
    village_types: tuple[str, ...]
    village_types_in_town: float
    place_kinds: Mapping[str, tuple[str, ...]]
    hours: Mapping[str, tuple[float, ...]]
    weekdays: Mapping[str, tuple[float, ...]]
    months: Mapping[str, tuple[float, ...]]
    bursts: tuple[Burst, ...]
    sources: Mapping[str, float]
    chances: Mapping[str, float]
    settled_tier: Mapping[str, float]
    climb: Mapping[str, float]
    pace: Mapping[str, Pace]
    types: Mapping[str, float]
    call_up_kinds: Mapping[str, float]
    call_up_units: tuple[int, int]
    arrival_minutes: tuple[int, int]


def wording(leaves: Iterable[str], folder: Path = FOLDER) -> Wording:
    """Texts for every leaf, none for anything else; unknown slots are refused."""
    file = toml_table(folder / "messages.toml")
    if not file.flag("sample"):
        raise file.fault("sample", "the texts are invented and marked so")
    given, wanted = file.table("case"), set(leaves)
    for code in sorted(wanted ^ set(given.fields)):
        raise given.fault(code, "missing" if code in wanted else "is no case type")
    cases = {code: _case_wording(given.table(code)) for code in sorted(wanted)}
    phrases = {}
    for name in PHRASES:
        phrases[name] = file.texts(name, least=3, empty=name.startswith("rating"))
        for text in phrases[name]:
            _check_slots(file, name, text, PHRASE_SLOTS.get(name, set()))
    return Wording(cases, phrases)


def _case_wording(row: Row) -> CaseWording:
    details, results = row.texts("details", least=3), row.texts("results", least=3)
    for field, texts in (("details", details), ("results", results)):
        for text in texts:
            _check_slots(row, field, text, set())
    given = row.fields.get("messages")
    if not isinstance(given, list) or len(given) < 5:
        raise row.fault("messages", "needs at least 5")
    return CaseWording(tuple(_message(row, each, details, results) for each in given))


def _message(
    row: Row, given: object, details: tuple[str, ...], results: tuple[str, ...]
) -> Message:
    match given:
        case [str(text), str(of_details), str(of_results)]:
            pass
        case _:
            raise row.fault("messages", f"{given!r} is not [text, details, results]")
    _check_slots(row, "messages", text, SLOTS)
    if "{place}" not in text:
        raise row.fault("messages", f"{text!r} says no place")
    return Message(text, _numbered(row, of_details, details), _numbered(row, of_results, results))


def _numbered(row: Row, numbers: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts whose numbers, counted from 1, stand in a string of digits; all if it is empty."""
    known = "123456789"[: len(texts)]
    if not set(numbers) <= set(known):
        raise row.fault("messages", f"{numbers!r}: there are texts 1 to {len(texts)}")
    return tuple(texts[int(number) - 1] for number in numbers) if numbers else texts


def _check_slots(row: Row, field: str, text: str, allowed: Iterable[str]) -> None:
    try:
        slots = {slot for _, slot, _, _ in Formatter().parse(text) if slot is not None}
    except ValueError as error:
        raise row.fault(field, f"{text!r}: {error}") from error
    if stray := slots - set(allowed):
        raise row.fault(field, f"{text!r} has an unknown slot {min(stray)!r}")


def rhythm(leaves: Iterable[str], families: Iterable[str], towns: Iterable[str],
           folder: Path = FOLDER) -> Rhythm:  # fmt: skip
    """The rhythm of a year, its keys checked against case types and towns."""
    file = toml_table(folder / "rhythm.toml")
    codes, roots = frozenset(leaves), frozenset(families)
    volume, call_up = file.table("monthly_volume"), file.table("call_up")
    own = {key for key in volume.fields if key.isdigit()}
    for key in sorted(own - set(towns)):
        raise volume.fault(key, "is no town")
    kinds = ("resident", "staff")
    return Rhythm(
        volume={key: int(volume.number(key, 1, 100_000)) for key in own},
        other_volume=int(volume.number("each_other_town", 1, 100_000)),
        urban_share=volume.number("urban_share", 0, 1),
        village_types=_all_known(volume, "village_types", codes),
        village_types_in_town=volume.number("village_types_in_town", 0, 1),
        place_kinds=_place_kinds(file.table("place_kinds"), codes),
        hours={kind: file.table("hours").numbers(kind, 24) for kind in kinds},
        weekdays={kind: file.table("weekdays").numbers(kind, 7) for kind in kinds},
        months={f: file.table("months").numbers(f, 12) for f in sorted(roots)},
        bursts=tuple(_burst(row, codes | roots) for row in file.tables("burst", "key")),
        sources=_shares(file.table("sources"), SOURCES),
        chances=_chances(file.table("chances")),
        settled_tier=_shares(file.table("settled_tier"), TIERS),
        climb=_chances(file.table("climb")),
        pace={k: _pace(file.table("pace").table(k)) for k in file.table("pace").fields},
        types={code: file.table("types").number(code, 0.001, 100) for code in sorted(codes)},
        call_up_kinds=_shares(call_up.table("kinds"), ("demand", "enforcement", "emergency")),
        call_up_units=_pair(call_up, "units"),
        arrival_minutes=_pair(call_up, "arrival_minutes"),
    )


def _all_known(row: Row, field: str, known: Container[str]) -> tuple[str, ...]:
    for value in row.texts(field):
        if value not in known:
            raise row.fault(field, f"{value!r} does not exist")
    return row.texts(field)


def _place_kinds(row: Row, codes: frozenset[str]) -> dict[str, tuple[str, ...]]:
    if stray := set(row.fields) - codes:
        raise row.fault(min(stray), "is no case type")
    return {code: _all_known(row, code, PLACE_KINDS) for code in row.fields}


def _burst(row: Row, codes: frozenset[str]) -> Burst:
    factors = row.table("factors")
    for code in factors.fields:
        if code not in codes:
            raise factors.fault(code, "is no case type or family")
    return Burst(
        key=row.text("key"),
        name=row.text("name"),
        around=row.text("around", empty="lunar_new_year" in row.fields),
        window_days=int(row.number("window", 0, 30)),
        days=int(row.number("days", 1, 60)),
        factors={code: factors.number(code, 0, 100) for code in factors.fields},
    )


def _pace(row: Row) -> Pace:
    return Pace(row.number("median", 0.01, 10), row.number("sigma", 0.01, 3))


def _pair(row: Row, field: str) -> tuple[int, int]:
    low, high = row.numbers(field, 2)
    if low > high:
        raise row.fault(field, "the least comes first")
    return int(low), int(high)


def _chances(row: Row) -> dict[str, float]:
    return {name: row.number(name, 0, 1) for name in row.fields}


def _shares(row: Row, names: Iterable[str]) -> dict[str, float]:
    shares = {name: row.number(name, 0, 1) for name in names}
    if abs(sum(shares.values()) - 1) > 0.001 or set(row.fields) != set(shares):
        raise row.fault(", ".join(shares), "these and no others must add up to 1")
    return shares
