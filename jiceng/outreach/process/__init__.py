"""The processes of outreach as data. Read this first."""

from jiceng.outreach.process.activities import ACTIVITY, BOOKING

PROCESSES = (ACTIVITY, BOOKING)

__all__ = ["ACTIVITY", "BOOKING", "PROCESSES"]
