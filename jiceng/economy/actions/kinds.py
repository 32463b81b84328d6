"""The kinds of record of economy that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.actions.order_moves import expires, settle_due
from jiceng.economy.models import Fair, InvestmentLead, Order, Relief
from jiceng.economy.process import FAIR, INVESTMENT_LEAD, ORDER, RELIEF
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "investment_lead": Kind(
        InvestmentLead,
        INVESTMENT_LEAD,
        url="/desk/investment-leads/{number}/",
        tab=N_("招商线索"),
        empty=(N_("没有待办的招商线索"), N_("由您跟进的招商线索会出现在这里。")),
    ),
    "fair": Kind(
        Fair,
        FAIR,
        url="/desk/fairs/{number}/",
        tab=N_("集市"),
        empty=(N_("没有待办的集市"), N_("待公布、开市、收市和结算的集市会出现在这里。")),
    ),
    "order": Kind(
        Order,
        ORDER,
        window=settle_due,
        acts_on=expires,
        url="/desk/orders/{number}/",
        tab=N_("订单"),
        empty=(N_("没有待办的订单"), N_("待收款、待备货和待交付的订单会出现在这里。")),
    ),
    "relief": Kind(
        Relief,
        RELIEF,
        url="/desk/reliefs/{number}/",
        tab=N_("惠企申请"),
        empty=(N_("没有待办的惠企申请"), N_("待核查、待审批和待兑付的申请会出现在这里。")),
    ),
}
