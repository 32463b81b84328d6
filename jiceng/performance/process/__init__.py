"""Every process of performance, as data."""

from jiceng.performance.process.appraisals import APPRAISAL
from jiceng.performance.process.assessments import ASSESSMENT, ASSESSMENT_OBJECTION
from jiceng.performance.process.inspections import INSPECTION, INSPECTION_PLAN
from jiceng.performance.process.stars import STAR_RATING
from jiceng.performance.process.surveys import SURVEY

PROCESSES = (
    ASSESSMENT, ASSESSMENT_OBJECTION, STAR_RATING, APPRAISAL, INSPECTION_PLAN, INSPECTION,
    SURVEY,
)  # fmt: skip

__all__ = [
    "APPRAISAL",
    "ASSESSMENT",
    "ASSESSMENT_OBJECTION",
    "INSPECTION",
    "INSPECTION_PLAN",
    "PROCESSES",
    "STAR_RATING",
    "SURVEY",
]
