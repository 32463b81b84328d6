"""What emergency mode keeps, a file a subject."""

from jiceng.emergency.models.emergencies import Emergency, Opening
from jiceng.emergency.models.grid_notices import (
    GridCount,
    GridDelivery,
    GridNotice,
    GridNoticeText,
)

__all__ = ["Emergency", "GridCount", "GridDelivery", "GridNotice", "GridNoticeText", "Opening"]
