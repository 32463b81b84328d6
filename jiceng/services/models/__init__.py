"""What services keep, a file a subject."""

from jiceng.services.models.points import PointChange, PointDay, ServicePoint

__all__ = ["PointChange", "PointDay", "ServicePoint"]
