"""Every process of Party work, as data."""

from jiceng.party.process.co_building import (
    JOINT_PROJECT,
    MEMBER_REGISTRATION,
    UNIT_REGISTRATION,
    WISH,
)
from jiceng.party.process.development import MEMBER_DEVELOPMENT
from jiceng.party.process.dues import HARDSHIP, REMITTANCE
from jiceng.party.process.life import MEETING, RESOLUTION
from jiceng.party.process.membership import CORRECTION, TRANSFER
from jiceng.party.process.screening import SCREENING_CASE
from jiceng.party.process.weak_branches import WEAK_BRANCH

PROCESSES = (
    TRANSFER,
    CORRECTION,
    MEMBER_DEVELOPMENT,
    SCREENING_CASE,
    UNIT_REGISTRATION,
    MEMBER_REGISTRATION,
    JOINT_PROJECT,
    WISH,
    REMITTANCE,
    HARDSHIP,
    MEETING,
    RESOLUTION,
    WEAK_BRANCH,
)

__all__ = [
    "CORRECTION",
    "HARDSHIP",
    "JOINT_PROJECT",
    "MEETING",
    "MEMBER_DEVELOPMENT",
    "MEMBER_REGISTRATION",
    "PROCESSES",
    "REMITTANCE",
    "RESOLUTION",
    "SCREENING_CASE",
    "TRANSFER",
    "UNIT_REGISTRATION",
    "WEAK_BRANCH",
    "WISH",
]
