"""Ways to reach people, a row for the one record they belong to."""

from __future__ import annotations

from django.db import models


class SealedContact(models.Model):
    """How to reach somebody about one record: sealed, erased by rule, never looked up across rows.

    What seals, opens and erases is `jiceng.kernel.records.contacts`.
    """

    key = models.BinaryField(null=True)
    """The wrapped data key; dropped when it is erased, and then nobody can read `sealed` again."""
    sealed = models.BinaryField()
    hint = models.CharField(max_length=20, blank=True)
    """The phone number masked for display, 138****6021."""
    erase_at = models.DateTimeField(null=True, db_index=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
