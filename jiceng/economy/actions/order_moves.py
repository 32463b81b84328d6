"""What becomes of an order: paid, packed, handed out, refunded, settled; money follows goods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.following import make
from jiceng.casework.queries import rules_at
from jiceng.economy.actions.orders import forget_later
from jiceng.economy.actions.settlement import post, reference_of
from jiceng.economy.actions.stock import hand_out, release, take_back
from jiceng.economy.models import Order, OrderLine
from jiceng.economy.process import ORDER
from jiceng.economy.process.orders import AFTER_SALES, PROMISE, UNTOUCHED
from jiceng.economy.queries.orders import KEEPERS
from jiceng.economy.rules.orders import Part, on_payment, on_receipt, on_refund, refund_faults
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable, Passage, check_version
from jiceng.kernel.records.kinds import Effect
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor

RATINGS = range(1, 6)
ENDS = frozenset({"cancelled", "refunded", "received", "settled"})
BY_REFUND = frozenset({"refund_part", "refund_whole"})
LONGEST_WORDS = 120
EXPIRED = "超过付款时间，订单自动取消。"


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move."""

    reference: str = ""
    reason: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back: how much for which line, by its key; all that is left where empty."""

    reference: str
    lines: Mapping[int, int] | None = None
    goods_back: bool = False
    """Whether the goods are on the shelf again; only with everything that is left."""


def move_order(
    row: Order, name: str, *, by: Actor, now: datetime, version: int, given: Papers | None = None
) -> Order:
    """Any move but a refund. Raises `Stale`, `Refused` with all reasons, `Invalid`."""
    check_version(row, version)
    if name in BY_REFUND:
        raise Refused(Reason("unknown_move", {"move": name}))
    papers, before = given or Papers(), row.state
    if len(papers.reason) > LONGEST_WORDS:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST_WORDS}, "reason"))
    supplied, words = frozenset[str](), {"reason": papers.reason, "answer": papers.answer}
    if name == "pay" and papers.reference.strip():
        supplied = frozenset({"reference"})
    with transaction.atomic():
        make(
            row, ORDER, name, by=by, now=now, version=version, words=words, supplied=supplied,
            terms=_terms(row, name, now), changes=_changes(row, name, papers, now),
        )  # fmt: skip
        _follow(row, name, before, papers, now)
    return row


def _terms(row: Order, name: str, now: datetime) -> Terms:
    """The promise runs from the payment; what is received rests until after-sales are over."""
    if name == "pay":
        return Terms(promise=PROMISE)
    if ORDER.move(name).target == "received":
        received = row.received_at or now
        over = rules_at(now)[1].due(received, AFTER_SALES).at
        return Terms(rest_until=max(over, now))
    return Terms()


def _changes(row: Order, name: str, papers: Papers, now: datetime) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {
        "pay": {"paid_at": now},
        "make_ready": {"ready_at": now, "is_kept": row.due_at is None or now <= row.due_at},
        "send": {"ready_at": now, "is_kept": row.due_at is None or now <= row.due_at},
        "hand_over": {"received_at": now},
        "settle": {"settled_at": now},
    }
    if papers.reason and ORDER.move(name).target in ("cancelled", "refund_due"):
        return {"because": papers.reason}
    return told.get(name, {})


def _follow(row: Order, name: str, before: str, papers: Papers, now: datetime) -> None:
    """What a move does to stock and money, in its transaction."""
    if name == "pay":
        paper = reference_of(papers.reference)
        post(row.station_id, "paid", on_payment(row.total_fen), now, row, paper)
    elif name == "hand_over":
        lines = lines_of(row)
        hand_out(row, lines, now)
        sides = on_receipt(parts_of(lines), row.carriage_fen, row.fee_share)
        post(row.station_id, "received", sides, now, row)
    elif before in UNTOUCHED and row.state in ("cancelled", "refund_due"):
        release(row, lines_of(row), now)
    if row.state in ENDS:
        forget_later(row, now)


def lines_of(row: Order) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order=row).order_by("pk"))


def parts_of(lines: list[OrderLine]) -> list[Part]:
    """The lines as the rules of the ledger read them."""
    return [Part(x.pk, x.producer_id, x.fen, x.refunded_fen) for x in lines]


def refund(row: Order, given: Refund, *, by: Actor, now: datetime, version: int) -> Order:
    """Money goes back, part or whole. Raises `NotAllowed`, `Stale`, `Refused`, `Invalid`.

    Before the goods are out it ends with the order; what is refunded whole is closed.
    """
    check_version(row, version)
    grip = by.acting_grip(row, KEEPERS)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    if row.state == "refunded":
        raise Refused(Reason("refunded_already"))
    if row.state not in ORDER.move("refund_whole").sources:
        raise Refused(Reason("not_paid"))
    lines = lines_of(row)
    parts = parts_of(lines)
    amounts = given.lines or {p.line: p.fen - p.refunded for p in parts if p.fen > p.refunded}
    if faults := list(refund_faults(amounts, parts)):
        raise Refused(*faults)
    paper, was_received = reference_of(given.reference), row.received_at is not None
    is_whole = sum(amounts.values()) == sum(p.fen - p.refunded for p in parts)
    carriage = row.carriage_fen if is_whole and not was_received else 0
    with transaction.atomic():
        _write_refund(row, is_whole, sum(amounts.values()) + carriage, by, now)
        for line, fen in amounts.items():
            OrderLine.objects.filter(pk=line).update(refunded_fen=F("refunded_fen") + fen)
        sides = on_refund(amounts, parts, carriage, row.fee_share, was_received)
        post(row.station_id, "refunded", sides, now, row, paper)
        if is_whole and given.goods_back and was_received:
            take_back(row, lines, now)
        if row.state in ENDS:
            forget_later(row, now)
    return row


def _write_refund(row: Order, is_whole: bool, fen: int, by: Actor, now: datetime) -> None:
    """The move a refund is, or a line in the journal where the order stays where it is."""
    passage = Passage(row, ORDER, now=now, calendar=rules_at(now)[1])
    told = {"refunded_fen": row.refunded_fen + fen, "refunded_at": now}
    name = "refund_whole" if is_whole else "refund_part"
    if row.state in ORDER.move(name).sources:
        passage.move(
            name, by=by, terms=_terms(row, name, now), supplied=frozenset({"reference"}),
            changes=told, payload={"fen": fen},
        )  # fmt: skip
    elif row.state == "refund_due":
        raise Refused(Reason("refund_whole_only"))
    else:
        passage.put(**told)
        passage.say(by.acting_grip(row, KEEPERS), "refunded_part", fen=fen)
    passage.write()


def rate_order(row: Order, rating: int, *, now: datetime) -> Order:
    """The buyer's own rating, once, after the receipt."""
    if rating not in RATINGS:
        raise Invalid(Reason("bad_rating", field="rating"))
    if row.received_at is None:
        raise Refused(Reason("order_not_received"))
    if row.rating is not None:
        raise Refused(Reason("order_rated"))
    with transaction.atomic():
        passage = Passage(row, ORDER, now=now, calendar=rules_at(now)[1])
        passage.put(rating=rating)
        passage.say(RESIDENT.grips[0], "order_rated", rating=rating)
        passage.write()
    return row


def expires(subject: Movable, rung: Alarm) -> Effect | None:
    """An order nobody paid in time lets its stock go."""
    is_over = (
        subject.state == "placed" and rung.clock in ("stage", "repeat") and rung.percent >= 100
    )
    return expire if is_over else None


def expire(subject: Movable, now: datetime) -> None:
    if isinstance(subject, Order):
        move_order(
            subject, "cancel", by=SYSTEM, now=now, version=subject.version,
            given=Papers(reason=EXPIRED),
        )  # fmt: skip


def settle_due(subject: Any, now: datetime) -> None:
    """The clock's own move, once the days for after-sales are over (sweep `window`)."""
    move_order(subject, "settle", by=SYSTEM, now=now, version=subject.version)
