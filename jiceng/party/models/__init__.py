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
from jiceng.party.models.dues import (
    DuesEntry,
    DuesFixing,
    DuesMonth,
    DuesPublication,
    Hardship,
    Payment,
    PaymentShare,
    Remittance,
    Voucher,
)
from jiceng.party.models.dues_bank import BankFile, BankLine
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
from jiceng.party.models.registrations import (
    HoursEntry,
    MemberRegistration,
    UnitEvaluation,
    UnitRegistration,
)
from jiceng.party.models.screening import FileFinding, ScreenedFile, Screening

__all__ = [
    "Affiliation",
    "AgendaPoint",
    "Alliance",
    "AllianceUnit",
    "Attendance",
    "BankFile",
    "BankLine",
    "CommitteeTerm",
    "Correction",
    "CouncilMeeting",
    "Development",
    "DuesEntry",
    "DuesFixing",
    "DuesMonth",
    "DuesPublication",
    "FileFinding",
    "Hardship",
    "HoursEntry",
    "JointProject",
    "LifeEntry",
    "LifePeriod",
    "Meeting",
    "Member",
    "MemberRegistration",
    "MobilePeriod",
    "Need",
    "Organisation",
    "Payment",
    "PaymentShare",
    "PlanItem",
    "Remittance",
    "Resolution",
    "Resource",
    "Review",
    "ScreenedFile",
    "Screening",
    "Seat",
    "StepRecord",
    "Talk",
    "Transfer",
    "UnitEvaluation",
    "UnitRegistration",
    "Voucher",
    "Wish",
]
