"""What a branch owes next, of every subject on one page, in the order of what is due (S7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.queries.due import Due
from jiceng.party.queries.dues_due import dues_due
from jiceng.party.queries.life_due import life_due
from jiceng.party.queries.organisations import Seen
from jiceng.party.queries.reserve import reviews_waiting
from jiceng.party.rules.months import add_months
from jiceng.party.rules.reserve import quarter_name

MOST = 60
NAMING = frozenset({"member_development", "transfer", "correction", "hardship"})
"""Kinds of work whose title is a person's name: from above they are told by number."""


Provider = Callable[[Seen, datetime, date], Iterable[Due]]


def due_of(seen: Seen, now: datetime, today: date, providers: Sequence[Provider]) -> list[Due]:
    """Everything owed, the most pressing first; what has no day comes last."""
    found = [due for provider in providers for due in provider(seen, now, today)]
    order = {"red": 0, "yellow": 1}
    return sorted(
        found, key=lambda d: (order.get(d.light, 2), d.on or date.max, d.subject)
    )[:MOST]  # fmt: skip


def terms_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """The election that ends the present term."""
    ends, url = seen.standing.term_ends_on, f"/desk/party/organisations/{seen.organisation.code}/"
    if seen.term_light == "green" or ends is None:
        return
    code = "term_over" if seen.term_light == "red" else "term_ends"
    yield Due(Reason(code, {"day": f"{ends:%Y-%m-%d}"}), ends, seen.term_light, url, N_("换届选举"))


def set_up_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """What is not as the rules on setting up a branch want it."""
    url = f"/desk/party/organisations/{seen.organisation.code}/"
    for reason in seen.faults:
        yield Due(reason, None, "yellow", url, N_("组织设置"))


def work_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """What waits on the worklist of the branch, whatever process it belongs to."""
    zone = rules_at(now)[1].zone
    rows = WorkItem.objects.filter(
        unit_path=seen.organisation.path, role="branch_secretary"
    ).order_by("due_at")[:MOST]
    for item in rows:
        kind = kinds()[item.subject_kind]
        state = kind.process.state(item.state).label
        late = item.due_at is not None and item.due_at <= now
        near = item.warn_at is not None and item.warn_at <= now
        numbered = Reason("work_waits", {"title": item.number, "state": state})
        yield Due(
            Reason("work_waits", {"title": item.title or item.number, "state": state}),
            item.due_at.astimezone(zone).date() if item.due_at else None,
            "red" if late else "yellow" if near else "new",
            kind.url.format(number=item.number),
            kind.process.label,
            numbered if item.subject_kind in NAMING else None,
        )


def reviews_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """Quarters of secondments the community has not spoken of."""
    for secondment, quarter in reviews_waiting(seen.organisation, today):
        told = {"name": secondment.person.name, "quarter": quarter_name(quarter)}
        url = f"/desk/party/reserve/secondments/{secondment.pk}/"
        ends = add_months(quarter, 3)
        light = "red" if ends <= today else "yellow"
        yield Due(Reason("review_of_quarter_due", told), ends, light, url, N_("下派评价"))


PROVIDERS: tuple[Provider, ...] = (
    terms_due, set_up_due, work_due, dues_due, life_due, reviews_due,
)  # fmt: skip
"""Each subject adds its own."""
