"""What performance itself keeps records of and reports as figures. Each subject has its file."""

from jiceng.performance.figures import inspections, stars

REPORTS = (*stars.REPORTS, *inspections.REPORTS)
