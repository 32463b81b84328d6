"""Tables of casework."""

from jiceng.casework.models.cases import (
    CalledUnit,
    CallUp,
    Case,
    Contact,
    Extension,
    Recheck,
    SavedFilter,
)
from jiceng.casework.models.imports import ImportedCase, ImportPart, ImportRun
from jiceng.casework.models.outcomes import CaseDay, CaseOutcome, TouchedDay

__all__ = [
    "CallUp",
    "CalledUnit",
    "Case",
    "CaseDay",
    "CaseOutcome",
    "Contact",
    "Extension",
    "ImportPart",
    "ImportRun",
    "ImportedCase",
    "Recheck",
    "SavedFilter",
    "TouchedDay",
]
