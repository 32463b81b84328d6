"""What services count of themselves, a file a subject."""

from jiceng.services.figures import allotments

REPORTS = (allotments.REPORT,)

__all__ = ["REPORTS"]
