"""What the county's work with companies and producers keeps, a file a subject."""

from jiceng.economy.models.companies import Company
from jiceng.economy.models.leads import (
    CompanyRequest,
    CountyPromise,
    InvestmentLead,
    LeadContact,
    LeadEntry,
    LeadFunds,
)
from jiceng.economy.models.producers import Produce, ProducePrice, Producer

__all__ = [
    "Company", "CompanyRequest", "CountyPromise", "InvestmentLead", "LeadContact", "LeadEntry",
    "LeadFunds", "Produce", "ProducePrice", "Producer",
]  # fmt: skip
