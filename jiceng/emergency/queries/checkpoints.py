"""Checkpoints: which kinds there are, which stand where, and what happened there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from jiceng.emergency.models import Checkpoint, Emergency
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.emergency.rules.rosters import CHECKPOINT_KIND, PATTERN, Pattern, pattern_of
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

REAL = Q(emergency=None) | Q(emergency__is_drill=False)
"""What a rehearsal opened stands in no figure."""


def kind_names(now: datetime) -> dict[str, str]:
    """Kinds of checkpoint in force, key -> name in the reader's language."""
    rows = sorted(in_force(CHECKPOINT_KIND, now).items())
    return {k: named(r.content["name"], r.content.get("name_en", "")) for k, r in rows}


def patterns(now: datetime) -> dict[str, Pattern]:
    """How a day may be cut into shifts."""
    return {k: pattern_of(k, r.content) for k, r in sorted(in_force(PATTERN, now).items())}


def checkpoint_of(number: str) -> Checkpoint:
    """One by its number. Raises `NotFound`."""
    rows = Checkpoint.objects.select_related("area", "emergency")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def keeps(actor: Actor, checkpoint: Checkpoint) -> bool:
    """Whether somebody orders it: its office, or whoever commands its area."""
    return actor.acting_grip(checkpoint, KEEPERS) is not None


def kept_checkpoint(actor: Actor, number: str) -> Checkpoint:
    """One that somebody orders; for everybody else it is not found."""
    found = checkpoint_of(number)
    if not keeps(actor, found):
        raise NotFound(Reason("not_found"))
    return found


def standing_for(emergency: Emergency) -> QuerySet[Checkpoint]:
    """Those open for an emergency, by their codes."""
    return Checkpoint.objects.filter(emergency=emergency, state="open").order_by("code")


def openable(emergency: Emergency, kind: str = "", area_path: str = "") -> QuerySet[Checkpoint]:
    """What an order may open for an emergency."""
    rows = Checkpoint.objects.filter(
        within("area_path", area_path or emergency.area_path), state__in=("planned", "closed")
    )
    return (rows.filter(kind=kind) if kind else rows).order_by("code")


def on_now(now: datetime) -> QuerySet[Emergency]:
    """Emergencies and drills that are on, real ones first."""
    rows = Emergency.objects.filter(state="active", ends_by__gt=now)
    return rows.order_by("is_drill", "pk")


def counts_by_state(rows: QuerySet[Checkpoint]) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
