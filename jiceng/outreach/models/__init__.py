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

__all__ = ["Activity", "Attendance", "Booking", "BookingContact", "Occupancy", "Resource", "Venue"]
