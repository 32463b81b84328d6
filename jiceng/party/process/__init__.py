"""Every process of Party work, as data."""

from jiceng.party.process.co_building import (
    JOINT_PROJECT,
    MEMBER_REGISTRATION,
    UNIT_REGISTRATION,
    WISH,
)
from jiceng.party.process.membership import CORRECTION, TRANSFER

PROCESSES = (
    TRANSFER,
    CORRECTION,
    UNIT_REGISTRATION,
    MEMBER_REGISTRATION,
    JOINT_PROJECT,
    WISH,
)

__all__ = [
    "CORRECTION",
    "JOINT_PROJECT",
    "MEMBER_REGISTRATION",
    "PROCESSES",
    "TRANSFER",
    "UNIT_REGISTRATION",
    "WISH",
]
