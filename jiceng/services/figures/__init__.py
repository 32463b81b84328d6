"""What services count of themselves, a file a subject."""

from jiceng.services.figures import allotments, talent

REPORTS = (allotments.REPORT, talent.REPORT)

__all__ = ["REPORTS"]
