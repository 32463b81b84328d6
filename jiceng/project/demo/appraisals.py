"""Appraisals of secretaries in the demo county (S5): last year's published, this year's running.

All fictitious (示例); ballots are cast by slips that were handed to nobody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Appointment, Job
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.appraisal_problems import Named, name_problem
from jiceng.performance.actions.appraisals import (
    Listed,
    Papers,
    Reviewed,
    decide,
    draw_panel,
    move_appraisal,
    open_appraisal,
    record_review,
)
from jiceng.performance.actions.ballots import cast, close_vote, open_vote
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.appraisal_problems import KIND as APPRAISED
from jiceng.performance.queries.appraisal_problems import lead_unit_of, ledgers_for
from jiceng.performance.queries.appraisals import present_scheme
from jiceng.performance.queries.star_content import shipped_appraisal_schemes
from jiceng.performance.rules.appraisals import KIND
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.project.demo.ledgers import handed_over
from jiceng.project.demo.party import PartyWorld, holder
from jiceng.project.demo.stars import Hands, secretary
from jiceng.web.clock import county_zone

TOWN = "P469024100"
LAST, NOW = "P469024100005", "P469024100003"
SEATS = {"上级党组织": 5, "同级党组织": 8, "党员群众代表": 15}
FOUND = {
    "decision": "党员活动室开放时间少，工作日晚上和周末不开门（示例）",
    "review": "走访中群众反映办事指南张贴的还是旧版本（示例）",
}
NAMED = (
    (LAST, "decision", 90, "struck_off", "organisation_officer", "P"),
    (NOW, "review", 4, "", "town_organisation_officer", TOWN),
)
"""Whose appraisal, in which part, how many days ago, what became of it, and who named it."""
SAID = ("good",) * 6 + ("fairly_good",) * 3 + ("fair",)


def fill_appraisals(world: PartyWorld) -> None:
    """The scheme, a published appraisal and a running one, in the caller's transaction."""
    last_job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for key, content in shipped_appraisal_schemes().items():
        since = datetime.combine(date(2020, 1, 1), time(), tzinfo=county_zone())
        set_rule(KIND, key, content, valid_from=since, reason="示例", by="示例县", now=world.now)
    hands = Hands(
        holder("town_organisation_officer", TOWN, world),
        holder("organisation_officer", "P", world),
    )
    _published(_reviewed(LAST, date(world.today.year - 1, 11, 9), hands, world), hands)
    _reviewed(NOW, world.today - timedelta(days=15), hands, world)
    Job.objects.filter(pk__gt=last_job, kind="announce").delete()


def _reviewed(code: str, on: date, hands: Hands, world: PartyWorld) -> Appraisal:
    """Opened, reported, and reviewed by the town."""
    branch = territory().apart[code]
    row = open_appraisal(
        branch, on.year, present_scheme(hands.at(on)), by=hands.department, now=hands.at(on),
        today=on, is_sample=True,
    )  # fmt: skip
    report = Papers(report="一年来抓党建工作的做法、问题和下一步打算（示例）。")
    _move(row, "report", secretary(branch, world), on + timedelta(days=5), hands, report)
    day = on + timedelta(days=9)
    given = Reviewed(88, 86, "查阅台账，走访党员和群众12户（示例）")
    record_review(row, given, by=hands.town, now=hands.at(day), version=row.version)
    _move(row, "review", hands.town, day, hands)
    return row


def _published(row: Appraisal, hands: Hands) -> None:
    """Drawn, voted, counted, decided."""
    start = row.entered_at.astimezone(county_zone()).date()
    dice = Random(row.pk)  # noqa: S311  dice of a story
    listed = [
        Listed(f"{name[:2]}-{n:02}", name, f"示例单位{n % 6 + 1}")
        for name, seats in SEATS.items()
        for n in range(seats * 2)
    ]
    listed.append(Listed("党员-90", "党员群众代表", "示例单位1", "述职人亲属"))
    by = hands.department
    draw_panel(row, listed, SEATS, by=by, now=hands.at(start), version=row.version, seed="示例种子")
    on = start + timedelta(days=3)
    made = open_vote(
        row, on + timedelta(days=2), by=by, now=hands.at(on), today=on, version=row.version
    )
    for slip in made[1:]:  # one of them was never used
        cast(row.number, slip.code, dice.choice(SAID), now=hands.at(on))
    on += timedelta(days=3)
    close_vote(row, by=by, now=hands.at(on), today=on, version=row.version)
    on += timedelta(days=4)
    decide(
        row, row.result["grade"], "", f"临委〔{on.year}〕61号（示例）", by=by, now=hands.at(on),
        today=on, version=row.version,
    )  # fmt: skip


def _move(
    row: Appraisal, name: str, by: Actor, on: date, hands: Hands, given: Papers | None = None
) -> None:
    move_appraisal(row, name, by=by, now=hands.at(on), today=on, version=row.version, given=given)


Told = tuple[str, str, int, str, str, str]


def appraisal_problem_story(office: Office, told: Told) -> Story:
    """A problem an appraisal brought up, in the ledger kept for it, and what became of it.

    Nothing where the story of the Party year was not told.
    """
    code, part, ago, fate, post, at = told
    now = yield office.days.on(office.today - timedelta(days=ago))
    row = Appraisal.objects.filter(unit=code).order_by("-pk").first()
    if row is None:
        return
    held = Appointment.objects.filter(post=post, unit=at).select_related("person").order_by("pk")
    today = now.astimezone(county_zone()).date()
    ledger = next(c.code for c in ledgers_for(row) if c.kind == APPRAISED)
    problem = name_problem(
        row, Named(FOUND[part], part, ledger, lead_unit_of(row)),
        by=actor_for(held[0].person, now=now, today=today), now=now, today=today,
        version=row.version,
    )  # fmt: skip
    if fate:
        yield from handed_over(office, problem, fate, now)
