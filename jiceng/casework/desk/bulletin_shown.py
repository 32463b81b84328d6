"""A bulletin in words, the same on the printed page and in the Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name
from jiceng.casework.desk.urging_shown import KINDS, SLIPS
from jiceng.casework.models import Bulletin
from jiceng.web.clock import county_zone


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of a sheet; `left_out` says how many lines did not fit."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a bulletin says, in order."""

    title: str
    is_issued: bool
    paragraphs: tuple[str, ...]
    tables: tuple[Listed, ...]
    signature: tuple[str, ...]


def sheet_of(row: Bulletin) -> Sheet:
    """The bulletin from what was kept when it was drawn up."""
    told = row.content
    paragraphs = [_opening(row), _figures(told)]
    if row.remarks:
        paragraphs.append(row.remarks)
    tables = (_late(told), _urgings(told), _done(told))
    left = [
        _("%(title)s另有 %(n)d 项未列出。") % {"title": t.title, "n": t.left_out}
        for t in tables
        if t.left_out
    ]
    issued = row.issued_at
    signed = (unit_name(row.unit), day(issued.isoformat() if issued else told["as_of"]))
    return Sheet(row.title, issued is not None, (*paragraphs, *left), tables, signed)


def _opening(row: Bulletin) -> str:
    words = {"first": _date(row.starts_on), "last": _date(row.ends_on)}
    return _("现将 %(first)s 至 %(last)s 督办任务办理情况通报如下。") % words


def _figures(told: dict[str, Any]) -> str:
    words = {
        "at_work": told["at_work"], "green": told["lights"]["green"],
        "yellow": told["lights"]["yellow"], "red": told["lights"]["red"],
        "late": told["late_count"], "done": told["done_count"], "urged": told["urging_count"],
    }  # fmt: skip
    return (
        _(
            "在办任务 %(at_work)d 项，其中绿灯 %(green)d 项、黄灯 %(yellow)d 项、红灯 %(red)d 项；"
            "逾期未办结 %(late)d 项。期内办结 %(done)d 项，发出催办和督办单 %(urged)d 件。"
        )
        % words
    )


def _late(told: dict[str, Any]) -> Listed:
    rows = tuple(
        (unit_name(t["unit"]), _task(t), day(t["due_at"]), str(t["days"])) for t in told["late"]
    )
    header = (_("单位"), _("任务"), _("期限"), _("逾期天数"))
    return Listed(_("逾期未办结任务"), header, rows, told["late_count"] - len(rows))


def _urgings(told: dict[str, Any]) -> Listed:
    rows = tuple(
        (unit_name(u["unit"]), _(SLIPS.get(u["colour"], KINDS.get(u["kind"], u["kind"]))),
         str(u["count"]), str(u["unanswered"]))
        for u in told["urgings"]
    )  # fmt: skip
    header = (_("单位"), _("方式"), _("件数"), _("逾期未回复"))
    return Listed(_("催办和督办单"), header, rows)


def _done(told: dict[str, Any]) -> Listed:
    rows = tuple(
        (unit_name(t["unit"]), _task(t), day(t["due_at"]),
         _("按期") if t["in_time"] else _("逾期"))
        for t in told["done"]
    )  # fmt: skip
    header = (_("单位"), _("任务"), _("期限"), _("办结"))
    return Listed(_("期内办结任务"), header, rows, told["done_count"] - len(rows))


def _task(line: dict[str, Any]) -> str:
    return _("%(title)s（%(number)s）") % line


def day(text: str) -> str:
    """An instant kept as text, as a day of the county."""
    return _date(datetime.fromisoformat(text).astimezone(county_zone()).date()) if text else "—"


def _date(day: date) -> str:
    return _("%(y)d 年 %(m)d 月 %(d)d 日") % {"y": day.year, "m": day.month, "d": day.day}
