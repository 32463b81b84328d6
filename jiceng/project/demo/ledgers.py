"""A year of problem ledgers: found, rectified, reviewed, struck off, some back. Fictitious."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.actions.measures import Planned, mark_done
from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import problem_terms
from jiceng.kernel.records.models import Place
from jiceng.kernel.records.rows import read
from jiceng.kernel.records.territory import territory
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Row = Mapping[str, Any]
FATES = {"struck_off": 70, "refused": 12, "slow": 10, "reopened": 5, "dismissed": 3}
"""What becomes of problems, in percent."""
NOTICE = 18
"""Days on notice; longer than any notice with a holiday in it."""
FIRST_TOWN = "T469024100"
DAYS_TO_RECTIFY = (10, 15, 20, 30)


def campaign_story(office: Office, row: Row, faults: Mapping[str, Sequence[str]]) -> Story:
    """A ledger is opened, and its problems are found over the weeks that follow."""
    begun = office.today - timedelta(days=row["starts"])
    now = yield office.days.on(begun)
    opened = Opened(row["kind"], row["name"], now.astimezone(office.days.zone).date())
    campaign = open_campaign(opened, by=office.cast.any("overseer"), now=now)
    places = list(Place.objects.order_by("pk").values_list("name", flat=True))
    kind = problem_terms(now).kinds[row["kind"]]
    span = row["starts"] - 2
    for place in range(row["count"]):
        category = office.rng.choice(list(kind.categories) or [""])
        fault = office.rng.choice(list(faults[category]))
        where = office.rng.choice(places)
        at = office.days.on(begun + timedelta(days=1 + span * place // row["count"]))
        office.agenda.add(problem_story(office, campaign, row, (category, fault, where), at))


def problem_story(
    office: Office, campaign: Campaign, row: Row, told: tuple[str, str, str], at: datetime
) -> Story:
    """One problem, as far as its fate brings it by today."""
    days, rng = office.days, office.rng
    unit = rng.choice(row["units"])
    [fate] = rng.choices(list(FATES), list(FATES.values()))
    category, fault, where = told
    where = _outside(unit) or where
    now = yield at
    found_on = now.astimezone(days.zone).date()
    found = Found(
        description=f"{where}{fault}",
        unit=unit,
        found_on=found_on,
        source="supervision",
        category=category,
        target="整改到位，不再反复",
        deadline=found_on + timedelta(days=rng.choice(DAYS_TO_RECTIFY)),
        place=where,
        responsible_leader="分管负责人",
        responsible_person="业务科室负责人",
        is_public=campaign.needs_notice and rng.random() < 0.3,
    )
    problem = add_problem(campaign, found, by=office.cast.any("overseer"), now=now)
    yield from handed_over(office, problem, fate, now)


def _outside(unit: str) -> str:
    """The seat of another town, where its own problems lie; the places all lie in the first."""
    entry = territory().units[unit]
    return "" if entry.tier != "town" or unit == FIRST_TOWN else f"{entry.name}集镇"


def handed_over(office: Office, problem: Problem, fate: str, now: datetime) -> Story:
    """A problem that has just been found, as far as its fate brings it by today."""
    days, officer = office.days, office.cast.any("overseer")
    now = yield days.after(now, 1)
    if fate == "dismissed":
        reason = Papers(reason="现场核实不属实")
        _move(problem, "dismiss", officer, now, reason)
        return
    given = Papers()
    if problem.deadline is None:
        term = timedelta(days=office.rng.choice(DAYS_TO_RECTIFY))
        given = Papers(deadline=now.astimezone(days.zone).date() + term)
    _move(problem, "confirm", officer, now, given)
    if fate == "confirmed":
        return
    now = yield days.after(now, 1)
    handler = office.cast.of(problem.unit, "handler")
    _move(problem, "plan", handler, now, Papers(measures=_measures(office, problem)))
    yield from _rectified(office, problem, fate, now)


def _measures(office: Office, problem: Problem) -> tuple[Planned, ...]:
    deadline = _fresh(problem).deadline
    due = deadline.astimezone(office.days.zone).date() if deadline else problem.found_on
    return tuple(
        Planned(text, "业务科室负责人", due, office.say("proofs"))
        for text in office.rng.sample(office.words["measures"], 2)
    )


def _rectified(office: Office, problem: Problem, fate: str, now: datetime) -> Story:
    """Measures done, applied for, reviewed; a slow one takes twice its time."""
    days, rng = office.days, office.rng
    problem = _fresh(problem)
    handler = office.cast.of(problem.unit, "handler")
    left = ((problem.due_at or now) - now).days
    pace = 2.2 if fate == "slow" else 0.3 + 0.5 * rng.random()
    for order in (1, 2):
        now = yield days.after(now, max(1.0, left * pace / 2))
        fresh = _fresh(problem)
        mark_done(fresh, order, office.say("reports"), by=handler, now=now, version=fresh.version)
    now = yield days.after(now, 1)
    _move(problem, "submit", handler, now, Papers(evidence=office.say("evidence")))
    if fate == "refused":
        now = yield days.after(now, 2)
        reason = Papers(reason=office.say("refusals"))
        _move(problem, "refuse", office.cast.any("verifier"), now, reason)
        now = yield days.after(now, 4)
        _done_again(office, problem, handler, now)
        _move(problem, "submit", handler, now, Papers(evidence=office.say("evidence")))
    now = yield from _struck_off(office, problem, now)
    if fate == "reopened":
        now = yield from _back_again(office, problem, now)
    now = yield days.after(now, problem.campaign.look_back_days + 6)
    if _fresh(problem).state == "looking_back":
        _move(problem, "hold", office.cast.any("verifier"), now, Papers())


def _back_again(office: Office, problem: Problem, now: datetime) -> Any:
    """Struck off, seen again at the same place, and rectified once more."""
    days, handler = office.days, office.cast.of(problem.unit, "handler")
    now = yield days.after(now, 20)
    reason = Papers(reason="再次检查发现同一位置问题反弹")
    _move(problem, "reopen", office.cast.any("overseer"), now, reason)
    now = yield days.after(now, 6)
    _done_again(office, problem, handler, now)
    _move(problem, "submit", handler, now, Papers(evidence=office.say("evidence")))
    return (yield from _struck_off(office, problem, now))


def _struck_off(office: Office, problem: Problem, now: datetime) -> Any:
    days, verifier = office.days, office.cast.any("verifier")
    now = yield days.after(now, 2)
    if not problem.is_public:
        _move(problem, "strike_off", verifier, now, Papers())
        return now
    _move(problem, "publish", verifier, now, Papers())
    now = yield days.after(now, NOTICE)
    _move(problem, "strike_off_after_notice", office.cast.any("overseer"), now, Papers())
    return now


def _done_again(office: Office, problem: Problem, by: Any, now: datetime) -> None:
    """What a review found wanting became a measure of its own; it is done as well."""
    for measure in problem.measures.filter(done_on=None).order_by("order"):
        fresh = _fresh(problem)
        mark_done(
            fresh, measure.order, office.say("reports"), by=by, now=now, version=fresh.version
        )


def _fresh(problem: Problem) -> Problem:
    [fresh] = read(Problem, "WHERE id = %s", problem.pk)
    fresh.campaign = problem.campaign
    return fresh


def _move(problem: Problem, name: str, by: Any, now: datetime, given: Papers) -> None:
    fresh = _fresh(problem)
    move_problem(fresh, name, by=by, now=now, version=fresh.version, given=given)
