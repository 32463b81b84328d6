"""What outreach keeps, a file a subject."""

from jiceng.outreach.models.activities import (
    Activity,
    Attendance,
    Booking,
    BookingContact,
    Occupancy,
    Venue,
)
from jiceng.outreach.models.articles import (
    Article,
    ArticleEdition,
    ArticleReads,
    ArticleReview,
    ArticleText,
)
from jiceng.outreach.models.publicity import (
    Acknowledgement,
    OutsideCount,
    OutsidePost,
    TeamMember,
    TeamTraining,
    WritingTask,
)

__all__ = [
    "Acknowledgement",
    "Activity",
    "Article",
    "ArticleEdition",
    "ArticleReads",
    "ArticleReview",
    "ArticleText",
    "Attendance",
    "Booking",
    "BookingContact",
    "Occupancy",
    "OutsideCount",
    "OutsidePost",
    "TeamMember",
    "TeamTraining",
    "Venue",
    "WritingTask",
]
