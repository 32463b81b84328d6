"""A synthetic county for the gaming bench: the same matters, worked honestly or with a cheat.

Ten towns meet the same matters in every run; a matter's chances (is it truly solved, does anybody
complain, is it drawn for a re-check or a walk) are fixed by its key, so that a run differs from
another in the cheat alone. Time runs in days; a town works what is due first, with the hands it
has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from jiceng.performance.rules.assessing import Reading, Sheet, assess
from jiceng.performance.rules.matters import Matter, in_time, solved
from jiceng.performance.rules.schemes import Scheme

DAYS, TOWNS = 150, 6
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
EASY, HARD = "0101", "0102"
WORK = {EASY: 1, HARD: 3}
TERM = {EASY: 3, HARD: 10}
CHECKED, WALKED, COMPLAINS, FOUND_BY_OTHERS = 0.35, 0.25, 0.4, 0.5
CHEATS = (
    "close_and_reopen", "split", "pad", "suspend", "choose_easy", "not_registering", "refuse_hard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fate:
    """What chance holds for a matter, whoever works it and however."""

    key: int
    kind: str
    day: int
    is_own: bool
    solves: float
    complains: float
    checked: float
    walked: float
    hides: float
    resident_reports: float


@dataclass
class Job:
    """A matter on somebody's desk."""

    fate: Fate
    day: int
    left: float
    due: int
    source: str
    closed: int | None = None
    is_true: bool = False
    is_false_close: bool = False
    waits_until: int = 0
    is_reopened: bool = False
    is_registered: bool = True
    """Whether it stands on the register as work: neither kept off it nor refused."""


@dataclass
class Town:
    """How well a town works: hands a day, and the share of closings that hold."""

    name: str
    fates: list[Fate]
    hands: float
    quality: float
    jobs: list[Job] = field(default_factory=list)


def county(seed: int, draw: int = 0) -> list[Town]:
    """Towns of unequal size, load and quality; another draw changes who is looked at, not what is.

    What arrives when, and how well each town works, follows from the seed alone.
    """
    random = Random(seed)
    return [_town(f"T{n}", random, Random(f"{seed}/{draw}/{n}")) for n in range(TOWNS)]


def _town(name: str, random: Random, luck: Random) -> Town:
    many = random.uniform(0.8, 2.2)
    hard = random.uniform(0.2, 0.45)
    fates = []
    for key in range(round(many * DAYS)):
        kind = HARD if random.random() < hard else EASY
        day, is_own, solves = random.randrange(DAYS - 20), random.random(), random.random()
        chances = (luck.random() for _ in range(5))
        fates.append(Fate(key, kind, day, is_own >= FOUND_BY_OTHERS, solves, *chances))
    load = many * (hard * WORK[HARD] + (1 - hard) * WORK[EASY])
    return Town(name, fates, load * random.uniform(1.05, 1.5), random.uniform(0.82, 0.97))


def run(town: Town, cheat: str = "") -> list[Job]:
    """Half a year of one town."""
    jobs: list[Job] = []
    for day in range(DAYS):
        jobs += [job for fate in town.fates if fate.day == day for job in _taken(fate, day, cheat)]
        jobs += [
            _job(job.fate, day, "resident")
            for job in jobs
            if not job.is_registered and job.day + 5 == day and job.fate.resident_reports < 0.5
        ]
        _reopen(jobs, day)
        _work(jobs, day, town, cheat)
        if cheat == "close_and_reopen":
            _close_falsely(jobs, day)
    return jobs


def _taken(fate: Fate, day: int, cheat: str) -> list[Job]:
    """A matter comes: what a town makes of it on its register."""
    job = _job(fate, day, "grid_worker" if fate.is_own else "resident")
    if cheat == "not_registering" and fate.is_own and fate.kind == HARD and fate.hides < 0.7:
        job.is_registered = False
    if cheat == "suspend" and fate.kind == HARD:
        job.waits_until = day + 15
    if cheat == "refuse_hard" and fate.kind == HARD and not fate.is_own and fate.hides < 0.3:
        job.is_registered = False  # refused: nobody works it, and the resident comes back
    made = [job]
    if (cheat == "split" and fate.kind == HARD) or (cheat == "pad" and fate.hides < 0.5):
        parts = [_job(fate, day, "grid_worker") for _ in range(3)]
        made += [replace(p, left=0.0, closed=day, is_true=True) for p in parts]
    return made


def _job(fate: Fate, day: int, source: str) -> Job:
    return Job(fate, day, WORK[fate.kind], day + TERM[fate.kind], source)


def _reopen(jobs: list[Job], day: int) -> None:
    """Who is not satisfied with a closing that did not hold comes back after five days."""
    for job in jobs:
        if job.closed is None or job.is_true or job.is_reopened or day - job.closed < 5:
            continue
        if job.fate.complains < COMPLAINS:
            job.closed, job.is_reopened, job.is_false_close = None, True, False
            job.left = WORK[job.fate.kind]


def _work(jobs: list[Job], day: int, town: Town, cheat: str) -> None:
    """The hands of a day go to what can still be kept, the first due first, then to the late."""
    hands = town.hands
    waiting = [
        j for j in jobs if j.closed is None and j.is_registered and j.waits_until <= day
    ]  # fmt: skip
    if cheat == "choose_easy":  # of the hard ones most are left lying until their term is over
        waiting = [j for j in waiting if j.fate.kind == EASY or j.fate.hides >= 0.6 or j.due < day]
    waiting.sort(key=lambda j: (j.due < day, j.due, j.fate.key))
    for job in waiting:
        spent = min(hands, job.left)
        job.left -= spent
        hands -= spent
        if job.left <= 0:
            job.closed = day
            job.is_true = job.is_reopened or job.fate.solves < town.quality
        if hands <= 0:
            return


def _close_falsely(jobs: list[Job], day: int) -> None:
    """On the last day of its term a matter is closed, done or not."""
    for job in jobs:
        if job.closed is None and job.due == day and not job.is_reopened:
            job.closed, job.is_false_close = day, True


def readings(towns: dict[str, list[Job]]) -> dict[str, dict[str, Reading]]:
    """What records, re-checks, walks and ratings say of each town."""
    found: dict[str, dict[str, Reading]] = {
        key: {} for key in ("in_time", "solved", "registered", "settled", "satisfied")
    }
    now = BEGIN + timedelta(days=DAYS)
    for name, jobs in towns.items():
        rows = [_matter(name, job) for job in jobs if job.is_registered or job.source == "resident"]
        found["in_time"][name] = Reading(load=in_time(rows, now).get(name, {}))
        found["solved"][name] = Reading(load=solved(rows, now).get(name, {}))
        walked = [j for j in _real(jobs) if j.fate.walked < WALKED and j.due < DAYS]
        found["registered"][name] = _share(walked, lambda j: j.is_registered)
        found["settled"][name] = _by_type(walked, _is_settled)
        rated = [j for j in _outside(jobs) if j.closed is not None and j.fate.walked < 0.5]
        found["satisfied"][name] = _by_type(rated, _is_content)
    return found


def _matter(name: str, job: Job) -> Matter:
    closed = None if job.closed is None else BEGIN + timedelta(days=job.closed)
    looked = job.closed is not None and job.fate.checked < CHECKED
    said = ("solved" if job.is_true else "unsolved") if looked else ""
    due = BEGIN + timedelta(days=job.due)
    return Matter(name, job.fate.kind, job.source, due, closed, said, job.is_reopened)


def _real(jobs: list[Job]) -> list[Job]:
    """One job a matter: what a walk through the county meets, whatever stands on the register."""
    first: dict[int, Job] = {}
    for job in jobs:
        first.setdefault(job.fate.key, job)
    return list(first.values())


def _outside(jobs: list[Job]) -> list[Job]:
    return [j for j in jobs if j.source == "resident" and j.is_registered]


def _is_settled(job: Job) -> bool:
    return job.is_registered and job.is_true and job.closed is not None and job.closed <= job.due


def _is_content(job: Job) -> bool:
    return _is_settled(job) and not job.is_reopened


def _share(jobs: list[Job], holds: Callable[[Job], bool]) -> Reading:
    met = sum(1 for job in jobs if holds(job))
    return Reading(numerator=met, denominator=len(jobs))


def _by_type(jobs: list[Job], holds: Callable[[Job], bool]) -> Reading:
    found: dict[str, tuple[int, int]] = {}
    for job in jobs:
        met, whole = found.get(job.fate.kind, (0, 0))
        found[job.fate.kind] = (met + int(holds(job)), whole + 1)
    return Reading(load=found)


def sheets(scheme: Scheme, towns: dict[str, list[Job]]) -> dict[str, Sheet]:
    """The result of each town under a scheme whose first group is theirs."""
    group = replace(scheme.groups[0], members=tuple(towns))
    return {s.unit: s for s in assess(scheme, group, readings(towns), work=WORK)}


def naive_rank(towns: dict[str, list[Job]]) -> dict[str, Fraction]:
    """What a plain board would show: of all cases closed, those within the term as it stands."""
    found = {}
    for name, jobs in towns.items():
        done = [j for j in jobs if j.closed is not None and j.is_registered]
        kept = sum(1 for j in done if (j.closed or 0) <= j.due + max(0, j.waits_until - j.day))
        found[name] = Fraction(kept, len(done) or 1)
    return found
