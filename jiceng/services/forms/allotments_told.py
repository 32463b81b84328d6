"""Funds and goods sent down in words and numbers, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.labels import url_of
from jiceng.casework.rules.programmes import FEN_A_WAN
from jiceng.kernel.money import yuan
from jiceng.services.forms.items_told import unit_name
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.process import ALLOTMENT
from jiceng.services.rules.allotments import FLOWS, KINDS, SOURCES, amount_told

MOST_SIGNS = 10
"""So many signs of an amount stand beside another on a phone."""
LIGHTS: Mapping[str, str] = {
    "sent": "new", "in_use": "doing", "returning": "yellow", "closed": "done",
}  # fmt: skip
ENTRIES: Mapping[str, str] = {
    "sent": N_("下达"), "received": N_("签收"), "short": N_("差额退回"), "used": N_("使用"),
    "asked": N_("使用（待确认）"), "allowed": N_("确认使用"), "denied": N_("不予确认"),
    "undone": N_("冲销"), "given_back": N_("退回余额"),
}  # fmt: skip
HEAD = (
    N_("编号"), N_("类别"), N_("接收单位"), N_("名称"), N_("金额（元）或者数量"), N_("计量单位"),
    N_("用途"), N_("依据文号"), N_("来源"), N_("预算年度"), N_("使用期限"),
)  # fmt: skip
"""Headings of the table that is taken away and sent in again."""
HEAD_NOW = (N_("状态"), N_("已用"), N_("已退"), N_("余额"))
ACCOUNTS: Mapping[str, str] = {
    "under_way": N_("在途"), "in_hand": N_("可用余额"), "held": N_("待确认"), "used": N_("已用"),
    "returned": N_("已退回"),
}  # fmt: skip


def status_told(row: Allotment, today: date) -> dict[str, str]:
    """State as a light and a word; past its day what is left is red."""
    if row.use_by < today and row.balance and row.state in ("sent", "in_use"):
        return {"light": "red", "text": _("逾期未用完")}
    return {"light": LIGHTS[row.state], "text": _(ALLOTMENT.state(row.state).label)}


def details_told(row: Allotment) -> list[dict[str, Any]]:
    """What it is, for whom, by which document, until when."""
    document = row.document
    cited = row.document_number
    if document is not None:
        cited = f"{row.document_number} {document.title}"
    told = [
        (_("类别"), _(KINDS[row.kind])),
        (_("接收单位"), unit_name(row.receiver)),
        (_("下达单位"), unit_name(row.sender)),
        (_("来源"), _(SOURCES[row.source])),
        (_("预算年度"), str(row.year)),
        (_("使用期限"), f"{row.use_by:%Y-%m-%d}"),
        (_("依据文号"), cited or None),
        (_("用途"), row.purpose),
    ]
    return [{"label": label, "text": text} for label, text in told if text]


def figures_told(row: Allotment) -> list[dict[str, Any]]:
    """Where everything is; what was sent first, then each account that holds something."""
    found = [{"label": _("下达"), **shortly(row.told(row.sent), row.sent)}]
    for name, label in ACCOUNTS.items():
        amount = getattr(row, name)
        if amount or name in ("in_hand", "used"):
            found.append({"label": _(label), **shortly(row.told(amount), amount)})
    return found


def shortly(told: str, fen: int) -> dict[str, str]:
    """An amount of a strip of figures; one that is too long for a phone in 万元, exactly below."""
    if len(told) <= MOST_SIGNS or not told.startswith("¥"):
        return {"value": told}
    return {"value": f"{fen / FEN_A_WAN:,.2f}", "unit": _("万元"), "note": told}


def entries_told(row: Allotment, entries: Iterable[AllotmentEntry]) -> list[dict[str, Any]]:
    """The ledger, line by line; what left the balance is negative."""
    return [
        {
            "key": entry.pk,
            "on": entry.on,
            "label": _(ENTRIES[entry.kind]),
            "amount": row.told(entry.amount),
            "is_out": FLOWS[entry.kind][0] == "in_hand",
            "purpose": entry.purpose or _asked_for(entry),
            "voucher": entry.voucher,
            "served": entry.served_number,
            "served_url": url_of(entry.served_kind, entry.served_number)
            if entry.served_kind
            else "",
            "is_followed": hasattr(entry, "followed_by"),
        }
        for entry in entries
    ]


def _asked_for(entry: AllotmentEntry) -> str:
    """What a use was for that this entry confirms."""
    return entry.follows.purpose if entry.follows else ""


def table_row(row: Allotment) -> list[object]:
    """One line of the table that is taken away; `HEAD` names its first cells."""

    def plain(amount: int) -> str:
        return yuan(amount) if row.kind == "funds" else str(amount)

    return [
        row.number, _(KINDS[row.kind]), unit_name(row.receiver), row.title, plain(row.sent),
        row.measure, row.purpose, row.document_number, _(SOURCES[row.source]), row.year,
        f"{row.use_by:%Y-%m-%d}", _(ALLOTMENT.state(row.state).label), plain(row.used),
        plain(row.returned), plain(row.balance),
    ]  # fmt: skip


def funds_told(fen: int) -> str:
    return amount_told("funds", fen)
