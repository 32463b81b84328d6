"""What emergency mode keeps, a file a subject."""

from jiceng.emergency.models.emergencies import Emergency, Opening

__all__ = ["Emergency", "Opening"]
