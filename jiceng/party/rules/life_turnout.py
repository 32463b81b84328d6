"""Who came, in numbers: quorum of a meeting and grades of a democratic review (facts.md §5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

LONGEST = 720
"""Minutes that one meeting may last."""
MOST_COUNT = 9999
PRESENCE: Mapping[str, str] = {
    "present": N_("到会"),
    "leave": N_("请假"),
    "absent": N_("缺席"),
}
GRADES: Mapping[str, str] = {
    "excellent": N_("优秀"),
    "qualified": N_("合格"),
    "basically_qualified": N_("基本合格"),
    "unqualified": N_("不合格"),
}


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many should come, came and asked leave; `voters` are full members among the former."""

    should: int
    attended: int
    leave: int
    voters: int
    voters_present: int

    @property
    def absent(self) -> int:
        return self.should - self.attended - self.leave


@dataclass(frozen=True, slots=True)
class Grading:
    """The outcome of a democratic review as counts: full members are graded, nobody is named."""

    graded: int
    probationary: int
    ballots: int
    excellent: int
    qualified: int
    basically_qualified: int
    unqualified: int

    @property
    def total(self) -> int:
        return self.excellent + self.qualified + self.basically_qualified + self.unqualified


def turnout_faults(given: Turnout) -> Iterator[Reason]:
    """Numbers that cannot be."""
    for name in ("should", "attended", "leave", "voters", "voters_present"):
        if not 0 <= getattr(given, name) <= MOST_COUNT:
            yield Reason("number_range", {"low": 0, "high": MOST_COUNT}, name)
    if given.attended > given.should:
        told = {"attended": given.attended, "should": given.should}
        yield Reason("more_than_should", told, "attended")
    elif given.absent < 0:
        yield Reason("more_than_should", {"attended": given.attended + given.leave,
                     "should": given.should}, "leave")  # fmt: skip
    if given.voters > given.should or given.voters_present > min(given.voters, given.attended):
        yield Reason("voters_do_not_fit", field="voters_present")
    if given.should == 0:
        yield Reason("nobody_to_attend", field="should")


def register_faults(counted: Turnout, register: Turnout) -> Iterator[Reason]:
    """A list on paper may excuse somebody, never name more than the register would call."""
    for name in ("should", "voters"):
        if (said := getattr(counted, name)) > (known := getattr(register, name)):
            yield Reason(f"more_{name}_than_register", {"said": said, "known": known}, name)


def quorum_faults(kinds: Iterable[str], given: Turnout) -> Iterator[Reason]:
    """A members' meeting wants more than half of those with a vote, a committee half its seats."""
    listed = set(kinds)
    if "members_meeting" in listed and not given.voters_present * 2 > given.voters:
        told = {"present": given.voters_present, "should": given.voters}
        yield Reason("quorum_of_members", told, "attended")
    if "committee_meeting" in listed and given.attended * 2 < given.should:
        told = {"present": given.attended, "should": given.should}
        yield Reason("quorum_of_committee", told, "attended")


def grading_faults(given: Grading, attended: int) -> Iterator[Reason]:
    """Counts of a review that do not fit each other; `attended` is the whole meeting's."""
    for name in ("graded", "probationary", "ballots", *GRADES):
        if not 0 <= getattr(given, name) <= MOST_COUNT:
            yield Reason("number_range", {"low": 0, "high": MOST_COUNT}, name)
    if given.total != given.graded:
        told = {"total": given.total, "graded": given.graded}
        yield Reason("grades_do_not_add_up", told, "graded")
    if given.ballots > attended:
        told = {"ballots": given.ballots, "attended": attended}
        yield Reason("more_ballots_than_people", told, "ballots")


def too_many_excellent(given: Grading, share: tuple[int, int]) -> bool:
    """Whether more than the usual share was found excellent: said, never refused."""
    above, below = share
    return given.excellent * below > given.graded * above
