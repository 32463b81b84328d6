"""What services keep, a file a subject."""

from jiceng.services.models.applications import Applicant, Application
from jiceng.services.models.points import PointChange, PointDay, ServicePoint
from jiceng.services.models.tickets import QueueTicket

__all__ = ["Applicant", "Application", "PointChange", "PointDay", "QueueTicket", "ServicePoint"]
