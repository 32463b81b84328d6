"""Who came is counted; visitors say how it was; what is broken at a site becomes a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.kernel.places import mask_personal
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor
from jiceng.outreach.actions.sites import keeper_grip, open_still, say
from jiceng.outreach.models import Site, SiteFeedback, SiteMatter, VisitCount
from jiceng.outreach.queries.sites import today_of
from jiceng.outreach.rules.activities import MOST_PEOPLE, ORIGINS

GRADES = range(1, 6)
LONGEST_WORDS = 300


def count_visits(
    site: Site, day: date, people: Mapping[str, int], *, by: Actor, now: datetime
) -> None:
    """How many came on a day without booking, by where they say they come from; telling it again
    corrects it. Raises `NotAllowed`, `Refused`, `Invalid`.
    """
    grip = keeper_grip(site, by)
    open_still(site)
    if day > today_of(now):
        raise Invalid(Reason("count_in_future", {"day": day.isoformat()}, "day"))
    if unknown := next((o for o in people if o not in ORIGINS), None):
        raise Invalid(Reason("unknown_origin", {"value": unknown}, "origin"))
    for origin, number in people.items():
        if not 0 <= number <= MOST_PEOPLE:
            raise Invalid(Reason("count_out_of_range", {"most": MOST_PEOPLE}, origin))
    with transaction.atomic():
        for origin, number in people.items():
            VisitCount.objects.update_or_create(
                site=site, day=day, origin=origin, defaults={"people": number}
            )
        say(grip, "visits_counted", "site", site.pk, now, day=day.isoformat(),
            people=sum(people.values()))  # fmt: skip


def rate_site(site: Site, rating: int, words: str, *, now: datetime) -> SiteFeedback:
    """What a visitor thinks; the words go by rule. Raises `Refused`, `Invalid`."""
    open_still(site)
    if rating not in GRADES:
        raise Invalid(Reason("bad_rating", field="rating"))
    kept = mask_personal(words.strip())[0]
    if len(kept) > LONGEST_WORDS:
        raise Invalid(Reason("text_length", {"low": 0, "high": LONGEST_WORDS}, "comment"))
    until = now + timedelta(days=rules_at(now)[0].erase_days)
    return SiteFeedback.objects.create(
        site=site, rating=rating, words=kept, at=now, erase_at=until if kept else None
    )


def erase_site_words(now: datetime, *, limit: int = 500) -> int:
    """Drop words of visitors whose time has come; the grades stay. Returns how many."""
    rows = list(SiteFeedback.objects.filter(erase_at__lte=now)[:limit])
    with transaction.atomic():
        SiteFeedback.objects.filter(pk__in=[r.pk for r in rows]).update(words="", erase_at=None)
        for site in sorted({row.site_id for row in rows}):
            say(SYSTEM_GRIP, "site_words_erased", "site", site, now)
    return len(rows)


def raise_matter(site: Site, text: str, *, by: Actor = RESIDENT, now: datetime) -> Case:
    """What is broken there becomes a case with a promised time. Raises `Refused`, `Invalid`."""
    open_still(site)
    source = "resident" if by is RESIDENT else "clerk"
    venue = site.venue
    raised = Raised(text, place=f"{venue.name}（{venue.address}）"[:120], lon=venue.lon,
                    lat=venue.lat, desk_area=str(venue.area_id), source=source)  # fmt: skip
    with transaction.atomic():
        case = raise_case(raised, by=by, now=now).case
        SiteMatter.objects.create(site=site, case=case, raised_at=now)
    return case
