"""What services keep, a file a subject."""

from jiceng.services.models.allotments import Allotment, AllotmentEntry
from jiceng.services.models.applications import Applicant, Application
from jiceng.services.models.coverage import Block, WalkingNetwork
from jiceng.services.models.points import PointChange, PointDay, ServicePoint
from jiceng.services.models.talent import (
    OfferContact,
    Pairing,
    SkillNeed,
    StationVisit,
    TalentOffer,
)
from jiceng.services.models.tickets import QueueTicket

__all__ = [
    "Allotment",
    "AllotmentEntry",
    "Applicant",
    "Application",
    "Block",
    "OfferContact",
    "Pairing",
    "PointChange",
    "PointDay",
    "QueueTicket",
    "ServicePoint",
    "SkillNeed",
    "StationVisit",
    "TalentOffer",
    "WalkingNetwork",
]
