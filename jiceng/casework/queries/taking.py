"""Reads of what was taken under supervision (挂牌督办): by whom, of what, and what has ended."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from jiceng.casework.models import Case, Problem, SupervisionItem
from jiceng.casework.process import CASE, PROBLEM
from jiceng.casework.queries.urging import has_ended
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.scope import TIERS, Actor, Grip

TAKEABLE: dict[str, tuple[type[Movable], Process]] = {
    "case": (Case, CASE),
    "problem": (Problem, PROBLEM),
}
OVERSEER = "overseer"


def taken_of(target: Movable) -> SupervisionItem | None:
    """The item under way by which a matter is supervised, if it is."""
    rows = SupervisionItem.objects.filter(taken_kind=target.subject_kind, taken_id=target.pk)
    return rows.filter(source="taken", state="under_way").order_by("pk").first()


def is_late(target: Movable, now: datetime) -> bool:
    """Whether the matter is open and past what was promised; a clock that stands still is not."""
    return not has_ended(target) and target.due_at is not None and target.due_at <= now


def taking_grip(by: Actor, target: Movable) -> Grip | None:
    """The post that may take a matter: it oversees it, from a level above its unit's.

    At the county another unit's office counts as above, for there is no level higher.
    """
    able = [g for g in by.grips if OVERSEER in g.roles_towards(target) and _is_above(g, target)]
    return max(able, key=lambda g: len(g.area_path), default=None)


def _is_above(grip: Grip, target: Movable) -> bool:
    mine, its = TIERS.index(grip.tier), TIERS.index(target.tier)
    return mine > its or (mine == its == len(TIERS) - 1 and grip.unit_path != target.unit_path)


def taken_and_ended() -> QuerySet[SupervisionItem]:
    """Items under way whose case or problem has ended."""
    rows = SupervisionItem.objects.filter(source="taken", state="under_way")
    found = SupervisionItem.objects.none()
    for kind, (model, process) in TAKEABLE.items():
        ended = [s.name for s in process.states if s.resting or s.final]
        over = model._default_manager.filter(state__in=ended).values("pk")
        found = found | rows.filter(taken_kind=kind, taken_id__in=over)
    return found
