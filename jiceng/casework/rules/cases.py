"""What is decided about a case without looking anything up: pure, and told the time.

Reasons are codes with parameters; faces word them in the reader's language (decisions.md 40).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from jiceng.kernel.calendar import wall_seconds
from jiceng.kernel.numbers import share, wilson_interval
from jiceng.kernel.places import distance_m, normalise_place
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Light

Id = int | str
Measure = Callable[[datetime, datetime], int]


class Tier(StrEnum):
    """Where a matter was settled, lowest first (decisions.md 35)."""

    GRID = "grid"
    COMMUNITY = "community"
    TOWN = "town"
    COUNTY = "county"


TIERS = {
    "grid": Tier.GRID,
    "community": Tier.COMMUNITY,
    "village": Tier.COMMUNITY,  # a village has no grid: its committee is the first tier
    "town": Tier.TOWN,
    "department": Tier.COUNTY,
    "county": Tier.COUNTY,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What of a report tells whether another is about the same matter; never who sent it.

    `lon` and `lat` are WGS-84 degrees, None when unlocated; unknown texts are empty.
    """

    text: str
    case_type: str
    lon: float | None
    lat: float | None
    grid_code: str
    place_text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LikenessRule:
    """The county's measure of likeness: weights are points out of their sum.

    Reports farther apart than `radius_m` or `window_minutes` are never alike. The numbers are
    where a county starts; nobody has published better ones, so they are configuration.
    ValueError when nothing weighs, or a reach or the threshold makes no sense.
    """

    threshold: int = 60  # percent of all weights
    radius_m: int = 300
    window_minutes: int = 3 * 24 * 60
    place_weight: int = 40
    text_weight: int = 35
    type_weight: int = 15
    time_weight: int = 10

    def __post_init__(self) -> None:
        weights = self.place_weight, self.text_weight, self.type_weight, self.time_weight
        if min(weights) < 0 or sum(weights) == 0:
            raise ValueError("weights are not negative and not all zero")
        if not 1 <= self.threshold <= 100 or self.radius_m <= 0 or self.window_minutes <= 0:
            raise ValueError("a reach is positive and a threshold between 1 and 100")

    @property
    def whole(self) -> int:
        """The sum of the weights."""
        return self.place_weight + self.text_weight + self.type_weight + self.time_weight


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are, in percent, whether that is enough, and why."""

    score: int
    alike: bool
    reasons: tuple[Reason, ...]


LIKENESS = LikenessRule()


def similarity(a: Report, b: Report, rule: LikenessRule = LIKENESS) -> Likeness:
    """Compare two reports of one matter, in either order (merging: facts.md 1.9).

    Reasons: `metres_apart`, `same_place` or `same_grid`; `minutes_apart`; `same_type`;
    `text_overlap` with a percent; `too_far` and `too_long_apart` when a reach is exceeded.
    A likeness is a suggestion for a clerk, never a merge.
    """
    minutes = abs(wall_seconds(a.at, b.at)) // 60
    overlap = text_overlap(a.text, b.text)
    near, place = _nearness(a, b, rule)
    reasons = [place] if place else []
    reasons.append(Reason("minutes_apart", {"minutes": minutes}))
    same_type = bool(a.case_type) and a.case_type == b.case_type
    if same_type:
        reasons.append(Reason("same_type", {"case_type": a.case_type}))
    reasons.append(Reason("text_overlap", {"percent": int(100 * overlap)}))
    in_time = minutes <= rule.window_minutes
    if not in_time:
        reasons.append(Reason("too_long_apart", {"minutes": rule.window_minutes}))
    points = rule.place_weight * near + rule.text_weight * overlap
    points += rule.type_weight * same_type
    points += rule.time_weight * max(0.0, 1 - minutes / rule.window_minutes)
    score = int(100 * points / rule.whole + 1e-9)
    reachable = in_time and not (place and place.code == "too_far")
    return Likeness(score, reachable and score >= rule.threshold, tuple(reasons))


def text_overlap(a: str, b: str) -> float:
    """Return the Jaccard index, 0 to 1, of the pairs of neighbouring characters of two texts.

    Punctuation, spaces, width and case do not count; a text of one character is its own pair.
    """
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    return len(pairs_a & pairs_b) / len(pairs_a | pairs_b) if pairs_a and pairs_b else 0.0


def light(now: datetime, due_at: datetime | None, warn_at: datetime | None) -> Light:
    """Return the colour shown beside a case: red from `due_at`, yellow from `warn_at`."""
    if due_at is not None and now >= due_at:
        return "red"
    return "yellow" if warn_at is not None and now >= warn_at else "green"


def why_not_verify(
    handler_person: Id | None,
    handler_unit: Id | None,
    verifier_person: Id,
    verifier_unit: Id,
) -> str | None:
    """Return why this verifier may not verify, or None (监管分离: facts.md 1.3, decisions.md 34).

    Codes: `verifier_is_handler`, `verifier_in_handling_unit`. None as handler is the system.
    """
    if handler_person is not None and handler_person == verifier_person:
        return "verifier_is_handler"
    if handler_unit is not None and handler_unit == verifier_unit:
        return "verifier_in_handling_unit"
    return None


def settled_tier(holder_tier: str) -> Tier:
    """Return the tier that settled a case, from the tier of its holder at `handled`.

    Villages count as communities, departments as the county (decisions.md 35 and 45). ValueError
    for a tier nobody can hold a case at.
    """
    tier = TIERS.get(holder_tier)
    if tier is None:
        raise ValueError(f"no case is held at tier {holder_tier!r}")
    return tier


@dataclass(frozen=True, slots=True)
class StageEvent:
    """From `at` on, a case is at `stage` and lies with `holder`."""

    at: datetime
    stage: str
    holder: Id


@dataclass(frozen=True, slots=True)
class StageTime:
    """Seconds a case spent at one stage with one holder, over all its visits."""

    stage: str
    holder: Id
    seconds: int


def stage_split(
    events: Sequence[StageEvent], end: datetime, measure: Measure = wall_seconds
) -> list[StageTime]:
    """Split the time from the first event to `end` by stage and holder, by first appearance.

    The seconds add up to `measure(first, end)`; `WorkingCalendar.between` measures working time.
    ValueError when events are out of order or `end` comes before the last.
    """
    ends = [*(event.at for event in events[1:]), end]
    spent: dict[tuple[str, Id], int] = {}
    for event, until in zip(events, ends, strict=False):
        if until < event.at:
            raise ValueError("events must be in order of time, and end after the last")
        key = event.stage, event.holder
        spent[key] = spent.get(key, 0) + measure(event.at, until)
    return [StageTime(stage, holder, seconds) for (stage, holder), seconds in spent.items()]


def sample_for_recheck(number: str, percent: int, salt: str) -> bool:
    """Return whether the closed case `number` is drawn for a re-check (抽查).

    The draw depends on number and secret salt alone: nobody can steer it, anybody with the salt
    can repeat it, and a larger percent keeps everything a smaller one drew. ValueError outside
    0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"a sample is 0 to 100 percent, not {percent}")
    drawn = hmac.digest(salt.encode(), number.encode(), hashlib.sha256)
    return int.from_bytes(drawn[:8], "big") * 100 < percent << 64


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate seen in a sample of `n`, in percent, with the bounds of the true one (95 %)."""

    rate: Decimal | None
    low: Decimal
    high: Decimal
    n: int


def estimate_true_solve_rate(checked: int, solved: int) -> Estimate:
    """Estimate the share of closed cases truly solved, from re-checks of an unbiased sample.

    ValueError unless 0 <= solved <= checked.
    """
    low, high = wilson_interval(solved, checked)
    return Estimate(share(solved, checked), low, high, checked)


def bounce_allowed(send_backs: int, cap: int) -> bool:
    """Return whether a case already sent back that often may be sent back once more (退单)."""
    return send_backs < cap


def _nearness(a: Report, b: Report, rule: LikenessRule) -> tuple[float, Reason | None]:
    """Return closeness from 0 to 1 by the best evidence at hand: points, then texts, then grid."""
    if a.lon is not None and a.lat is not None and b.lon is not None and b.lat is not None:
        metres = int(distance_m((a.lon, a.lat), (b.lon, b.lat)))
        if metres > rule.radius_m:
            return 0.0, Reason("too_far", {"metres": metres})
        return 1 - metres / rule.radius_m, Reason("metres_apart", {"metres": metres})
    place = normalise_place(a.place_text)
    if a.grid_code and b.grid_code and a.grid_code != b.grid_code:
        return 0.0, None
    if place and place == normalise_place(b.place_text):
        return 1.0, Reason("same_place", {"place": place})
    if a.grid_code and a.grid_code == b.grid_code:
        return 0.5, Reason("same_grid", {"grid": a.grid_code})
    return 0.0, None


def _pairs(text: str) -> frozenset[str]:
    signs = "".join(filter(str.isalnum, normalise_place(text)))
    return frozenset(signs[i : i + 2] for i in range(len(signs) - 1)) or frozenset(signs)
