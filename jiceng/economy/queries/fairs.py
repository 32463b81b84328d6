"""Fairs: those coming and past, what stands at their stalls, and what was earned there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.economy.models import Fair, FairFeedback, FairOffer, FairSale, FairStall
from jiceng.economy.process.fairs import DESK
from jiceng.economy.queries.producers import sale_faults
from jiceng.economy.rules.fairs import Income
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

MOST_SELLING = 50
PUBLIC = ("published", "open", "closed", "settled")
COMING = ("published", "open")
HELD = Q(state__in=("closed", "settled"))
SELLING = ("open", "closed")
"""States in which sales are entered."""


def today_of(now: datetime) -> date:
    """The day in the county."""
    return now.astimezone(rules_at(now)[1].zone).date()


def coming(today: date) -> QuerySet[Fair]:
    """Announced or under way, the next first."""
    rows = Fair.objects.filter(state__in=COMING, last_day__gte=today)
    return rows.order_by("first_day", "pk")


def past(today: date) -> QuerySet[Fair]:
    """Held, the latest first."""
    return Fair.objects.filter(HELD | Q(state="open", last_day__lt=today)).order_by(
        "-first_day", "-pk"
    )


def fair_of(number: str) -> Fair:
    """One by its number. Raises `NotFound`."""
    found = Fair.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def public_fair(number: str) -> Fair:
    """One that was announced; before that it is not found."""
    fair = fair_of(number)
    if fair.state not in PUBLIC and fair.published_at is None:
        raise NotFound(Reason("not_found"))
    return fair


def keeps_fair(actor: Actor, fair: Fair) -> bool:
    """Whether somebody organises it: the desk of its area, or one above."""
    return actor.acting_grip(fair, DESK) is not None


def selling_for(actor: Actor) -> list[Fair]:
    """Fairs somebody organises at which sales are entered now, the latest first."""
    near = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & DESK and not grip.is_apart:
            near |= within("area_path", grip.area_path)
    rows = Fair.objects.filter(near, state__in=SELLING).order_by("-first_day", "-pk")
    return [fair for fair in rows[:MOST_SELLING] if keeps_fair(actor, fair)]


def days_come(fair: Fair, today: date) -> list[date]:
    """Its days that have come."""
    last = min(fair.last_day, max(today, fair.first_day))
    return [fair.first_day + timedelta(days=n) for n in range((last - fair.first_day).days + 1)]


def kept_fair(actor: Actor, number: str, now: datetime) -> Fair:
    """One that somebody organises, ready for guards; for everybody else it is not found."""
    fair = fair_of(number)
    if not keeps_fair(actor, fair):
        raise NotFound(Reason("not_found"))
    return ready(fair, now)


def ready(fair: Fair, now: datetime) -> Fair:
    """Put on what guards ask: stalls with a producer, produce without valid papers, how far off."""
    today = today_of(now)
    fair.taken_stalls = fair.stalls.exclude(producer=None).count()
    fair.unfit = unfit_produce(fair, now) if fair.state in ("planned", "published") else ()
    fair.days_ahead = (fair.first_day - today).days
    fair.is_over = fair.last_day < today
    return fair


def unfit_produce(fair: Fair, now: datetime) -> tuple[str, ...]:
    """What is on offer and may not be sold on the last day, with its stall: A01 红薯."""
    return tuple(
        f"{o.stall.code} {o.produce.name}"
        for o in offers_of(fair)
        if sale_faults(o.produce, fair.last_day, now)
    )


def stalls_of(fair: Fair) -> list[FairStall]:
    """Its stalls in the order of their codes, each with its producer and what it offers."""
    rows = fair.stalls.select_related("producer", "producer__area").order_by("code")
    return list(rows.prefetch_related("offers__produce"))


def stall_of(fair: Fair, code: str) -> FairStall:
    """One stall. Raises `NotFound`."""
    found = fair.stalls.select_related("producer", "fair").filter(code=code).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def offers_of(fair: Fair) -> QuerySet[FairOffer]:
    """Everything on offer, stall by stall."""
    rows = FairOffer.objects.filter(stall__fair=fair).order_by("stall__code", "pk")
    return rows.select_related("stall", "produce", "produce__producer", "stall__producer")


def elsewhere(stall: FairStall, producer: int) -> list[FairStall]:
    """Other stalls of a producer at fairs on the same days."""
    fair = stall.fair
    rows = FairStall.objects.filter(
        producer=producer, fair__first_day__lte=fair.last_day, fair__last_day__gte=fair.first_day
    )
    rows = rows.exclude(pk=stall.pk).exclude(fair__state="cancelled")
    return list(rows.select_related("fair").order_by("fair_id", "code"))


def standing_sales(fair: Fair, day: date | None = None) -> dict[tuple[int, date], FairSale]:
    """(offer, day) -> the entry that stands; countered ones are left out."""
    rows = fair.sales.filter(day=day) if day else fair.sales.all()
    latest = {(s.offer_id, s.day): s for s in rows.order_by("turn")}
    return {key: sale for key, sale in latest.items() if sale.turn % 2}


def incomes(sales: QuerySet[FairSale]) -> list[Income]:
    """What each producer sold, in the order of the territory."""
    rows = (
        sales.values("producer", village=F("producer__area_id"), path=F("producer__area_path"),
                     name=F("producer__name"), shared=F("producer__households"))
        .annotate(total=Sum("fen")).order_by("path", "producer")
    )  # fmt: skip
    return [Income(r["name"], str(r["village"]), r["shared"], r["total"]) for r in rows]


def totals(fairs: Iterable[Fair]) -> dict[int, int]:
    """Fair key -> fen sold there; one query."""
    rows = FairSale.objects.filter(fair__in=[f.pk for f in fairs]).values_list("fair")
    return dict(rows.annotate(total=Sum("fen")).order_by())


def taken_counts(fairs: Sequence[Fair]) -> dict[int, int]:
    """Fair key -> stalls with a producer; one query."""
    rows = FairStall.objects.filter(fair__in=[f.pk for f in fairs]).exclude(producer=None)
    return dict(rows.values_list("fair").annotate(n=Count("pk")).order_by())


def ratings(fair: Fair) -> dict[int, int]:
    """Grade -> how often it was given."""
    rows = fair.feedback.values_list("rating").annotate(n=Count("pk")).order_by("rating")
    return dict(rows)


def words_of(fair: Fair) -> list[FairFeedback]:
    """What visitors wrote, as long as it is kept, the newest first."""
    return list(fair.feedback.exclude(words="").order_by("-pk")[:50])
