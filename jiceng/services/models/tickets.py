"""Queue tickets of hall systems: which, when drawn, called and finished; never by whom."""

from __future__ import annotations

from django.db import models

from jiceng.services.models.points import ServicePoint


class QueueTicket(models.Model):
    """One ticket of one day at one point, as the hall's own system kept it."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.CharField(max_length=24)
    """As it was printed; halls begin anew every day."""
    item = models.CharField(max_length=40)
    """Key of an item of the catalogue, else the kind of window as the hall calls it."""
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    wait_seconds = models.PositiveIntegerField(null=True)
    """From drawn to called; none for whoever left or still waits."""
    is_outside = models.BooleanField(default=False)
    """Drawn while the point was closed by its own hours of that day."""
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["day", "point"], name="ticket_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day", "number"], name="one_ticket_a_point_day"
            ),
        ]
