"""What services report as figures, a file a subject."""

from jiceng.services.figures import allotments, coverage, declared, talent

REPORTS = (*declared.REPORTS, *coverage.REPORTS, allotments.REPORT, talent.REPORT)
