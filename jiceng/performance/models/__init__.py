"""What performance keeps, a file a subject."""

from jiceng.performance.models.indicators import (
    Indicator,
    PublishedValue,
    SeriesFile,
    SeriesValue,
)

__all__ = ["Indicator", "PublishedValue", "SeriesFile", "SeriesValue"]
