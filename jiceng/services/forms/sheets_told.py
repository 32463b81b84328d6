"""What became of the queue tickets of a sheet, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiceng.casework.desk.sheet_page import told_of
from jiceng.casework.rules.sheets import Taken


def tickets_told(taken: Taken) -> str:
    """How many rows went where, and how many tickets want a look."""
    text = told_of(taken)
    if taken.flagged:
        text += _("；%(n)d 张在开放时间以外取号，已标出") % {"n": taken.flagged}
    return text
