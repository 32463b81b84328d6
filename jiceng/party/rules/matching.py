"""Needs beside resources: which of them fit, and why (facts.md §5.5: 需求清单, 资源清单).

An answer is a proposal with its reasons; nothing is ever matched by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.refusal import Reason
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.organisations import SECTORS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a community asks for. `amount` is how many times, places or pieces are still open."""

    kind: str
    community: str
    amount: int
    starts_on: date
    ends_on: date
    sectors: frozenset[str] = frozenset()
    """Sectors it would rather have help from; empty has no preference."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a unit can give. `left` is what nobody has yet; no `communities` means wherever it is
    registered."""

    key: int
    unit: str
    kind: str
    left: int
    starts_on: date
    ends_on: date
    sector: str = ""
    communities: frozenset[str] = frozenset()
    registered_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A resource that fits a need, with the sentences why, the strongest first."""

    offered: Offered
    because: tuple[Reason, ...]
    covers: int
    """How much of the need it would meet."""
    days: int
    """How many days both have in common."""
    is_preferred: bool


def match(wanted: Wanted, offered: Offered) -> Match | None:
    """Whether a resource may meet a need by kind, place, capacity and time; None when not."""
    place = _place(wanted, offered)
    days = _shared_days(wanted, offered)
    covers = min(wanted.amount, offered.left)
    if wanted.kind != offered.kind or place is None or days < 1 or covers < 1:
        return None
    is_preferred = not wanted.sectors or offered.sector in wanted.sectors
    return Match(
        offered,
        (
            Reason("same_kind", {"kind": KINDS.get(wanted.kind, wanted.kind)}),
            place,
            _capacity(wanted, covers),
            _window(wanted, offered, days),
            *_sector(wanted, offered),
        ),
        covers,
        days,
        is_preferred,
    )


def matches(wanted: Wanted, offers: Iterable[Offered]) -> list[Match]:
    """The fitting resources: those that meet it whole first, then the preferred sectors, then the
    longer time in common; equal ones in the order of their units."""
    found = [m for o in offers if (m := match(wanted, o)) is not None]
    return sorted(
        found,
        key=lambda m: (-m.covers, not m.is_preferred, -m.days, m.offered.unit, m.offered.key),
    )


def _place(wanted: Wanted, offered: Offered) -> Reason | None:
    if wanted.community in offered.communities:
        return Reason("offered_here")
    if not offered.communities and wanted.community in offered.registered_in:
        return Reason("registered_here")
    return None


def _shared_days(wanted: Wanted, offered: Offered) -> int:
    first = max(wanted.starts_on, offered.starts_on)
    last = min(wanted.ends_on, offered.ends_on)
    return (last - first).days + 1


def _capacity(wanted: Wanted, covers: int) -> Reason:
    code = "covers_all" if covers == wanted.amount else "covers_part"
    return Reason(code, {"amount": wanted.amount, "covers": covers})


def _window(wanted: Wanted, offered: Offered, days: int) -> Reason:
    first = max(wanted.starts_on, offered.starts_on).isoformat()
    last = min(wanted.ends_on, offered.ends_on).isoformat()
    return Reason("time_in_common", {"first": first, "last": last, "days": days})


def _sector(wanted: Wanted, offered: Offered) -> tuple[Reason, ...]:
    if not wanted.sectors:
        return ()
    code = "sector_wanted" if offered.sector in wanted.sectors else "sector_not_wanted"
    return (Reason(code, {"sector": SECTORS.get(offered.sector, "")}),)
