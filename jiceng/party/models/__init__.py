"""Tables of Party work."""

from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat
from jiceng.party.models.reserve import (
    ReserveCadre,
    SecondmentReview,
    SecondmentTask,
    TalentNeed,
    Training,
)
from jiceng.party.models.weak_branches import (
    PlanItem,
    SecretaryChange,
    Supporter,
    Sweep,
    SweepFinding,
    WeakBranch,
)

__all__ = [
    "Affiliation",
    "CommitteeTerm",
    "Correction",
    "Member",
    "MobilePeriod",
    "Organisation",
    "PlanItem",
    "ReserveCadre",
    "Seat",
    "SecondmentReview",
    "SecondmentTask",
    "SecretaryChange",
    "Supporter",
    "Sweep",
    "SweepFinding",
    "TalentNeed",
    "Training",
    "Transfer",
    "WeakBranch",
]
