"""Weak branches, the reserve and seconded staff of the demo county (§3.3, S9). All fictitious.

Four branches of urban communities were rectified since 2018, one secretary was adjusted, one branch
is under way; 138 members stand in the reserve. Nothing of this is a constant anywhere: figures
count these records. Weak branches go through the very acts of the desk, each on its day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.models import Appointment, Job, Person, Unit
from jiceng.kernel.scope import Actor
from jiceng.party.actions.sweeps import Entered, enter_fact, put_forward, run_sweep
from jiceng.party.actions.weak_branches import Papers, move_weak_branch
from jiceng.party.actions.weak_plans import (
    Measure,
    add_item,
    check_item,
    finish_item,
    set_supporter,
)
from jiceng.party.models import (
    CommitteeTerm,
    Member,
    Organisation,
    ReserveCadre,
    Seat,
    SecondmentReview,
    SecondmentTask,
    SecretaryChange,
    TalentNeed,
    Training,
    WeakBranch,
)
from jiceng.party.queries.weak_branches import weak_branch_for
from jiceng.party.rules.months import add_months
from jiceng.party.rules.reserve import OFFICES, SKILLS, quarters_served
from jiceng.project.demo.draw import CONTENT
from jiceng.project.demo.party import PartyWorld
from jiceng.web.clock import county_zone

TOWN = "P469024100"
RESERVE = 138
SENT = 12
SUPPORTERS = {
    "county_leader": "县委常委、组织部部长", "town_leader": "镇党委副书记",
    "first_secretary": "县委组织部选派第一书记", "paired_unit": "县委政法委机关党支部",
}  # fmt: skip


Item = Mapping[str, str]
"""condition, problem, measure, duty"""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one branch: when it was swept, what was wrong, what was done."""

    branch: str
    swept_on: date
    entries: tuple[Entered, ...]
    items: tuple[Item, ...]
    done: int
    """How many items are done; all of them lead to delisting and the year after."""

    @staticmethod
    def of(row: Mapping[str, Any], today: date) -> Told:
        """As content/rectifying.toml has it."""
        on = row.get("swept_on") or today - timedelta(days=row["days_ago"])
        items = tuple(row["items"])
        entries = tuple(Entered(**entry) for entry in row["entries"])
        return Told(row["branch"], on, entries, items, row.get("done", len(items)))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts in these stories."""

    town: Actor
    department: Actor
    zone: ZoneInfo

    def at(self, day: date) -> datetime:
        return datetime.combine(day, time(10), tzinfo=self.zone)


def fill_rectifying(world: PartyWorld) -> None:
    """All of it, in the caller's transaction."""
    rng = Random(20_181_028)  # noqa: S311  dice of a story
    last_job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    hands = Hands(
        _actor("town_organisation_officer", TOWN, world),
        _actor("organisation_officer", "P", world),
        county_zone(),
    )
    content = tomllib.loads((CONTENT / "rectifying.toml").read_text("utf-8"))
    stories = [Told.of(row, world.today) for row in content["rectified"]]
    for story in stories:
        _rectified(story, world, hands)
    for row in content["under_way"]:
        _under_way(Told.of(row, world.today), world, hands)
    _adjusted(world, world.of(stories[0].branch), stories[0].swept_on + timedelta(days=30))
    WeakBranch.objects.update(is_sample=True)
    # what was told years ago is not told again
    Job.objects.filter(pk__gt=last_job, kind="announce").delete()
    _reserve(world, content["courses"], rng)
    _secondments(world, rng)
    _needs(world)


def _actor(post: str, code: str, world: PartyWorld) -> Actor:
    held = Appointment.objects.filter(post=post, unit_id=code).select_related("person")
    person = held.order_by("pk")[0].person
    return actor_for(person, now=world.now, today=world.today)


def _put_forward(story: Told, world: PartyWorld, hands: Hands) -> WeakBranch:
    now, town, branch = hands.at(story.swept_on), world.of(TOWN), world.of(story.branch)
    sweep = run_sweep(town, by=hands.town, now=now, today=story.swept_on)
    for given in story.entries:
        enter_fact(sweep, branch, given, by=hands.town, now=now)
    return put_forward(sweep, branch, by=hands.town, now=now + timedelta(hours=2))


def _step(
    weak: WeakBranch, name: str, on: date, hands: Hands, given: Papers | None = None
) -> WeakBranch:
    """One move by whichever of the two may make it."""
    by_town = name in ("plan", "request_acceptance", "check", "take_down")
    by = hands.town if by_town else hands.department
    fresh = weak_branch_for(by, weak.number, on)
    return move_weak_branch(
        fresh, name, by=by, now=hands.at(on), today=on, version=fresh.version, given=given
    )


def _planned(weak: WeakBranch, items: tuple[Item, ...], on: date, hands: Hands) -> None:
    """The decision of the county, the plan with its supporters, and its filing."""
    _step(
        weak, "confirm", on, hands, Papers(decision=f"临委〔{on.year}〕{on.month + 10}号（示例）")
    )
    now = hands.at(on + timedelta(days=5))
    weak.refresh_from_db()
    for n, item in enumerate(items, start=1):
        given = Measure(due_on=on + timedelta(days=40 + 25 * n), **item)
        add_item(weak, given, by=hands.town, now=now, today=now.date(), version=weak.version)
    for kind, office in SUPPORTERS.items():
        set_supporter(weak, kind, office, by=hands.town, now=now, today=now.date(),
                   version=weak.version)  # fmt: skip
    _step(weak, "plan", on + timedelta(days=8), hands)
    _step(weak, "file_plan", on + timedelta(days=11), hands)


def _finish(weak: WeakBranch, orders: range, since: date, hands: Hands, world: PartyWorld) -> None:
    """The branch reports, the town checks: two pairs of hands."""
    secretary = _actor("branch_secretary", weak.organisation.code, world)
    for order in orders:
        on = since + timedelta(days=32 + 25 * order)
        weak.refresh_from_db()
        finish_item(weak, order, on=on, proof=f"整改台账第{order}项及照片（示例）", by=secretary,
                    now=hands.at(on), today=on, version=weak.version)  # fmt: skip


def _rectified(story: Told, world: PartyWorld, hands: Hands) -> None:
    """From the sweep to the release a year after the plate came down."""
    weak = _put_forward(story, world, hands)
    decided = story.swept_on + timedelta(days=14)
    _planned(weak, story.items, decided, hands)
    _finish(weak, range(1, story.done + 1), decided, hands, world)
    day = decided + timedelta(days=40 + 25 * story.done)
    _step(weak, "request_acceptance", day, hands)
    weak.refresh_from_db()
    for order in range(1, story.done + 1):
        check_item(weak, order, holds=True, by=hands.town, now=hands.at(day + timedelta(days=3)),
                   today=day + timedelta(days=3), version=weak.version)  # fmt: skip
    town = Papers(decision=f"城镇委〔{day.year}〕{day.month}号（示例）")
    _step(weak, "check", day + timedelta(days=4), hands, town)
    _step(weak, "accept", day + timedelta(days=9), hands,
          Papers(decision=f"临组〔{day.year}〕{day.month + 5}号（示例）"))  # fmt: skip
    down = day + timedelta(days=11)
    _step(weak, "take_down", down, hands)
    _step(weak, "release", add_months(down, 12) + timedelta(days=1), hands)


def _under_way(story: Told, world: PartyWorld, hands: Hands) -> None:
    """One branch whose rectification runs now."""
    weak = _put_forward(story, world, hands)
    decided = story.swept_on + timedelta(days=10)
    _planned(weak, story.items, decided, hands)
    _finish(weak, range(1, story.done + 1), decided, hands, world)


def _adjusted(world: PartyWorld, branch: Organisation, on: date) -> None:
    """The secretary of an earlier committee, who left the seat for the rectification."""
    term = CommitteeTerm.objects.create(
        organisation=branch, elected_on=date(2016, 8, 10), starts_on=date(2016, 8, 10),
        ends_on=date(2021, 8, 10), ended_on=date(2021, 8, 10),
    )  # fmt: skip
    taken = {seat.member_id for seat in world.seats[branch.pk]}
    old = next(m for m in world.members[branch.pk] if m.pk not in taken and m.person_id is None)
    seat = Seat.objects.create(
        term=term, member=old, duty="secretary", starts_on=term.starts_on, ends_on=on,
        end_reason="不胜任现职，整顿中调整",
    )  # fmt: skip
    weak = WeakBranch.objects.get(organisation=branch)
    SecretaryChange.objects.create(weak_branch=weak, seat=seat, path=branch.path, on=on)


def _reserve(world: PartyWorld, courses: Mapping[str, str], rng: Random) -> None:
    """Recommended by every committee in turn, each from its own line."""
    lines = [o for o in world.organisations if o.kind == "committee" and o.unit_id != "P"]
    taken: set[int] = set()
    rows = [_cadre(n, world, lines[n % len(lines)], taken, rng) for n in range(RESERVE)]
    insert_instances(ReserveCadre, rows)
    taken_part = [t for row in rows for t in _trainings(row, courses, world, rng)]
    insert_instances(Training, taken_part, keyed=False)
    settle_sequences(ReserveCadre)


def _cadre(
    n: int, world: PartyWorld, line: Organisation, taken: set[int], rng: Random
) -> ReserveCadre:
    member = _fit(world, line, taken, rng)
    since = world.days_ago(60, 900)
    local = line.sector == "village"
    kinds = ("community_secretary", "village_secretary", "committee_member", "town_deputy")
    return ReserveCadre(
        pk=n + 1, member_id=member.pk, recommended_by_id=line.pk, path=line.path,
        office=rng.choice(kinds) if local else rng.choice(tuple(OFFICES)[3:]),
        since=since, approval_number=f"临组备〔{since.year}〕{n + 1}号（示例）",
        review_on=world.today + timedelta(days=rng.randint(-20, 330)), is_sample=True,
    )  # fmt: skip


def _fit(world: PartyWorld, line: Organisation, taken: set[int], rng: Random) -> Member:
    """A full member of the line, younger in the Party than most, with no account."""
    branches = [b for b in world.branches if b.path.startswith(line.path)]
    while True:
        listed = world.members[rng.choice(branches).pk]
        member = rng.choice(listed[len(listed) // 2 :])
        if member.standing == "full" and member.person_id is None and member.pk not in taken:
            taken.add(member.pk)
            return member


def _trainings(
    row: ReserveCadre, courses: Mapping[str, str], world: PartyWorld, rng: Random
) -> Iterator[Training]:
    for _ in range(rng.randint(0, 3)):
        skill = rng.choice(tuple(SKILLS))
        yield Training(
            cadre_id=row.pk, course=f"{courses[skill]}（示例）", skill=skill,
            days=rng.randint(2, 10), on=world.days_ago(15, 700),
        )  # fmt: skip


TASKS = ("协助规范“三会一课”", "走访困难党员和群众", "指导小区成立功能党小组", "整理矛盾纠纷台账")


def _secondments(world: PartyWorld, rng: Random) -> None:
    """Officers of departments at urban communities; each finished quarter was spoken of."""
    homes = list(Unit.objects.filter(kind="department").order_by("code")[:SENT])
    places = [b for b in world.branches if b.sector == "community" and b.community_id][:SENT]
    for n, (home, branch) in enumerate(zip(homes, places, strict=False), start=1):
        person = Person.objects.create(login=f"seconded.{n}", name=world.name())
        unit = Unit.objects.filter(area_id=branch.community_id, kind="community").first()
        starts = world.days_ago(120, 500)
        held = Appointment.objects.create(
            person=person, post="seconded_officer", unit=unit or home, kind="secondment",
            area_id=str(branch.community_id), home_unit=home, starts_on=starts,
            ends_on=add_months(starts, 24),
        )  # fmt: skip
        SecondmentTask.objects.bulk_create(
            SecondmentTask(appointment=held, text=text, set_on=starts + timedelta(days=5),
                           done_on=starts + timedelta(days=100) if m == 0 else None)
            for m, text in enumerate(rng.sample(TASKS, 2))
        )  # fmt: skip
        _reviews(held, branch, n, world, rng)


def _reviews(
    held: Appointment, branch: Organisation, n: int, world: PartyWorld, rng: Random
) -> None:
    """The running quarter is still to be spoken of where somebody may try it out."""
    quarters = list(quarters_served(held.starts_on, held.ends_on, world.today))
    for quarter in quarters[:-1] if n % 3 == 0 else quarters:
        served = rng.choice(("yes", "yes", "yes", "partly"))
        words = (
            "到岗正常，牵头的工作按期完成。" if served == "yes" else "到岗时间不足，任务完成一半。"
        )
        said_on = min(add_months(quarter, 3) - timedelta(days=3), world.today)
        at = min(datetime.combine(said_on, time(16), tzinfo=county_zone()), world.now)
        SecondmentReview.objects.create(
            appointment=held, quarter=quarter, organisation=branch, served=served, words=words,
            said_by=0, said_at=at,
        )  # fmt: skip


def _needs(world: PartyWorld) -> None:
    places = [b for b in world.branches if b.sector in ("community", "village")]
    told = (
        ("law", "committee_member", 1, "调解宅基地和物业纠纷"),
        ("farming", "", 2, "指导冬季瓜菜病虫害防治"),
        ("computing", "community_secretary", 1, "社区数字治理平台日常维护"),
        ("projects", "village_secretary", 1, "村集体项目的申报和验收"),
    )
    TalentNeed.objects.bulk_create(
        TalentNeed(
            organisation=places[7 * n], path=places[7 * n].path, skill=skill, office=office,
            count=count, purpose=purpose, posted_on=world.today - timedelta(days=9 * n + 3),
            until=world.today + timedelta(days=60 + 20 * n), is_sample=True,
        )
        for n, (skill, office, count, purpose) in enumerate(told, start=1)
    )  # fmt: skip
