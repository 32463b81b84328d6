"""Every process of Party work, as data."""

from jiceng.party.process.membership import CORRECTION, TRANSFER

PROCESSES = (TRANSFER, CORRECTION)

__all__ = ["CORRECTION", "PROCESSES", "TRANSFER"]
