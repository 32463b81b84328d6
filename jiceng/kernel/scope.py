"""Who reaches what. Reach follows from posts held: area path, unit path, role (S1).

A person with several posts sees the union of their reaches and acts by the narrowest post that
permits the act; the journal names it (decisions.md 36). Paths end in "/", so that 001 never
reaches 0010.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

TIERS = ("grid", "community", "town", "county")
UNIT_BOUND = frozenset({
    "handler", "clerk", "decider", "investment_officer", "investment_head", "station_keeper"
})  # fmt: skip
"""Roles held towards the unit a matter was given to, whatever its area (decisions.md 50)."""

ABOVE_BOUND = frozenset({"verifier", "approver"})
"""Roles that judge another's work: only from a higher tier, or from another unit at the top."""

LEVEL_BOUND = frozenset({"arbiter", "dispatcher"})
"""Roles that decide at their own tier or below it: the desk that has a matter settles it."""

OWN_WORK = frozenset({"worker"})
"""Roles held in an area, but only towards what one's own unit has: no worker of a grid acts on
what a department was given there."""

KEEPING = frozenset({"administrator", "security_administrator", "auditor"})
"""Roles that keep the house, not its matters: by themselves they reach no record (trust: 6)."""


class Scoped(Protocol):
    """What scope reads from a record."""

    @property
    def area_path(self) -> str: ...

    @property
    def unit_path(self) -> str: ...

    @property
    def tier(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Grip:
    """One post held now: its roles and how far they reach."""

    appointment: int
    post: str
    roles: frozenset[str]
    unit: str
    unit_path: str
    area_path: str
    tier: str
    by_unit: bool = False
    """Sees by unit path (a department's handler) instead of by area path."""
    is_apart: bool = False
    """Held in an organisation whose records lie outside territory: reach is its path alone, and
    every role counts towards what belongs to it (ADR 0011)."""

    @property
    def bound_roles(self) -> frozenset[str]:
        """Roles for which matters wait at a unit, not at the desk of an area."""
        return self.roles if self.is_apart else self.roles & UNIT_BOUND

    @property
    def reaches_records(self) -> bool:
        return not self.roles <= KEEPING

    def sees(self, subject: Scoped) -> bool:
        if not self.reaches_records:
            return False
        if self.by_unit:
            return covers(self.unit_path, subject.unit_path)
        return covers(self.area_path, subject.area_path)

    def roles_towards(self, subject: Scoped) -> frozenset[str]:
        """The roles this post gives towards one record; none when it is out of reach."""
        roles = self.roles if self.sees(subject) else frozenset()
        if self.is_apart:
            return roles
        if not self._stands_above(subject):
            roles -= ABOVE_BOUND
        if TIERS.index(self.tier) < TIERS.index(subject.tier):
            roles -= LEVEL_BOUND
        if not self.is_of(subject.unit_path):
            return roles - OWN_WORK - UNIT_BOUND
        return roles | (self.roles & UNIT_BOUND)

    def is_of(self, unit_path: str) -> bool:
        """A department answers for its parts; a town does not do its communities' work."""
        if self.by_unit:
            return covers(self.unit_path, unit_path)
        return self.unit_path == unit_path

    def _stands_above(self, subject: Scoped) -> bool:
        if TIERS.index(self.tier) > TIERS.index(subject.tier):
            return True
        return self.tier == subject.tier == TIERS[-1] and self.unit_path != subject.unit_path


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person with posts, or the system itself."""

    person: int
    name: str
    grips: tuple[Grip, ...]

    def sees(self, subject: Scoped) -> bool:
        return any(g.sees(subject) or g.roles_towards(subject) for g in self.grips)

    def roles_towards(self, subject: Scoped) -> frozenset[str]:
        return frozenset[str]().union(*(g.roles_towards(subject) for g in self.grips))

    @property
    def roles(self) -> frozenset[str]:
        """Every role held anywhere; for doors and menus, never for a record."""
        return frozenset[str]().union(*(g.roles for g in self.grips))

    @property
    def posts(self) -> frozenset[str]:
        return frozenset(g.post for g in self.grips)

    def speaks_for(self, unit_path: str, roles: frozenset[str]) -> Grip | None:
        """The narrowest post with one of `roles` that answers for a unit, wherever the matter lies.

        A department answers for its parts; everybody else for their own unit.
        """
        able = [g for g in self.grips if g.roles & roles and g.is_of(unit_path)]
        return max(able, key=lambda g: len(g.unit_path), default=None)

    def acting_grip(self, subject: Scoped, by: frozenset[str]) -> Grip | None:
        """The narrowest post whose roles permit an act open to `by`."""
        able = [g for g in self.grips if g.roles_towards(subject) & by]
        return max(able, key=lambda g: (len(g.area_path), len(g.unit_path)), default=None)


SYSTEM_GRIP = Grip(0, "system", frozenset({"system"}), "", "", "", "county")
SYSTEM = Actor(0, "system", (SYSTEM_GRIP,))
"""The clock and the rules themselves. Its empty paths cover everything."""

RESIDENT = Actor(
    -1, "resident", (Grip(-1, "resident", frozenset({"resident"}), "", "", "", "grid"),)
)
"""Whoever shows a case's number and access code; reaches that one case by those alone."""


def covers(path: str, other: str) -> bool:
    """Whether `other` lies at or below `path`. The empty path covers everything."""
    return other.startswith(path) and (path == "" or path.endswith("/"))


def next_tier(tier: str) -> str | None:
    """One level up, or None at the top: a case never jumps."""
    place = TIERS.index(tier)
    return TIERS[place + 1] if place + 1 < len(TIERS) else None
