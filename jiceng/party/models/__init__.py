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
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat
from jiceng.party.models.registrations import (
    HoursEntry,
    MemberRegistration,
    UnitEvaluation,
    UnitRegistration,
)

__all__ = [
    "Affiliation",
    "Alliance",
    "AllianceUnit",
    "CommitteeTerm",
    "Correction",
    "CouncilMeeting",
    "HoursEntry",
    "JointProject",
    "Member",
    "MemberRegistration",
    "MobilePeriod",
    "Need",
    "Organisation",
    "PlanItem",
    "Resource",
    "Seat",
    "Transfer",
    "UnitEvaluation",
    "UnitRegistration",
    "Wish",
]
