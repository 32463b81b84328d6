"""The processes of emergency mode as data. Read this first."""

from jiceng.emergency.process.checkpoints import CHECKPOINT
from jiceng.emergency.process.emergencies import EMERGENCY
from jiceng.emergency.process.rosters import ROSTER

PROCESSES = (EMERGENCY, CHECKPOINT, ROSTER)

__all__ = ["CHECKPOINT", "EMERGENCY", "PROCESSES", "ROSTER"]
