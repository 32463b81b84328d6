"""Organisations, people in office and the posts they hold for a period (S1, S25)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from jiceng.kernel.records.models.area import Area
from jiceng.kernel.records.models.fields import PathField

APART = frozenset({"party_organisation"})
"""Kinds of unit whose records lie outside territory: no case is given to them (ADR 0011)."""


class Unit(models.Model):
    """An organisation in the tree: committee, department, town government, centre."""

    code = models.CharField(max_length=24, primary_key=True)
    path = PathField(unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=24)
    tier = models.CharField(max_length=12)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "area"], name="unit_by_kind_and_area")]

    def __str__(self) -> str:
        return self.short_name or self.name


class People(BaseUserManager["Person"]):
    """Django asks for one; accounts are made by `actions`, never by a default."""


class Person(AbstractBaseUser):
    """Somebody in office, with an account. Residents have none."""

    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A person holds a post at a unit, for an area, from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=40, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=12, default="regular")
    """regular, substitute or secondment (下沉: the home unit stays in `home_unit`)."""
    home_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="lent")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "post"], name="post_held_now", condition=Q(ends_on=None)),
        ]


class ApiToken(models.Model):
    """A key for a program that acts as one person. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
