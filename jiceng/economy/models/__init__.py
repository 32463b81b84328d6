"""What the county's work with companies and producers keeps, a file a subject."""

from jiceng.economy.models.companies import Company
from jiceng.economy.models.fairs import Fair, FairFeedback, FairOffer, FairSale, FairStall
from jiceng.economy.models.leads import (
    CompanyRequest,
    CountyPromise,
    InvestmentLead,
    LeadContact,
    LeadEntry,
    LeadFunds,
)
from jiceng.economy.models.market import Station, Stock
from jiceng.economy.models.orders import Buyer, LedgerEntry, Order, OrderLine, StockMovement
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
    "Buyer",
    "Company",
    "CompanyRequest",
    "CompanyStatement",
    "CountyPromise",
    "Fair",
    "FairFeedback",
    "FairOffer",
    "FairSale",
    "FairStall",
    "InvestmentLead",
    "LeadContact",
    "LeadEntry",
    "LeadFunds",
    "LedgerEntry",
    "Order",
    "OrderLine",
    "Produce",
    "ProducePrice",
    "Producer",
    "Relief",
    "ReliefAccount",
    "ReliefCheck",
    "ReliefEntry",
    "ReliefHold",
    "ReliefVoucher",
    "Station",
    "Stock",
    "StockMovement",
]
