"""The processes of economy as data. Read this first."""

from jiceng.economy.process.fairs import FAIR
from jiceng.economy.process.investment_lead import INVESTMENT_LEAD
from jiceng.economy.process.orders import ORDER
from jiceng.economy.process.relief import RELIEF

PROCESSES = (RELIEF, INVESTMENT_LEAD, FAIR, ORDER)

__all__ = ["FAIR", "INVESTMENT_LEAD", "ORDER", "PROCESSES", "RELIEF"]
