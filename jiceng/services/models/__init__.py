"""What services keep, a file a subject."""

from jiceng.services.models.applications import Applicant, Application
from jiceng.services.models.coverage import Block, WalkingNetwork
from jiceng.services.models.points import PointChange, PointDay, ServicePoint

__all__ = [
    "Applicant", "Application", "Block", "PointChange", "PointDay", "ServicePoint",
    "WalkingNetwork",
]  # fmt: skip
