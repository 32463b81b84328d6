"""Rows of somebody else's table as cases: which column is what, what is odd, what is refused.

Pure: cells in, values and reasons out. A mapping is data (casework/content/mappings); nothing in
a file is dropped silently: a column is used, kept, or named in the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Literal, cast

from jiceng.kernel.places import HALF_WIDTH
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

REQUIRED = ("external_id", "reported_at", "text")
FIELDS = frozenset({
    *REQUIRED, "title", "case_type", "unit", "area", "place", "lon", "lat", "due_at", "closed_at",
    "source", "contact_name", "contact_phone",
})  # fmt: skip
HOW = ("create", "match")
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%m/%d/%Y %H:%M", "%m/%d/%Y")
"""Besides ISO 8601, which is tried first."""
EARLIEST_YEAR = 1900
LONGEST_ID = 60
SHORTEST_TEXT, LONGEST_TEXT = 2, 4000
LONGEST_NAME = 60
LONGEST_CONTACT = 40
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Digits of a telephone number."""
FLAGS = {
    "point_zero": N_("坐标为 0,0，不是真实位置"),
    "point_unreadable": N_("坐标无法识别"),
    "closed_before_reported": N_("结案早于上报"),
    "due_before_reported": N_("期限早于上报"),
    "source_unknown": N_("来源未列入对照表"),
}
"""What is odd about a row that is taken in all the same."""
NAMED = ("title", "case_type", "unit", "area", "place")

Choice = Literal["create", "match"]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one layout of table is read."""

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    """Our field -> columns of the file; the first that is not empty counts."""
    keep: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    types: Choice = "match"
    units: Choice = "match"
    areas: Choice = "match"
    by_rules: bool = True
    """Whether a case without a due date is promised one by its type."""
    county_code: str = ""
    county_name: str = ""

    @property
    def creates(self) -> bool:
        """Whether words of the file make areas, units or types; then any word is welcome."""
        return "create" in (self.types, self.units, self.areas)

    @property
    def used(self) -> frozenset[str]:
        return frozenset(c for columns in self.columns.values() for c in columns)


def read_mapping(content: Mapping[str, Any]) -> ColumnMapping:
    """A mapping from its file. ValueError names what is wrong with it."""
    columns = {
        name: (given,) if isinstance(given, str) else tuple(given)
        for name, given in content.get("columns", {}).items()
    }
    if unknown := sorted(columns.keys() - FIELDS):
        raise ValueError(f"unknown field {', '.join(unknown)}; known: {', '.join(sorted(FIELDS))}")
    if missing := [name for name in REQUIRED if not columns.get(name)]:
        raise ValueError(f"a mapping names a column for {', '.join(missing)}")
    how = {name: str(content.get(name, "match")) for name in ("types", "units", "areas")}
    if wrong := [f"{k} = {v!r}" for k, v in how.items() if v not in HOW]:
        raise ValueError(f"{', '.join(wrong)}: one of {', '.join(HOW)}")
    county = content.get("county", {})
    return ColumnMapping(
        name=str(content.get("name", "")),
        title=str(content.get("title", "")),
        columns=columns,
        keep=frozenset(content.get("keep", {}).get("columns", ())),
        sources=dict(content.get("sources", {})),
        types=cast(Choice, how["types"]),
        units=cast(Choice, how["units"]),
        areas=cast(Choice, how["areas"]),
        by_rules=content.get("promise", "rules") == "rules",
        county_code=str(county.get("code", "")),
        county_name=str(county.get("name", "")),
    )


def recognise(header: Sequence[str], known: Iterable[ColumnMapping]) -> ColumnMapping | None:
    """The layout whose required columns are all there; the one that explains most of the rest."""
    present = set(header)
    fitting = [m for m in known if all(present & set(m.columns[name]) for name in REQUIRED)]
    return max(fitting, key=lambda m: len(present & (m.used | m.keep)), default=None)


@dataclass(frozen=True, slots=True)
class HeaderCheck:
    """What a header and a mapping have not in common, by name."""

    unmapped: tuple[str, ...]
    """In the file; neither used nor kept."""
    absent: tuple[str, ...]
    """Expected by the mapping; perhaps renamed in the file."""
    faults: tuple[Reason, ...]
    """Why the file cannot be read at all."""


def check_header(header: Sequence[str], mapping: ColumnMapping) -> HeaderCheck:
    """Compare a header with a mapping; a missing required column or a doubled one is a fault."""
    present = set(header)
    named = [c for c in header if c]
    absent = sorted((mapping.used | mapping.keep) - present)
    faults = [
        Reason("column_missing", {"columns": list(mapping.columns[name])}, field=name)
        for name in REQUIRED
        if not present & set(mapping.columns[name])
    ]
    doubled = sorted({c for c in named if named.count(c) > 1})
    faults += [Reason("column_doubled", {"columns": doubled})] if doubled else []
    unmapped = tuple(c for c in named if c not in mapping.used | mapping.keep)
    return HeaderCheck(unmapped, tuple(absent), tuple(faults))


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One case as the file tells it; codes and names are still the file's own."""

    external_id: str
    reported_at: datetime
    text: str
    title: str = ""
    case_type: str = ""
    unit: str = ""
    area: str = ""
    place: str = ""
    source: str = "import"
    lon: float | None = None
    lat: float | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    contact_name: str = ""
    contact_phone: str = ""
    flags: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


def read_row(
    cells: Mapping[str, str], mapping: ColumnMapping, *, zone: tzinfo, now: datetime
) -> ImportedRow | tuple[Reason, ...]:
    """One row, or every reason to refuse it, each naming its field.

    Times without offset are local to `zone`. Odd but readable rows are accepted with flags:
    `point_zero` (0,0 is not a place), `point_unreadable`, `closed_before_reported`,
    `due_before_reported`, `source_unknown`.
    """
    at = {name: _first(cells, columns) for name, columns in mapping.columns.items()}
    at["text"] = _first(cells, mapping.columns["text"], least=SHORTEST_TEXT) or at["text"]
    moments, faults = _moments(at, zone, now)
    faults += _text_faults(at)
    if faults:
        return tuple(faults)
    point, flags = _point(at)
    kept = {c: cells[c] for c in mapping.keep if cells.get(c)}
    if "point_unreadable" in flags:
        kept["point"] = f"{at.get('lon')},{at.get('lat')}"
    source = mapping.sources.get(at.get("source", ""), "import")
    flags += ["source_unknown"] if at.get("source") and source == "import" else []
    kept |= {"source": at["source"]} if at.get("source") else {}
    reported = cast(datetime, moments["reported_at"])
    closed, due = moments.get("closed_at"), moments.get("due_at")
    flags += _before(reported, closed_before_reported=closed, due_before_reported=due)
    return ImportedRow(
        external_id=at["external_id"],
        reported_at=reported,
        text=at["text"],
        source=source,
        due_at=due,
        closed_at=closed,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        contact_name=at.get("contact_name", "")[:LONGEST_CONTACT],
        contact_phone=at.get("contact_phone", ""),
        flags=tuple(flags),
        kept=kept,
        **{name: at.get(name, "")[:LONGEST_NAME] for name in NAMED},
    )


def _before(reported: datetime, **later: datetime | None) -> list[str]:
    """The flags of what should have come after the report and did not."""
    return [flag for flag, moment in later.items() if moment and moment < reported]


def _first(cells: Mapping[str, str], columns: Sequence[str], least: int = 1) -> str:
    if len(columns) == 1 and least == 1:
        return (cells.get(columns[0]) or "").strip()
    texts = ((cells.get(column) or "").strip() for column in columns)
    return next((text for text in texts if len(text) >= least), "")


def _text_faults(at: Mapping[str, str]) -> list[Reason]:
    faults = []
    if not 0 < len(at["external_id"]) <= LONGEST_ID:
        faults.append(Reason("text_length", {"low": 1, "high": LONGEST_ID}, field="external_id"))
    if not SHORTEST_TEXT <= len(at["text"]) <= LONGEST_TEXT:
        given = {"low": SHORTEST_TEXT, "high": LONGEST_TEXT}
        faults.append(Reason("text_length", given, field="text"))
    phone = at.get("contact_phone", "")
    if phone and not FEWEST_DIGITS <= sum(sign.isdigit() for sign in phone) <= MOST_DIGITS:
        faults.append(Reason("bad_phone", field="contact_phone"))
    return faults


def _moments(
    at: Mapping[str, str], zone: tzinfo, now: datetime
) -> tuple[dict[str, datetime | None], list[Reason]]:
    found: dict[str, datetime | None] = {}
    faults = []
    for name in ("reported_at", "due_at", "closed_at"):
        text = at.get(name, "")
        moment = read_time(text, zone) if text else None
        found[name] = moment
        if moment is None and (text or name == "reported_at"):
            faults.append(Reason("bad_time", {"value": text}, field=name))
        elif moment and name != "due_at" and moment > now:
            faults.append(Reason("in_the_future", field=name))
    return found, faults


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """An instant from ISO 8601 or a spreadsheet's way of writing it; None when it is none."""
    plain = text.translate(HALF_WIDTH).strip()
    try:
        read: datetime | None = datetime.fromisoformat(plain)
    except ValueError:
        read = next((r for f in TIMES if (r := _strptime(plain, f))), None)
    if read is None or read.year < EARLIEST_YEAR:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _strptime(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007  the caller gives it its zone
    except ValueError:
        return None


def _point(at: Mapping[str, str]) -> tuple[tuple[float, float] | None, list[str]]:
    lon, lat = at.get("lon", ""), at.get("lat", "")
    if not lon and not lat:
        return None, []
    try:
        point = float(lon), float(lat)
    except ValueError:
        return None, ["point_unreadable"]
    if point == (0.0, 0.0):
        return None, ["point_zero"]
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        return None, ["point_unreadable"]
    return point, []
