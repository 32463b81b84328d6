"""What performance keeps, a file a subject."""

from jiceng.performance.models.stars import StarEvidence, StarRating

__all__ = ["StarEvidence", "StarRating"]
