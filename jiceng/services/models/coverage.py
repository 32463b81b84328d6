"""Where households live, as numbers, and the ways they walk (facts.md §6)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import Area, PathField


class Block(models.Model):
    """A building, an estate or a villager group: a place with a number of households. Nobody in it
    is listed, and no number is counted from a list."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """WGS-84; none: it lies in the middle of its area."""
    households = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=120)
    """Who counted: a committee, a bureau, a yearbook."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="block_by_area")]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="one_block_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class WalkingNetwork(models.Model):
    """Ways on foot as a planner took them in. The latest that is not withdrawn counts."""

    name = models.CharField(max_length=60)
    source = models.CharField(max_length=120)
    """Who drew it and under which licence."""
    nodes = models.JSONField()
    """Points as [lon, lat] in WGS-84."""
    pieces = models.JSONField()
    """Ways as [first node, second node, metres], walked in both directions."""
    piece_count = models.PositiveIntegerField()
    metres = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    @property
    def kilometres(self) -> int:
        """The length of all its ways."""
        return round(self.metres / 1000)
