"""Co-building in the demo county: units and members beside 26 communities; fictitious (示例)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Process, Terms, next_alarm
from jiceng.kernel.records.advance import Movable, put_clocks, work_item
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.models import Appointment, Area, PendingAlarm, Unit, WorkItem
from jiceng.party.models import (
    Alliance,
    AllianceUnit,
    CouncilMeeting,
    HoursEntry,
    JointProject,
    Member,
    MemberRegistration,
    Need,
    Organisation,
    PlanItem,
    Resource,
    UnitEvaluation,
    UnitRegistration,
    Wish,
)
from jiceng.party.process import JOINT_PROJECT, MEMBER_REGISTRATION, UNIT_REGISTRATION, WISH
from jiceng.party.rules.co_building import DONE, GRADES, POSTS
from jiceng.party.rules.matching import Offered, Wanted, match
from jiceng.project.demo.party import PartyWorld
from jiceng.project.demo.party_co_building_told import told
from jiceng.project.demo.party_journal import write_lines

COMMUNITIES, REGISTRATIONS, PROJECTS, MEMBERS, WISHES = 26, 85, 150, 1700, 130
UNIT_KINDS = ("department", "enterprise")
KINDS = {
    "talks": ("惠民政策进楼栋宣讲", "政策宣讲队"),
    "training": ("就业技能培训班", "培训师资"),
    "legal": ("法律咨询进社区", "律师和普法志愿者"),
    "health": ("老年人健康义诊", "义诊医疗队"),
    "care": ("困难家庭走访慰问", "帮扶小组"),
    "environment": ("背街小巷环境整治", "环境整治突击队"),
    "safety": ("用电用气安全排查", "安全检查组"),
    "repair": ("楼道照明和设施维修", "水电维修队"),
    "culture": ("邻里文体活动", "文艺轻骑兵"),
    "space": ("活动场地和桌椅", "会议室和活动场地"),
}
WANTED = ("想要一盏护眼台灯", "想要一辆学步推车", "想请人修一修漏水的水龙头", "想要一套小学图书",
          "想学会用手机挂号", "想要一副老花镜", "想给活动室添一副象棋", "想请人教做手工",
          "想要一个书包", "想请人帮忙理一次发")  # fmt: skip
WORDS = {"good": "主动联系，活动及时", "fair": "按约定参加社区活动", "middling": "参加次数偏少",
         "poor": "答应的事没有落实"}  # fmt: skip
WORK = ("协助发放通知", "清理楼道杂物", "陪同就医", "讲解反诈知识", "修理小家电", "辅导功课")
LIVES = (("evaluated", 78), ("confirmed", 10), ("delivered", 10), ("under_way", 22),
         ("committed", 12), ("offered", 12), ("declined", 4), ("withdrawn", 2))  # fmt: skip
"""How many projects stand where."""
M = TypeVar("M", bound=Movable)


@dataclass
class Neighbourhood:
    """What the story writes down, before it is put into the tables."""

    world: PartyWorld
    calendar: WorkingCalendar
    communities: list[Area]
    desks: dict[str, Unit]
    rows: dict[type[Any], list[Any]] = field(default_factory=dict)
    open: list[tuple[Movable, Process, datetime | None]] = field(default_factory=list)

    def put(self, model: type[Any], **values: Any) -> Any:
        """An unsaved row with the next key."""
        listed = self.rows.setdefault(model, [])
        row = model(pk=len(listed) + 1, **values)
        listed.append(row)
        return row

    def record(
        self,
        model: type[M],
        letters: str,
        at: Area,
        unit: Unit,
        process: Process,
        state: str,
        since: date,
        **more: Any,
    ) -> M:
        """A row that moves, in a state since a day; `due_on` is the day it is promised for."""
        key, due_on = len(self.rows.get(model, ())) + 1, more.pop("due_on", None)
        row: M = self.put(
            model, number=letters + public_number(self.world.today.year, key), state=state,
            entered_at=self.at(since), area_path=at.path, unit=unit.code, unit_path=unit.path,
            tier="community", community_id=at.code, **more,
        )  # fmt: skip
        shown = process.state(state)
        if not (shown.resting or shown.final):
            by_hand = self.at(due_on, 23) if due_on and shown.by_hand else None
            self.open.append((row, process, by_hand))
        return row

    def at(self, day: date, hour: int = 10) -> datetime:
        """A time of a day in the county, not after now."""
        moment = datetime.combine(day, time(hour), self.calendar.zone)
        return moment if hour == 23 else min(moment, self.world.now)


def fill_co_building(world: PartyWorld) -> None:
    """Registrations, lists, projects, wishes, alliances; in the caller's transaction."""
    committees = Unit.objects.filter(kind="community_committee", valid_to=None)
    desks = {u.area_id: u for u in committees}
    areas = list(Area.objects.filter(code__in=desks).order_by("path")[:COMMUNITIES])
    story = Neighbourhood(world, rules_at(world.now)[1], areas, desks)
    units = _units(world)
    pairs = _registered(story, units)
    _lists(story, pairs)
    _projects(story, pairs)
    _members(story)
    _wishes(story, pairs)
    _alliances(story, pairs)
    for model, rows in story.rows.items():
        model._default_manager.bulk_create(rows, batch_size=500)
    settle_sequences(*story.rows)
    _await(story)
    moving = (r for rows in story.rows.values() for r in rows if isinstance(r, Movable))
    write_lines(told(moving, story.at))


def _units(world: PartyWorld) -> list[Unit]:
    """Departments and companies; their branches say that their members work there."""
    contacts = Appointment.objects.filter(post="co_building_contact")
    held = set(contacts.values_list("unit", flat=True))
    units = sorted(
        Unit.objects.filter(kind__in=UNIT_KINDS, valid_to=None),
        key=lambda u: (u.code not in held, u.code),
    )
    homes = {f"P{u.code}": u.code for u in units} | {f"P{u.code}B": u.code for u in units}
    changed = [o for o in world.organisations if o.unit_id in homes and not o.home_units]
    for organisation in changed:
        organisation.home_units = [homes[str(organisation.unit_id)]]
    Organisation.objects.bulk_update(changed, ["home_units"])
    return units


Pair = tuple[Unit, Area, UnitRegistration]


def _registered(story: Neighbourhood, units: Sequence[Unit]) -> list[Pair]:
    """Each unit in two or three communities, one after another, until there are enough."""
    pairs: list[Pair] = []
    rng, world = story.world.rng, story.world
    for n in range(REGISTRATIONS):
        unit = units[n % len(units)]
        place = n if n < 2 else n * 7 + n // len(units)
        at = story.communities[place % len(story.communities)]
        if any(u.code == unit.code and a.code == at.code for u, a, _ in pairs):
            continue
        since = world.days_ago(40, 700)
        waits = n >= REGISTRATIONS - 4
        row = story.record(
            UnitRegistration, "UR", at, unit, UNIT_REGISTRATION,
            "registered" if waits else "confirmed", world.today if waits else since,
            title=unit.name[:120], offers=f"可提供{rng.choice(list(KINDS.values()))[1]}",
            registered_on=world.today if waits else since,
            confirmed_at=None if waits else story.at(since + timedelta(days=2)),
        )  # fmt: skip
        if waits:
            continue
        pairs.append((unit, at, row))
        if rng.random() < 0.6:
            grade = rng.choices(list(GRADES), (5, 4, 2, 1))[0]
            story.put(
                UnitEvaluation, registration=row, year=world.today.year - 1,
                grade=grade, words=WORDS[grade],
                evaluated_at=story.at(world.days_ago(5, 25)), evaluated_by=0,
            )  # fmt: skip
    return pairs


def _lists(story: Neighbourhood, pairs: Sequence[Pair]) -> None:
    """A resource or two of every unit, and needs of every community, some of which they meet."""
    for unit in {u.code: u for u, _, _ in pairs}.values():
        for kind in story.world.rng.sample(list(KINDS), story.world.rng.randint(1, 3)):
            _resource(story, unit, kind)
    for at in story.communities:
        here = {u.code for u, a, _ in pairs if a.code == at.code}
        offered = sorted({r.kind for r in story.rows[Resource] if r.unit in here})
        wanted = [*story.world.rng.sample(offered, min(2, len(offered))), *KINDS]
        for kind in list(dict.fromkeys(wanted))[:4]:
            _need(story, at, kind)


def _resource(story: Neighbourhood, unit: Unit, kind: str) -> None:
    world, rng = story.world, story.world.rng
    since, key = world.days_ago(5, 90), len(story.rows.get(Resource, ())) + 1
    story.put(
        Resource, number="RS" + public_number(world.today.year, key), unit=unit.code,
        unit_path=unit.path, kind=kind, title=KINDS[kind][1], capacity=rng.randint(2, 8),
        starts_on=since, ends_on=world.today + timedelta(days=rng.randint(30, 300)),
        sector="organ" if unit.kind == "department" else "enterprise",
        offered_at=story.at(since),
    )  # fmt: skip


def _need(story: Neighbourhood, at: Area, kind: str) -> None:
    world, rng = story.world, story.world.rng
    since, key = world.days_ago(5, 60), len(story.rows.get(Need, ())) + 1
    story.put(
        Need, number="ND" + public_number(world.today.year, key), community_id=at.code,
        area_path=at.path, kind=kind, title=KINDS[kind][0], amount=rng.randint(2, 4),
        content="时间可以商量，地点在社区党群服务中心。", starts_on=since,
        ends_on=world.today + timedelta(days=rng.randint(15, 120)), posted_at=story.at(since),
        sectors=rng.choice(([], [], ["organ"], ["enterprise"])),
    )  # fmt: skip


def _projects(story: Neighbourhood, pairs: Sequence[Pair]) -> None:
    states = [state for state, count in LIVES for _ in range(count)][:PROJECTS]
    for n, state in enumerate(states):
        _project(story, pairs[n * 5 % len(pairs)], state)


def _project(story: Neighbourhood, pair: Pair, state: str) -> None:
    """One project, as far as it has come; some are late, some were delivered late."""
    world, rng = story.world, story.world.rng
    unit, at, _ = pair
    starts, ends = _window(world, state)
    done = min(ends + timedelta(days=rng.choice((-6, -3, -1, 0, 0, 4))), world.today)
    people, is_done = rng.randint(2, 12), state in ("delivered", *DONE)
    met = _met(story, at, unit) if state in ("offered", "committed", "under_way") else {}
    kind = met["need"].kind if met else rng.choice(list(KINDS))
    story.record(
        JointProject, "CB", at, unit, JOINT_PROJECT, state,
        done if is_done or state in ("declined", "withdrawn") else starts,
        due_on=ends, title=KINDS[kind][0], kind=kind, amount=1,
        content="按商定的时间到社区开展，由社区确认完成情况。", starts_on=starts, ends_on=ends,
        offered_by="community" if met else rng.choice(("unit", "community")),
        committed_at=None if state in ("offered", "declined") else story.at(starts),
        delivered_on=done if is_done else None,
        people=people if is_done else None,
        hours=Decimal(people * rng.randint(2, 6)) if is_done else None,
        confirmed_at=story.at(done + timedelta(days=2)) if state in DONE else None,
        grade=rng.choices(list(GRADES), (10, 8, 2, 1))[0] if state == "evaluated" else "",
        evaluated_at=story.at(done + timedelta(days=5)) if state == "evaluated" else None,
        **met,
    )  # fmt: skip


def _window(world: PartyWorld, state: str) -> tuple[date, date]:
    """From when to when: what waits for the community was done lately, what is over long ago."""
    rng, today = world.rng, world.today
    if state in ("evaluated", "declined", "withdrawn"):
        starts = world.days_ago(50, 300)
        return starts, starts + timedelta(days=rng.randint(15, 28))
    if state in ("delivered", "confirmed"):
        return world.days_ago(20, 30), today - timedelta(days=rng.randint(1, 5))
    ahead = rng.randint(10, 40) if state == "offered" else rng.choice((-6, -2, 3, 6, 12, 20, 35))
    return world.days_ago(8, 25), today + timedelta(days=ahead)


def _met(story: Neighbourhood, at: Area, unit: Unit) -> dict[str, Any]:
    """A need of the community that a resource of the unit meets, with why; empty for none."""
    projects = story.rows.get(JointProject, ())
    for need in story.rows[Need]:
        taken = sum(1 for p in projects if p.need_id == need.pk)
        left = need.amount - taken - 1
        for resource in story.rows[Resource] if need.community_id == at.code and left else ():
            wanted = Wanted(need.kind, at.code, left, need.starts_on, need.ends_on,
                            frozenset(need.sectors))  # fmt: skip
            offered = Offered(
                resource.pk, unit.code, resource.kind, resource.capacity, resource.starts_on,
                resource.ends_on, resource.sector, registered_in=frozenset({at.code}),
            )  # fmt: skip
            found = match(wanted, offered) if resource.unit == unit.code else None
            if found:
                because = [reason.as_json() for reason in found.because]
                return {"need": need, "resource": resource, "because": because}
    return {}


def _members(story: Neighbourhood) -> None:
    """Members of organs and companies in the community they live in, with hours confirmed."""
    world, rng = story.world, story.world.rng
    sectors = {o.pk for o in world.organisations if o.sector in ("organ", "institution", "school")}
    able = [m for o, listed in world.members.items() if o in sectors for m in listed
            if m.standing == "full"]  # fmt: skip
    chosen = rng.sample(able, min(MEMBERS, len(able)))
    for n, member in enumerate(m for m in chosen if m.person_id is None):
        at, since = rng.choice(story.communities), world.days_ago(30, 600)
        _member(story, member, at, since, waits=n % 60 == 0)


def _member(story: Neighbourhood, member: Member, at: Area, since: date, *, waits: bool) -> None:
    world, rng = story.world, story.world.rng
    since = world.today if waits else since
    posts = sorted(rng.sample(list(POSTS), rng.randint(1, 2)))
    row = story.record(
        MemberRegistration, "MR", at, story.desks[at.code], MEMBER_REGISTRATION,
        "registered" if waits else "confirmed", since, title=at.name, member_id=member.pk,
        posts=posts, registered_on=since,
        confirmed_at=None if waits else story.at(since + timedelta(days=1)),
    )  # fmt: skip
    for _ in range(0 if waits else rng.randint(0, 2)):
        served = min(since + timedelta(days=rng.randint(3, 200)), world.today)
        is_new = rng.random() < 0.06
        story.put(
            HoursEntry, registration=row, served_on=served, post=posts[0], work=rng.choice(WORK),
            hours=Decimal(rng.randint(2, 8)) / 2, entered_at=story.at(served, 17),
            confirmed_at=None if is_new else story.at(served, 18),
            answered_by=None if is_new else 0,
        )  # fmt: skip


def _wishes(story: Neighbourhood, pairs: Sequence[Pair]) -> None:
    rng, world = story.world.rng, story.world
    for n in range(WISHES):
        state = ("confirmed", "confirmed", "confirmed", "claimed", "posted", "fulfilled")[n % 6]
        unit, at, _ = pairs[n * 3 % len(pairs)]
        posted = world.days_ago(20, 200) if state == "confirmed" else world.days_ago(1, 20)
        holder, text = story.desks[at.code] if state == "posted" else unit, rng.choice(WANTED)
        after = story.at(posted + timedelta(days=3))
        story.record(
            Wish, "WI", at, holder, WISH, state, posted, title=text, text=text, posted_on=posted,
            claimed_by_unit="" if state == "posted" else unit.code,
            claimed_at=None if state == "posted" else after,
            fulfilled_at=after if state in ("fulfilled", "confirmed") else None,
            confirmed_at=after if state == "confirmed" else None,
        )  # fmt: skip


def _alliances(story: Neighbourhood, pairs: Sequence[Pair]) -> None:
    """Two communities in three have one, with a council each half-year and a plan."""
    world, year = story.world, story.world.today.year
    for at in story.communities[: COMMUNITIES * 2 // 3]:
        units = sorted({u.code for u, a, _ in pairs if a.code == at.code})
        founded = world.days_ago(400, 900)
        alliance = story.put(
            Alliance, community_id=at.code, area_path=at.path, name=f"{at.name}共建联盟",
            founded_on=founded,
        )  # fmt: skip
        for code in units:
            story.put(AllianceUnit, alliance=alliance, unit=code, joined_on=founded)
        for ago in (30, 210):
            story.put(
                CouncilMeeting, alliance=alliance, held_on=world.today - timedelta(days=ago),
                topics="商定共建事项", decisions="确定下一阶段的项目和责任单位。",
            )  # fmt: skip
        _plan(story, alliance, [*units, story.desks[at.code].code], year)


def _plan(story: Neighbourhood, alliance: Alliance, units: Sequence[str], year: int) -> None:
    for n, (what, _) in enumerate(list(KINDS.values())[:4]):
        due = date(year, 3 * n + 3, 20)
        done = due - timedelta(days=3) if due < story.world.today and n != 2 else None
        story.put(
            PlanItem, alliance=alliance, year=year, text=what, unit=units[n % len(units)],
            due_on=due, done_on=done, note="活动记录已归集" if done else "",
        )  # fmt: skip


def _await(story: Neighbourhood) -> None:
    """Clocks, alarms and worklist lines of everything open."""
    items, alarms = [], []
    for row, process, by_hand in story.open:
        state = process.state(row.state)
        since, calendar = row.entered_at, story.calendar
        stage = Clock.until(by_hand, since, calendar) if by_hand else Clock()
        if state.term:
            stage = Clock.started(state.term, since, calendar)
        put_clocks(row, stage, Clock())
        items.append(work_item(row, state.actor))
        alarm = next_alarm(state, stage, Clock(), Terms(), after=story.world.now, calendar=calendar)
        alarms.append(
            PendingAlarm(
                subject_kind=row.subject_kind, subject_id=row.pk, at=alarm.at if alarm else None,
                clock=alarm.clock if alarm else "", percent=alarm.percent if alarm else 0,
                light=alarm.light if alarm else "", tell=alarm.tell if alarm else "",
            )
        )  # fmt: skip
    WorkItem.objects.bulk_create(items, batch_size=500)
    PendingAlarm.objects.bulk_create(alarms, batch_size=500)
    _keep_clocks(row for row, _, _ in story.open)


def _keep_clocks(rows: Iterable[Movable]) -> None:
    columns = ("stage_since", "stage_due_at", "stage_given", "stage_left", "stage_counting",
               "stage_provisional")  # fmt: skip
    kinds: dict[type[Movable], list[Movable]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for model, listed in kinds.items():
        model._default_manager.bulk_update(listed, columns, batch_size=200)
