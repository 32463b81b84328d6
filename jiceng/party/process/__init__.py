"""Every process of Party work, as data."""

from jiceng.party.process.development import MEMBER_DEVELOPMENT
from jiceng.party.process.membership import CORRECTION, TRANSFER

PROCESSES = (TRANSFER, CORRECTION, MEMBER_DEVELOPMENT)

__all__ = ["CORRECTION", "MEMBER_DEVELOPMENT", "PROCESSES", "TRANSFER"]
