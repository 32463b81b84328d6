"""What a branch has still to hold, as its own page says it (facts.md §5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.models import Organisation
from jiceng.party.queries.due import Due
from jiceng.party.queries.life import Standing, year_of
from jiceng.party.queries.organisations import Seen
from jiceng.party.rules.life import COUNTED


def life_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """For each kind the last period that passed without it, and the present one when it is near.

    Older gaps stay on the page of organisational life; here they would hide what can be done.
    """
    newest: dict[tuple[str, str], Standing] = {}
    for standing in year_of(seen.organisation, today.year, today):
        if standing.light in ("red", "yellow"):
            newest[standing.owed.kind, standing.light] = standing
    for standing in newest.values():
        yield _due(seen.organisation, standing)


def _due(organisation: Organisation, standing: Standing) -> Due:
    period = standing.owed.period
    told = {
        "since": f"{period.starts_on:%Y-%m-%d}",
        "until": f"{period.ends_on:%Y-%m-%d}",
        "other_kind": COUNTED[standing.owed.kind],
        "missing": standing.missing,
    }
    url = f"/desk/party/life/{organisation.code}/"
    return Due(Reason("life_missing", told), period.ends_on, standing.light, url, N_("组织生活"))
