"""Half a year of queue tickets of the service hall, as its own system hands them over (示例)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from jiceng.casework.queries import rules_at
from jiceng.kernel.scope import SYSTEM
from jiceng.services.actions.tickets import import_tickets
from jiceng.services.queries.points import open_points
from jiceng.services.rules.tickets import QueueTicketRow

HALL = "临高县政务服务中心"
WINDOWS = ("户口迁入登记", "户籍证明", "居住证申领", "综合窗口")
SEED, DAYS, A_DAY = 7, 178, 9
QUICKER = 90
"""Days before today from which more windows were open."""
LEFT = 0.04
"""Whoever does not wait until called."""


def tell_tickets(now: datetime) -> None:
    """Taken in by the same import, today's morning included; in the caller's transaction."""
    if not open_points().filter(name=HALL).exists():
        return
    calendar, rng = rules_at(now)[1], Random(SEED)  # noqa: S311  a story, not a secret
    today = now.astimezone(calendar.zone).date()
    days = [today - timedelta(days=n) for n in range(DAYS, -1, -1)]
    rows = [row for day in days if calendar.works_on(day) for row in _day(day, today, rng, now)]
    import_tickets(list(enumerate(rows, start=2)), by=SYSTEM, now=now, is_sample=True)


def _day(day: date, today: date, rng: Random, now: datetime) -> Iterator[QueueTicketRow]:
    zone = rules_at(now)[1].zone
    is_quick = (today - day).days < QUICKER
    minutes = sorted(rng.randrange(8 * 60 + 20, 11 * 60 + 30) for _ in range(A_DAY + is_quick * 3))
    for place, minute in enumerate(minutes, start=1):
        taken = datetime.combine(day, time(minute // 60, minute % 60), zone)
        wait = timedelta(seconds=rng.randrange(60, 720) if is_quick else rng.randrange(180, 1500))
        called = None if rng.random() < LEFT else taken + wait
        finished = called + timedelta(minutes=rng.randrange(4, 18)) if called else None
        if (finished or taken) <= now:
            yield QueueTicketRow(
                f"A{place:03d}", HALL, rng.choice(WINDOWS), taken, called, finished
            )
