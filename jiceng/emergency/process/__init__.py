"""The processes of emergency mode as data. Read this first."""

from jiceng.emergency.process.emergencies import EMERGENCY

PROCESSES = (EMERGENCY,)

__all__ = ["EMERGENCY", "PROCESSES"]
