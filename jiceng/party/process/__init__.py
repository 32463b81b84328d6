"""Every process of Party work, as data."""

from jiceng.party.process.membership import CORRECTION, TRANSFER
from jiceng.party.process.weak_branches import WEAK_BRANCH

PROCESSES = (TRANSFER, CORRECTION, WEAK_BRANCH)

__all__ = ["CORRECTION", "PROCESSES", "TRANSFER", "WEAK_BRANCH"]
