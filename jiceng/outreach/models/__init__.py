"""What outreach keeps, a file a subject."""

from jiceng.outreach.models.activities import (
    Activity,
    Attendance,
    Booking,
    BookingContact,
    Occupancy,
    Resource,
    Venue,
)
from jiceng.outreach.models.articles import (
    Article,
    ArticleEdition,
    ArticleReads,
    ArticleReview,
    ArticleText,
)
from jiceng.outreach.models.honours import Honour, HonourTerm
from jiceng.outreach.models.lectures import (
    Lecture,
    LectureRating,
    LectureRequest,
    LectureTopic,
    Speaker,
)
from jiceng.outreach.models.legal import HandedOver, Lawyer, LegalDuty, LegalSession
from jiceng.outreach.models.publicity import (
    Acknowledgement,
    OutsideCount,
    OutsidePost,
    TeamMember,
    TeamTraining,
    WritingTask,
)
from jiceng.outreach.models.routes import (
    Guide,
    Route,
    RouteStop,
    Site,
    SiteDay,
    SiteFeedback,
    SiteMatter,
    VisitCount,
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
    "Guide",
    "HandedOver",
    "Honour",
    "HonourTerm",
    "Lawyer",
    "Lecture",
    "LectureRating",
    "LectureRequest",
    "LectureTopic",
    "LegalDuty",
    "LegalSession",
    "Occupancy",
    "OutsideCount",
    "OutsidePost",
    "Resource",
    "Route",
    "RouteStop",
    "Site",
    "SiteDay",
    "SiteFeedback",
    "SiteMatter",
    "Speaker",
    "TeamMember",
    "TeamTraining",
    "Venue",
    "VisitCount",
    "WritingTask",
]
