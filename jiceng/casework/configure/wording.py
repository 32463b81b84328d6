"""Configuration contents in words: what a page lists and what a history compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.configure.term_words import SET_LABELS, SET_SPEAKERS, flat
from jiceng.casework.process import CASE
from jiceng.kernel.records.names import listed
from jiceng.kernel.records.territory import territory
from jiceng.kernel.routing import FIRST_TIER
from jiceng.web.words import paper, role_name, term_words

TIERS = {"grid": N_("网格"), "community": N_("社区（村）"), "town": N_("镇"), "county": N_("县级")}
LEVELS = {"small": N_("小事"), "large": N_("大事")}
LIGHTS = {"yellow": N_("黄灯"), "red": N_("红灯")}
REACH = {"": N_("按任职区域"), "unit": N_("按单位")}

LABELS: dict[str, dict[str, str]] = {
    "case_type": {
        "name": N_("名称"),
        "name_en": N_("英文名称"),
        "parent": N_("上级类型"),
        "duty_unit": N_("主责单位"),
        "law_department": N_("依法由该部门办理，不下派"),
        "first_tier": N_("首办层级"),
        "level": N_("事项大小"),
        "promise": N_("承诺时限"),
        "statutory": N_("法定时限"),
        "basis": N_("时限依据"),
        "stages": N_("各环节时限"),
        "closing": N_("办结标准"),
        "closing_en": N_("办结标准（英文）"),
        "needs": N_("办结所需材料"),
        "keywords": N_("识别词"),
    },
    "rule": {
        "order": N_("顺序"),
        "case_type": N_("适用类型"),
        "area_path": N_("适用区域"),
        "level": N_("事项大小"),
        "from_hour": N_("起始钟点"),
        "to_hour": N_("截止钟点"),
        "unit": N_("承办单位"),
        "label": N_("规则说明"),
        "label_en": N_("规则说明（英文）"),
    },
    "terms": {
        "general_promise": N_("未分类事项的承诺时限"),
        "reopen_window": N_("结案后可重新办理的期限"),
        "recheck_term": N_("回头看的办理期限"),
        "arrive_within": N_("吹哨后到场期限"),
        "stages": N_("各环节时限"),
        "ladders.stage": N_("环节时限的预警阶梯"),
        "ladders.promise": N_("承诺时限的预警阶梯"),
        "send_back_cap": N_("退单次数上限"),
        "extension_cap": N_("延期次数上限"),
        "rating_days": N_("结案后可评价的天数"),
        "erase_days": N_("结案后保留联系方式的天数"),
        "recheck_percent": N_("回头看抽查比例（%）"),
        "public_figures": N_("在门户公布办理数字"),
        "public_types": N_("居民上报时可以提示相近上报的类型"),
        **SET_LABELS,
    },
    "post": {
        "name": N_("名称"),
        "name_en": N_("英文名称"),
        "tier": N_("岗位层级"),
        "reach": N_("查看范围"),
        "roles": N_("角色"),
    },
    "calendar": {"notice": N_("通知文号"), "days": N_("调整的日子"), "hours": N_("办公时间")},
    "text": {},
}


def label(kind: str, field: str) -> str:
    """The name of one field."""
    return _(LABELS[kind].get(field, field))


def rows_of(kind: str, content: Mapping[str, Any]) -> dict[str, str]:
    """Every field that says something, as label and text, in the order of the form."""
    given = flat(content)
    for name, rungs in (given.pop("ladders", None) or {}).items():
        given[f"ladders.{name}"] = rungs
    names = list(LABELS[kind]) or sorted(given)
    shown = {name: _text(name, given.get(name)) for name in names if name in given}
    return {label(kind, name): text for name, text in shown.items()}


def difference(
    kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> list[dict[str, str]]:
    """What a version changed, field by field; empty for the first version."""
    if before is None:
        return []
    old, new = rows_of(kind, before), rows_of(kind, after)
    return [
        {"label": name, "before": old.get(name, "") or "—", "after": new.get(name, "") or "—"}
        for name in dict.fromkeys([*old, *new])
        if old.get(name, "") != new.get(name, "")
    ]


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in SPEAKERS:
        return SPEAKERS[name](value)
    if isinstance(value, list):
        return listed(value)
    return str(value)


def unit_name(code: str) -> str:
    """A unit by name; `first_tier` means the lowest level that may handle the type."""
    if code == FIRST_TIER:
        return _("按首办层级（社区或网格）")
    unit = territory().units.get(code)
    return unit.name if unit else code


def area_name(path: str) -> str:
    """The area a path ends in."""
    code = path.rstrip("/").rpartition("/")[2]
    area = territory().area(code)
    return area.name if area else path


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def _stages(stages: Mapping[str, str]) -> str:
    known = {s.name: s.label for s in CASE.states}
    return _("；").join(f"{_(known.get(s, s))} {_term(t)}" for s, t in stages.items())


def _term(text: str) -> str:
    try:
        return term_words(str(text))
    except ValueError:
        return str(text)


def _rungs(rungs: Any) -> str:
    return _("；").join(
        _("%(percent)s%% %(light)s 告知%(role)s")
        % {"percent": percent, "light": _(LIGHTS.get(light, light)), "role": role_name(tell)}
        for percent, light, tell in rungs
    )


def _days(days: Mapping[str, bool]) -> str:
    worked = sorted(d for d, works in days.items() if works)
    free = sorted(d for d, works in days.items() if not works)
    return _("放假 %(free)s；上班 %(worked)s") % {
        "free": listed(free) or "—",
        "worked": listed(worked) or "—",
    }


def _hours(spans: Any) -> str:
    return listed(f"{clock(opens)}–{clock(closes)}" for opens, closes in spans)


SPEAKERS: dict[str, Callable[[Any], str]] = {
    "duty_unit": unit_name,
    "unit": unit_name,
    "area_path": area_name,
    "first_tier": lambda v: _(TIERS.get(v, v)),
    "tier": lambda v: _(TIERS.get(v, v)),
    "level": lambda v: _(LEVELS.get(v, v)),
    "reach": lambda v: _(REACH.get(v, v)),
    "promise": _term,
    "statutory": _term,
    "general_promise": _term,
    "reopen_window": _term,
    "recheck_term": _term,
    "arrive_within": _term,
    "stages": _stages,
    "ladders.stage": _rungs,
    "ladders.promise": _rungs,
    "needs": lambda v: listed(paper(p) for p in v),
    "roles": lambda v: listed(role_name(r) for r in v),
    "days": _days,
    "hours": _hours,
    **SET_SPEAKERS,
}
