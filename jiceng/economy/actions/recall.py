"""A produce is recalled: nobody buys it any more, and who ordered it is told and paid back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.economy.actions.order_moves import Papers, move_order
from jiceng.economy.actions.stock import keeper_of
from jiceng.economy.models import Order, Produce, Stock
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import SYSTEM, Actor

LONGEST = 120
MOVES = {
    "placed": "cancel", "paid": "stop", "packed": "stop", "ready_for_pickup": "stop",
    "sent": "stop", "received": "ask_after_sales",
}  # fmt: skip
"""What becomes of an order with recalled goods; one that is settled keeps its state, and its page
tells."""


def recall(stock: Stock, reason: str, *, by: Actor, now: datetime) -> int:
    """Stop the sale everywhere and every order that holds it; returns how many were moved.

    By a keeper of a station that sells it. Raises `NotAllowed`, `Invalid`, `Refused`.
    """
    grip, words = keeper_of(stock.station, by), reason.strip()
    if not 1 <= len(words) <= LONGEST:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST}, "reason"))
    produce = stock.produce
    with transaction.atomic():
        stopped = Produce.objects.filter(pk=produce.pk, recalled_at=None).update(
            on_sale=False, recalled_at=now, recalled_because=words
        )
        if not stopped:
            raise Refused(Reason("recalled_already", {"name": produce.name}))
        append([line_by(grip, "recalled", "produce", produce.pk)], at=now)
        return _stop_orders(produce, f"“{produce.name}”召回：{words}"[:LONGEST], now)


def _stop_orders(produce: Produce, reason: str, now: datetime) -> int:
    rows = Order.objects.filter(lines__produce=produce, state__in=MOVES).order_by("pk")
    for row in rows:
        move_order(
            row, MOVES[row.state], by=SYSTEM, now=now, version=row.version,
            given=Papers(reason=reason),
        )  # fmt: skip
    return len(rows)
