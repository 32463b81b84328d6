"""Statements of an organisation's own account, line by line; a line is kept once for ever."""

from __future__ import annotations

from django.db import models

from jiceng.party.models.organisations import Organisation


class BankFile(models.Model):
    """A statement as it was sent."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=40)
    """The organisation's own account, by its last digits or its name; never a payer's."""
    file_name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.BigIntegerField()
    lines_read = models.PositiveIntegerField()
    refused = models.JSONField(default=list)
    """[row in the file, reason as JSON] of what was not taken."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "account", "sha256"], name="a_file_comes_once"
            ),
        ]


class BankLine(models.Model):
    """An incoming sum. What no member is known for stays open until somebody assigns it."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    account = models.CharField(max_length=40)
    serial = models.CharField(max_length=60)
    on = models.DateField()
    fen = models.PositiveBigIntegerField()
    payer = models.CharField(max_length=40, blank=True)
    """As the bank names them; emptied once the money has found its member."""
    remark = models.CharField(max_length=80, blank=True)
    matched = models.CharField(max_length=12)
    """by_number, by_name or by_hand; else why not: no_one, several, left, late, too_much."""
    open_fen = models.PositiveBigIntegerField()
    """What is not assigned yet; kept for lists, the ledger says the same."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "account", "serial", "on", "fen"],
                name="a_line_comes_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(open_fen__gt=0),
                name="line_to_assign",
            ),
        ]
