"""The processes of services as data. Read this first."""

from jiceng.services.process.allotments import ALLOTMENT
from jiceng.services.process.applications import APPLICATION
from jiceng.services.process.talent import SKILL_NEED

PROCESSES = (APPLICATION, ALLOTMENT, SKILL_NEED)

__all__ = ["ALLOTMENT", "APPLICATION", "PROCESSES", "SKILL_NEED"]
