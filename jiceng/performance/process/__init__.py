"""Every process of performance, as data."""

from jiceng.performance.process.stars import STAR_RATING

PROCESSES = (STAR_RATING,)

__all__ = ["PROCESSES", "STAR_RATING"]
