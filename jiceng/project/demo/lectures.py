"""A year of lectures (万名党员进万家讲万场): venues, speakers, some 400 sessions. Fictitious,
marked 示例; what was held is written as the acts would have left it, what is coming by the acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.journal import chained, head, line_by
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.activities import ActivityPlan, move_activity
from jiceng.outreach.actions.lectures import LecturePlan, confirm_lecture, plan_lecture
from jiceng.outreach.models import (
    Activity,
    Attendance,
    Lecture,
    LectureRating,
    LectureTopic,
    Occupancy,
    Speaker,
    Venue,
)
from jiceng.outreach.queries.activities import organises
from jiceng.outreach.rules.lectures import CAMPAIGN
from jiceng.project.demo.cast import Cast
from jiceng.services.queries.blocks import middles_of
from jiceng.web.clock import county_zone

SEED, SESSIONS, COMING, KEY = 10_000, 400, 8, "ten_thousand"
NAME = "万名党员进万家讲万场"
TOPICS = (
    ("党的创新理论", "宣讲提纲"), ("乡村振兴政策", "政策明白纸"), ("防汛防台风知识", "挂图和折页"),
    ("反诈骗", "案例折页"), ("移风易俗", "村规民约示范文本"), ("红色故事", "图片展板"),
    ("垃圾分类", "分类指南"), ("冬季瓜菜种植", "技术手册"),
)  # fmt: skip
SURNAMES = "王李陈林符吴黄张周郑"
NTH = "甲乙丙"
HOURS = (9, 10, 15, 16, 19)
Line = tuple[datetime, str, int, str, str]


@dataclass(frozen=True, slots=True)
class Session:
    """A lecture that was held."""

    starts: datetime
    venue: Venue
    unit: UnitEntry
    topic: LectureTopic
    speaker: Speaker


def fill_lectures(now: datetime) -> None:
    """The campaign with its year, in the caller's transaction."""
    zone, rng = county_zone(), Random(SEED)  # noqa: S311  dice of a story
    today, began = now.astimezone(zone).date(), now - timedelta(days=366)
    load_rules([(CAMPAIGN, KEY, _campaign(today))], at=began, by="示例县")
    venues, topics = _venues(today), _topics()
    speakers = _speakers(topics, rng)
    sessions = _sessions(venues, speakers, today, zone, rng)
    desk = Cast(now).any("organiser", tier="town")
    _write(sessions, desk, rng)
    _coming(venues, speakers, today, zone, now)


def _towns() -> list[AreaEntry]:
    found = (a for a in territory().areas.values() if a.level == "town")
    return sorted(found, key=lambda a: a.path)


def _desk(area: AreaEntry) -> UnitEntry:
    return territory().desk_for(area, "town" if area.level == "town" else "community")


def _campaign(today: date) -> dict[str, object]:
    """Targets stand with the governments of towns: their communities hold most of the lectures."""
    aims = {"speakers": 4, "reached": 700, "sessions": 40}
    return {
        "name": f"{NAME}（示例）", "name_en": "Ten thousand lectures (sample)",
        "starts_on": (today - timedelta(days=366)).isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(),
        "targets": {_desk(town).parent: aims for town in _towns()},
    }  # fmt: skip


def _venues(today: date) -> list[Venue]:
    """A station of civilised practice in each community and village."""
    middles, rows = middles_of(), list[Venue]()
    areas = sorted(territory().areas.values(), key=lambda a: a.path)
    for area in (a for a in areas if a.level in ("community", "village")):
        key = len(rows) + 1
        lon, lat = middles.get(area.code, (None, None))
        is_village = "村" in area.name
        rows.append(Venue(
            pk=key, number="VE" + public_number(today.year, key),
            kind="village_hall" if is_village else "community_hall",
            name=f"{area.name}新时代文明实践站", area_id=area.code, area_path=area.path,
            unit=_desk(area).code, address=f"{area.name}办公楼一楼", lon=lon, lat=lat, capacity=80,
            opened_on=today - timedelta(days=400), is_sample=True,
        ))  # fmt: skip
    made = Venue.objects.bulk_create(rows)
    settle_sequences(Venue)
    return made


def _topics() -> list[LectureTopic]:
    rows = [
        LectureTopic(pk=n, number=f"LT{n:06}", title=title, materials=text, is_sample=True)
        for n, (title, text) in enumerate(TOPICS, 1)
    ]
    made = LectureTopic.objects.bulk_create(rows)
    settle_sequences(LectureTopic)
    return made


def _speakers(topics: Sequence[LectureTopic], rng: Random) -> dict[str, list[Speaker]]:
    """Three of each town, the local tongue among them; path of the town -> its speakers."""
    found: dict[str, list[Speaker]] = {}
    rows, known = list[Speaker](), list[tuple[int, int]]()
    for n, town in enumerate(_towns()):
        unit = _desk(town)
        for place, nth in enumerate(NTH):
            key = len(rows) + 1
            name = f"示例讲师{SURNAMES[n % len(SURNAMES)]}{nth}"
            languages = ["common", "local"] if place else ["common"]
            row = Speaker(pk=key, number=f"SP{key:06}", name=name, office="镇宣讲队队员",
                          unit=unit.code, unit_path=unit.path, languages=languages,
                          is_sample=True)  # fmt: skip
            rows.append(row)
            found.setdefault(town.path, []).append(row)
            known += [(key, topic.pk) for topic in rng.sample(list(topics), 5)]
    Speaker.objects.bulk_create(rows)
    settle_sequences(Speaker)
    through = Speaker.topics.through
    through.objects.bulk_create(through(speaker_id=s, lecturetopic_id=t) for s, t in known)
    return found


def _topics_of(speaker: Speaker) -> list[LectureTopic]:
    return list(speaker.topics.order_by("pk"))


def _sessions(
    venues: Sequence[Venue], speakers: dict[str, list[Speaker]], today: date, zone: ZoneInfo,
    rng: Random,
) -> list[Session]:  # fmt: skip
    """Three venues in four have some; a speaker and a venue have one a day."""
    taken, found = set[tuple[str, int, date]](), list[Session]()
    open_to = [v for n, v in enumerate(venues) if n % 4]
    topics = {s.pk: _topics_of(s) for team in speakers.values() for s in team}
    while len(found) < SESSIONS:
        day = today - timedelta(days=rng.randint(2, 360))
        venue = rng.choice(open_to)
        town = next(path for path in speakers if venue.area_path.startswith(path))
        speaker = rng.choice(speakers[town])
        marks = {("venue", venue.pk, day), ("speaker", speaker.pk, day)}
        if marks & taken:
            continue
        taken |= marks
        starts = datetime.combine(day, time(rng.choice(HOURS)), tzinfo=zone)
        unit = territory().units[venue.unit]
        found.append(Session(starts, venue, unit, rng.choice(topics[speaker.pk]), speaker))
    return sorted(found, key=lambda s: (s.starts, s.venue.pk))


def _write(sessions: Sequence[Session], desk: Actor, rng: Random) -> None:
    activities = [_activity(n, s) for n, s in enumerate(sessions, 1)]
    Activity.objects.bulk_create(activities)
    Lecture.objects.bulk_create(
        Lecture(pk=a.pk, activity=a, topic=s.topic, language=s.speaker.languages[-1],
                materials=s.topic.materials, confirmed_at=s.starts - timedelta(days=6))
        for a, s in zip(activities, sessions, strict=True)
    )  # fmt: skip
    through = Lecture.speakers.through
    through.objects.bulk_create(
        through(lecture_id=a.pk, speaker_id=s.speaker.pk)
        for a, s in zip(activities, sessions, strict=True)
    )
    Attendance.objects.bulk_create(_came(a, rng) for a in activities)
    Occupancy.objects.bulk_create(
        Occupancy(resource=key, name=name, starts_at=a.starts_at, ends_at=a.ends_at, activity=a)
        for a, s in zip(activities, sessions, strict=True)
        for key, name in ((f"venue:{s.venue.pk}", s.venue.name),
                          (f"speaker:{s.speaker.pk}", s.speaker.name))
    )  # fmt: skip
    LectureRating.objects.bulk_create(
        LectureRating(lecture_id=a.pk, rating=rng.choice((3, 4, 4, 5, 5)), at=a.ends_at)
        for a in activities for _ in range(rng.choice((0, 0, 3, 5)))
    )  # fmt: skip
    settle_sequences(Activity, Lecture)
    tell_held(activities, desk)


def _activity(key: int, told: Session) -> Activity:
    ends = told.starts + timedelta(minutes=90)
    return Activity(
        pk=key, number="AC" + public_number(told.starts.year, key), kind="lecture", campaign=KEY,
        title=f"{told.topic.title}宣讲", state="held", version=3,
        entered_at=ends + timedelta(hours=3), area_id=told.venue.area_id,
        area_path=told.venue.area_path, unit=told.unit.code, unit_path=told.unit.path,
        tier=told.unit.tier, venue=told.venue, starts_at=told.starts, ends_at=ends, capacity=60,
        told=f"讲师：{told.speaker.name}。", published_at=told.starts - timedelta(days=5),
        held_at=told.starts, is_sample=True,
    )  # fmt: skip


def _came(row: Activity, rng: Random) -> Attendance:
    """People always; households where it went from door to door, or the one unit it went to."""
    goes_home = rng.random() < 0.7
    return Attendance(
        activity=row, people=rng.randint(12, 76), recorded_at=row.ends_at + timedelta(hours=3),
        households=rng.randint(8, 40) if goes_home else None, units=None if goes_home else 1,
    )  # fmt: skip


def tell_held(rows: Sequence[Activity], desk: Actor) -> None:
    """Journal lines of what was held; the year puts them in order of time with all others."""
    grip, lines = desk.grips[0], list[Line]()
    for row in rows:
        begun = row.starts_at - timedelta(days=8)
        published = row.starts_at - timedelta(days=5)
        lines.append((begun, "activity_planned", row.pk, "planned", "planned"))
        lines.append((published, "publish", row.pk, "planned", "published"))
        lines.append((row.entered_at, "record", row.pk, "published", "held"))
    (seq, mac), found = head(), list[JournalEntry]()
    for at, kind, key, before, after in sorted(lines):
        line = line_by(grip, kind, "activity", key, from_state=before, to_state=after)
        for entry in chained([line], at, seq, mac):
            seq, mac = entry.seq, entry.mac
            found.append(entry)
    insert_instances(JournalEntry, found, keyed=False)


def _coming(
    venues: Sequence[Venue], speakers: dict[str, list[Speaker]], today: date, zone: ZoneInfo,
    now: datetime,
) -> None:  # fmt: skip
    """The next days, by the acts of the desks; every other one is published."""
    cast = Cast(now)
    for n, (town, team) in enumerate(list(speakers.items())[:COMING]):
        venue = next(v for v in venues if v.area_path.startswith(town))
        starts = datetime.combine(today + timedelta(days=2 + n), time(HOURS[n % 5]), tzinfo=zone)
        topic = _topics_of(team[1])[0]
        plan = ActivityPlan(
            "lecture", f"{topic.title}宣讲", starts, starts + timedelta(minutes=90),
            venue=venue.number, capacity=60, campaign=KEY, told=f"讲师：{team[1].name}。",
            is_sample=True,
        )  # fmt: skip
        given = LecturePlan(plan, topic.number, (team[1].number,), "local")
        by = cast.of(
            _desk(territory().areas[town.rstrip("/").rpartition("/")[2]]).code, "organiser"
        )
        row = plan_lecture(given, by=by, now=now)
        if n % 2 and organises(by, row.activity):
            confirm_lecture(row, by=by, now=now, version=1)
            move_activity(row.activity, "publish", by=by, now=now, version=2)
