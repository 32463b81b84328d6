"""What services report as figures. Each subject has its file."""

from jiceng.services.figures import coverage

REPORTS = (*coverage.REPORTS,)
