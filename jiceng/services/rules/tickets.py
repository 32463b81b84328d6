"""A file of queue tickets read row by row: numbers and times, never who drew one (§6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial

from jiceng.casework.rules.sheets import Cells, Columns
from jiceng.kernel.hours import Spans
from jiceng.kernel.places import mask_personal
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_

COLUMNS = Columns(
    {
        "number": (N_("票号"), "排队号", "取号号码", "号码"),
        "point": (N_("网点"), "网点编号", "大厅", "网点名称"),
        "item": (N_("事项或窗口"), "事项", "业务类型", "业务", "窗口类型"),
        "taken_at": (N_("取号时间"), "取票时间"),
        "called_at": (N_("叫号时间"), "呼叫时间"),
        "finished_at": (N_("办完时间"), "办结时间", "完成时间", "结束时间"),
    },
    ("number", "point", "item", "taken_at"),
)
"""How hall systems head it. Who drew a ticket is not read, whatever else the file holds."""
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?",
    re.ASCII,
)
TIMES = ("taken_at", "called_at", "finished_at")
NUMBER = re.compile(r"[A-Za-z0-9一-龥-]{1,24}")


@dataclass(frozen=True, slots=True)
class QueueTicketRow:
    """One ticket as it was read; `point` is its number or its name."""

    number: str
    point: str
    item: str
    taken_at: datetime
    called_at: datetime | None = None
    finished_at: datetime | None = None


def row_of(cells: Mapping[str, str], columns: Mapping[str, str], zone: tzinfo) -> QueueTicketRow:
    """A row. Raises `Invalid` with every reason against it, each at its field."""
    said = COLUMNS.cells(cells, columns)
    said.faults.extend(_text_faults(said))
    at = {n: said.read(n, partial(_moment, zone=zone), None, "bad_ticket_time") for n in TIMES}
    said.faults.extend(_order_faults(at))
    taken = at["taken_at"]
    if said.faults or taken is None:
        raise Invalid(*said.faults)
    return QueueTicketRow(
        said["number"], said["point"], said["item"], taken, at["called_at"], at["finished_at"]
    )


def _text_faults(said: Cells) -> Iterator[Reason]:
    number = said["number"]
    if number and (not NUMBER.fullmatch(number) or mask_personal(number)[0] != number):
        yield Reason("bad_ticket_number", {"value": number[:30]}, "number")
    if len(said["item"]) > 40 or mask_personal(said["item"])[0] != said["item"]:
        yield Reason("bad_ticket_item", {"value": said["item"][:40]}, "item")


def _moment(text: str, zone: tzinfo) -> datetime:
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _order_faults(at: Mapping[str, datetime | None]) -> Iterator[Reason]:
    taken, called, finished = at["taken_at"], at["called_at"], at["finished_at"]
    if taken and called and called < taken:
        yield Reason("called_before_taken", field="called_at")
    if called and finished and finished < called:
        yield Reason("finished_before_called", field="finished_at")
    if finished and called is None:
        yield Reason("finished_uncalled", field="called_at")
    last = finished or called
    if taken and last and last >= taken and last.date() != taken.date():
        yield Reason("ticket_other_day", field="finished_at" if finished else "called_at")


def is_outside(taken_at: datetime, spans: Spans) -> bool:
    """Whether a ticket was drawn while the point was closed that day."""
    minute = taken_at.hour * 60 + taken_at.minute
    return not any(opens <= minute < closes for opens, closes in spans)


def open_hours(days: Sequence[Spans]) -> float:
    """How many hours some days come to."""
    return sum(closes - opens for spans in days for opens, closes in spans) / 60
