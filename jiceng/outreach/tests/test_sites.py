"""Sites open, close on a day, are joined to routes; who came is counted; honours are renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.kernel.hours import Hours
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.outreach.actions.honours import TermTold, renew_honour
from jiceng.outreach.actions.routes import RouteTold, change_route, close_route, draw_route
from jiceng.outreach.actions.sites import (
    change_site,
    close_site,
    end_guide,
    open_site,
    set_site_day,
)
from jiceng.outreach.actions.visits import count_visits, erase_site_words, raise_matter, rate_site
from jiceng.outreach.models import Honour, HonourTerm, Site, SiteMatter, VisitCount
from jiceng.outreach.queries.honours import evidence_of, in_state, valid_on
from jiceng.outreach.queries.routes import way_of
from jiceng.outreach.queries.sites import guides_of, standings
from jiceng.outreach.rules.honours import STATES, honour_state
from jiceng.outreach.tests.sites_cast import (
    HOURS,
    MUSEUM,
    TERM,
    TODAY,
    group,
    guide,
    honour,
    route,
    site,
    stone,
)

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4 a letter"


@pytest.fixture
def museum(county: County) -> Site:
    return site(county)


def codes(act: Callable[[], Any], kind: type[Refusal] = Invalid) -> list[tuple[str, str]]:
    with pytest.raises(kind) as refused:
        act()
    return [(r.code, r.field) for r in refused.value.reasons]


def test_a_site_is_a_venue_that_opens(museum: Site) -> None:
    assert museum.venue.kind == "red_site"
    assert (museum.unit, museum.venue.capacity) == ("C-EAST", 40)
    assert not standings([museum], NOON)[museum.pk].is_open
    assert standings([museum], NOON - timedelta(hours=1))[museum.pk].is_open


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"hours": Hours(((),) * 7)}, ("never_open", "day_0")),
        ({"hours": Hours(HOURS.weekly, "maybe")}, ("unknown_value", "on_holidays")),
        ({"slot_minutes": 5}, ("number_range", "slot_minutes")),
        ({"slot_capacity": 0}, ("number_range", "slot_capacity")),
        ({"told": " "}, ("text_length", "told")),
        ({"lon": 100.0}, ("point_outside_county", "lon")),
        ({"area": "1"}, ("unknown_area", "area")),
        ({"name": ""}, ("text_length", "name")),
    ],
)
def test_what_is_wrong_with_a_site_is_named(
    wrong: dict[str, Any], fault: tuple[str, str], museum: Site, county: County
) -> None:
    given = replace(MUSEUM, **{"name": "另一处", **wrong})
    assert fault in codes(lambda: open_site(given, by=county["chen"], now=NOON))


def test_a_name_stands_for_one_site(museum: Site, county: County) -> None:
    again = codes(lambda: open_site(MUSEUM, by=county["chen"], now=NOON))
    assert again == [("site_twice", "name")]


@pytest.mark.parametrize("who", ["li", "sun", "xie"])
def test_only_whoever_organises_there_keeps_a_site(who: str, museum: Site, county: County) -> None:
    by = county[who]
    with pytest.raises(NotAllowed):
        change_site(museum, MUSEUM, by=by, now=NOON, version=1)
    with pytest.raises(NotAllowed):
        count_visits(museum, TODAY, {"county": 1}, by=by, now=NOON)


def test_a_stale_change_is_refused_whole(museum: Site, county: County) -> None:
    chen = county["chen"]
    change_site(museum, replace(MUSEUM, slot_capacity=50), by=chen, now=NOON, version=1)
    fresh = Site.objects.get()
    assert (fresh.slot_capacity, fresh.venue.capacity) == (50, 50)
    with pytest.raises(Stale):
        change_site(fresh, MUSEUM, by=chen, now=NOON, version=1)


def test_a_day_is_closed_and_opened_again(museum: Site, county: County) -> None:
    chen, day = county["chen"], TODAY + timedelta(days=1)
    set_site_day(museum, day, (), "设备检修", by=chen, now=NOON)
    at = NOON + timedelta(hours=22)
    assert not standings([museum], at)[museum.pk].is_open
    set_site_day(museum, day, None, "", by=chen, now=NOON)
    assert standings([museum], at)[museum.pk].is_open
    past = codes(
        lambda: set_site_day(museum, TODAY - timedelta(days=1), (), "x", by=chen, now=NOON)
    )
    assert past == [("site_day_has_passed", "day")]


def test_a_site_with_a_group_ahead_stays_open(museum: Site, county: County) -> None:
    group(museum)
    blocked = codes(lambda: close_site(museum, by=county["chen"], now=NOON, version=1), Refused)
    assert blocked[0][0] == "venue_needed"


def test_a_closed_site_takes_nothing_any_more(museum: Site, county: County) -> None:
    closed = close_site(museum, by=county["chen"], now=NOON, version=1)
    for act in (
        lambda: count_visits(closed, TODAY, {"county": 1}, by=county["chen"], now=NOON),
        lambda: rate_site(closed, 5, "", now=NOON),
        lambda: raise_matter(closed, "护栏断了", now=NOON),
        lambda: group(closed),
    ):
        assert codes(act, Refused)[0][0] == "site_closed"


def test_guides_have_one_public_name_in_a_unit(museum: Site, county: County) -> None:
    kept = guide(museum, county)
    assert codes(lambda: guide(museum, county)) == [("guide_twice", "name")]
    end_guide(museum, kept.pk, by=county["chen"], now=NOON)
    assert not guides_of(museum)
    assert guide(museum, county).name == "讲解员一号"


def test_a_route_joins_sites_and_knows_its_way(museum: Site, county: County) -> None:
    found = way_of(route(county, museum, stone(county)))
    assert [s.site.venue.name for s in found.stops] == ["东社区革命旧址", "东社区纪念碑"]
    assert found.minutes == 93
    assert 1300 < found.metres < 1400


def test_a_route_with_one_stop_or_a_stranger_is_refused(museum: Site, county: County) -> None:
    def drawn(*stops: tuple[str, int]) -> Any:
        told = RouteTold("线路", EAST, stops)
        return lambda: draw_route(told, by=county["chen"], now=NOON)

    assert codes(drawn((museum.number, 60))) == [("route_needs_stops", "stops")]
    assert ("stop_unknown", "stops") in codes(drawn((museum.number, 60), ("VE1", 30)))


def test_a_route_is_changed_by_whoever_keeps_it_and_closed_once(
    museum: Site, county: County
) -> None:
    kept, chen = route(county, museum, stone(county)), county["chen"]
    back = RouteTold(
        "新线路", EAST, tuple((s.site.number, 20) for s in reversed(way_of(kept).stops))
    )
    with pytest.raises(NotAllowed):
        change_route(kept, back, by=county["sun"], now=NOON, version=1)
    with pytest.raises(NotAllowed):
        change_route(kept, replace(back, area=FAR), by=chen, now=NOON, version=1)
    kept.refresh_from_db()
    change_route(kept, back, by=chen, now=NOON, version=1)
    assert way_of(kept).stops[0].site.venue.name == "东社区纪念碑"
    with pytest.raises(Stale):
        close_route(kept, by=chen, now=NOON, version=1)
    close_route(kept, by=chen, now=NOON, version=2)
    assert codes(lambda: close_route(kept, by=chen, now=NOON, version=3), Refused) == [
        ("route_closed", "")
    ]


def test_counts_are_told_again_to_correct_them(museum: Site, county: County) -> None:
    chen = county["chen"]
    count_visits(museum, TODAY, {"county": 30, "abroad": 2}, by=chen, now=NOON)
    count_visits(museum, TODAY, {"county": 31}, by=chen, now=NOON)
    rows = {r.origin: r.people for r in VisitCount.objects.all()}
    assert rows == {"county": 31, "abroad": 2}
    tomorrow, wrong = TODAY + timedelta(days=1), {"county": -1}
    assert codes(lambda: count_visits(museum, tomorrow, {"county": 1}, by=chen, now=NOON)) == [
        ("count_in_future", "day")
    ]
    assert codes(lambda: count_visits(museum, TODAY, wrong, by=chen, now=NOON)) == [
        ("count_out_of_range", "county")
    ]


def test_words_of_visitors_go_and_their_grades_stay(museum: Site) -> None:
    kept = rate_site(museum, 4, "讲得好，电话 13800006021", now=NOON)
    assert "13800006021" not in kept.words
    assert erase_site_words(NOON + timedelta(days=179)) == 0
    assert erase_site_words(NOON + timedelta(days=181)) == 1
    kept.refresh_from_db()
    assert (kept.rating, kept.words, kept.erase_at) == (4, "", None)
    assert codes(lambda: rate_site(museum, 6, "", now=NOON)) == [("bad_rating", "rating")]


def test_what_is_broken_becomes_a_case_of_the_place(museum: Site, county: County) -> None:
    case = raise_matter(museum, "观海台护栏断了一截", now=NOON)
    assert SiteMatter.objects.get(case=case).site == museum
    assert EAST in case.area_path
    assert case.source == "resident"


def evidence() -> tuple[Any, ...]:
    return (store_upload(PAPER, now=NOON, moment="evidence").upload,)


def test_an_honour_is_renewed_with_its_evidence(county: County) -> None:
    kept, chen = honour(county), county["chen"]
    assert honour_state(kept.valid_from, kept.valid_until, TODAY) == "to_renew"
    term = TermTold("续〔2026〕9 号", TODAY, TODAY + timedelta(days=1000))
    bare = codes(lambda: renew_honour(kept, term, by=chen, now=NOON, version=1))
    assert bare == [("evidence_missing", "evidence")]
    renew_honour(kept, replace(term, evidence=evidence()), by=chen, now=NOON, version=1)
    assert honour_state(kept.valid_from, kept.valid_until, TODAY) == "valid"
    assert len(evidence_of(HonourTerm.objects.latest("pk"))) == 1
    with pytest.raises(Stale):
        renew_honour(kept, replace(term, valid_from=TODAY + timedelta(days=1), evidence=evidence()),
                     by=chen, now=NOON, version=1)  # fmt: skip


def test_a_term_that_ends_before_it_begins_is_refused_and_nothing_is_kept(county: County) -> None:
    backwards = replace(TERM, valid_until=TERM.valid_from - timedelta(days=1))
    assert codes(lambda: honour(county, term=backwards)) == [("honour_ends_before", "valid_until")]
    strange = replace(TERM, evidence=(store_upload(PAPER, now=NOON).upload,) * 1)
    honour(county, term=strange)
    again = codes(lambda: honour(county, name="又一个", term=strange))
    assert again == [("unknown_upload", "evidence")]
    assert Honour.objects.count() == 1
    with pytest.raises(NotAllowed):
        honour(county, who="sun")


def test_a_state_asked_for_is_the_state_of_the_rule(county: County) -> None:
    for n, (start, end) in enumerate([(-900, 60), (-900, 400), (-900, -1), (5, None), (-1, None)]):
        term = TermTold("文", TODAY + timedelta(days=start),
                        None if end is None else TODAY + timedelta(days=end))  # fmt: skip
        honour(county, name=f"示例荣誉{n}", term=term)
    for state in STATES:
        found = Honour.objects.filter(in_state(state, TODAY))
        assert found
        assert {honour_state(h.valid_from, h.valid_until, TODAY) for h in found} == {state}
    assert Honour.objects.filter(valid_on(TODAY)).count() == 3
