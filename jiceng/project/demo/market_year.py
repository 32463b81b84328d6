"""Orders that are over, written as the acts would have left them: rows, stock, ledger, journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F

from jiceng.casework.queries import rules_at
from jiceng.economy.actions.orders import promised
from jiceng.economy.models import (
    Buyer,
    LedgerEntry,
    Order,
    OrderLine,
    Station,
    Stock,
    StockMovement,
)
from jiceng.economy.process.orders import AFTER_SALES
from jiceng.economy.rules.orders import (
    MONEY,
    OWED,
    Part,
    Posting,
    on_payment,
    on_payout,
    on_receipt,
    on_refund,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.journal import chained, head, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor

EXPIRED = "超过付款时间，订单自动取消。"


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it is to be told; `fate` is settled, cancelled, refunded or refunded_part."""

    at: datetime
    lines: tuple[tuple[Stock, int], ...]
    way: str
    fate: str
    is_late: bool
    rating: int
    """0 where nobody rated."""


@dataclass
class Books:
    """Rows on their way into the tables."""

    station: Station
    keeper: Actor
    now: datetime
    orders: list[Order] = field(default_factory=list)
    lines: list[OrderLine] = field(default_factory=list)
    movements: list[StockMovement] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    journal: list[tuple[datetime, str, int, str, str]] = field(default_factory=list)
    owed: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    """What went out of each stock since the shelves were filled."""

    def post(
        self, act: str, postings: Sequence[Posting], at: datetime, order: Order | None,
        reference: str = "",
    ) -> None:  # fmt: skip
        for p in postings:
            ref = reference if p.account == MONEY else ""
            self.entries.append(LedgerEntry(
                station=self.station, act=act, account=p.account, producer_id=p.producer,
                order=order, line_id=p.line, fen=p.fen, reference=ref, at=at,
            ))  # fmt: skip
            if p.account == OWED and p.producer:
                self.owed[p.producer] = self.owed.get(p.producer, 0) - p.fen


def write_past(
    station: Station, keeper: Actor, stocks: Sequence[Stock], past: Sequence[PastOrder],
    now: datetime,
) -> None:  # fmt: skip
    """Everything of these orders; `now` is when the station opened."""
    books = Books(station, keeper, now)
    first_order, first_line = next_key(Order), next_key(OrderLine)
    for place, order in enumerate(past):
        _put_order(books, order, first_order + place)
        for stock, quantity in order.lines:
            books.lines.append(_line(first_line + len(books.lines), books, stock, quantity))
    by_order: dict[int, list[OrderLine]] = {}
    for line in books.lines:
        by_order.setdefault(line.order_id, []).append(line)
    months = 0
    for row, order in zip(books.orders, past, strict=True):
        month = (row.placed_at - now).days // 30
        if month > months:
            _month(books, stocks, row.placed_at, months)
            months = month
        _live(books, row, order, by_order[row.pk])
    _write(books)


def _put_order(books: Books, told: PastOrder, key: int) -> None:
    station, zone = books.station, rules_at(told.at)[1].zone
    number = "OR" + public_number(told.at.astimezone(zone).year, key)
    carriage = station.carriage_fen if told.way == "delivery" else 0
    total = sum(s.produce.price_fen * n for s, n in told.lines) + carriage
    books.orders.append(Order(
        pk=key, number=number, title="、".join(s.produce.name for s, _ in told.lines),
        state=told.fate, entered_at=told.at, area_path=station.area_path, unit=station.unit,
        unit_path=station.unit_path, tier=station.tier, station=station, way=told.way,
        code_mark=number, placed_at=told.at, carriage_fen=carriage, total_fen=total,
        due_at=promised(told.at), is_sample=True,
    ))  # fmt: skip


def _line(key: int, books: Books, stock: Stock, quantity: int) -> OrderLine:
    produce = stock.produce
    return OrderLine(
        pk=key, order=books.orders[-1], stock=stock, produce=produce,
        producer_id=produce.producer_id, name=produce.name, measure=produce.measure,
        quantity=quantity, price_fen=produce.price_fen,
    )  # fmt: skip


def _live(books: Books, row: Order, told: PastOrder, lines: list[OrderLine]) -> None:
    """From the first second to the last, as far as its fate goes."""
    say = partial(_say, books, row)
    say("ordered", told.at, "placed", "placed")
    _shift(books, row, lines, "reserved", told.at, 0, 1)
    if told.fate == "cancelled":
        row.because, row.entered_at = EXPIRED, told.at + timedelta(days=1)
        _shift(books, row, lines, "released", row.entered_at, 0, -1)
        say("cancel", row.entered_at, "placed", "cancelled")
        return
    row.paid_at = told.at + timedelta(hours=2)
    row.ready_at = row.paid_at + timedelta(days=6 if told.is_late else 1)
    row.received_at = row.ready_at + timedelta(hours=20)
    row.is_kept, row.rating = not told.is_late, told.rating or None
    books.post("paid", on_payment(row.total_fen), row.paid_at, row, f"示例收款 {row.number}")
    out = ("send", "sent") if row.way == "delivery" else ("make_ready", "ready_for_pickup")
    say("pay", row.paid_at, "placed", "paid")
    say("pack", row.ready_at - timedelta(hours=1), "paid", "packed")
    say(out[0], row.ready_at, "packed", out[1])
    say("hand_over", row.received_at, out[1], "received")
    _shift(books, row, lines, "handed_out", row.received_at, -1, -1)
    parts = [Part(x.pk, x.producer_id, x.fen) for x in lines]
    books.post("received", on_receipt(parts, row.carriage_fen, 0), row.received_at, row)
    _end(books, row, told, lines, parts)


def _end(
    books: Books, row: Order, told: PastOrder, lines: list[OrderLine], parts: list[Part]
) -> None:
    """Settled when the days for after-sales are over, or paid back before."""
    received = row.received_at or row.placed_at
    back = received + timedelta(days=2)
    if told.fate != "settled":
        given = {p.line: p.fen if told.fate == "refunded" else p.fen // 4 for p in parts}
        for line in lines:
            line.refunded_fen = given[line.pk]
        row.refunded_fen, row.refunded_at = sum(given.values()), back
        sides = on_refund(given, parts, 0, 0, is_received=True)
        books.post("refunded", sides, back, row, f"示例退款 {row.number}")
    if told.fate == "refunded":
        row.entered_at = back
        _say(books, row, "refund_whole", back, "received", "refunded")
        return
    if told.fate == "refunded_part":
        _say(books, row, "refunded_part", back, "received", "received")
    over = rules_at(received)[1].due(received, AFTER_SALES).at
    row.state, row.settled_at, row.entered_at = "settled", over, over
    _say(books, row, "settle", over, "received", "settled")


def _say(books: Books, row: Order, kind: str, at: datetime, before: str, after: str) -> None:
    books.journal.append((at, kind, row.pk, before, after))
    row.version += kind not in ("ordered",)


def _shift(
    books: Books, row: Order, lines: list[OrderLine], kind: str, at: datetime, on_hand: int,
    reserved: int,
) -> None:  # fmt: skip
    books.movements += [
        StockMovement(stock=x.stock, kind=kind, on_hand=on_hand * x.quantity,
                      reserved=reserved * x.quantity, order=row, at=at)
        for x in lines
    ]  # fmt: skip
    for x in lines if on_hand else ():
        books.gone[x.stock_id] = books.gone.get(x.stock_id, 0) + x.quantity


def _month(books: Books, stocks: Sequence[Stock], at: datetime, month: int) -> None:
    """Once a month the shelves are filled and producers are paid what they are owed."""
    books.movements += [
        StockMovement(stock=s, kind="received", on_hand=books.gone[s.pk], note="补货", at=at)
        for s in stocks if books.gone.get(s.pk)
    ]  # fmt: skip
    books.gone.clear()
    for producer, owed in sorted(books.owed.items()):
        if owed > 0:
            reference = f"示例付款 {month}-{producer}"
            books.post("paid_out", on_payout(producer, owed), at, None, reference)


def _write(books: Books) -> None:
    """Rows in the order of their references; what is on the shelf is what moved."""
    for model, rows in ((Order, books.orders), (OrderLine, books.lines)):
        insert_instances(model, rows)
    settle_sequences(Order, OrderLine)
    insert_instances(StockMovement, books.movements, keyed=False)
    insert_instances(LedgerEntry, books.entries, keyed=False)
    insert_instances(Buyer, [_buyer(row, books.now) for row in books.orders], keyed=False)
    moved: dict[int, tuple[int, int]] = {}
    for m in books.movements:
        was = moved.get(m.stock_id, (0, 0))
        moved[m.stock_id] = (was[0] + m.on_hand, was[1] + m.reserved)
    for key, (on_hand, reserved) in moved.items():
        Stock.objects.filter(pk=key).update(
            on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved
        )
    _write_journal(books)


def _buyer(row: Order, now: datetime) -> Buyer:
    """Nobody: there was no person, so there is nothing to read and nothing to erase."""
    return Buyer(order=row, key=None, sealed=b"", erased_at=row.entered_at)


def _write_journal(books: Books) -> None:
    grip = next(g for g in books.keeper.grips if "station_keeper" in g.roles)
    by = {"ordered": RESIDENT.grips[0], "cancel": SYSTEM_GRIP, "settle": SYSTEM_GRIP}
    (seq, mac), found = head(), []
    for at, kind, key, before, after in sorted(books.journal):
        line = line_by(by.get(kind, grip), kind, "order", key, from_state=before, to_state=after)
        for entry in chained([line], at, seq, mac):
            seq, mac = entry.seq, entry.mac
            found.append(entry)
    insert_instances(JournalEntry, found, keyed=False)
