"""Rosters: filled without a clash, gaps named, changed by hand under the same rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.tests.county import NOON, County
from jiceng.emergency.actions.duties import (
    Handing,
    answer_swap,
    ask_swap,
    forget_days_off,
    give_duty,
    hand_over,
    set_days_off,
    take_duty,
)
from jiceng.emergency.actions.rosters import (
    RosterPlan,
    ask_to_fill,
    fill_roster,
    fill_waiting,
    make_roster,
    move_roster,
    name_lead,
)
from jiceng.emergency.models import DayOff, Duty, HandOver, Roster, Shift
from jiceng.emergency.queries.rosters import explained, ready
from jiceng.emergency.tests.posts import TODAY, drafted, held, opened, registered, with_office
from jiceng.kernel.records.models import Job
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused
from jiceng.kernel.scope import SYSTEM_GRIP

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(county: County) -> County:
    with_office(county)
    registered(county)
    return county


@pytest.fixture
def roster(office: County) -> Roster:
    """Three days, two checkpoints, two shifts a day: twelve places."""
    return drafted(office, opened(office))


def codes(error: pytest.ExceptionInfo[Refused | Invalid]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def shift(roster: Roster, code: str, turn: int = 0, day: int = 0) -> Shift:
    when = TOMORROW + timedelta(days=day)
    rows = Shift.objects.select_related("checkpoint", "roster__emergency")
    return rows.get(roster=roster, checkpoint__code=code, turn=turn, day=when)


def given(office: County, at: Shift, who: str) -> Duty:
    return give_duty(at, held(office, who), by=office["shi"], now=NOON)


def test_a_roster_has_every_checkpoint_day_and_turn(office: County, roster: Roster) -> None:
    assert (roster.shifts.count(), roster.missing) == (12, 12)
    ask_to_fill(roster, by=office["shi"], now=NOON, version=roster.version)
    fill_waiting(Job.objects.get(kind="fill_roster").payload, NOON)
    roster = ready(Roster.objects.get(pk=roster.pk))
    assert (roster.missing, roster.asked_at) == (0, None)
    assert roster.most - roster.fewest <= 1
    assert {d.person_id for d in Duty.objects.all()} <= {
        office.people[who].pk for who in ("li", "lin", "han", "chen", "xie")
    }


def test_west_is_stood_by_its_own_clerk_as_far_as_rest_allows(
    office: County, roster: Roster
) -> None:
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    xie = office.people["xie"].pk
    stood = Duty.objects.filter(person=xie).values_list("shift__checkpoint__code", flat=True)
    assert set(stood) == {"K002"}


def test_a_gap_is_named_with_its_reason(office: County) -> None:
    set_days_off(TOMORROW, TOMORROW, True, by=office["xie"], now=NOON)
    roster = drafted(office, opened(office), posts=("community_clerk",))
    found = fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    roster = ready(roster)
    assert found.missing == roster.missing > 0
    told = explained(roster, [shift(roster, "K001"), shift(roster, "K002")], NOON)
    (gap,) = told.gaps
    assert (gap.missing, gap.free, gap.on_duty, gap.off) == (1, 0, 1, 1)


def test_rules_stand_against_what_is_given_by_hand(office: County, roster: Roster) -> None:
    given(office, shift(roster, "K001"), "li")
    for at, code in ((shift(roster, "K002"), "duty_double"), (shift(roster, "K001", 1),
                                                             "duty_rest")):  # fmt: skip
        with pytest.raises(Refused) as error:
            given(office, at, "li")
        assert codes(error) == [code]
    with pytest.raises(Refused) as error:
        given(office, shift(roster, "K001"), "lin")
    assert codes(error) == ["shift_full"]
    set_days_off(TOMORROW, TOMORROW, True, by=office["lin"], now=NOON)
    with pytest.raises(Refused) as error:
        given(office, shift(roster, "K002"), "lin")
    assert codes(error) == ["duty_off"]
    with pytest.raises(NotAllowed):
        give_duty(shift(roster, "K002"), held(office, "han"), by=office["chen"], now=NOON)


def test_a_replacement_stands_instead_and_stays_when_filled_again(
    office: County, roster: Roster
) -> None:
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    at = shift(roster, "K001")
    before = Duty.objects.select_related("shift__roster").get(shift=at)
    take_duty(before, by=office["shi"], now=NOON)
    assert ready(roster).missing == 1
    free = next(who for who in ("li", "lin", "han", "chen") if not Duty.objects.filter(
        person=office.people[who], shift__day=TOMORROW).exists())  # fmt: skip
    mine = Duty.objects.filter(person=office.people[free]).order_by("starts_at").first()
    if mine is not None:
        take_duty(mine, by=office["shi"], now=NOON)
    duty = given(office, at, free)
    fill_roster(Roster.objects.get(pk=roster.pk), grip=SYSTEM_GRIP, now=NOON)
    assert Duty.objects.filter(pk=duty.pk).exists()
    assert ready(roster).missing == 0


def test_two_change_places_when_both_say_so(office: County, roster: Roster) -> None:
    mine = given(office, shift(roster, "K001"), "li")
    theirs = given(office, shift(roster, "K001", 0, 2), "lin")
    with pytest.raises(NotAllowed):
        ask_swap(mine, theirs, by=office["lin"], now=NOON)
    swap = ask_swap(mine, theirs, by=office["li"], now=NOON)
    with pytest.raises(NotAllowed):
        answer_swap(swap, True, by=office["li"], now=NOON)
    answer_swap(swap, True, by=office["lin"], now=NOON)
    names = {d.shift.day: d.person.name for d in Duty.objects.select_related("shift", "person")}
    assert names == {TOMORROW: "林", TOMORROW + timedelta(days=2): "李"}


def test_a_swap_without_rest_is_refused_before_anybody_is_asked(
    office: County, roster: Roster
) -> None:
    mine = given(office, shift(roster, "K001"), "li")
    given(office, shift(roster, "K001", 1, 1), "li")
    theirs = given(office, shift(roster, "K002", 1, 0), "lin")
    early = given(office, shift(roster, "K002", 0, 2), "lin")
    with pytest.raises(Refused) as error:
        ask_swap(mine, early, by=office["li"], now=NOON)
    assert set(codes(error)) == {"duty_rest"}
    swap = ask_swap(mine, theirs, by=office["li"], now=NOON)
    set_days_off(TOMORROW, TOMORROW, True, by=office["lin"], now=NOON)
    with pytest.raises(Refused) as error:
        answer_swap(swap, True, by=office["lin"], now=NOON)
    assert codes(error) == ["duty_off"]


def test_a_shift_tells_the_next_and_nobodys_number(office: County, roster: Roster) -> None:
    duty = given(office, shift(roster, "K001"), "li")
    later = duty.starts_at + timedelta(hours=4)
    told = Handing("余下口罩两箱，联系 13812345678", "口罩 2 箱", 120)
    with pytest.raises(NotFound):
        hand_over(duty, told, by=office["lin"], now=later)
    with pytest.raises(Refused) as error:
        hand_over(duty, told, by=office["li"], now=NOON)
    assert codes(error) == ["hand_over_time"]
    hand_over(duty, told, by=office["li"], now=later)
    kept = HandOver.objects.get()
    assert "13812345678" not in kept.words
    assert kept.events == 120


def test_days_off_are_days_alone_and_go_with_time(office: County) -> None:
    assert {f.name for f in DayOff._meta.get_fields()} == {"id", "person", "day"}
    assert set_days_off(TODAY, TOMORROW, True, by=office["li"], now=NOON) == 2
    assert set_days_off(TOMORROW, TOMORROW, False, by=office["li"], now=NOON) == 1
    with pytest.raises(Invalid):
        set_days_off(TODAY - timedelta(days=1), TODAY, True, by=office["li"], now=NOON)
    assert forget_days_off(NOON + timedelta(days=3)) == 1


def test_nothing_empty_is_made_known_and_what_is_dropped_frees_its_people(
    office: County, roster: Roster
) -> None:
    with pytest.raises(Refused) as error:
        move_roster(roster, "publish", by=office["shi"], now=NOON, version=roster.version)
    assert codes(error) == ["roster_not_filled"]
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    move_roster(roster, "drop", by=office["shi"], now=NOON, version=roster.version, reason="重排")
    assert Duty.objects.count() == 0


def test_a_roster_needs_an_open_checkpoint_and_days_ahead(office: County) -> None:
    emergency = opened(office)
    past = RosterPlan(TODAY - timedelta(days=9), TODAY - timedelta(days=2), "nine")
    with pytest.raises(Invalid) as error:
        make_roster(emergency, past, by=office["shi"], now=NOON)
    assert codes(error) == ["roster_in_the_past", "unknown_value"]
    emergency.checkpoints.update(state="closed")
    with pytest.raises(Refused) as empty:
        drafted(office, emergency)
    assert codes(empty) == ["no_checkpoint_open"]


def test_each_day_has_one_leader_on_duty(office: County, roster: Roster) -> None:
    for who in ("kou", "wang"):
        name_lead(roster, TOMORROW, held(office, who), by=office["shi"], now=NOON)
    assert [lead.appointment.person.name for lead in roster.leads.all()] == ["王"]
    with pytest.raises(Invalid) as error:
        name_lead(roster, TODAY, held(office, "kou"), by=office["shi"], now=NOON)
    assert codes(error) == ["day_outside_roster"]
