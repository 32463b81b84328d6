"""A year of organisational life in the demo county: meetings with believable gaps. Fictitious.

Most branches hold most of what they owe; every seventh is behind, every third forgets a month.
What is owed is reckoned from these meetings by the worker's own round, not written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import draft, insert_instances, settle_sequences
from jiceng.party.actions.life_periods import MANY, reckon
from jiceng.party.actions.meetings import title_of
from jiceng.party.models import (
    AgendaPoint,
    Attendance,
    LifeEntry,
    Meeting,
    Member,
    Organisation,
    Resolution,
    Talk,
)
from jiceng.party.rules.life import TALKS
from jiceng.project.demo.party import PartyWorld
from jiceng.web.clock import county_zone

AGENDA = {
    "members_meeting": ("传达上级会议精神", "通报上季度工作", "讨论本季度工作安排"),
    "committee_meeting": ("研究近期党建工作", "研究党员教育管理"),
    "lecture": ("专题党课",),
    "theme_day": ("集中学习", "志愿服务"),
    "life_meeting": ("对照检查", "批评与自我批评"),
    "leading_meeting": ("领导班子对照检查", "个人发言和批评", "研究整改措施"),
}
DECIDED = (
    "修缮党员活动室", "走访慰问困难党员", "组织一次环境卫生整治", "更新党务公开栏",
    "协助社区排查消防通道", "为高龄老党员送学上门",
)  # fmt: skip
PLACES = ("党员活动室", "会议室", "党群服务中心")


@dataclass
class Year:
    """Rows on their way into the tables; `keys` are the last ones given out."""

    world: PartyWorld
    zone: tzinfo
    meetings: list[Meeting] = field(default_factory=list)
    agenda: list[AgendaPoint] = field(default_factory=list)
    attendance: list[Attendance] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    entries: list[LifeEntry] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    lecturing: dict[int, Organisation] = field(default_factory=dict)
    """Key of a branch -> the committee whose secretary belongs there and still has to lecture."""


def fill_life(world: PartyWorld) -> None:
    """Meetings, talks and what they count for, and what is owed; in the caller's transaction."""
    year = Year(world, county_zone())
    year.lecturing = _lecturing(world)
    for branch in world.branches:
        for kinds, on in _planned(world, branch):
            _meeting(year, branch, kinds, on)
        _talks(year, branch)
    for committee in (o for o in world.organisations if o.pk in world.bodies):
        if (on := date(world.today.year, 1, 20)) < world.today:
            _meeting(year, committee, ("leading_meeting",), on)
    for model, rows in (
        (Meeting, year.meetings), (AgendaPoint, year.agenda), (Attendance, year.attendance),
        (Resolution, year.resolutions), (Talk, year.talks), (LifeEntry, year.entries),
    ):  # fmt: skip
        insert_instances(model, rows)
        settle_sequences(model)
    listed = world.organisations
    for start in range(0, len(listed), MANY):
        reckon(listed[start : start + MANY], world.today.year, world.today)


def _lecturing(world: PartyWorld) -> dict[int, Organisation]:
    """Two secretaries of committees in three lecture this year, in the branch they belong to."""
    above = [o for o in world.organisations if world.bodies.get(o.pk)]
    homes = {o.pk: world.bodies[o.pk][0].organisation_id for o in above}
    return {homes[o.pk]: o for n, o in enumerate(above) if n % 3}


def _planned(world: PartyWorld, branch: Organisation) -> Iterator[tuple[tuple[str, ...], date]]:
    """What one branch held this year up to yesterday, with what it forgot left out."""
    rng, today = world.rng, world.today
    forgets = 0.35 if rng.random() < 0.14 else 0.03
    has_committee = len(world.seats[branch.pk]) >= 3
    day = rng.randint(3, 24)
    for month in range(1, today.month + 1):
        on = date(today.year, month, day)
        if on >= today:
            return
        opens_quarter = month % 3 == 1
        kinds = ("members_meeting", "theme_day") if opens_quarter else ("theme_day",)
        if month % 3 == 2:
            kinds = ("lecture", "theme_day")
        if rng.random() >= forgets:
            yield kinds, on
        if has_committee and rng.random() >= forgets:
            yield ("committee_meeting",), on - timedelta(days=2)
        if month == 1 and rng.random() < 0.4:
            yield ("life_meeting", "democratic_review"), on + timedelta(days=1)


def _meeting(year: Year, branch: Organisation, kinds: tuple[str, ...], on: date) -> None:
    world, rng = year.world, year.world.rng
    key = len(year.meetings) + 1
    seats = world.seats[branch.pk]
    lecturer, above = _lecturer(year, branch) if "lecture" in kinds else (None, None)
    called = _called(world, branch, kinds, on)
    voters = [m for m in called if m.full_on is not None and m.full_on <= on]
    missing = _missing(world, called, voters)
    at = datetime.combine(on, time(17), tzinfo=year.zone)
    year.meetings.append(
        draft(
            Meeting, id=key, number="H" + public_number(on.year, key), title=title_of(kinds),
            state="recorded", version=3, entered_at=at, area_path="", unit=branch.unit_id,
            unit_path=branch.path, tier=branch.unit.tier, organisation_id=branch.pk,
            kinds=list(kinds), on=on, begins_at="15:00", place=rng.choice(PLACES),
            chair_id=seats[0].pk if seats and seats[0].starts_on <= on else None,
            lecturer_id=lecturer,
            should_attend=len(called), attended=len(called) - len(missing),
            on_leave=sum(p == "leave" for p in missing.values()), voters=len(voters),
            voters_present=sum(m.pk not in missing for m in voters),
            duration_minutes=rng.choice((45, 60, 60, 90)),
        )
    )  # fmt: skip
    year.agenda += [
        draft(AgendaPoint, id=len(year.agenda) + n, meeting_id=key, order=n, text=text)
        for n, text in enumerate(AGENDA[kinds[0]], start=1)
    ]
    presences = {**{m.pk: "present" for m in called if m.is_leader}, **missing}
    first = len(year.attendance) + 1
    year.attendance += [
        draft(Attendance, id=first + n, meeting_id=key, member_id=who, presence=presence)
        for n, (who, presence) in enumerate(presences.items())
    ]
    for kind in kinds:
        _entry(year, branch, kind, on, meeting_id=key)
    if above:
        _entry(year, above, "leader_lecture", on, meeting_id=key)
    if kinds[0] == "members_meeting" and rng.random() < 0.5:
        _resolution(year, branch, key, at)


def _lecturer(year: Year, branch: Organisation) -> tuple[int | None, Organisation | None]:
    """Who lectures, and the committee above for which it counts when its secretary does."""
    if above := year.lecturing.pop(branch.pk, None):
        return year.world.bodies[above.pk][0].pk, above
    seats = year.world.seats[branch.pk]
    return seats[0].member_id if seats else None, None


def _called(world: PartyWorld, branch: Organisation, kinds: tuple[str, ...], on: date
            ) -> list[Member]:  # fmt: skip
    if kinds[0] == "leading_meeting":
        return world.bodies[branch.pk]
    members = world.members[branch.pk]
    if kinds[0] == "committee_meeting":
        seated = {seat.member_id for seat in world.seats[branch.pk]}
        return [m for m in members if m.pk in seated]
    return [m for m in members if m.accepted_on <= on]


def _missing(world: PartyWorld, called: list[Member], voters: list[Member]) -> dict[int, str]:
    """A few on leave, now and then somebody absent; never so many that the quorum fails."""
    most = min(len(called) // 6, (len(voters) - 1) // 2)
    chosen = world.rng.sample(called, world.rng.randint(0, max(most, 0)))
    return {m.pk: "leave" if world.rng.random() < 0.8 else "absent" for m in chosen}


def _entry(year: Year, branch: Organisation, kind: str, on: date, **of: Any) -> None:
    year.entries.append(
        draft(
            LifeEntry, id=len(year.entries) + 1, organisation_id=branch.pk, path=branch.path,
            kind=kind, on=on, **of,
        )
    )  # fmt: skip


def _resolution(year: Year, branch: Organisation, meeting: int, at: datetime) -> None:
    """Decided at the meeting and carried out since, or left as decided."""
    rng, key = year.world.rng, len(year.resolutions) + 1
    text = rng.choice(DECIDED)
    is_done = rng.random() < 0.7
    year.resolutions.append(
        draft(
            Resolution, id=key, number="J" + public_number(at.year, key), title=text,
            state="completed" if is_done else "noted", version=3 if is_done else 1, entered_at=at,
            area_path="", unit=branch.unit_id, unit_path=branch.path, tier=branch.unit.tier,
            meeting_id=meeting, text=text, who="组织委员",
            due_on=(at + timedelta(days=30)).date() if is_done else None,
        )
    )  # fmt: skip


def _talks(year: Year, branch: Organisation) -> None:
    """Talks of each sort that is owed, in most branches."""
    world = year.world
    sorts = list(TALKS) if len(world.seats[branch.pk]) >= 3 else list(TALKS)[1:]
    for sort in sorts:
        if world.rng.random() < 0.25:
            continue
        on, key = world.days_ago(30, 200), len(year.talks) + 1
        if on.year != world.today.year:
            continue
        year.talks.append(
            draft(
                Talk, id=key, organisation_id=branch.pk, path=branch.path, sort=sort, on=on,
                count=world.rng.randint(2, 12), recorded_by=0, recorded_at=world.now,
            )
        )  # fmt: skip
        _entry(year, branch, "talk", on, part=sort, talk_id=key)
