"""What emergency mode keeps, a file a subject."""

from jiceng.emergency.models.checkpoints import Checkpoint, Incident
from jiceng.emergency.models.emergencies import Emergency, Opening
from jiceng.emergency.models.grid_notices import GridCount, GridDelivery, GridNotice, GridNoticeText
from jiceng.emergency.models.home_requests import CaseErasure, HomeRequest
from jiceng.emergency.models.rosters import DayLead, DayOff, Duty, HandOver, Roster, Shift, Swap
from jiceng.emergency.models.supplies import Store, Supply, SupplyBatch, SupplyMovement

__all__ = [
    "CaseErasure",
    "Checkpoint",
    "DayLead",
    "DayOff",
    "Duty",
    "Emergency",
    "GridCount",
    "GridDelivery",
    "GridNotice",
    "GridNoticeText",
    "HandOver",
    "HomeRequest",
    "Incident",
    "Opening",
    "Roster",
    "Shift",
    "Store",
    "Supply",
    "SupplyBatch",
    "SupplyMovement",
    "Swap",
]
