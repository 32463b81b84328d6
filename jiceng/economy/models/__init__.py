"""What the county's work with companies and producers keeps, a file a subject."""

from jiceng.economy.models.companies import Company
from jiceng.economy.models.producers import Produce, ProducePrice, Producer

__all__ = ["Company", "Produce", "ProducePrice", "Producer"]
