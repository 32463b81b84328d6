"""Whose figures somebody may read: their own reach, or the whole."""

from __future__ import annotations

from django.db.models import Q

from jiceng.kernel.records.access import reach_of
from jiceng.kernel.records.models import Area
from jiceng.kernel.scope import Actor


def reach_for(actor: Actor) -> Q:
    """The actor's reach over outcome rows; the empty condition for whoever reaches the root.

    Only the empty condition is answered from every slice of the day counts.
    """
    roots = list(Area.objects.filter(parent=None, valid_to=None).values_list("path", flat=True)[:2])
    # An auditor reads figures of the whole county; whoever also holds a post with cases of its own
    # reads the figures of those, because there every figure opens onto its cases.
    counted = [g for g in actor.grips if g.reaches_records] or actor.grips
    for grip in counted:
        if not grip.by_unit and all(root.startswith(grip.area_path) for root in roots):
            return Q()
    return reach_of(actor)
