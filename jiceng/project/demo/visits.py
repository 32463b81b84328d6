"""A year at the red sites: groups that booked, counts that follow weekends and holidays, honours of
the county. Sites and honours bear real names; numbers, guides and groups are fictitious (示例).

What is over is written in one go, with the lines the acts would have left; what lies ahead is
booked by the acts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor
from jiceng.outreach.actions.bookings import Wished
from jiceng.outreach.actions.honours import HonourTold, TermTold, record_honour
from jiceng.outreach.actions.routes import RouteTold, draw_route
from jiceng.outreach.actions.sites import KIND, SiteTold, add_guide, open_site
from jiceng.outreach.actions.slots import book_visit, confirm_visit, guide_key
from jiceng.outreach.actions.visits import rate_site
from jiceng.outreach.models import (
    Activity,
    Attendance,
    Booking,
    Occupancy,
    Site,
    SiteMatter,
    VisitCount,
)
from jiceng.outreach.queries.sites import guides_of
from jiceng.outreach.queries.slots import VISIT, ahead, free_slots, openings, slots_on
from jiceng.outreach.rules.routes import FreeSlot
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Row = Mapping[str, Any]
COUNTY = "469024"
BEGUN = 355
"""Days ago that the sites were written down."""
SHARES = {"county": 0.47, "province": 0.33, "elsewhere": 0.19, "abroad": 0.01}
ON_WEEKENDS, ON_HOLIDAYS = 2, 7
FATES = ("attended",) * 15 + ("absent", "declined")
MENDED = "02"
"""The branch of types of case of which some of the latest are taken for matters of the sites."""
MATTERS = 4


def visits_story(office: Office, told: Row) -> Story:
    """Sites first, then routes and honours; yesterday the whole year, and today what is ahead."""
    now = yield office.days.on(office.today - timedelta(days=BEGUN))
    known = {row["key"]: _site(office, row, now) for row in told["site"]}
    now = yield office.days.after(now, 1)
    for row in told["route"]:
        stops = tuple((known[key].number, minutes) for key, minutes in row["stops"])
        given = RouteTold(row["name"], row["area"], stops, row["told"], row["unit"], is_sample=True)
        draw_route(given, by=office.cast.of(row["unit"], "organiser"), now=now)
    for row in told["honour"]:
        _honour(office, row, now)
    now = yield office.days.on(office.today - timedelta(days=3))
    for row in told["site"]:
        _past(office, told, known[row["key"]], row, now)
    now = yield now + timedelta(hours=3)
    for row in told["site"]:
        _ahead(office, told, known[row["key"]], now)


def _site(office: Office, row: Row, now: datetime) -> Site:
    by = office.cast.of(row["unit"], "organiser")
    week = tuple(() if day in row["closed"] else spans_of(row["hours"]) for day in range(7))
    site = open_site(
        SiteTold(
            row["name"], row["area"], row["address"], row["told"], Hours(week, row["on_holidays"]),
            row["minutes"], row["capacity"], row["unit"], row["lon"], row["lat"], True, row["note"],
            is_sample=True,
        ),
        by=by, now=now,
    )  # fmt: skip
    for name, languages, is_volunteer in row["guides"]:
        add_guide(site, name, languages, is_volunteer=is_volunteer, by=by, now=now)
    return site


def _honour(office: Office, row: Row, now: datetime) -> None:
    until = office.today + timedelta(days=row["until"]) if "until" in row else None
    term = TermTold(row["document"], office.today + timedelta(days=row["from"]), until)
    given = HonourTold(row["name"], row["granted_by"], COUNTY, term, "D23", row["told"],
                       is_sample=True)  # fmt: skip
    record_honour(given, by=office.cast.of("D23", "organiser"), now=now)


def _past(office: Office, told: Row, site: Site, row: Row, now: datetime) -> None:
    """Counts of every day it was open, and its groups."""
    days = [office.today - timedelta(days=n) for n in range(BEGUN - 5, 3, -1)]
    found = openings(site, days, now)
    is_open = [day for day in days if found[day].spans]
    rows = [c for day in is_open for c in _counts(site, day, row["daily"], office.rng, now)]
    VisitCount.objects.bulk_create(rows)
    slots = [s for day in is_open for s in slots_on(site, day, found[day], now)]
    chosen = sorted(office.rng.sample(slots, row["groups"]), key=lambda s: s.starts_at)
    _groups(office, told, site, chosen)
    for words in told["words"]["said"]:
        rate_site(site, office.rng.choice((5, 5, 5, 4, 4, 3)), words, now=now)


def _counts(site: Site, day: date, daily: int, rng: Random, now: datetime) -> Iterator[VisitCount]:
    noticed = rules_at(now)[1].days.get(day)
    times = ON_HOLIDAYS if noticed is False else ON_WEEKENDS if day.weekday() > 4 else 1
    for origin, share in SHARES.items():
        people = round(daily * times * share * rng.uniform(0.7, 1.3))
        if people:
            yield VisitCount(site=site, day=day, origin=origin, people=people)


def _groups(office: Office, told: Row, site: Site, slots: list[FreeSlot]) -> None:
    """Bookings that are over, each in a slot of its own, with the lines they would have left."""
    by, guides = office.cast.of(site.unit, "organiser"), list(guides_of(site))
    activities = [_slot(site, s, key) for key, s in enumerate(slots, next_key(Activity))]
    bookings = [
        _booking(office, told, row, key, office.rng.choice(FATES))
        for key, row in enumerate(activities, next_key(Booking))
    ]
    Activity.objects.bulk_create(activities)
    Booking.objects.bulk_create(bookings)
    settle_sequences(Activity, Booking)
    came = [b for b in bookings if b.state == "attended"]
    Attendance.objects.bulk_create(
        Attendance(activity=b.activity, people=b.came or 0, recorded_at=b.activity.ends_at)
        for b in came
    )
    Occupancy.objects.bulk_create(
        Occupancy(resource=guide_key(guide), name=guide.name, starts_at=b.activity.starts_at,
                  ends_at=b.activity.ends_at, activity=b.activity)
        for b, guide in ((b, office.rng.choice(guides)) for b in came)
    )  # fmt: skip
    for booking in bookings:
        _lines(booking, by)


def _slot(site: Site, slot: FreeSlot, key: int) -> Activity:
    venue = site.venue
    return Activity(
        pk=key, number="AC" + public_number(slot.starts_at.year, key), kind=VISIT, title=venue.name,
        venue=venue, area_id=venue.area_id, area_path=venue.area_path, unit=venue.unit,
        unit_path=site.unit_path, tier=site.tier, starts_at=slot.starts_at, ends_at=slot.ends_at,
        capacity=site.slot_capacity, entered_at=slot.ends_at, state="held", version=3,
        published_at=slot.starts_at - timedelta(days=6), held_at=slot.starts_at, is_sample=True,
    )  # fmt: skip


def _booking(office: Office, told: Row, slot: Activity, key: int, fate: str) -> Booking:
    rng = office.rng
    headcount = min(slot.capacity or 0, rng.randrange(12, 55))
    came = {"attended": headcount - rng.randrange(0, 4), "absent": 0}.get(fate)
    slot.state = "held" if fate == "attended" else "cancelled"
    slot.taken = headcount if fate != "declined" else 0
    return Booking(
        pk=key, number="BO" + public_number(slot.starts_at.year, key), title=slot.title,
        activity=slot, unit=slot.unit, unit_path=slot.unit_path, area_path=slot.area_path,
        tier=slot.tier, state=fate, version=3, entered_at=slot.ends_at, headcount=headcount,
        came=came, origin=rng.choices([*SHARES], [*SHARES.values()])[0],
        group=rng.choice(told["words"]["groups"]), note=rng.choice(told["words"]["notes"]),
        is_sample=True,
    )  # fmt: skip


def _lines(booking: Booking, by: Actor) -> None:
    """What the journal would say of a group: it booked, was answered, and came or did not."""
    slot, resident = booking.activity, RESIDENT.grips[0]
    asked, answered = slot.starts_at - timedelta(days=6), slot.starts_at - timedelta(days=5)
    grip, key = by.grips[0], booking.pk
    is_declined = booking.state == "declined"
    last = {"attended": "attend", "absent": "miss"}.get(booking.state, "")
    append([
        line_by(SYSTEM_GRIP, "activity_planned", "activity", slot.pk, to_state="planned"),
        line_by(SYSTEM_GRIP, "publish", "activity", slot.pk, from_state="planned",
                to_state="published"),
        line_by(resident, "booked", "booking", key, to_state="requested"),
    ], at=asked)  # fmt: skip
    answer, state = ("decline", "declined") if is_declined else ("confirm", "confirmed")
    append([line_by(grip, answer, "booking", key, from_state="requested", to_state=state)],
           at=answered)  # fmt: skip
    over = "record" if slot.state == "held" else "cancel"
    done = [line_by(grip, over, "activity", slot.pk, from_state="published", to_state=slot.state)]
    if last:
        done.append(line_by(grip, last, "booking", key, from_state="confirmed",
                            to_state=booking.state))  # fmt: skip
    append(done, at=slot.ends_at)


def _ahead(office: Office, told: Row, site: Site, now: datetime) -> None:
    """Some days from now: one group confirmed with a guide, one that waits for an answer."""
    by, guide = office.cast.of(site.unit, "organiser"), guides_of(site).first()
    free = free_slots(site, ahead(now)[5:12], now)
    for place, slot in enumerate(free[1:4:2]):
        wish = Wished(
            min(20 + 5 * place, slot.left), f"0898-0000000{place}", "示例联系人",
            office.rng.choice(told["words"]["groups"]), "province", is_sample=True,
        )  # fmt: skip
        made = book_visit(site, slot.starts_at, wish, now=now).booking
        if place == 0:
            confirm_visit(site, made, guide.pk if guide else None, by=by, now=now,
                          version=made.version)  # fmt: skip


def link_matters() -> int:
    """Some cases of the year stand for what was raised at sites; in the caller's transaction."""
    found = list(Site.objects.filter(venue__kind=KIND, venue__is_sample=True).order_by("pk"))
    kinds = Case.objects.filter(case_type__startswith=MENDED, site_matter=None)
    rows = list(kinds.order_by("-pk").values_list("pk", "reported_at")[::97][:MATTERS])
    SiteMatter.objects.bulk_create(
        SiteMatter(site=found[place % len(found)], case_id=key, raised_at=at)
        for place, (key, at) in enumerate(rows)
        if found
    )
    return len(rows)
