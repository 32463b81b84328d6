"""Stars of the demo county's branches (S10): two communities of 2019, and the year under way.

All fictitious (示例). The branches of 2019 went through the very acts of the desk, each on its day,
under a first version of the scheme in which nothing was counted by the platform yet.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Appointment, Job
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.actions.star_evidence import (
    Stated,
    check_evidence,
    record_mass,
    state_evidence,
)
from jiceng.performance.actions.stars import Papers, expire_due, move_rating, open_rating
from jiceng.performance.models import StarRating
from jiceng.performance.queries.star_content import shipped_schemes
from jiceng.performance.queries.stars import ready, scheme_for
from jiceng.performance.rules.stars import KIND, Mass
from jiceng.project.demo.party import PartyWorld, holder
from jiceng.web.clock import county_zone

TOWN = "P469024100"
HONOURED = ("P469024100005", "P469024100007")
"""The two communities rated for 2019: of the six of the county town (decisions.md 45)."""
UNDER_WAY = (
    ("P469024100001", "self_check"),
    ("P469024100003", "mass_review"),
    ("P469024100007", "upper_review"),
    ("P469024100005", "public_notice"),
)
EDGE = "评议结果分不出高低，组织部部务会研究决定（示例）"
FIRST, SECOND = date(2019, 1, 1), date(2021, 1, 1)
"""From when the two versions of the scheme count."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts in these stories."""

    town: Actor
    department: Actor

    def at(self, day: date) -> datetime:
        return datetime.combine(day, time(10), tzinfo=county_zone())


def fill_stars(world: PartyWorld) -> None:
    """Schemes, the history and the year under way, in the caller's transaction."""
    last_job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    hands = Hands(
        holder("town_organisation_officer", TOWN, world),
        holder("organisation_officer", "P", world),
    )
    _schemes(world.now)
    for n, code in enumerate(HONOURED):
        opened = date(2020, 1, 6) + timedelta(days=n)
        branch = territory().apart[code]
        rating = _carried(branch, secretary(branch), opened, "awarded", hands)
        expire_due(rating, hands.at(rating.valid_until or opened) + timedelta(days=1))
    for n, (code, state) in enumerate(UNDER_WAY):
        opened = world.today - timedelta(days=24 - 3 * n if state == "public_notice" else 12 - n)
        branch = territory().apart[code]
        _carried(branch, secretary(branch, world), opened, state, hands)
    # what was told years ago is not told again
    Job.objects.filter(pk__gt=last_job, kind="announce").delete()


def _schemes(now: datetime) -> None:
    """The first version asks for papers alone; the second reads what the platform counts."""
    for key, content in shipped_schemes().items():
        first: dict[str, Any] = deepcopy(dict(content))
        del first["quota_percent"]
        for star in first["stars"]:
            for criterion in star["criteria"]:
                if criterion["source"] == "indicator":
                    criterion["source"] = "record"
        for day, version in ((FIRST, first), (SECOND, dict(content))):
            at = datetime.combine(day, time(), tzinfo=county_zone())
            set_rule(KIND, key, version, valid_from=at, reason="示例", by="示例县", now=now)


def secretary(branch: UnitEntry, world: PartyWorld | None = None) -> Actor:
    """Whoever keeps the branch; of years ago, or where nobody has an account, nobody by name."""
    if world and Appointment.objects.filter(post="branch_secretary", unit=branch.code).exists():
        return holder("branch_secretary", branch.code, world)
    grip = Grip(
        0, "branch_secretary", frozenset({"branch_secretary"}), branch.code, branch.path, "",
        branch.tier, by_unit=True, is_apart=True,
    )  # fmt: skip
    return Actor(0, "书记（示例）", (grip,))


def _carried(branch: UnitEntry, by: Actor, opened: date, until: str, hands: Hands) -> StarRating:
    """A branch's rating, carried to a state from the day it was opened."""
    year = opened.year - 1 if until == "awarded" else opened.year
    rating = open_rating(branch, year, by=by, now=hands.at(opened), today=opened, is_sample=True)
    _state(rating, by, hands.at(opened + timedelta(days=1)))
    steps: list[Callable[[], None]] = [
        lambda: _move(rating, "submit", by, opened + timedelta(days=2), hands),
        lambda: _vote(rating, by, opened + timedelta(days=6), hands),
        lambda: _endorse(rating, opened + timedelta(days=9), hands),
        lambda: _move(rating, "publish", hands.department, opened + timedelta(days=12), hands),
        lambda: _move(rating, "award", hands.department, opened + timedelta(days=40), hands),
    ]
    for step in steps:
        if rating.state == until:
            break
        step()
    return rating


def _state(rating: StarRating, by: Actor, now: datetime) -> None:
    values = {"papers_overdue": 0, "dues_on_time": 100, "life_kept": 100, "projects_done": 5}
    for criterion in scheme_for(rating).criteria:
        if criterion.source == "record":
            value = values.get(criterion.key, 12)
            given = Stated(criterion.key, Decimal(value), "支部台账和会议记录（示例）")
            state_evidence(rating, given, by=by, now=now, version=rating.version)


def _vote(rating: StarRating, by: Actor, day: date, hands: Hands) -> None:
    vote = Mass(42, 36, 33 + rating.pk % 3)
    record_mass(rating, vote, by=by, now=hands.at(day), version=rating.version)
    _move(rating, "close_vote", by, day + timedelta(days=1), hands)


def _endorse(rating: StarRating, day: date, hands: Hands) -> None:
    for row in rating.evidence.filter(entered_by__isnull=False):
        check_evidence(
            rating, row.criterion, holds=True, by=hands.town, now=hands.at(day),
            version=rating.version,
        )  # fmt: skip
    _move(rating, "endorse", hands.town, day + timedelta(days=1), hands)


def _move(rating: StarRating, name: str, by: Actor, day: date, hands: Hands) -> None:
    named = name in ("publish", "award")
    decision = f"临组〔{day.year}〕{day.month + 20}号（示例）" if named else ""
    at_edge = name == "publish" and ready(rating, day).quota_place == "edge"
    given = Papers(decision=decision, edge_reason=EDGE if at_edge else "")
    move_rating(
        rating, name, by=by, now=hands.at(day), today=day, version=rating.version, given=given
    )
