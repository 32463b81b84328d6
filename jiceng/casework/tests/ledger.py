"""What tests of the problem ledger share: a ledger, a problem in it, and people who move it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Protocol

from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.actions.measures import Planned, add_photo, mark_done
from jiceng.casework.actions.problem_runs import JOB, go_on_with_problems, receive_ledger
from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import problem_for
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import picture
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.jobs import claim, run
from jiceng.kernel.records.models import Area, Unit
from jiceng.kernel.scope import Actor


class Cast(Protocol):
    """Actors by name: a county, or whatever stands on one."""

    def __getitem__(self, name: str) -> Actor: ...


DEADLINE = date(2026, 12, 18)
TWO = (Planned("清运垃圾", "陈", date(2026, 12, 1), "现场照片"), Planned("落实保洁", "高"))


def ledger(county: Cast, kind: str = "hundred_days", who: str = "tang", **more: Any) -> Campaign:
    given = Opened(kind, "百日督查", date(2026, 11, 1), **more)
    return open_campaign(given, by=county[who], now=NOON)


def found(
    county: Cast, campaign: Campaign, who: str = "tang", now: datetime = NOON, **more: Any
) -> Problem:
    given = {"description": "河道边有成堆垃圾", "unit": "C-EAST", "found_on": date(2026, 11, 20),
             "deadline": DEADLINE, "category": "环境保护", "place": "文化广场"}  # fmt: skip
    return add_problem(campaign, Found(**{**given, **more}), by=county[who], now=now)


def moved(
    county: Cast, problem: Problem, who: str, name: str, now: datetime = NOON, **papers: Any
) -> Problem:
    fresh = problem_for(county[who], problem.number, now)
    return move_problem(
        fresh, name, by=county[who], now=now, version=fresh.version, given=Papers(**papers)
    )


def done(county: Cast, problem: Problem, who: str = "chen", now: datetime = NOON) -> Problem:
    """Every measure that is open is done, with words for proof."""
    for measure in problem.measures.filter(done_on=None).order_by("order"):
        fresh = problem_for(county[who], problem.number, now)
        mark_done(fresh, measure.order, "已完成", by=county[who], now=now, version=fresh.version)
    return problem_for(county[who], problem.number, now)


def rectifying(county: Cast, problem: Problem) -> Problem:
    moved(county, problem, "tang", "confirm")
    return moved(county, problem, "chen", "plan", measures=TWO)


def submitted(county: Cast, problem: Problem) -> Problem:
    rectifying(county, problem)
    done(county, problem)
    return moved(county, problem, "chen", "submit", evidence="照片见附件")


def struck_off(county: Cast, problem: Problem, now: datetime = NOON) -> Problem:
    submitted(county, problem)
    return moved(county, problem, "wu", "strike_off", now + timedelta(hours=1))


def ledger_scene(county: County, who: str, keeper: str, area: str, unit: str) -> dict[str, object]:
    """A ledger of a town, a problem in it with a picture, and a file on its way into it."""
    area_path = Area.objects.get(code=Unit.objects.get(code=keeper).area_id).path
    campaign = ledger(county)
    Campaign.objects.filter(pk=campaign.pk).update(unit=keeper, area_path=area_path)
    campaign.refresh_from_db()
    problem = found(county, campaign, unit=unit, area=area, place="")
    kept = store_upload(picture(), now=NOON)
    add_photo(problem, kept.upload, "before", by=county["tang"], now=NOON)
    cells = [{"@sheet": "a", "@row": "2", "description": "乱停车", "unit": unit}]
    run = receive_ledger(cells, campaign=campaign, layouts={}, unread=[], file_name="a.csv",
                         sha256="", by=county[who], now=NOON)  # fmt: skip
    return {
        "campaign": campaign.code,
        "problem": problem.number,
        "problem_photo": kept.upload,
        "ledger_run": run.key,
    }


def work_off(now: datetime = NOON) -> None:
    """What the worker does with the jobs of files of problems."""
    while jobs := [job for job in claim(now) if job.kind == JOB]:
        for job in jobs:
            run(job, go_on_with_problems, now)
