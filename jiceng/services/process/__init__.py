"""The processes of services as data. Read this first."""

from jiceng.services.process.allotments import ALLOTMENT
from jiceng.services.process.applications import APPLICATION

PROCESSES = (APPLICATION, ALLOTMENT)

__all__ = ["ALLOTMENT", "APPLICATION", "PROCESSES"]
