"""Tables of Party work."""

from jiceng.party.models.dues import (
    DuesEntry,
    DuesFixing,
    DuesMonth,
    DuesPublication,
    Hardship,
    Payment,
    PaymentShare,
    Remittance,
    Voucher,
)
from jiceng.party.models.dues_bank import BankFile, BankLine
from jiceng.party.models.members import Affiliation, Correction, Member, MobilePeriod, Transfer
from jiceng.party.models.organisations import CommitteeTerm, Organisation, Seat

__all__ = [
    "Affiliation",
    "BankFile",
    "BankLine",
    "CommitteeTerm",
    "Correction",
    "DuesEntry",
    "DuesFixing",
    "DuesMonth",
    "DuesPublication",
    "Hardship",
    "Member",
    "MobilePeriod",
    "Organisation",
    "Payment",
    "PaymentShare",
    "Remittance",
    "Seat",
    "Transfer",
    "Voucher",
]
