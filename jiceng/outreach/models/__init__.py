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
from jiceng.outreach.models.lectures import Lecture, LectureRating, LectureTopic, Speaker

__all__ = [
    "Activity",
    "Attendance",
    "Booking",
    "BookingContact",
    "Lecture",
    "LectureRating",
    "LectureTopic",
    "Occupancy",
    "Resource",
    "Speaker",
    "Venue",
]
