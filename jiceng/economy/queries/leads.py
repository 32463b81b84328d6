"""Investment leads within reach, what stands behind them, and what the county promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.economy.models import Company, CountyPromise, InvestmentLead, LeadFunds
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.companies import INVESTMENT
from jiceng.economy.rules.leads import FUNDS, Sums
from jiceng.kernel.records.access import of_unit
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

READS = frozenset({"signatory", "overseer"})
"""Who reads leads without working on them: leaders of the county and the supervision office."""
LEAD_READERS = INVESTMENT | READS
PROMISE_KEEPERS = INVESTMENT | {"handler"}
OPEN = tuple(s.name for s in INVESTMENT_LEAD.states if not (s.final or s.resting))


def today_of(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def leads_of(actor: Actor) -> QuerySet[InvestmentLead]:
    """Leads of the units somebody works for; a leader of the county reads all of it."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & READS and grip.tier == "county" and not grip.by_unit:
            return InvestmentLead.objects.all()
        if grip.roles & INVESTMENT:
            condition |= Q(unit=grip.unit)
    return InvestmentLead.objects.filter(condition)


def lead_for(actor: Actor, number: str) -> InvestmentLead:
    """One within reach; `NotFound` otherwise."""
    found = leads_of(actor).select_related("company__area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@dataclass(frozen=True, slots=True)
class Stage:
    """How many leads are in a state, how many of them past its term, the longest since when."""

    state: str
    count: int = 0
    late: int = 0
    since: datetime | None = None


def stages(rows: QuerySet[InvestmentLead], now: datetime) -> list[Stage]:
    """Every state in the order of the process."""
    counted = rows.order_by().values("state").annotate(
        n=Count("pk"), late=Count("pk", filter=Q(stage_due_at__lt=now)), since=Min("entered_at")
    )  # fmt: skip
    found = {r["state"]: Stage(r["state"], r["n"], r["late"], r["since"]) for r in counted}
    return [found.get(s.name, Stage(s.name)) for s in INVESTMENT_LEAD.states]


def sums_behind(rows: QuerySet[LeadFunds]) -> Sums:
    """Framework, contract and money in place, each for itself."""
    told = rows.order_by().values_list("kind").annotate(n=Sum("fen"))
    return Sums(**dict.fromkeys(FUNDS, 0) | {kind: int(n) for kind, n in told})


def sums_by_lead(leads: Iterable[InvestmentLead]) -> Mapping[int, Sums]:
    """The same of each lead of a page."""
    rows = LeadFunds.objects.filter(lead__in=[lead.pk for lead in leads]).order_by()
    found: dict[int, dict[str, int]] = {}
    for lead, kind, fen in rows.values_list("lead", "kind").annotate(n=Sum("fen")):
        found.setdefault(lead, {})[kind] = int(fen)
    return {lead: Sums(**told) for lead, told in found.items()}


def above_promise(rows: QuerySet[InvestmentLead]) -> QuerySet[InvestmentLead]:
    """Leads with more money in place than was promised."""
    told = rows.annotate(
        promised=Sum("funds__fen", filter=Q(funds__kind="contract"), default=0),
        in_place=Sum("funds__fen", filter=Q(funds__kind="in_place"), default=0),
    )
    over = [pk for pk, a, b in told.order_by().values_list("pk", "promised", "in_place") if b > a]
    return rows.filter(pk__in=over)


def companies_in_talks(until: date) -> QuerySet[Company]:
    """Companies with a lead that came to talks or farther by a day, each once."""
    reached = InvestmentLead.objects.filter(talks_on__lte=until).order_by()
    return Company.objects.filter(pk__in=reached.values("company"))


def promises_of(actor: Actor) -> QuerySet[CountyPromise]:
    """Promises of one's own unit; the investment office and whoever reads leads see theirs all."""
    condition = Q(lead__in=leads_of(actor)) if actor.roles & LEAD_READERS else Q(pk__in=[])
    for grip in actor.grips:
        if "handler" in grip.roles:
            condition |= of_unit(grip)
    return CountyPromise.objects.filter(condition)


def promise_for(actor: Actor, number: str) -> CountyPromise:
    """One within reach; `NotFound` otherwise."""
    rows = promises_of(actor).select_related("lead__company", "task")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found
