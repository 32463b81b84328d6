"""What the report of an emergency is made of, each part from the records of the moment.

A part is a function of the emergency and the instant, listed in `SECTIONS`; nothing is kept, so
that a number changes when its records do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from jiceng.casework.desk.bulletin_shown import Listed
from jiceng.casework.models import Case
from jiceng.emergency.forms.emergencies_told import moment_told, opening_told, types_at
from jiceng.emergency.forms.grid_notices_told import STATES, percent_told
from jiceng.emergency.models import Emergency
from jiceng.emergency.process import EMERGENCY
from jiceng.emergency.queries.emergencies import plan_as_of
from jiceng.emergency.queries.grid_notices import notices_of, reach_of_notice, text_of
from jiceng.emergency.rules.emergencies import LEVEL_WORDS, OPENING_WORDS
from jiceng.emergency.rules.emergencies_words import ACTS
from jiceng.kernel.numbers import share
from jiceng.kernel.records.models import JournalEntry, within
from jiceng.kernel.records.names import named

Section = Callable[[Emergency, datetime], Listed | None]
LABELS = {**ACTS, **{move.name: move.label for move in EMERGENCY.moves}}


def lines_of(row: Emergency) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """Every decision in the order of the journal: when, which, and what it said."""
    lines = JournalEntry.objects.filter(subject_kind="emergency", subject_id=row.pk)
    for line in lines.filter(kind__in=LABELS).order_by("seq"):
        yield line.at, line.kind, json.loads(line.payload)


def decisions(row: Emergency, now: datetime) -> Listed:
    """Who decided what is in the journal; here stands when, what, and by which document."""
    rows = tuple(
        (moment_told(at), _(LABELS[kind]), _level(told), _end(told), str(told.get("document", "")))
        for at, kind, told in lines_of(row)
    )
    header = (_("时间"), _("决定"), _("级别"), _("结束时间"), _("决定文件"))
    return Listed(_("决定经过"), header, rows)


def _level(told: dict[str, Any]) -> str:
    return _(LEVEL_WORDS[told["level"]]) if told.get("level") in LEVEL_WORDS else ""


def _end(told: dict[str, Any]) -> str:
    return moment_told(datetime.fromisoformat(told["ends_by"])) if told.get("ends_by") else ""


def opened_and_closed(row: Emergency, now: datetime) -> Listed:
    """What was opened when, and when it was closed."""
    types, plan = types_at(now), plan_as_of(row)
    rows = tuple(
        (_(OPENING_WORDS[o.kind]), opening_told(o, types, plan), moment_told(o.opened_at),
         moment_told(o.closed_at) or _("仍开启"))
        for o in row.openings.order_by("opened_at", "pk")
    )  # fmt: skip
    return Listed(_("开启和关闭的措施"), (_("措施"), _("内容"), _("开启"), _("关闭")), rows)


def cases_of(row: Emergency, now: datetime) -> Any:
    """Cases reported in its area while it was on; none for a drill."""
    if row.started_at is None or row.is_drill:
        return Case.objects.none()
    until = row.ended_at or now
    inside = Case.objects.filter(within("area_path", row.area_path))
    return inside.filter(reported_at__gte=row.started_at, reported_at__lt=until)


def cases(row: Emergency, now: datetime) -> Listed | None:
    """By type: reported, handled, and of those handled in time."""
    if row.is_drill:
        return None
    types = types_at(now)
    in_time = Q(handled_at__lte=F("due_at"))
    rows = cases_of(row, now).values("case_type").order_by("case_type").annotate(
        n=Count("pk"), handled=Count("pk", filter=Q(handled_at__isnull=False)),
        timely=Count("pk", filter=in_time),
    )  # fmt: skip
    lines = [_case_line(_type_name(types, r["case_type"]), r) for r in rows]
    whole = {k: sum(r[k] for r in rows) for k in ("n", "handled", "timely")}
    header = (_("事项"), _("上报"), _("已处置"), _("按时"), _("按时率"))
    return Listed(_("事项办理"), header, (*lines, _case_line(_("合计"), whole)))


def _type_name(types: Any, code: str) -> str:
    kind = types.get(code)
    return named(kind.name, kind.name_en) if kind else _("类型待确认")


def _case_line(name: str, counts: dict[str, Any]) -> tuple[str, ...]:
    timely = percent_told(share(counts["timely"], counts["handled"]))
    return (name, str(counts["n"]), str(counts["handled"]), str(counts["timely"]), timely)


def notices(row: Emergency, now: datetime) -> Listed:
    """Each notice with its rounds and the share of households it reached."""
    rows = []
    for one in notices_of(row).exclude(issued_at=None).order_by("issued_at"):
        reach = reach_of_notice(one)
        rows.append((
            text_of(one).title, moment_told(one.issued_at), _(STATES[one.state]), str(one.round),
            f"{reach.reached}/{reach.households}", percent_told(reach.percent), str(reach.silent),
        ))  # fmt: skip
    header = (_("通知"), _("发出"), _("状态"), _("轮次"), _("通知到/登记户数"), _("送达率"),
              _("没有回报的网格"))  # fmt: skip
    return Listed(_("入户通知"), header, tuple(rows))


SECTIONS: tuple[Section, ...] = (decisions, opened_and_closed, cases, notices)
