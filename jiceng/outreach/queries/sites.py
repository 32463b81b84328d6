"""Sites: which there are, when they open, who keeps them, who came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import Different, Standing, hours_of, standing_at
from jiceng.kernel.places import Point
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.outreach.models import Guide, Site, SiteDay, SiteFeedback, VisitCount

KEEPER = "organiser"
KEEPING = frozenset({KEEPER})


def today_of(now: datetime) -> date:
    """The day in the county."""
    return now.astimezone(rules_at(now)[1].zone).date()


def sites() -> QuerySet[Site]:
    """Every site with its venue."""
    return Site.objects.select_related("venue", "venue__area")


def open_sites() -> QuerySet[Site]:
    """Sites that have not been closed for good, in the order of the territory."""
    return sites().filter(venue__closed_on=None).order_by("venue__area_path", "pk")


def site_of(number: str) -> Site:
    """One by its number, closed ones too: their page says so. Raises `NotFound`."""
    found = sites().filter(venue__number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def keeping(actor: Actor) -> list[Grip]:
    """Posts that keep sites of their area or unit."""
    return [g for g in actor.grips if KEEPER in g.roles and not g.is_apart]


def keeps(actor: Actor, kept: Any) -> bool:
    """Whether somebody keeps a site, a route or an honour: its unit, or whoever organises in its
    area."""
    return actor.acting_grip(kept, KEEPING) is not None


def kept_site(actor: Actor, number: str) -> Site:
    """One that somebody keeps; for everybody else it is not found."""
    site = site_of(number)
    if not keeps(actor, site):
        raise NotFound(Reason("not_found"))
    return site


def place_of(site: Site) -> Point | None:
    """Its place, where that is known."""
    venue = site.venue
    return None if venue.lon is None or venue.lat is None else (venue.lon, venue.lat)


def days_of(found: Collection[Site], since: date) -> Mapping[int, dict[date, Different]]:
    """Site key -> its single days from a day on."""
    kept: dict[int, dict[date, Different]] = {site.pk: {} for site in found}
    for row in SiteDay.objects.filter(site__in=kept, day__gte=since).order_by("day"):
        spans = tuple((int(a), int(b)) for a, b in row.spans)
        kept[row.site_id][row.day] = Different(spans, row.reason)
    return kept


def standings(found: Sequence[Site], now: datetime) -> dict[int, Standing]:
    """Site key -> open or not at an instant. One query for all of them."""
    calendar, days = rules_at(now)[1], days_of(found, today_of(now))
    return {s.pk: standing_at(hours_of(s.hours), now, calendar, days[s.pk]) for s in found}


def guides_of(site: Site) -> QuerySet[Guide]:
    """Who leads groups there, in the order in which they were written down."""
    return Guide.objects.filter(unit=site.unit, left_on=None).order_by("pk")


def counts_on(site: Site, day: date) -> dict[str, int]:
    """Origin -> how many came without booking on a day."""
    return dict(site.counts.filter(day=day).values_list("origin", "people"))


def counted(within: Q, start: date, end: date) -> QuerySet[VisitCount]:
    """Counts of some days, both included."""
    rows = VisitCount.objects.filter(within, day__gte=start, day__lte=end)
    return rows.select_related("site__venue")


def visits_by_day(site: Site, start: date, end: date) -> dict[date, int]:
    """Day -> how many came without booking."""
    rows = site.counts.filter(day__gte=start, day__lte=end).values_list("day")
    return dict(rows.annotate(n=Sum("people")).order_by("day"))


def ratings(site: Site) -> dict[int, int]:
    """Grade -> how often it was given."""
    rows = site.feedback.values_list("rating").annotate(n=Count("pk")).order_by("rating")
    return dict(rows)


def words_of(site: Site) -> list[SiteFeedback]:
    """What visitors wrote, as long as it is kept, the newest first."""
    return list(site.feedback.exclude(words="").order_by("-pk")[:50])
