"""A synthetic county for the gaming bench: the same matters, worked honestly or with cheats.

Common random numbers: what arrives, whether work on it holds, whether anybody complains, rates it,
is drawn for a re-check or met on a walk, is fixed by the matter's key. A run differs from another
in what the town does alone. Time runs in days; an honest town works what is due first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from jiceng.performance.rules.assessing import Given, Reading, Sheet, Yardsticks, assess, stated
from jiceng.performance.rules.fairness import Yardstick, yardstick_of
from jiceng.performance.rules.matters import IN_TIME, SATISFIED, SOLVED, Matter, loads
from jiceng.performance.rules.schemes import Scheme

DAYS, TOWNS = 150, 4
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
EASY, HARD = "0101", "0102"
WORK = {EASY: 1, HARD: 3}
TERM = {EASY: 3, HARD: 10}
CHECKED, WALKED, RATED, COMPLAINS, FOUND_BY_OTHERS = 0.35, 0.25, 0.5, 0.4, 0.5
COUNTIES: Mapping[str, float] = {"idle": 1.8, "normal": 1.15, "overloaded": 0.85}
"""Hands for the work there is."""
TRACED = (
    "close_and_reopen", "split", "pad", "suspend", "extend", "merge", "refuse_hard", "choose_easy",
    "abandon_late",
)  # fmt: skip
"""Cheats that leave a trace on the register."""
HIDDEN = ("not_registering", "close_falsely")
"""Cheats nobody sees on the register: somebody from outside has to look."""
CHEATS = TRACED + HIDDEN
Cheats = frozenset[str]
HONEST: Cheats = frozenset()
ALL: Cheats = frozenset(CHEATS)


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
    comes_back: float
    rates: float
    patience: float


@dataclass
class Job:
    """A matter on somebody's desk."""

    fate: Fate
    day: int
    left: float
    source: str
    closed: int | None = None
    is_true: bool = False
    is_lie: bool = False
    waits_until: int = 0
    is_reopened: bool = False
    is_registered: bool = True
    """Whether it stands on the register as work: neither kept off it nor refused."""
    root: Job | None = None
    hour: int = 0

    @property
    def due(self) -> int:
        return self.day + TERM[self.fate.kind]


@dataclass
class Town:
    """How well a town works: hands a day, and the share of closings that hold."""

    name: str
    fates: list[Fate]
    hands: float
    quality: float
    jobs: list[Job] = field(default_factory=list)


def county(seed: int, hands: float) -> list[Town]:
    """Towns of unequal size, load and quality, with so many hands for the work there is."""
    random = Random(seed)
    return [_town(f"T{n}", random, hands) for n in range(TOWNS)]


def _town(name: str, random: Random, hands: float) -> Town:
    many, hard = random.uniform(0.8, 2.2), random.uniform(0.2, 0.45)
    fates = []
    for key in range(round(many * DAYS)):
        kind = HARD if random.random() < hard else EASY
        day, is_own = random.randrange(DAYS - 20), random.random() >= FOUND_BY_OTHERS
        fates.append(Fate(key, kind, day, is_own, *(random.random() for _ in range(8))))
    load = many * (hard * WORK[HARD] + (1 - hard) * WORK[EASY]) * DAYS / (DAYS - 20)
    return Town(name, fates, load * hands, random.uniform(0.82, 0.97))


def run(town: Town, cheats: Cheats = HONEST) -> list[Job]:
    """Half a year of one town."""
    jobs: list[Job] = []
    arriving: dict[int, list[Fate]] = {}
    for fate in town.fates:
        arriving.setdefault(fate.day, []).append(fate)
    for day in range(DAYS):
        jobs += [job for fate in arriving.get(day, ()) for job in _taken(fate, day, cheats)]
        jobs += [
            Job(job.fate, day, WORK[job.fate.kind], "resident")
            for job in jobs
            if not job.is_registered and job.day + 5 == day and job.fate.comes_back < 0.5
        ]
        _reopen(jobs, day, cheats)
        _work(jobs, day, town, cheats)
        if cheats & {"close_and_reopen", "close_falsely"}:
            _close_falsely(jobs, day)
    return jobs


def _taken(fate: Fate, day: int, cheats: Cheats) -> list[Job]:
    """A matter comes: what a town makes of it on its register."""
    job = Job(fate, day, WORK[fate.kind], "grid_worker" if fate.is_own else "resident")
    made = [job]
    is_hard = fate.kind == HARD
    if is_hard and "not_registering" in cheats and fate.is_own and fate.hides < 0.7:
        job.is_registered = False
    if is_hard and "refuse_hard" in cheats and not fate.is_own and fate.hides < 0.7:
        job.is_registered = False  # refused: nobody works it, and the resident comes back
    if is_hard and "suspend" in cheats:
        job.waits_until = day + 15
    if ("split" in cheats and is_hard) or ("pad" in cheats and fate.hides < 0.5):
        made += [_trivial(fate, day) for _ in range(3)]
    if "merge" in cheats and not fate.is_own and fate.patience < 0.3:
        job.root = _trivial(fate, day)  # answered by a record of the town's own; nobody works it
        made.append(job.root)
    return made


def _trivial(fate: Fate, day: int) -> Job:
    """A record of the town's own, done with the pen."""
    return Job(fate, day, 0.0, "grid_worker", closed=day, is_true=True, hour=1)


def _reopen(jobs: list[Job], day: int, cheats: Cheats) -> None:
    """Who is not satisfied with a closing that did not hold comes back after five days."""
    for job in jobs:
        closed = job.root.closed if job.root else job.closed
        if closed is None or (job.is_true and not job.root) or day - closed != 5:
            continue
        if job.is_reopened or not job.is_registered:
            continue
        if job.fate.complains >= COMPLAINS and not (job.is_lie and "close_and_reopen" in cheats):
            continue
        job.closed, job.is_reopened, job.root = None, True, None
        job.left = WORK[job.fate.kind]


def _work(jobs: list[Job], day: int, town: Town, cheats: Cheats) -> None:
    """The hands of a day go to what is due first, until none is left."""
    hands = town.hands
    waiting = [
        j for j in jobs
        if j.closed is None and j.is_registered and not j.root and j.waits_until <= day
    ]  # fmt: skip
    if "choose_easy" in cheats:  # most of the hard ones are left lying
        waiting = [j for j in waiting if j.fate.kind == EASY or j.fate.hides >= 0.6]
    if "abandon_late" in cheats:  # what was not kept is left for good
        waiting = [j for j in waiting if j.due >= day]
    waiting.sort(key=lambda j: (j.due, j.fate.key))
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
        if job.closed is None and job.due == day and not job.is_reopened and job.is_registered:
            job.closed, job.is_lie = day, True


def readings(towns: Mapping[str, list[Job]]) -> dict[str, dict[str, Reading]]:
    """What records, re-checks, walks and ratings say of each town."""
    now = BEGIN + timedelta(days=DAYS)
    keys = {id(j): n for n, j in enumerate((j for jobs in towns.values() for j in jobs), 1)}
    rows = [row for name, jobs in towns.items() for row in _rows(name, jobs, keys)]
    found: dict[str, dict[str, Reading]] = {}
    for key, code in (("in_time", IN_TIME), ("solved", SOLVED), ("satisfied", SATISFIED)):
        said = loads(code, rows, now)
        found[key] = {name: Reading(load=said.get(name, {})) for name in towns}
    walked = {name: [j for j in _real(jobs) if _is_met(j)] for name, jobs in towns.items()}
    for key, holds in (("registered", _is_known), ("settled", _is_settled)):
        found[key] = {name: Reading(load=_by_type(met, holds)) for name, met in walked.items()}
    return found


def _rows(name: str, jobs: list[Job], keys: Mapping[int, int]) -> Iterator[Matter]:
    """The register of a town; what is kept off it stands nowhere, what is refused does."""
    for job in jobs:
        if job.is_registered or job.source == "resident":
            yield _row(name, job, keys)


def _row(name: str, job: Job, keys: Mapping[int, int]) -> Matter:
    fate = job.fate
    looked = job.closed is not None and fate.checked < CHECKED
    rated = job.closed is not None and fate.rates < RATED
    return Matter(
        name, fate.kind, job.source, BEGIN + timedelta(days=job.due),
        None if job.closed is None else BEGIN + timedelta(days=job.closed),
        ("solved" if job.is_true else "unsolved") if looked else "", job.is_reopened,
        (5 if _is_content(job) else 1) if rated else None,
        keys[id(job)], keys[id(job.root)] if job.root else 0,
        BEGIN + timedelta(days=job.day, hours=job.hour),
    )  # fmt: skip


def _real(jobs: list[Job]) -> list[Job]:
    """One job a matter: what a walk through the county meets, whatever stands on the register."""
    first: dict[int, Job] = {}
    for job in jobs:
        first.setdefault(job.fate.key, job)
    return list(first.values())


def _is_met(job: Job) -> bool:
    return job.fate.walked < WALKED and job.due < DAYS


def _is_content(job: Job) -> bool:
    """Solved, and not later than its reporter's patience lasts."""
    late = (job.closed or 0) - job.due
    return job.is_true and not job.is_reopened and late <= 45 * job.fate.patience


def _is_known(job: Job) -> bool:
    return job.is_registered


def _is_settled(job: Job) -> bool:
    """Solved by the day of the walk, whatever the records say."""
    return job.is_registered and job.is_true and job.closed is not None


def _by_type(met: list[Job], holds: Callable[[Job], bool]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for job in met:
        done, whole = found.get(job.fate.kind, (0, 0))
        found[job.fate.kind] = (done + int(holds(job)), whole + 1)
    return found


def yardsticks(scheme: Scheme, towns: Mapping[str, list[Job]]) -> dict[str, Yardstick]:
    """What the year before says is expected; walks have none, there the scheme says it."""
    before = readings(towns)
    return {
        t.key: yardstick_of(
            {name: one.counted for name, one in before[t.key].items()},
            stated=t.expected / 100, least=t.least, prior=t.prior, work=WORK,
        ) if t.source == "derived" else stated(t)
        for t in scheme.targets
    }  # fmt: skip


def sheets(scheme: Scheme, towns: Mapping[str, list[Job]], yards: Yardsticks) -> dict[str, Sheet]:
    """The result of each town under a scheme whose first group is theirs."""
    group = replace(scheme.groups[0], members=tuple(towns))
    given = {name: _deducted(scheme, jobs) for name, jobs in towns.items()}
    found = assess(scheme, group, readings(towns), extras=given, work=WORK, yardsticks=yards)
    return {s.unit: s for s in found}


def _deducted(scheme: Scheme, jobs: list[Job]) -> list[Given]:
    """For each matter kept off the register that a walk met, what the scheme takes for it."""
    false = next(extra for extra in scheme.extras if extra.key == "false_report")
    return [Given(false.key, false.kind, false.points) for _job in hidden_found(jobs)]


def hidden_found(jobs: list[Job]) -> list[Job]:
    """What the town kept off its register and a walk met all the same."""
    return [job for job in _real(jobs) if _is_met(job) and not job.is_registered]


def lies(jobs: list[Job]) -> tuple[int, int]:
    """False closings (found, not found): somebody came back, a re-check or a walk met them."""
    told = [job for job in jobs if job.is_lie]
    found = [j for j in told if j.is_reopened or j.fate.checked < CHECKED or _is_met(j)]
    return len(found), len(told) - len(found)


def naive_rank(towns: Mapping[str, list[Job]]) -> dict[str, Fraction]:
    """What a plain board would show: of all cases closed, those within the term as it stands."""
    found = {}
    for name, jobs in towns.items():
        done = [j for j in jobs if j.closed is not None and j.is_registered]
        in_term = sum(1 for j in done if (j.closed or 0) <= j.due + max(0, j.waits_until - j.day))
        found[name] = Fraction(in_term, len(done) or 1)
    return found
