"""The register of reserve cadres, secondments and talent needs, each within its own reach (S9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.models import (
    Organisation,
    ReserveCadre,
    SecondmentReview,
    TalentNeed,
)
from jiceng.party.queries.access import ABOVE, keeping, opened_today, reach
from jiceng.party.rules.organisations import BRANCHES
from jiceng.party.rules.reserve import Offered, Wanted, quarters_served, reasons_to_ask

DEPARTMENT = frozenset({"organisation_department"})
RECEIVING = ("community", "village")
"""Sectors whose branches receive seconded staff."""
READ_RESERVE = "read_reserve"
"""The journal line of whoever opened the register, with the purpose given."""


def line_of(actor: Actor) -> Organisation:
    """The committee whose register somebody keeps, the highest; `NotFound` for everybody else."""
    grips = keeping(actor, ABOVE)
    rows = Organisation.objects.filter(path__in=[g.unit_path for g in grips])
    found = rows.select_related("unit").order_by("path").first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def reserve_opened(actor: Actor, now: datetime, today: date, zone: ZoneInfo) -> bool:
    """Whether the reader said today why they open the register."""
    return opened_today(actor, READ_RESERVE, line_of(actor), now, today, zone)


def reserve_of(actor: Actor) -> QuerySet[ReserveCadre]:
    """Reserve cadres of the reader's own line; of nobody for a branch."""
    rows = ReserveCadre.objects.filter(reach(actor, roles=ABOVE))
    return rows.select_related("member__organisation__unit", "recommended_by__unit")


def reserve_for(actor: Actor, key: int) -> ReserveCadre:
    """One of them; `NotFound` otherwise."""
    found = reserve_of(actor).filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def secondments_of(actor: Actor) -> QuerySet[Appointment]:
    """Secondments to communities whose branch somebody keeps; the department sees them all."""
    rows = Appointment.objects.filter(kind="secondment")
    if not any(g.roles & DEPARTMENT for g in keeping(actor)):
        here = _receiving().filter(reach(actor)).values("community_id")
        rows = rows.filter(Q(area__in=here) | Q(area__parent__in=here))
    return rows.select_related("person", "unit", "home_unit", "area")


def _receiving() -> QuerySet[Organisation]:
    """Branches of communities and villages."""
    return Organisation.objects.filter(
        sector__in=RECEIVING, kind__in=BRANCHES, community__isnull=False, dissolved_on=None
    )


def secondment_for(actor: Actor, key: int) -> Appointment:
    """One of them; `NotFound` otherwise."""
    found = secondments_of(actor).filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def receiving_branch(secondment: Appointment) -> Organisation | None:
    """The branch of the community or village somebody was sent to, or to a grid of it."""
    area = secondment.area
    rows = _receiving().filter(community__in=[area.code, area.parent_id])
    return rows.select_related("unit").order_by("-community", "pk").first()


def quarters_due(secondment: Appointment, today: date) -> list[date]:
    """Quarters to be judged and not judged yet."""
    served = quarters_served(secondment.starts_on, secondment.ends_on, today)
    said = set(
        SecondmentReview.objects.filter(appointment=secondment).values_list("quarter", flat=True)
    )
    return [q for q in served if q not in said]


def reviews_waiting(branch: Organisation, today: date) -> list[tuple[Appointment, date]]:
    """Secondments to a branch's community with the quarters it has not spoken of."""
    if branch.community_id is None or branch.sector not in RECEIVING:
        return []
    here = Q(area=branch.community_id) | Q(area__parent=branch.community_id)
    rows = list(Appointment.objects.filter(here, kind="secondment").select_related("person"))
    said = SecondmentReview.objects.filter(appointment__in=rows) if rows else ()
    known = {(review.appointment_id, review.quarter) for review in said}
    return [
        (row, quarter)
        for row in rows
        for quarter in quarters_served(row.starts_on, row.ends_on, today)
        if (row.pk, quarter) not in known
    ]


def needs_of(actor: Actor) -> QuerySet[TalentNeed]:
    """Talent needs posted within reach, the ones that end first before the others."""
    rows = TalentNeed.objects.filter(reach(actor)).select_related("organisation__unit")
    return rows.order_by(F("closed_on").asc(nulls_first=True), "until", "pk")


def need_for(actor: Actor, key: int) -> TalentNeed:
    """One of them; `NotFound` otherwise."""
    found = needs_of(actor).filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody of the reserve who might be asked, and why."""

    cadre: ReserveCadre
    reasons: list[Reason]


def matches_of(need: TalentNeed, actor: Actor) -> list[Match]:
    """Everybody of one's own line for whom something on file speaks, in the order of the register.

    Nothing follows from it: the committee asks or does not ask.
    """
    wanted = Wanted(need.skill, need.office, need.path)
    rows = reserve_of(actor).filter(ended_on=None).prefetch_related("trainings").order_by("pk")
    found = ((row, reasons_to_ask(wanted, _offered(row))) for row in rows)
    return [Match(row, reasons) for row, reasons in found if reasons]


def _offered(row: ReserveCadre) -> Offered:
    courses = [(t.skill, t.course, t.days) for t in row.trainings.all()]
    return Offered(row.office, row.path, courses)
