"""Tables of Party work."""

from jiceng.party.models.development import Development, StepRecord
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat

__all__ = [
    "Affiliation",
    "CommitteeTerm",
    "Correction",
    "Development",
    "Member",
    "MobilePeriod",
    "Organisation",
    "Seat",
    "StepRecord",
    "Transfer",
]
