"""Every process of performance, as data."""

from jiceng.performance.process.assessments import ASSESSMENT, ASSESSMENT_OBJECTION

PROCESSES = (ASSESSMENT, ASSESSMENT_OBJECTION)

__all__ = ["ASSESSMENT", "ASSESSMENT_OBJECTION", "PROCESSES"]
