"""How a branch is set up, and when its committee's term ends (facts.md §5.1).

《中国共产党支部工作条例（试行）》, 2018. Every number is a parameter of the rule version in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KINDS: Mapping[str, str] = {
    "committee": N_("党委"),
    "general_branch": N_("党总支"),
    "branch": N_("党支部"),
    "joint_branch": N_("联合党支部"),
    "temporary_branch": N_("临时党支部"),
    "group": N_("党小组"),
}
BRANCHES = frozenset({"branch", "joint_branch", "temporary_branch"})
"""Kinds that hold members' meetings of their own."""
APPROVERS = frozenset({"committee", "general_branch"})
"""Kinds that may have authority to approve admissions; a general branch where it was given."""
SECTORS: Mapping[str, str] = {
    "organ": N_("机关"),
    "institution": N_("事业单位"),
    "school": N_("学校"),
    "enterprise": N_("国有企业"),
    "community": N_("社区"),
    "village": N_("行政村"),
    "new_organisation": N_("两新组织"),
}
DUTIES: Mapping[str, str] = {
    "secretary": N_("书记"),
    "deputy": N_("副书记"),
    "organisation": N_("组织委员"),
    "publicity": N_("宣传委员"),
    "discipline": N_("纪检委员"),
    "member": N_("委员"),
}
BELOW: Mapping[str, frozenset[str]] = {
    "committee": frozenset(KINDS) - {"group"},
    "general_branch": BRANCHES,
    "branch": frozenset({"group"}),
    "joint_branch": frozenset({"group"}),
    "temporary_branch": frozenset({"group"}),
    "group": frozenset(),
}
"""What may stand directly below each kind."""
LONG_TERMS = frozenset({"village", "community"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A branch as it is on a day: numbers, not names."""

    kind: str
    sector: str
    full_members: int
    probationary: int
    seats: int
    """Members of its committee; 0 when it has none."""
    has_secretary: bool
    units: int = 1
    """How many units a joint branch is drawn from."""
    term_starts_on: date | None = None
    term_ends_on: date | None = None


def set_up_faults(branch: Standing, values: Mapping[str, Any]) -> Iterator[Reason]:
    """What is not as the rules on setting up a branch want it."""
    if branch.kind not in BRANCHES:
        return
    if branch.kind == "branch" and branch.full_members < values["least_full_members"]:
        yield Reason("branch_too_small", {"count": branch.full_members,
                     "least": values["least_full_members"]})  # fmt: skip
    if branch.full_members + branch.probationary > values["most_members"]:
        yield Reason("branch_too_large", {"count": branch.full_members + branch.probationary,
                     "most": values["most_members"]})  # fmt: skip
    if branch.kind == "joint_branch" and branch.units > values["most_units_of_joint"]:
        yield Reason("joint_of_too_many", {"count": branch.units,
                     "most": values["most_units_of_joint"]})  # fmt: skip
    if not branch.has_secretary:
        yield Reason("no_branch_secretary")
    yield from _committee_faults(branch, values)


def _committee_faults(branch: Standing, values: Mapping[str, Any]) -> Iterator[Reason]:
    needed, low, high = (
        values["committee_from_full_members"],
        values["least_committee"],
        values["most_committee"],
    )
    if branch.full_members >= needed and branch.seats < low:
        yield Reason("committee_owed", {"count": branch.full_members, "from": needed})
    if branch.seats > high:
        yield Reason("committee_too_large", {"count": branch.seats, "most": high})


def term_years(sector: str, values: Mapping[str, Any]) -> int:
    """Years a committee holds office: longer in villages and communities."""
    name = "term_years_local" if sector in LONG_TERMS else "term_years_other"
    return int(values[name])


def term_light(ends_on: date | None, today: date, warn_days: int) -> str:
    """red past the end of the term, yellow when the election must be prepared, else green."""
    if ends_on is None:
        return "yellow"
    if today > ends_on:
        return "red"
    return "yellow" if (ends_on - today).days <= warn_days else "green"
