"""What an emergency opens and closes is done here, in the transaction of the decision.

A kind of opening that does something has its function in `OPENERS`; the others are words for
people (a roster to be drawn up, supplies to be fetched). A function is told what of its kind has
just been opened and closed. It must ask `emergency.is_drill`: a rehearsal reaches nobody outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from jiceng.emergency.actions.checkpoints import switch_checkpoints
from jiceng.emergency.actions.grid_notices import open_notices
from jiceng.emergency.models import Emergency, Opening
from jiceng.emergency.queries.emergencies import STAMP
from jiceng.emergency.rules.emergencies import Opens, difference
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.scope import Actor

Opener = Callable[[Emergency, Sequence[Opening], Sequence[Opening], Actor, datetime], None]
"""(emergency, opened, closed, by, now)."""

OPENERS: dict[str, Opener] = {
    "checkpoints": switch_checkpoints,
    "notices": open_notices,
}
"""Kind of opening -> what is done. A line a kind."""


def switch(
    emergency: Emergency, wanted: Sequence[Opens], *, by: Actor, now: datetime
) -> tuple[list[Opening], list[Opening]]:
    """Open what is wanted and not yet open, close what is no longer wanted; both are returned.

    To be called in a transaction.
    """
    there = {Opens(o.kind, o.key, o.value): o for o in emergency.openings.filter(closed_at=None)}
    fresh, gone = difference(there.keys(), wanted)
    closed = [there[one] for one in gone]
    Opening.objects.filter(pk__in=[o.pk for o in closed]).update(closed_at=now)
    for row in closed:
        row.closed_at = now
    opened = Opening.objects.bulk_create(
        Opening(emergency=emergency, kind=o.kind, key=o.key, value=o.value, opened_at=now)
        for o in fresh
    )
    touch(STAMP)
    for kind in dict.fromkeys(o.kind for o in [*opened, *closed]):
        if (act := OPENERS.get(kind)) is not None:
            act(emergency, [o for o in opened if o.kind == kind],
                [o for o in closed if o.kind == kind], by, now)  # fmt: skip
    return opened, closed
