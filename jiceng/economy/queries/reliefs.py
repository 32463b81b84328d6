"""Applications for relief within reach, one by its number and code, and what is announced."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from jiceng.casework.queries import rules_at
from jiceng.economy.models import Company, Relief, ReliefCheck
from jiceng.economy.queries.relief_policies import facts_of, policy_as_of, unit_named
from jiceng.economy.rules.relief import MISSED, UNKNOWN, Policy, judge
from jiceng.kernel.records.models import Note
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, covers

WORKERS = frozenset({"clerk", "decider"})
"""Who works on applications of their own unit."""
TOLD = ("ask_supplement.missing_papers", "decline.reason", "recover.reason", "recover_part.reason")
"""Words of the administration that the company reads."""
CLOSED = ("declined", "withdrawn")
ENDED = (*CLOSED, "paid", "settled", "recovered")


def today_of(now: datetime) -> date:
    """The county's day."""
    return now.astimezone(rules_at(now)[1].zone).date()


def units_of(actor: Actor) -> set[str]:
    """Units somebody checks or decides for: their own, and a department's parts."""
    grips = [g for g in actor.grips if g.roles & WORKERS]
    found = {g.unit for g in grips if not g.by_unit}
    for grip in (g for g in grips if g.by_unit):
        units = territory().units.values()
        found |= {u.code for u in units if covers(grip.unit_path, u.path)}
    return found


def led_by(actor: Actor) -> QuerySet[Relief]:
    """Applications for what one's own units lead, newest first."""
    return Relief.objects.filter(lead__in=units_of(actor)).order_by("-pk")


def held_by(actor: Actor) -> QuerySet[Relief]:
    """Applications one's own units have now, newest first."""
    return Relief.objects.filter(unit__in=units_of(actor)).order_by("-pk")


def asked_of(actor: Actor) -> QuerySet[ReliefCheck]:
    """Checks one's own units still owe, newest first."""
    rows = ReliefCheck.objects.filter(unit__in=units_of(actor), is_met=None)
    return rows.select_related("relief__company").order_by("-relief")


def relief_for(actor: Actor, number: str, now: datetime) -> Relief:
    """One that one's own unit leads, has, or was asked about; `NotFound` for everybody else."""
    found = Relief.objects.select_related("company").filter(number=number).first()
    units = units_of(actor)
    if found is None or not (
        {found.lead, found.unit} & units or found.checks.filter(unit__in=units).exists()
    ):
        raise NotFound(Reason("not_found"))
    return ready(found, now)


def relief_by_code(number: str, code: str, now: datetime) -> Relief:
    """The application of whoever shows number and code; wrong and unknown look alike."""
    found = Relief.objects.select_related("company").filter(number=number).first()
    shown = mark(f"{number}:{code.strip().upper()}", "access_code")
    if found is None or not same(found.code_mark, shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return ready(found, now)


def reliefs_of(company: Company) -> QuerySet[Relief]:
    """What a company asked for and got, newest first; for its own page."""
    return Relief.objects.filter(company=company).order_by("-pk")


def announced(today: date) -> QuerySet[Relief]:
    """What is announced today. When the term is over a name is public no longer."""
    rows = Relief.objects.filter(notice_until__gte=today).exclude(state__in=CLOSED)
    return rows.select_related("company").order_by("-notice_until", "-pk")


def ready(relief: Relief, now: datetime) -> Relief:
    """Put on what guards ask: papers and checks that are not there, what stands against it."""
    policy = policy_as_of(relief.policy, relief.policy_version)
    there, checks = set(relief.papers), list(relief.checks.all())
    relief.lacking = tuple(p.name for p in policy.papers if p.key not in there)
    relief.outstanding = tuple(unit_named(c.unit) for c in checks if c.is_met is None)
    objecting = [unit_named(c.unit) for c in checks if c.is_met is False]
    relief.unfit = (
        Reason("check_objected", {"units": "、".join(objecting)})
        if objecting
        else unfit(relief, policy)
    )
    relief.notice_wait = _notice_wait(relief, today_of(now))
    return relief


def _notice_wait(relief: Relief, today: date) -> Reason | None:
    """What of its announcement has still to come."""
    if not relief.may_announce:
        return None
    if relief.notice_until is None:
        return Reason("notice_first", {"n": relief.notice_days})
    if today <= relief.notice_until:
        return Reason("relief_notice_runs", {"until": relief.notice_until.isoformat()})
    return None


def unfit(relief: Relief, policy: Policy) -> Reason | None:
    """The first condition a company misses, else the first of which nothing is known."""
    findings = judge(policy, facts_of(relief.company, policy.key))
    for standing, code in ((MISSED, "not_eligible"), (UNKNOWN, "facts_unknown")):
        if name := next((f.condition.field for f in findings if f.standing == standing), ""):
            return Reason(code, {"paper": name})
    return None


def told_to_company(relief: Relief) -> list[str]:
    """What was written for the company: what is missing, why not. Newest first."""
    rows = Note.objects.filter(
        subject_kind="relief", subject_id=relief.pk, kind__in=TOLD, erased_at=None
    )
    return list(rows.order_by("-pk").values_list("text", flat=True))
