"""The processes of economy as data. Read this first."""

from jiceng.economy.process.investment_lead import INVESTMENT_LEAD
from jiceng.economy.process.orders import ORDER
from jiceng.economy.process.relief import RELIEF

PROCESSES = (RELIEF, INVESTMENT_LEAD, ORDER)

__all__ = ["INVESTMENT_LEAD", "ORDER", "PROCESSES", "RELIEF"]
