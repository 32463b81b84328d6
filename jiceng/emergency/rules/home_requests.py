"""What may be asked for at home while an emergency opens it, and how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KIND = "home_service"
"""The kind of opening."""
CASE_TYPE = "2003"
"""The type of case every request has; an extra one, open with the service."""
NEEDS: Mapping[str, str] = {
    "food": N_("买菜和生活用品"), "medicine": N_("买药"), "care": N_("照料老人和孩子"),
    "waste": N_("清运垃圾"), "repair": N_("水电气维修"), "doctor": N_("上门看诊或送医"),
}  # fmt: skip
WINDOWS: Mapping[str, str] = {
    "any": N_("都可以"), "morning": N_("上午"), "afternoon": N_("下午"), "evening": N_("晚上"),
}  # fmt: skip
PAYERS: Mapping[str, str] = {
    "household": N_("住户自付"), "public": N_("财政承担"), "donated": N_("捐助"),
}  # fmt: skip
KEPT = timedelta(days=14)
"""After a case of an emergency has come to rest, what it holds of a person stays so long."""
MOST_FEN = 1_000_000
"""A household's shopping costs so much at most; more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class HomeWish:
    """What is asked for, where, and how to call back."""

    need: str
    area: str
    """A grid, community or village."""
    details: str
    drop_point: str
    """Where it may be put down: 3号楼门口."""
    window: str = "any"
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """That it was brought, what it cost and who paid."""

    cost_fen: int | None = None
    paid_by: str = ""


def asked_faults(given: HomeWish) -> Iterator[Reason]:
    """Every field that says nothing usable."""
    for name, known in (("need", NEEDS), ("window", WINDOWS)):
        value = getattr(given, name)
        if value not in known:
            yield Reason("unknown_value", {"value": value}, name)
    for name, most in (("details", 300), ("drop_point", 60)):
        if not 2 <= len(getattr(given, name).strip()) <= most:
            yield Reason("text_length", {"low": 2, "high": most}, name)


def delivered_faults(given: Delivered) -> Iterator[Reason]:
    """A cost has somebody who paid it, and no other way round."""
    if given.paid_by and given.paid_by not in PAYERS:
        yield Reason("unknown_value", {"value": given.paid_by}, "paid_by")
    if given.cost_fen is not None and not 0 <= given.cost_fen <= MOST_FEN:
        yield Reason("home_cost_unlikely", {"most": MOST_FEN // 100}, "cost_fen")
    if given.cost_fen and not given.paid_by:
        yield Reason("home_payer_missing", field="paid_by")


def case_text(given: HomeWish) -> str:
    """The words of the case, for whoever brings it."""
    return f"{NEEDS[given.need]}：{given.details.strip()}\n送达时段：{WINDOWS[given.window]}"
