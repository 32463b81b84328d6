"""Who sits in the committees above the branches: members of organs in their line. Fictitious."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiceng.party.models import Member, Organisation
from jiceng.party.rules.organisations import BRANCHES

BODY = ("secretary", "deputy", "discipline", "organisation", "publicity", "member", "member")
NEAR = 12
"""Of how many branches at most the seats of one committee are filled."""


def bodies(
    organisations: Sequence[Organisation], members: dict[int, list[Member]]
) -> dict[int, list[Member]]:
    """Committee key -> who sits in it, in the order of `BODY`; nobody sits in two.

    Those who sit there are leading cadres, and as such seen in both bodies.
    """
    taken: set[int] = set()
    found: dict[int, list[Member]] = {}
    for committee in (o for o in organisations if o.kind == "committee"):
        homes = _homes(committee, organisations)[:NEAR]
        listed = list(_chosen(homes, members, taken))
        for member in listed:
            member.is_leader = True
        found[committee.pk] = listed
    return found


def _homes(committee: Organisation, organisations: Sequence[Organisation]) -> list[Organisation]:
    """Branches of organs in its line, or any where it has none."""
    below = [o for o in organisations if o.kind in BRANCHES and o.path.startswith(committee.path)]
    return [o for o in below if o.sector == "organ"] or below


def _chosen(
    homes: Sequence[Organisation], members: dict[int, list[Member]], taken: set[int]
) -> Iterator[Member]:
    for n in range(len(BODY)):
        listed = members[homes[n % len(homes)].pk]
        listed = listed[len(listed) // 2 :]  # the younger half
        fit = (m for m in listed if m.standing == "full" and m.pk not in taken)
        if member := next(fit, None):
            taken.add(member.pk)
            yield member
