"""What is sent down to communities, and the ledger that conserves it (S26, decisions.md 49).

An entry moves an amount from one account to another: fen of funds, whole pieces of goods. What was
sent is at any time used, returned or still there: `sent = used + returned + balance`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from jiceng.kernel.money import read_fen
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_

LIMIT = "allotment_limit"
"""The kind of configuration that says from which sum on a use needs a second person."""
KINDS: Mapping[str, str] = {"funds": N_("资金"), "goods": N_("物资")}
SOURCES: Mapping[str, str] = {
    "central": N_("中央资金"), "province": N_("省级资金"), "county": N_("县级财政"),
    "town": N_("镇级财政"), "party_dues": N_("党费支持"), "donated": N_("社会捐赠"),
}  # fmt: skip
TIERS_BELOW: Mapping[str, tuple[str, ...]] = {"county": ("town", "community"),
                                              "town": ("community",)}  # fmt: skip
"""To which tiers a unit of a tier may send."""
LONGEST = timedelta(days=5 * 366)
"""A use-by day further away than this is a slip of the pen."""
IDLE = timedelta(days=30)
"""So long after receipt without any use, an allotment is shown as not used."""
MOST = 100_000_000_00
"""Fen, or pieces; more is a slip of the pen."""
FLOWS: Mapping[str, tuple[str, str]] = {
    "sent": ("sender", "under_way"),
    "received": ("under_way", "in_hand"),
    "short": ("under_way", "returned"),
    "used": ("in_hand", "used"),
    "asked": ("in_hand", "held"),
    "allowed": ("held", "used"),
    "denied": ("held", "in_hand"),
    "undone": ("used", "in_hand"),
    "given_back": ("in_hand", "returned"),
}
"""Kind of entry -> the account it takes from and the one it gives to."""
USES = frozenset({"used", "asked"})
FOLLOWED_BY: Mapping[str, frozenset[str]] = {
    "asked": frozenset({"allowed", "denied"}),
    "used": frozenset({"undone"}),
    "allowed": frozenset({"undone"}),
}
"""What may follow an entry, and only once: it is never changed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where everything is that was sent. `held` waits for a second person's yes."""

    under_way: int = 0
    in_hand: int = 0
    held: int = 0
    used: int = 0
    returned: int = 0

    @property
    def balance(self) -> int:
        """What is neither used nor returned."""
        return self.under_way + self.in_hand + self.held

    @property
    def sent(self) -> int:
        return self.used + self.returned + self.balance

    def after(self, kind: str, amount: int) -> Standing | None:
        """After an entry; None where an account would fall below nothing. `amount` is above it."""
        giver, taker = FLOWS[kind]
        moved = {taker: getattr(self, taker) + amount}
        if giver != "sender":
            moved[giver] = getattr(self, giver) - amount
        found = replace(self, **moved)
        return found if all(value >= 0 for value in found.columns().values()) else None

    def columns(self) -> dict[str, int]:
        """As a row keeps it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def standing_of(entries: Iterable[tuple[str, int]]) -> Standing:
    """What entries (kind, amount) in their order amount to. ValueError for an overdrawn ledger."""
    found = Standing()
    for kind, amount in entries:
        following = found.after(kind, amount)
        if following is None:
            raise ValueError(f"{kind} of {amount} overdraws {found}")
        found = following
    return found


@dataclass(frozen=True, slots=True)
class Limit:
    """Above these a use needs a second person: fen of funds, pieces of goods."""

    funds: int = 5_000_00
    goods: int = 200

    def is_above(self, kind: str, amount: int) -> bool:
        return amount > (self.funds if kind == "funds" else self.goods)


def limit_of(content: Mapping[str, Any]) -> Limit:
    """As configuration keeps it, money in whole yuan."""
    return Limit(int(content["funds_yuan"]) * 100, int(content["goods"]))


def check_limit(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version unfit."""
    faults = []
    for name in ("funds_yuan", "goods"):
        value = content.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            faults.append(Reason("number_range", {"low": 0, "high": 1_000_000}, name))
    return faults


def amount_told(kind: str, amount: int, measure: str = "") -> str:
    """An amount in its measure, the same in every language: ¥1,234.50, 12 箱."""
    if kind == "funds":
        return f"¥{amount // 100:,}.{amount % 100:02d}"
    return f"{amount} {measure}".strip()


def read_amount(kind: str, text: str, field: str = "amount") -> int:
    """What somebody typed: yuan of funds as fen, whole pieces of goods. Raises `Invalid`."""
    if kind == "funds":
        return read_fen(text, field)
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not plain.isascii() or not plain.isdigit() or not 1 <= int(plain[:12]) <= MOST:
        raise Invalid(Reason("quantity_range", {"high": MOST}, field))
    return int(plain)


def use_by_fault(use_by: date, today: date) -> Reason | None:
    """A use-by day lies ahead, and not further than anybody plans."""
    if use_by < today:
        return Reason("use_by_past", {"day": use_by.isoformat()}, "use_by")
    if use_by - today > LONGEST:
        return Reason("use_by_too_far", field="use_by")
    return None


def used_on_fault(on: date, received_on: date, use_by: date, today: date) -> Reason | None:
    """Something is used between its receipt and its use-by day, and written down afterwards."""
    if on > today:
        return Reason("day_in_the_future", field="on")
    if on < received_on:
        return Reason("used_before_receipt", {"day": received_on.isoformat()}, "on")
    if on > use_by:
        return Reason("used_after_use_by", {"day": use_by.isoformat()}, "on")
    return None
