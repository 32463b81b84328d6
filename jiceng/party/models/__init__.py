"""Tables of Party work."""

from jiceng.party.models.co_building import (
    Alliance,
    AllianceUnit,
    CouncilMeeting,
    JointProject,
    Need,
    PlanItem,
    Resource,
    Wish,
)
from jiceng.party.models.development import Development, StepRecord
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat
from jiceng.party.models.registrations import (
    HoursEntry,
    MemberRegistration,
    UnitEvaluation,
    UnitRegistration,
)
from jiceng.party.models.screening import FileFinding, ScreenedFile, Screening

__all__ = [
    "Affiliation",
    "Alliance",
    "AllianceUnit",
    "CommitteeTerm",
    "Correction",
    "CouncilMeeting",
    "Development",
    "FileFinding",
    "HoursEntry",
    "JointProject",
    "Member",
    "MemberRegistration",
    "MobilePeriod",
    "Need",
    "Organisation",
    "PlanItem",
    "Resource",
    "ScreenedFile",
    "Screening",
    "Seat",
    "StepRecord",
    "Transfer",
    "UnitEvaluation",
    "UnitRegistration",
    "Wish",
]
