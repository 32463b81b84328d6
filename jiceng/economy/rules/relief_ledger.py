"""Double entry for relief: what each act moves between accounts; every voucher adds up to nothing.

Three books that never mix: money (补贴、返还), reductions (减免) and deferrals (缓缴): a deferral
gives nobody money, it only waits (facts.md §7.3, §14.8). In each book the source is the one account
below zero; every other says how much stands there and never falls below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiceng.economy.rules.relief import DEFERRAL, REDUCTION, REFUND, SUBSIDY
from jiceng.kernel.words import N_

MONEY, REDUCED, DEFERRED = "money", "reduced", "deferred"
BOOKS: Mapping[str, str] = {
    SUBSIDY: MONEY, REFUND: MONEY, REDUCTION: REDUCED, DEFERRAL: DEFERRED,
}  # fmt: skip
BOOK_NAMES: Mapping[str, str] = {
    MONEY: N_("补贴和返还"), REDUCED: N_("减税降费"), DEFERRED: N_("缓缴"),
}  # fmt: skip
SOURCE, FREE, GRANTED, PAID, BACK = "source", "free", "granted", "paid", "back"
ACCOUNTS: Mapping[str, str] = {
    SOURCE: N_("资金来源"), FREE: N_("可用预算"), GRANTED: N_("已批待兑付"),
    PAID: N_("已兑付"), BACK: N_("已收回"),
}  # fmt: skip
Entry = tuple[str, int]
"""Account and fen, written book.account."""


def budgeted(fen: int) -> tuple[Entry, ...]:
    """Money set apart for a policy and period; only money has a budget."""
    return _moved(MONEY, SOURCE, FREE, fen)


def granted(kind: str, fen: int) -> tuple[Entry, ...]:
    book = BOOKS[kind]
    return _moved(book, FREE if book == MONEY else SOURCE, GRANTED, fen)


def released(kind: str, fen: int) -> tuple[Entry, ...]:
    """A grant that is not carried out after all."""
    return tuple((account, -amount) for account, amount in granted(kind, fen))


def paid(kind: str, fen: int) -> tuple[Entry, ...]:
    """Paid out, not levied, or put off."""
    return _moved(BOOKS[kind], GRANTED, PAID, fen)


def taken_back(kind: str, fen: int) -> tuple[Entry, ...]:
    """Recovered (追回), or of a deferral made up for (补缴)."""
    return _moved(BOOKS[kind], PAID, BACK, fen)


def _moved(book: str, source: str, target: str, fen: int) -> tuple[Entry, ...]:
    if fen <= 0:
        raise ValueError(f"{fen} fen")
    return ((f"{book}.{source}", -fen), (f"{book}.{target}", fen))


def is_balanced(entries: Iterable[Entry]) -> bool:
    return not sum(fen for _account, fen in entries)
