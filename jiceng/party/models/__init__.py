"""Tables of Party work."""

from jiceng.party.models.life import (
    AgendaPoint,
    Attendance,
    LifeEntry,
    LifePeriod,
    Meeting,
    Resolution,
    Review,
    Talk,
)
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat

__all__ = [
    "Affiliation",
    "AgendaPoint",
    "Attendance",
    "CommitteeTerm",
    "Correction",
    "LifeEntry",
    "LifePeriod",
    "Meeting",
    "Member",
    "MobilePeriod",
    "Organisation",
    "Resolution",
    "Review",
    "Seat",
    "Talk",
    "Transfer",
]
