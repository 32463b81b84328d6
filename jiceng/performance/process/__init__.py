"""Every process of performance, as data."""

from jiceng.performance.process.appraisals import APPRAISAL
from jiceng.performance.process.stars import STAR_RATING

PROCESSES = (STAR_RATING, APPRAISAL)

__all__ = ["APPRAISAL", "PROCESSES", "STAR_RATING"]
