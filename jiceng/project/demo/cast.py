"""Who acts in the stories: people in office, found by unit and role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.scope import Actor


@dataclass
class Cast:
    """The first holder of each kind of duty; asked for often, looked up once."""

    now: datetime
    known: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def of(self, unit: str, role: str) -> Actor:
        """Somebody who holds a role at a unit, rather a clerk than a head; KeyError: nobody."""
        if (unit, role) not in self.known:
            self.known[unit, role] = self._found(role, unit_id=unit)
        return self.known[unit, role]

    def any(self, role: str, tier: str = "county") -> Actor:
        """Somebody who holds a role at a tier of the whole county."""
        if (tier, role) not in self.known:
            self.known[tier, role] = self._found(role, tier=tier)
        return self.known[tier, role]

    def _found(self, role: str, tier: str = "", **where: str) -> Actor:
        roles = {
            key: len(row.content["roles"])
            for key, row in in_force("post", self.now).items()
            if role in row.content["roles"] and tier in ("", row.content.get("tier"))
        }
        found = Appointment.objects.filter(post__in=roles, **where).order_by("pk")
        held = min(found, key=lambda each: roles[each.post], default=None)
        if held is None:
            raise KeyError(f"nobody is {role} at {where or tier}")
        return actor_for(held.person, now=self.now, today=self.now.date())
