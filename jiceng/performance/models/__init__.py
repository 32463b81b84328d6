"""What performance keeps, a file a subject."""

from jiceng.performance.models.appraisals import Appraisal, Ballot, RaterCandidate, Slip
from jiceng.performance.models.indicators import (
    Indicator,
    PublishedValue,
    SeriesFile,
    SeriesValue,
)
from jiceng.performance.models.stars import StarEvidence, StarRating

__all__ = [
    "Appraisal",
    "Ballot",
    "Indicator",
    "PublishedValue",
    "RaterCandidate",
    "SeriesFile",
    "SeriesValue",
    "Slip",
    "StarEvidence",
    "StarRating",
]
