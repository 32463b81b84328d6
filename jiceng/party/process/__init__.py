"""Every process of Party work, as data."""

from jiceng.party.process.membership import CORRECTION, TRANSFER
from jiceng.party.process.screening import SCREENING_CASE

PROCESSES = (TRANSFER, CORRECTION, SCREENING_CASE)

__all__ = ["CORRECTION", "PROCESSES", "SCREENING_CASE", "TRANSFER"]
