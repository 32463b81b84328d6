"""What performance keeps, a file a subject."""

from jiceng.performance.models.assessments import (
    Assessment,
    AssessmentObjection,
    EnteredValue,
    ExtraGiven,
    UnitResult,
)

__all__ = ["Assessment", "AssessmentObjection", "EnteredValue", "ExtraGiven", "UnitResult"]
