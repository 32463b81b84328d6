"""A year of civilised-practice activities (文明实践活动) in stations that hold no lectures, each
with the hours of its volunteers together. Fictitious, marked 示例; written as acts would have left
it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Max

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.territory import territory
from jiceng.outreach.models import Activity, Attendance, Occupancy, Venue
from jiceng.project.demo.cast import Cast
from jiceng.project.demo.lectures import tell_held
from jiceng.web.clock import county_zone

SEED, HELD, KIND = 20_000, 60, "practice"
STATIONS = ("village_hall", "community_hall")
WHAT = (
    ("清洁家园志愿服务", "清理房前屋后和巷道，带手套即可参加。"),
    ("理发磨刀便民服务", "免费理发、磨刀、修小家电，先到先办。"),
    ("敬老助老志愿服务", "为老人打扫、代购、读报。"),
    ("移风易俗宣传", "喜事新办、丧事简办，发放村规民约。"),
    ("青少年安全课堂", "防溺水、交通安全和用电安全。"),
    ("健康义诊", "量血压、测血糖，解答常见病问题。"),
)


def fill_practice(now: datetime) -> None:
    """What was held within a year, in the caller's transaction; after the lectures."""
    rng = Random(SEED)  # noqa: S311  dice of a story
    today = now.astimezone(county_zone()).date()
    used = Activity.objects.filter(venue__isnull=False).values("venue")
    stations = Venue.objects.filter(kind__in=STATIONS)
    venues = list(stations.exclude(pk__in=used).order_by("pk"))
    first = (Activity.objects.aggregate(n=Max("pk"))["n"] or 0) + 1
    days = sorted(today - timedelta(days=n) for n in rng.sample(range(3, 355), HELD))
    rows = [_held(first + n, day, rng.choice(venues), rng) for n, day in enumerate(days)]
    Activity.objects.bulk_create(rows)
    Attendance.objects.bulk_create(_came(row, rng) for row in rows)
    Occupancy.objects.bulk_create(_taken(row) for row in rows)
    settle_sequences(Activity)
    tell_held(rows, Cast(now).any("organiser", tier="town"))


def _held(key: int, day: date, venue: Venue, rng: Random) -> Activity:
    """One a day in the county, so that no station is taken twice; hours differ by the key."""
    title, told = WHAT[key % len(WHAT)]
    starts = datetime.combine(day, time(8 + key % 8), tzinfo=county_zone())
    ends, unit = starts + timedelta(minutes=rng.choice((60, 120))), territory().units[venue.unit]
    return Activity(
        pk=key, number="AC" + public_number(day.year, key), kind=KIND, title=title, told=told,
        state="held", version=3, entered_at=ends + timedelta(hours=2), area_id=venue.area_id,
        area_path=venue.area_path, unit=unit.code, unit_path=unit.path, tier=unit.tier,
        venue=venue, starts_at=starts, ends_at=ends, held_at=starts,
        published_at=starts - timedelta(days=5), is_sample=True,
    )  # fmt: skip


def _came(row: Activity, rng: Random) -> Attendance:
    volunteers = rng.randint(4, 15)
    minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
    return Attendance(
        activity=row, people=rng.randint(15, 90), volunteer_minutes=volunteers * minutes,
        recorded_at=row.entered_at,
    )  # fmt: skip


def _taken(row: Activity) -> Occupancy:
    return Occupancy(
        resource=f"venue:{row.venue_id}", name=str(row.venue), activity=row,
        starts_at=row.starts_at, ends_at=row.ends_at,
    )  # fmt: skip
