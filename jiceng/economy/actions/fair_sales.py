"""Sales of a fair are entered once and corrected by a counter entry; visitors say how it was.

The sum of a fair is the sum of its stalls and of its producers, to the fen: there are only rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from jiceng.casework.queries import rules_at
from jiceng.economy.actions.fairs import fair_grip
from jiceng.economy.models import Fair, FairFeedback, FairOffer, FairSale
from jiceng.economy.process.fairs import FAIR
from jiceng.economy.queries.fairs import SELLING, today_of
from jiceng.economy.rules.fairs import amount_faults
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.contacts import erase_rows
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import SYSTEM_GRIP, Actor

LONGEST_REASON, LONGEST_WORDS = 120, 300
GRADES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Sold:
    """What of one offer was sold on a day, in hundredths of its measure, for how many fen."""

    day: date
    hundredths: int
    fen: int
    reason: str = ""
    """Why it was cheaper than its sign says."""


def enter_sale(offer: FairOffer, given: Sold, *, by: Actor, now: datetime) -> FairSale:
    """Enter a sale, once for each offer and day. Raises `Refused`, `Invalid` naming each field."""
    grip = fair_grip(offer.stall.fair, by)
    with transaction.atomic():
        fair = _selling(offer.stall.fair_id)
        if faults := [*_day_faults(fair, given.day, today_of(now)), *_sum_faults(offer, given)]:
            raise Invalid(*faults)
        last = offer.sales.filter(day=given.day).order_by("-turn").first()
        if last is not None and last.turn % 2:
            raise Refused(Reason("sale_entered", {"produce": offer.produce.name}))
        row = FairSale(
            fair=fair, offer=offer, producer_id=offer.produce.producer_id, day=given.day,
            turn=last.turn + 1 if last else 1, hundredths=given.hundredths, fen=given.fen,
            reason=mask_personal(given.reason.strip())[0], at=now,
        )  # fmt: skip
        _write(row, "sale_entered", {"produce": offer.produce.name})
        tell(fair, grip, "sale_entered", now=now, sale=row.pk, fen=row.fen)
    return row


def counter_sale(sale: FairSale, reason: str, *, by: Actor, now: datetime) -> FairSale:
    """Take an entry back by one that undoes it; then it may be entered anew. `Refused`, `Invalid`.

    The entry itself is never changed.
    """
    grip = fair_grip(sale.fair, by)
    words = mask_personal(reason.strip())[0]
    if not 1 <= len(words) <= LONGEST_REASON:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST_REASON}, "reason"))
    with transaction.atomic():
        fair = _selling(sale.fair_id)
        later = FairSale.objects.filter(offer=sale.offer_id, day=sale.day, turn__gt=sale.turn)
        if sale.turn % 2 == 0 or later.exists():
            raise Refused(Reason("sale_countered"))
        row = FairSale(
            fair=fair, offer=sale.offer, producer_id=sale.producer_id, day=sale.day,
            turn=sale.turn + 1, hundredths=-sale.hundredths, fen=-sale.fen, reason=words, at=now,
        )  # fmt: skip
        _write(row, "sale_countered", {})
        tell(fair, grip, "sale_countered", now=now, sale=sale.pk, fen=row.fen)
    return row


def give_feedback(fair: Fair, rating: int, words: str, *, now: datetime) -> FairFeedback:
    """What a visitor thinks; the words go by rule. Raises `Refused`, `Invalid`."""
    if fair.state not in ("open", "closed"):
        raise Refused(Reason("feedback_closed"))
    if rating not in GRADES:
        raise Invalid(Reason("bad_rating", field="rating"))
    kept = mask_personal(words.strip())[0]
    if len(kept) > LONGEST_WORDS:
        raise Invalid(Reason("text_length", {"low": 0, "high": LONGEST_WORDS}, "comment"))
    until = now + timedelta(days=rules_at(now)[0].erase_days)
    return FairFeedback.objects.create(
        fair=fair, rating=rating, words=kept, at=now, erase_at=until if kept else None
    )


def erase_fair_words(now: datetime, *, limit: int = 500) -> int:
    """Drop words of visitors whose time has come; the grades stay. Returns how many."""
    due = FairFeedback.objects.filter(erase_at__lte=now).select_related("fair")

    def erase(rows: list[FairFeedback]) -> None:
        FairFeedback.objects.filter(pk__in=[r.pk for r in rows]).update(words="", erase_at=None)
        for fair in {row.fair_id: row.fair for row in rows}.values():
            tell(fair, SYSTEM_GRIP, "fair_words_erased", now=now)

    return erase_rows(due, erase, limit=limit)


def _selling(key: int) -> Fair:
    """The fair as it stands, held until the sale is written: nobody settles it in between."""
    fair = Fair.objects.select_for_update().get(pk=key)
    if fair.state == "settled":
        raise Refused(Reason("fair_settled_sale"))
    if fair.state not in SELLING:
        raise Refused(Reason("fair_sales_closed", {"state": FAIR.state(fair.state).label}))
    return fair


def _day_faults(fair: Fair, day: date, today: date) -> Iterator[Reason]:
    if not fair.is_on(day):
        yield Reason("sale_other_day", {"day": day.isoformat()}, "day")
    elif day > today:
        yield Reason("sale_in_future", {"day": day.isoformat()}, "day")


def _sum_faults(offer: FairOffer, given: Sold) -> Iterator[Reason]:
    if len(given.reason) > LONGEST_REASON:
        yield Reason("text_length", {"low": 0, "high": LONGEST_REASON}, "reason")
    has_reason = bool(given.reason.strip())
    yield from amount_faults(given.hundredths, given.fen, offer.price_fen, has_reason)


def _write(row: FairSale, code: str, told: dict[str, str]) -> None:
    """Somebody who entered the same a moment before was first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(Reason(code, told)) from error
