"""Words of the desk that no record carries: sources, roles, lights, acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.models import Case
from jiceng.casework.queries.story import RESTING, standing
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.territory import territory
from jiceng.web.wording import contributed

SOURCES: Mapping[str, str] = {
    "resident": N_("居民上报"),
    "grid_worker": N_("网格员上报"),
    "clerk": N_("窗口登记"),
    "hotline": N_("12345 转办"),
    "import": N_("批量导入"),
    "api": N_("系统对接"),
    "inspection": N_("巡查发现"),
}
TOLD: Mapping[str, str] = {
    "holder": N_("承办人员"),
    "worker": N_("网格员"),
    "handler": N_("承办人员"),
    "dispatcher": N_("受理派遣人员"),
    "verifier": N_("核查人员"),
    "approver": N_("审批人员"),
    "arbiter": N_("裁定人员"),
    "leader": N_("分管负责人"),
    "overseer": N_("督查人员"),
    "signatory": N_("批准立项的领导"),
    "system": N_("系统"),
}
TIERS: Mapping[str, str] = {
    "grid": N_("网格"),
    "community": N_("社区（村）"),
    "town": N_("镇"),
    "county": N_("县"),
}
LIGHTS: Mapping[str, str] = {
    "red": N_("已超期"),
    "yellow": N_("临近时限"),
    "green": N_("时限内"),
}
KINDS: Mapping[str, str] = {
    "demand": N_("群众反映强烈、基层无力解决"),
    "enforcement": N_("需要联合执法"),
    "emergency": N_("突发应急"),
}
URLS: Mapping[str, str] = {
    "case": "/desk/cases/{number}/",
    "call_up": "/desk/call-ups/{number}/",
    "recheck": "/desk/rechecks/",
    "supervision_item": "/desk/supervision/items/{number}/",
    "supervision_task": "/desk/supervision/tasks/{number}/",
    "urging": "/desk/supervision/urgings/{number}/",
    "bulletin": "/desk/supervision/bulletins/{number}/",
    "problem": "/desk/problems/{number}/",
    "project": "/desk/projects/{number}/",
    "report_demand": "/desk/demands/{number}/",
}


def unit_name(code: str) -> str:
    """A unit by its name; a code nobody knows any more stays a code."""
    land = territory()
    unit = land.units.get(code) or land.apart.get(code)
    return unit.name if unit else code


def url_of(kind: str, number: str) -> str:
    """The page of a record of any kind, whichever capability declares it."""
    where = URLS.get(kind) or contributed("PAGES").get(kind) or kinds()[kind].url
    return where.format(number=number)


def item_status(item: WorkItem, now: datetime) -> dict[str, str]:
    """The status tag of a worklist line."""
    if item.purpose == "extension":
        return {"light": "new", "text": _("延期待批")}
    if item.purpose.startswith("support"):
        return {"light": "new", "text": _("配合待反馈")}
    if item.subject_kind == "case":
        return standing(item.state, item.due_at, item.warn_at, now)
    colour = light(now, item.due_at, item.warn_at)
    text = _(kinds()[item.subject_kind].process.state(item.state).label)
    return {"light": colour if colour != "green" else "new", "text": text}


def nearest_due(case: Case) -> datetime | None:
    """The nearer of both clocks; None while the case rests or is suspended."""
    if case.state in RESTING:
        return None
    return min((m for m in (case.stage_due_at, case.due_at) if m), default=None)


def case_status(case: Case, now: datetime) -> dict[str, str]:
    return standing(case.state, nearest_due(case), case.warn_at, now)


def case_light(case: Case, now: datetime) -> str:
    """The colour beside a case; green once it rests."""
    return "green" if case.state in RESTING else light(now, nearest_due(case), case.warn_at)


def length(seconds: int) -> str:
    """A time spent, in words: 3 天 4 小时, 2 小时 5 分, 12 分钟."""
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days and not hours:
        return _("%(days)d 天") % {"days": days}
    if days:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    return _("%(n)d 分钟") % {"n": minutes}


def working_length(seconds: int, day_seconds: int) -> str:
    """Working time spent, a day being as long as offices are open."""
    days, rest = divmod(seconds, day_seconds or 1)
    hours = round(rest / 3600, 1)
    if days:
        return _("%(days)d 个工作日 %(hours)s 小时") % {"days": days, "hours": f"{hours:g}"}
    if rest < 3600:
        return _("%(n)d 分钟") % {"n": rest // 60}
    return _("%(hours)s 小时") % {"hours": f"{hours:g}"}
