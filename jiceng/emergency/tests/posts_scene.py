"""What addresses of checkpoints, rosters and supplies name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import LONG_AGO, NOON, NORTH, County
from jiceng.emergency.actions.duties import give_duty
from jiceng.emergency.actions.posts_content import load_posts_content
from jiceng.emergency.actions.supplies import Coming, open_store, take_in
from jiceng.emergency.models import Checkpoint
from jiceng.emergency.tests.posts import drafted, held, opened, registered


def posts_scene(county: County) -> dict[str, dict[str, object]]:
    """One of each, in North; the emergency office is there already (`emergency_scene`)."""
    load_posts_content(by="setup", now=LONG_AGO)
    registered(county)
    roster = drafted(county, opened(county), 1)
    shift = roster.shifts.select_related("checkpoint", "roster__emergency").earliest("pk")
    duty = give_duty(shift, held(county, "li"), by=county["shi"], now=NOON)
    store = open_store("县应急物资库", NORTH, "文明东路 1 号", by=county["shi"], now=NOON)
    move = take_in(store, Coming("口罩", "只", 9, "P1"), by=county["shi"], now=NOON)
    number = Checkpoint.objects.get(code="K001").number
    names: dict[str, object] = {
        "checkpoint": number, "roster": roster.number, "shift": shift.pk, "duty": duty.pk,
        "store": store.number, "batch": move.batch_id, "supply_movement": move.pk,
    }  # fmt: skip
    return {"near": names, "far": names}
