"""Legal publicity in words, for every face that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.process import CASE
from jiceng.kernel.records.names import named
from jiceng.outreach.forms.activities_told import area_name, place_told, status_told, when_told
from jiceng.outreach.models import Activity, HandedOver, LegalDuty, LegalSession
from jiceng.outreach.queries.activities import venue_places
from jiceng.outreach.queries.legal import Coverage, programmes


def matrix(found: Coverage, places: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Communities and villages by kind of place: how many sessions, and where there was none."""
    names = [named(*name) for name in places.values()]
    columns = [_("社区（村）"), *names, _("还没有到过")]
    rows = [
        {
            "cells": [
                {"text": area.name, "note": area_name(area.parent)},
                *({"text": row.sessions.get(key) or None} for key in places),
                {"text": _missing(len(row.gaps(places)), len(places))},
            ]
        }
        for area, row in zip(found.areas, found.rows, strict=True)
    ]
    return {
        "caption": _("各社区（村）普法活动场数"),
        "columns": [{"label": c, "numeric": 0 < n <= len(names)} for n, c in enumerate(columns)],
        "rows": rows,
        "empty": {"title": _("这里没有社区（村）"), "text": _("请换一个镇。")},
    }


def _missing(gaps: int, whole: int) -> str:
    if not gaps:
        return _("各类场所都到过")
    return _("一场也没有") if gaps == whole else _("%(n)d 类场所") % {"n": gaps}


def session_row(session: LegalSession, places: Mapping[str, str]) -> dict[str, Any]:
    """A session as a row of its list."""
    activity = session.activity
    there = place_told(activity)
    attended = getattr(activity, "attendance", None)
    note = f"{there}{' ' + _('示例') if activity.is_sample else ''}"
    return {
        "cells": [
            {"text": activity.title, "note": note,
             "url": f"/desk/legal/sessions/{activity.number}/"},
            {"status": status_told(activity)},
            {"text": when_told(activity)},
            {"text": places.get(session.place_kind, session.place_kind)},
            {"text": attended.people if attended else None},
        ]
    }  # fmt: skip


def session_details(session: LegalSession, now: datetime) -> list[dict[str, Any]]:
    """What a page says of a session."""
    activity = session.activity
    years = {p.key: p for p in programmes(now)}
    programme, places = years.get(session.programme), venue_places(now)
    attended = getattr(activity, "attendance", None)
    told = [
        (_("年度方案"), programme.name if programme else session.programme, ""),
        (_("普法内容"), programme.laws.get(session.law, session.law) if programme else "", ""),
        (_("场所类别"), named(*places[session.place_kind])
         if session.place_kind in places else session.place_kind, ""),
        *_where(activity),
        (_("主讲人"), session.speaker, ""),
        (_("到场人数"), _("%(n)d 人") % {"n": attended.people} if attended else "", ""),
        (_("发放资料"), _("%(n)d 份") % {"n": session.materials}
         if session.materials is not None else "", ""),
        (_("现场咨询"), _("%(n)d 人次") % {"n": session.consulted}
         if session.consulted is not None else "", ""),
    ]  # fmt: skip
    return [{"label": label, "text": text, "url": url} for label, text, url in told if text]


def duty_details(duty: LegalDuty) -> list[dict[str, Any]]:
    """What a page says of a lawyer's hours."""
    activity = duty.activity
    taken = {"taken": activity.taken, "all": activity.capacity or 0}
    told = [
        (_("值班律师"), f"{duty.lawyer.name}（{duty.lawyer.office}）", ""),
        (_("擅长的事项"), duty.lawyer.advises_on, ""),
        *_where(activity),
        (_("预约"), _("已约 %(taken)d 人，可约 %(all)d 人") % taken, ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in told if text]


def _where(activity: Activity) -> list[tuple[str, str, str]]:
    public = f"/activities/{activity.number}" if activity.published_at else ""
    return [
        (_("时间"), when_told(activity), ""),
        (_("地点"), place_told(activity), ""),
        (_("所在社区（村）"), area_name(str(activity.area_id)), ""),
        (_("居民看到的页面"), public, public),
    ]


def dispute_row(handed: HandedOver) -> dict[str, Any]:
    """A dispute and the case it became."""
    case, activity = handed.case, handed.activity
    return {
        "cells": [
            {"text": case.title or case.number, "note": case.number,
             "url": f"/desk/cases/{case.number}/"},
            {"text": _(CASE.state(case.state).label)},
            {"text": activity.title},
            {"at": handed.at},
        ],
        "number": case.number,
        "url": f"/desk/cases/{case.number}/",
        "state": _(CASE.state(case.state).label),
    }  # fmt: skip
