"""A calendar as other programs read it: iCalendar (RFC 5545), plain text with escaping and folding.

Instants are written in UTC, so that no reader needs a table of zones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

END = "\r\n"
LONGEST_LINE = 75
"""Octets of a line; what is longer goes on in the next one after a space (3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something held; `uid` never changes while the rest may, and `sequence` counts how often."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    told: str = ""
    url: str = ""
    point: tuple[float, float] | None = None
    """(longitude, latitude)"""
    changed_at: datetime | None = None
    sequence: int = 0


def icalendar(name: str, events: Iterable[Event], now: datetime) -> str:
    """The whole calendar."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jiceng//Activities//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}",
    ]  # fmt: skip
    for event in events:
        lines += _event(event, now)
    return "".join(f"{folded(line)}{END}" for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    """Text as a value (3.3.11): no bare comma, semicolon, backslash or line break; what no text
    may hold is left out."""
    kept = "".join(c for c in text.replace(END, "\n") if c == "\n" or ord(c) >= 32)
    for plain in ("\\", ";", ","):
        kept = kept.replace(plain, f"\\{plain}")
    return kept.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never cut within a character."""
    pieces, piece = list[bytes](), b""
    for character in line:
        octets = character.encode()
        room = LONGEST_LINE - (1 if pieces else 0)
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece = b""
        piece += octets
    return f"{END} ".join(p.decode() for p in [*pieces, piece])


def stamp(moment: datetime) -> str:
    """An instant in UTC: 20261124T010000Z."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{stamp(event.changed_at or now)}"
    yield f"DTSTART:{stamp(event.starts_at)}"
    yield f"DTEND:{stamp(event.ends_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"SUMMARY:{escaped(event.title)}"
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.told)):
        if text:
            yield f"{name}:{escaped(text)}"
    if event.point:
        yield f"GEO:{event.point[1]};{event.point[0]}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"
