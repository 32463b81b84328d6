"""Companies: what the register says of them, and the code that opens their own page."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import Area, PathField


class Company(models.Model):
    """A company of the county, as the public register of companies shows it."""

    number = models.CharField(max_length=20, unique=True)
    credit_code = models.CharField(max_length=18, unique=True)
    """统一社会信用代码, with its check place (GB 32100)."""
    name = models.CharField(max_length=80)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    address = models.CharField(max_length=120, blank=True)
    industry = models.CharField(max_length=24, blank=True)
    """Key of a section of GB/T 4754."""
    size = models.CharField(max_length=8, blank=True)
    """micro, small, medium or large, as the statistics office sorted it."""
    set_up_asked_at = models.DateTimeField(null=True)
    """When its founding was applied for, and …"""
    set_up_at = models.DateTimeField(null=True)
    """… when it had its licence; both of the register."""
    closed_on = models.DateField(null=True)
    code_mark = models.CharField(max_length=64)
    """Keyed hash of the code that opens its page."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="company_by_area")]

    def __str__(self) -> str:
        return self.name
