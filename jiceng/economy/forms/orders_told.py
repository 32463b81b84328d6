"""Orders in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.economy.models import Order, OrderLine, Produce, Stock
from jiceng.economy.process import ORDER
from jiceng.economy.queries.market import FEW
from jiceng.economy.rules.produce import QUALITY_PAPERS, kept_papers
from jiceng.kernel.money import yuan

NEXT: Mapping[str, str] = {
    "placed": N_("货已为您留好。请在规定时间内向站点付款，站点收款后备货。"),
    "paid": N_("站点已收款，正在备货。"),
    "packed": N_("已经备好，马上可以取货或者送出。"),
    "ready_for_pickup": N_("请带上订单编号到站点取货。"),
    "sent": N_("正在送货，请保持电话畅通。"),
    "received": N_("已收货。七天之内可以申请售后。"),
    "after_sales": N_("站点正在处理售后，三个工作日内答复。"),
    "refund_due": N_("订单已停止，站点会把货款退给您。"),
    "settled": N_("订单已完成，货款已结算给生产者。"),
    "refunded": N_("货款已全部退给您。"),
    "cancelled": N_("订单已取消，没有收款。"),
}
LIGHTS: Mapping[str, str] = {
    "placed": "new", "paid": "doing", "packed": "doing", "ready_for_pickup": "doing",
    "sent": "doing", "received": "done", "after_sales": "yellow", "refund_due": "yellow",
    "settled": "done", "refunded": "rest", "cancelled": "rest",
}  # fmt: skip


def status_told(row: Order) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[row.state], "text": _(ORDER.state(row.state).label)}


def next_told(row: Order) -> str:
    """What comes next, for the buyer."""
    return _(NEXT[row.state])


def money(fen: int) -> str:
    return _("%(yuan)s 元") % {"yuan": yuan(fen)}


def price_told(produce: Produce) -> str:
    return _("%(yuan)s 元/%(measure)s") % {
        "yuan": yuan(produce.price_fen), "measure": produce.measure,
    }  # fmt: skip


def left_told(stock: Stock) -> dict[str, str]:
    """What is left, as a light and a word; nobody has to count."""
    if stock.free <= 0:
        return {"light": "rest", "text": _("暂时卖完")}
    if stock.free <= FEW:
        told = {"n": stock.free, "measure": stock.produce.measure}
        return {"light": "yellow", "text": _("只剩 %(n)s %(measure)s") % told}
    return {"light": "done", "text": _("有货")}


def lines_told(lines: list[OrderLine]) -> list[dict[str, Any]]:
    """Lines as a table shows them."""
    return [
        {
            "name": x.name,
            "quantity": f"{x.quantity} {x.measure}",
            "price": yuan(x.price_fen),
            "amount": yuan(x.fen),
            "refunded": yuan(x.refunded_fen) if x.refunded_fen else "",
            "producer": x.producer.name,
            "recalled": x.produce.recalled_because,
        }
        for x in lines
    ]


def papers_told(produce: Produce) -> list[str]:
    """Quality papers in a line each."""
    told = []
    for paper in kept_papers(produce.papers):
        said = {"kind": _(QUALITY_PAPERS[paper.kind]), "number": paper.number}
        if paper.until:
            said["until"] = paper.until.isoformat()
            told.append(_("%(kind)s（%(number)s），有效期至 %(until)s") % said)
        else:
            told.append(_("%(kind)s（%(number)s），长期有效") % said)
    return told
