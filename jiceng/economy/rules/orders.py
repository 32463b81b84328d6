"""What an order may ask for, and where its money goes: every posting adds up to nothing.

Money is whole fen. What buyers paid lies in `money`; it is `held` for them until the goods are
received, then `owed` to producers, less the station's stated fee, and the rest is `carriage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiceng.kernel.money import yuan
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

PICKUP, DELIVERY = "pickup", "delivery"
WAYS: Mapping[str, str] = {PICKUP: N_("到站自提"), DELIVERY: N_("送货上门")}
MOST_LINES = 20
MOST_OF_ONE = 99
"""More than that is wholesale, which is agreed on with the producer."""
LONGEST_ADDRESS = 120
WHOLE = 10_000
"""A fee is a share of ten thousand."""
HIGHEST_FEE = 2_000

MONEY, HELD, OWED, FEE, CARRIAGE = "money", "held", "owed", "fee", "carriage"
ACCOUNTS: Mapping[str, str] = {
    MONEY: N_("货款存款"),
    HELD: N_("代买家保管"),
    OWED: N_("应付生产者"),
    FEE: N_("站点服务费"),
    CARRIAGE: N_("配送费"),
}
MOVEMENTS: Mapping[str, str] = {
    "received": N_("入库"),
    "reserved": N_("订单占用"),
    "released": N_("取消占用"),
    "handed_out": N_("出库"),
    "returned": N_("退货入库"),
    "spoiled": N_("损耗"),
    "counted": N_("盘点调整"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket: `price_fen` is the price the buyer was shown."""

    produce: str
    quantity: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """What the ledger needs of an order line: its producer, what it cost, what was refunded."""

    line: int
    producer: int
    fen: int
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an act of the ledger. The sides of an act add up to nothing."""

    account: str
    fen: int
    producer: int | None = None
    line: int | None = None


def basket_faults(wanted: Sequence[Wanted]) -> Iterator[Reason]:
    """What is wrong with a basket before anybody looks at prices or stock."""
    if not wanted:
        yield Reason("basket_empty", field="lines")
    if len(wanted) > MOST_LINES:
        yield Reason("too_many_lines", {"most": MOST_LINES}, "lines")
    numbers = [w.produce for w in wanted]
    for number in sorted({n for n in numbers if numbers.count(n) > 1}):
        yield Reason("produce_twice", {"value": number}, f"lines.{number}")
    for line in wanted:
        if not 1 <= line.quantity <= MOST_OF_ONE:
            yield Reason("bad_quantity", {"most": MOST_OF_ONE}, f"lines.{line.produce}")


def buyer_faults(phone: str, way: str, address: str, delivers: bool) -> Iterator[Reason]:
    """What is wrong with how to reach the buyer, or with how the goods get there."""
    digits = sum(c.isdigit() for c in phone)
    if not digits:
        yield Reason("buyer_needs_phone", field="phone")
    elif not 7 <= digits <= 15:
        yield Reason("bad_phone", field="phone")
    if way not in WAYS:
        yield Reason("unknown_value", {"value": way}, "way")
    if way == DELIVERY and not delivers:
        yield Reason("no_delivery", field="way")
    elif way == DELIVERY and not address.strip():
        yield Reason("delivery_needs_address", field="address")
    if len(address) > LONGEST_ADDRESS:
        yield Reason("text_length", {"low": 0, "high": LONGEST_ADDRESS}, "address")


def fee_of(fen: int, share: int) -> int:
    """The station's fee for what stays sold, rounded down to the fen."""
    return fen * share // WHOLE


def on_payment(total: int) -> list[Posting]:
    """The buyer has paid: the money is held."""
    return [Posting(MONEY, total), Posting(HELD, -total)]


def on_receipt(parts: Iterable[Part], carriage: int, share: int) -> list[Posting]:
    """The goods are there: what was held is owed to producers, less the fee."""
    found, kept = list[Posting](), carriage
    for part in parts:
        left = part.fen - part.refunded
        fee = fee_of(left, share)
        kept += left
        found += [Posting(OWED, -(left - fee), part.producer, part.line)]
        found += [Posting(FEE, -fee, part.producer, part.line)] if fee else []
    found += [Posting(CARRIAGE, -carriage)] if carriage else []
    return [Posting(HELD, kept), *found]


def on_refund(
    given: Mapping[int, int], parts: Iterable[Part], carriage: int, share: int, is_received: bool
) -> list[Posting]:
    """`given` says how much goes back for which line; after the receipt the producer bears it,
    and the fee goes back with it, so that the fee is always that of what stays sold.
    """
    found = list[Posting]()
    for part in parts:
        back = given.get(part.line, 0)
        if not back:
            continue
        left = part.fen - part.refunded
        fee = fee_of(left, share) - fee_of(left - back, share) if is_received else 0
        account = OWED if is_received else HELD
        found.append(Posting(account, back - fee, part.producer, part.line))
        found += [Posting(FEE, fee, part.producer, part.line)] if fee else []
    if carriage:
        found.append(Posting(HELD, carriage))
    return [Posting(MONEY, -sum(p.fen for p in found)), *found]


def on_payout(producer: int, fen: int) -> list[Posting]:
    """A producer has been paid."""
    return [Posting(OWED, fen, producer), Posting(MONEY, -fen)]


def refund_faults(given: Mapping[int, int], parts: Iterable[Part]) -> Iterator[Reason]:
    """Nothing is paid back twice, and never more than was paid."""
    known = {part.line: part for part in parts}
    if all(part.fen == part.refunded for part in known.values()):
        yield Reason("refunded_already")
        return
    if not any(given.values()):
        yield Reason("nothing_to_refund", field="yuan")
    for line, fen in given.items():
        part = known.get(line)
        if part is None:
            yield Reason("unknown_line", field="line")
        elif fen < 0:
            yield Reason("nothing_to_refund", field="yuan")
        elif fen and part.fen == part.refunded:
            yield Reason("line_refunded", field="line")
        elif fen > part.fen - part.refunded:
            left = yuan(part.fen - part.refunded)
            yield Reason("refund_above_paid", {"left": left}, "yuan")
