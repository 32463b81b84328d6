"""How an order is paid, packed, handed out and settled; what is not paid in time lets its stock go.

Payment stays outside and is recorded by its reference. Nothing is settled before the days for
after-sales are over (facts.md §7.1).
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

KEEPER = frozenset({"station_keeper"})
BUYER = frozenset({"resident"})
SYSTEM = frozenset({"system"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "holder"))
PROMISE = Term(2, Counting.WORKING_DAYS)
"""From the payment until the goods are ready or on their way."""
AFTER_SALES = Term(7, Counting.CALENDAR_DAYS)
"""From the receipt; after it the order is settled."""
UNTOUCHED = ("placed", "paid", "packed", "ready_for_pickup", "sent")
"""States in which the stock of an order is reserved."""


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def to_be_delivered(order: Any) -> Reason | None:
    return Reason("pickup_order") if order.is_pickup else None


def to_be_picked_up(order: Any) -> Reason | None:
    return Reason("delivery_order") if order.is_delivery else None


ORDER = Process(
    name="order",
    label=N_("订单"),
    start="placed",
    states=(
        State("placed", N_("待付款"), Term(1, Counting.CALENDAR_DAYS), (), "station_keeper"),
        State("paid", N_("待备货"), days(1), LIGHTS, "station_keeper"),
        State("packed", N_("已备货"), days(1), LIGHTS, "station_keeper"),
        State("ready_for_pickup", N_("待自提"), Term(7, Counting.CALENDAR_DAYS), LIGHTS,
              "station_keeper"),
        State("sent", N_("配送中"), Term(3, Counting.CALENDAR_DAYS), LIGHTS, "station_keeper"),
        State("received", N_("已收货"), resting=True),
        State("after_sales", N_("售后处理中"), days(3), LIGHTS, "station_keeper"),
        State("refund_due", N_("已取消待退款"), days(3), LIGHTS, "station_keeper"),
        State("settled", N_("已结算"), resting=True),
        State("refunded", N_("已退款"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("pay", N_("登记收款"), ("placed",), "paid", KEEPER, frozenset({"reference"})),
        Move("pack", N_("备货"), ("paid",), "packed", KEEPER),
        Move("make_ready", N_("备好待自提"), ("packed",), "ready_for_pickup", KEEPER,
             guards=(to_be_picked_up,)),
        Move("send", N_("发出配送"), ("packed",), "sent", KEEPER, guards=(to_be_delivered,)),
        Move("hand_over", N_("交付"), ("ready_for_pickup", "sent"), "received", KEEPER),
        Move("cancel", N_("取消订单"), ("placed",), "cancelled", BUYER | KEEPER | SYSTEM),
        Move("call_off", N_("取消并退款"), ("paid",), "refund_due", BUYER | KEEPER, REASON),
        Move("take_back", N_("收回并退款"), ("packed", "ready_for_pickup", "sent"), "refund_due",
             KEEPER, REASON),
        Move("stop", N_("停止并退款"), ("paid", "packed", "ready_for_pickup", "sent"),
             "refund_due", SYSTEM, REASON),
        Move("ask_after_sales", N_("申请售后"), ("received",), "after_sales",
             BUYER | KEEPER | SYSTEM, REASON),
        Move("answer", N_("售后答复"), ("after_sales",), "received", KEEPER,
             frozenset({"answer"})),
        Move("refund_part", N_("部分退款"), ("after_sales",), "received", KEEPER,
             frozenset({"reference"})),
        Move("refund_whole", N_("全额退款"), ("refund_due", "received", "after_sales", "settled"),
             "refunded", KEEPER, frozenset({"reference"})),
        Move("settle", N_("结算"), ("received",), "settled", SYSTEM),
    ),
)  # fmt: skip
