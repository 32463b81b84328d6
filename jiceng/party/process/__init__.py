"""Every process of Party work, as data."""

from jiceng.party.process.life import MEETING, RESOLUTION
from jiceng.party.process.membership import CORRECTION, TRANSFER

PROCESSES = (TRANSFER, CORRECTION, MEETING, RESOLUTION)

__all__ = ["CORRECTION", "MEETING", "PROCESSES", "RESOLUTION", "TRANSFER"]
