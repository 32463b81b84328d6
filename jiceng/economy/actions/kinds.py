"""The kinds of record of economy that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.actions.order_moves import expires, settle_due
from jiceng.economy.models import Order
from jiceng.economy.process import ORDER
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "order": Kind(
        Order,
        ORDER,
        window=settle_due,
        acts_on=expires,
        url="/desk/orders/{number}/",
        tab=N_("订单"),
        empty=(N_("没有待办的订单"), N_("待收款、待备货和待交付的订单会出现在这里。")),
    ),
}
