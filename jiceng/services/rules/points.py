"""What a service point is: its kinds, facilities, who does what when (facts.md §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiceng.kernel.hours import WEEKDAYS, BadHours, Spans, spans_of, written
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KIND = "point_kind"
"""The kind of configuration that lists kinds of service points."""
FACILITIES: Mapping[str, str] = {
    "ramp": N_("无障碍通道"),
    "toilet": N_("卫生间"),
    "parking": N_("停车位"),
    "self_service": N_("自助终端"),
    "mediation_room": N_("调解室"),
    "reading_room": N_("阅览室"),
    "activity_room": N_("活动室"),
    "desks": N_("办公工位"),
    "wifi": N_("无线网络"),
    "water": N_("饮水"),
    "defibrillator": N_("自动体外除颤器"),
}
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as an English clerk begins a line; more letters of the word do no harm."""
DUTY = re.compile(r"(\S+)\s+(\S+)\s+(.+)")
LONGEST_DUTY = 60
MOST_DUTIES = 20
WALK_M_PER_MINUTE = 66
"""1.1 metres a second, as older people walk (facts.md §6)."""
DETOUR = 1.3
"""How much longer the way is than the straight line where no paths are known (facts.md §6)."""


@dataclass(frozen=True, slots=True)
class PointKind:
    """A kind of service point: within how many minutes of walking it should be, and whether an
    area without one has a blind spot."""

    key: str
    name: str
    name_en: str = ""
    minutes: int = 15
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What is done at a point on a weekday between two hours. A task, never a person's name."""

    weekday: int
    spans: Spans
    what: str

    def as_json(self) -> dict[str, Any]:
        return {"weekday": self.weekday, "spans": [list(s) for s in self.spans], "what": self.what}


def kind_of(key: str, content: Mapping[str, Any]) -> PointKind:
    """A kind as configuration keeps it."""
    return PointKind(
        key,
        str(content["name"]),
        str(content.get("name_en", "")),
        int(content.get("minutes", 15)),
        bool(content.get("is_required", False)),
    )


def check_kind(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version of a kind unfit."""
    return list(_kind_faults(content))


def _kind_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    name, minutes = content.get("name"), content.get("minutes", 15)
    if not isinstance(name, str) or not name.strip():
        yield Reason("paper_missing", {"paper": "name"}, "name")
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= 120:
        yield Reason("number_range", {"low": 1, "high": 120}, "minutes")


def duties_of(text: str) -> tuple[Duty, ...]:
    """Read one duty a line, "周三 9:00-11:30 律师值班". Raises `BadHours` with the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_DUTIES:
        raise BadHours("too_many_duties", str(MOST_DUTIES))
    return tuple(_duty(line) for line in lines)


def _duty(line: str) -> Duty:
    found = DUTY.fullmatch(line)
    weekday = _weekday(found[1]) if found else None
    if found is None or weekday is None or len(found[3]) > LONGEST_DUTY:
        raise BadHours("duty_unreadable", line)
    spans = spans_of(found[2])
    if not spans:
        raise BadHours("duty_unreadable", line)
    return Duty(weekday, spans, found[3])


def _weekday(word: str) -> int | None:
    """Which day of the week a word names, Monday 0; None for another word."""
    if word in WEEKDAYS:
        return WEEKDAYS.index(word)
    short = word[:3].lower()
    return ENGLISH.index(short) if short in ENGLISH else None


def kept_duties(kept: Sequence[Mapping[str, Any]]) -> tuple[Duty, ...]:
    """Duties as a row keeps them."""
    return tuple(
        Duty(int(d["weekday"]), tuple((int(a), int(b)) for a, b in d["spans"]), str(d["what"]))
        for d in kept
    )


def duty_line(duty: Duty) -> str:
    """A duty as it is typed; `duties_of` reads it."""
    return f"{WEEKDAYS[duty.weekday]} {written(duty.spans)} {duty.what}"
