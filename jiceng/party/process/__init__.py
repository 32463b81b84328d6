"""Every process of Party work, as data."""

from jiceng.party.process.development import MEMBER_DEVELOPMENT
from jiceng.party.process.membership import CORRECTION, TRANSFER
from jiceng.party.process.screening import SCREENING_CASE

PROCESSES = (TRANSFER, CORRECTION, MEMBER_DEVELOPMENT, SCREENING_CASE)

__all__ = ["CORRECTION", "MEMBER_DEVELOPMENT", "PROCESSES", "SCREENING_CASE", "TRANSFER"]
