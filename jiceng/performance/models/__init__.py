"""What performance keeps, a file a subject."""

from jiceng.performance.models.appraisals import Appraisal, Ballot, RaterCandidate, Slip
from jiceng.performance.models.assessments import (
    Assessment,
    AssessmentObjection,
    EnteredValue,
    ExtraGiven,
    UnitResult,
)
from jiceng.performance.models.indicators import (
    Indicator,
    PublishedValue,
    SeriesFile,
    SeriesValue,
)
from jiceng.performance.models.inspections import (
    DeclaredInterest,
    Inspection,
    InspectionFinding,
    InspectionPlan,
    TeamSeat,
)
from jiceng.performance.models.open_values import OpenValue
from jiceng.performance.models.stars import StarEvidence, StarRating
from jiceng.performance.models.surveys import (
    Survey,
    SurveyAnswer,
    SurveyForm,
    SurveySlip,
    SurveyUnit,
)

__all__ = [
    "Appraisal",
    "Assessment",
    "AssessmentObjection",
    "Ballot",
    "DeclaredInterest",
    "EnteredValue",
    "ExtraGiven",
    "Indicator",
    "Inspection",
    "InspectionFinding",
    "InspectionPlan",
    "OpenValue",
    "PublishedValue",
    "RaterCandidate",
    "SeriesFile",
    "SeriesValue",
    "Slip",
    "StarEvidence",
    "StarRating",
    "Survey",
    "SurveyAnswer",
    "SurveyForm",
    "SurveySlip",
    "SurveyUnit",
    "TeamSeat",
    "UnitResult",
]
