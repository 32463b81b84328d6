"""Every process of Party work, as data."""

from jiceng.party.process.dues import HARDSHIP, REMITTANCE
from jiceng.party.process.membership import CORRECTION, TRANSFER

PROCESSES = (TRANSFER, CORRECTION, REMITTANCE, HARDSHIP)

__all__ = ["CORRECTION", "HARDSHIP", "PROCESSES", "REMITTANCE", "TRANSFER"]
