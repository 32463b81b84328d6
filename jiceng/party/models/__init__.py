"""Tables of Party work."""

from jiceng.party.models.development import Development, StepRecord
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat
from jiceng.party.models.screening import FileFinding, ScreenedFile, Screening

__all__ = [
    "Affiliation",
    "CommitteeTerm",
    "Correction",
    "Development",
    "FileFinding",
    "Member",
    "MobilePeriod",
    "Organisation",
    "ScreenedFile",
    "Screening",
    "Seat",
    "StepRecord",
    "Transfer",
]
