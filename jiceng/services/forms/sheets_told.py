"""What became of the rows of a sheet, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiceng.services.actions.sheets import Taken


def told_of(taken: Taken) -> str:
    """How many rows went where."""
    text = _(
        "新增 %(added)d 行，补充或者修改 %(changed)d 行，已有 %(same)d 行，不对 %(refused)d 行"
    ) % {**vars(taken), "refused": len(taken.refused)}
    if taken.flagged:
        text += _("；%(n)d 张在开放时间以外取号，已标出") % {"n": taken.flagged}
    return text
