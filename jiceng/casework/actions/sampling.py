"""Which closed cases are looked at again, by a lot nobody can steer."""

from __future__ import annotations

from datetime import datetime

from jiceng.casework.models import Case, Recheck
from jiceng.casework.process import RECHECK
from jiceng.casework.rules.cases import sample_for_recheck
from jiceng.casework.rules.rulebook import Rulebook
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import put_clocks, put_work_item, set_alarm
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.vault import mark


def is_drawn(number: str, percent: int) -> bool:
    """The lot of one case. Its salt comes of the county's own key: whoever handles a case cannot
    tell beforehand whether it will be looked at again, and whoever has the key can repeat it."""
    return sample_for_recheck(number, percent, mark("recheck", "lot"))


def draw_for_recheck(
    case: Case, book: Rulebook, calendar: WorkingCalendar, now: datetime
) -> Recheck | None:
    """Draw a sample of closed cases by a lot nobody can steer: closed is not yet solved."""
    if Recheck.objects.filter(case=case).exists():
        return None
    if not is_drawn(case.number, book.recheck_percent):
        return None
    key = next_key(Recheck)
    row = Recheck(
        id=key,
        number="R" + public_number(now.astimezone(calendar.zone).year, key),
        title=case.title,
        case=case,
        state=RECHECK.start,
        entered_at=now,
        area_path=case.area_path,
        unit=case.unit,
        unit_path=case.unit_path,
        tier=case.handled_tier or case.tier,
        drawn_at=now,
    )
    put_clocks(row, Clock.started(book.recheck_term, now, calendar), Clock())
    row.save(force_insert=True)
    state = RECHECK.state(row.state)
    terms = Terms(stage_ladder=book.stage_ladder)
    set_alarm(row, next_alarm(state, row.stage, row.promise, terms, after=now, calendar=calendar))
    put_work_item(row, state.actor)
    return row
