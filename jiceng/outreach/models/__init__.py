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
from jiceng.outreach.models.legal import HandedOver, Lawyer, LegalDuty, LegalSession

__all__ = [
    "Activity",
    "Attendance",
    "Booking",
    "BookingContact",
    "HandedOver",
    "Lawyer",
    "LegalDuty",
    "LegalSession",
    "Occupancy",
    "Resource",
    "Venue",
]
