"""What proves who somebody is beside a password: a second factor, and a phone's upload key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.models.unit import Person


class SecondFactor(models.Model):
    """The secret an authenticator on somebody's phone counts with (RFC 6238), sealed."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="second_factor"
    )
    key = models.BinaryField()
    sealed = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    """Empty until a first code has shown that the phone counts alike."""
    last_step = models.BigIntegerField(default=0)
    """The time step of the last code taken; it and earlier ones are never taken again."""


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is lost. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)


class UploadKey(models.Model):
    """One phone may deliver what one person wrote on it (decisions.md 16).

    The key itself is not kept: it is a keyed hash of this row's number and the phone's cookie.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="upload_keys")
    device = models.CharField(max_length=64, db_index=True)
    """The keyed hash of the phone's cookie."""
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "device"],
                condition=Q(revoked_at=None),
                name="one_upload_key_a_phone",
            ),
        ]
