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
from jiceng.casework.models.demands import DemandedUnit, ReportDemand
from jiceng.casework.models.imports import ImportedCase, ImportPart, ImportRun
from jiceng.casework.models.outcomes import CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.models.problems import Campaign, Measure, Problem, ProblemSupport
from jiceng.casework.models.programmes import BudgetLine, Milestone, Programme, Project, Risk
from jiceng.casework.models.research import (
    Discussion,
    Finding,
    Reply,
    ResearchPlan,
    StudySession,
    Visit,
)
from jiceng.casework.models.scores import Bulletin, Objection, ScoreEvent, UnitScore
from jiceng.casework.models.standards import Indicator, Point, PointCheck, Standard
from jiceng.casework.models.supervision import (
    LightChange,
    Meeting,
    ProgressReport,
    SupervisionItem,
    SupervisionTask,
    SupportingUnit,
    TaskNode,
    Urging,
)

__all__ = [
    "BudgetLine",
    "Bulletin",
    "CallUp",
    "CalledUnit",
    "Campaign",
    "Case",
    "CaseDay",
    "CaseOutcome",
    "Contact",
    "DemandedUnit",
    "Discussion",
    "Extension",
    "Finding",
    "ImportPart",
    "ImportRun",
    "ImportedCase",
    "Indicator",
    "LightChange",
    "Measure",
    "Meeting",
    "Milestone",
    "Objection",
    "Point",
    "PointCheck",
    "Problem",
    "ProblemSupport",
    "Programme",
    "ProgressReport",
    "Project",
    "Recheck",
    "Reply",
    "ReportDemand",
    "ResearchPlan",
    "Risk",
    "SavedFilter",
    "ScoreEvent",
    "Standard",
    "StudySession",
    "SupervisionItem",
    "SupervisionTask",
    "SupportingUnit",
    "TaskNode",
    "TouchedDay",
    "UnitScore",
    "Urging",
    "Visit",
]
