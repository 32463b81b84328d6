"""An area is closed while cases in it are under way: they stay within somebody's reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.configuration import open_cases
from jiceng.kernel.records.advance import Passage
from jiceng.kernel.records.areas import Change, Successor, close_area
from jiceng.kernel.records.models import Area, WorkItem
from jiceng.kernel.scope import Grip


def succeed_area(
    area: Area,
    successors: Sequence[Successor],
    *,
    change: Change,
    grip: Grip,
    now: datetime,
    today: date,
) -> int:
    """Close an area and hand its open cases to the first successor; returns how many.

    Only who sees them changes. Where they happened, when they are due and everything about ended
    cases stays as it was, so that no past number moves.
    """
    with transaction.atomic():
        opened = close_area(area, successors, change=change, grip=grip, now=now, today=today)
        keys = list(open_cases().filter(area_path=area.path).values_list("pk", flat=True))
        for key in keys:
            _hand_over(Case.objects.get(pk=key), opened[0], grip, now)
    return len(keys)


def _hand_over(case: Case, area: Area, grip: Grip, now: datetime) -> None:
    _, calendar = rules_at(now)
    passage = Passage(case, CASE, now=now, calendar=calendar)
    passage.say(grip, "area_succeeded", area=area.code)
    passage.put(area_path=area.path)
    passage.write()
    items = WorkItem.objects.filter(subject_kind="case", subject_id=case.pk)
    items.update(area_path=area.path)
