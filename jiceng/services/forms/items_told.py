"""Items and applications in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.services.models import Application, ServicePoint
from jiceng.services.process import APPLICATION
from jiceng.services.queries.items import does
from jiceng.services.rules.items import AUDIENCES, CHANNELS, Paper, ServiceItem
from jiceng.web.words import term_words

NEXT: Mapping[str, str] = {
    "submitted": N_("%(unit)s正在看您的材料，材料齐全即受理。"),
    "supplementing": N_("请补齐材料。补齐之前暂停计时，材料只会要求补正一次。"),
    "accepted": N_("已受理，%(unit)s正在审查。"),
    "examined": N_("审查完毕，正在决定。"),
    "granted": N_("已办结：准予。"),
    "declined": N_("已办结：不予。理由见下方；不服可以依法申请复议或提起诉讼。"),
    "withdrawn": N_("您已撤回申请。"),
    "archived": N_("已办结并归档。"),
}
LIGHTS: Mapping[str, str] = {
    "submitted": "new", "supplementing": "yellow", "accepted": "doing", "examined": "doing",
    "granted": "done", "declined": "done", "withdrawn": "rest", "archived": "rest",
}  # fmt: skip


def name_of(item: ServiceItem) -> str:
    return named(item.name, item.name_en)


def paper_name(paper: Paper) -> str:
    return named(paper.name, paper.name_en)


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def terms_told(item: ServiceItem) -> list[tuple[str, str]]:
    """What a guide says of an item, label and text."""
    fee = _("不收费") if not item.fee_fen else _("%(yuan)s 元") % {"yuan": item.fee_fen / 100}
    rows = [
        (_("办理单位"), unit_name(item.unit)),
        (_("承诺时限"), term_words(str(item.promise))),
        (_("法定时限"), term_words(str(item.statutory))),
        (_("办理方式"), listed(_(CHANNELS[c]) for c in item.channels)),
        (_("服务对象"), _(AUDIENCES[item.audience])),
        (_("收费"), fee),
        (_("办理结果"), item.result),
        (_("依据"), item.basis),
    ]
    return [(label, text) for label, text in rows if text]


def where_told(
    item: ServiceItem, points: list[ServicePoint], now: datetime
) -> list[dict[str, Any]]:
    """Points that take an item in, and whether it is decided there or handed on."""
    return [
        {
            "name": p.name,
            "url": f"/services/{p.number}",
            "text": _("就地办理") if does(p, item, now) or p.unit == item.unit else _("代收转办"),
        }
        for p in points
    ]


def status_told(row: Application) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[row.state], "text": _(APPLICATION.state(row.state).label)}


def next_told(row: Application) -> str:
    """What comes next, for the applicant."""
    return _(NEXT[row.state]) % {"unit": unit_name(row.unit)}
