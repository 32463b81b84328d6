"""What the county's work with companies and producers keeps, a file a subject."""

from jiceng.economy.models.companies import Company
from jiceng.economy.models.producers import Produce, ProducePrice, Producer
from jiceng.economy.models.reliefs import (
    CompanyStatement,
    Relief,
    ReliefAccount,
    ReliefCheck,
    ReliefEntry,
    ReliefHold,
    ReliefVoucher,
)

__all__ = [
    "Company",
    "CompanyStatement",
    "Produce",
    "ProducePrice",
    "Producer",
    "Relief",
    "ReliefAccount",
    "ReliefCheck",
    "ReliefEntry",
    "ReliefHold",
    "ReliefVoucher",
]
