"""Wishes and alliances: claimed by units and members, confirmed by the community."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.county import EAST, NOON, WEST
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions import alliances as acts
from jiceng.party.actions.wishes import Words, move_wish, post_wish
from jiceng.party.models import PlanItem, Wish
from jiceng.party.queries.co_building import wish_for, wishes_of
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.neighbours import in_days, member_registered, registered


@pytest.fixture
def wish(neighbours: Party) -> Wish:
    return post_wish(EAST, "想要一盏台灯，电话 13812345678", by=neighbours["chen"], now=NOON)


def moved(wish: Wish, party: Party, who: str, name: str, **given: str) -> Wish:
    return move_wish(
        wish, name, by=party[who], now=NOON, version=wish.version, given=Words(**given)
    )


def awaiting() -> tuple[str, str]:
    item = WorkItem.objects.get(subject_kind="wish")
    return item.role, item.unit


def test_no_telephone_number_is_kept(wish: Wish) -> None:
    assert "13812345678" not in wish.text + wish.title


def test_a_unit_claims_and_fulfils_and_the_community_confirms(
    wish: Wish, neighbours: Party
) -> None:
    registered(neighbours)
    moved(wish, neighbours, "fan", "claim", unit="HOUSING")
    assert awaiting() == ("co_builder", "HOUSING")
    moved(wish, neighbours, "fan", "fulfil", result="台灯已送到")
    assert awaiting()[0] == "host"
    moved(wish, neighbours, "chen", "confirm")
    assert Wish.objects.get().state == "confirmed"


def test_a_member_claims_and_fulfils_by_the_own_account(wish: Wish, neighbours: Party) -> None:
    member_registered(neighbours)
    moved(wish, neighbours, "yan", "claim")
    assert awaiting() == ("host", "C-EAST")
    assert wish_for(neighbours["yan"], wish.number) == wish
    moved(wish, neighbours, "yan", "fulfil", result="台灯已送到")
    with pytest.raises(Refused):
        moved(wish, neighbours, "yan", "confirm")
    moved(wish, neighbours, "gao", "confirm")
    kept = Wish.objects.get()
    assert (kept.state, kept.confirmed_at, kept.fulfilled_at) == ("confirmed", NOON, NOON)


def test_whoever_is_not_registered_here_claims_nothing(wish: Wish, neighbours: Party) -> None:
    registered(neighbours, at=WEST)
    for who, unit in (("fan", "HOUSING"), ("yan", "")):
        with pytest.raises(Refused) as refused:
            moved(wish, neighbours, who, "claim", unit=unit)
        assert [r.code for r in refused.value.reasons] == ["not_registered_here"]
    with pytest.raises(NotAllowed):
        moved(wish, neighbours, "kong", "claim", unit="HOUSING")
    assert Wish.objects.get().state == "posted"


def test_a_wish_is_claimed_once(wish: Wish, neighbours: Party) -> None:
    registered(neighbours)
    member_registered(neighbours)
    moved(wish, neighbours, "yan", "claim")
    with pytest.raises(Refused) as refused:
        moved(wish, neighbours, "fan", "claim", unit="HOUSING")
    assert [r.code for r in refused.value.reasons] == ["wrong_state"]


def test_a_claim_given_up_is_open_to_others(wish: Wish, neighbours: Party) -> None:
    registered(neighbours)
    member_registered(neighbours)
    moved(wish, neighbours, "fan", "claim", unit="HOUSING")
    moved(wish, neighbours, "fan", "release", reason="买不到")
    kept = Wish.objects.get()
    assert (kept.unit, kept.claimed_by_unit, kept.claimed_by_id) == ("C-EAST", "", None)
    assert wish_for(neighbours["yan"], wish.number).state == "posted"
    moved(Wish.objects.get(), neighbours, "yan", "claim")


def test_the_claimant_does_not_confirm_and_another_does_not_fulfil(
    wish: Wish, neighbours: Party
) -> None:
    registered(neighbours)
    registered(neighbours, "kong", "POLICE")
    moved(wish, neighbours, "fan", "claim", unit="HOUSING")
    with pytest.raises(Refused):
        moved(wish, neighbours, "kong", "fulfil", result="不是我")
    moved(wish, neighbours, "fan", "fulfil", result="台灯已送到")
    with pytest.raises(Refused) as refused:
        moved(wish, neighbours, "fan", "confirm")
    assert [r.code for r in refused.value.reasons] == ["own_wish"]
    moved(wish, neighbours, "chen", "send_back", reason="还没收到")
    assert awaiting() == ("co_builder", "HOUSING")


def test_only_the_community_posts_and_takes_down(wish: Wish, neighbours: Party) -> None:
    for who in ("fan", "yan", "xie", "wang"):
        with pytest.raises(NotAllowed):
            post_wish(EAST, "一个愿望", by=neighbours[who], now=NOON)
    with pytest.raises(Refused):
        moved(wish, neighbours, "xie", "withdraw", reason="不是本社区")
    moved(wish, neighbours, "gao", "withdraw", reason="已经解决")
    assert Wish.objects.get().state == "withdrawn"


@pytest.mark.parametrize("text", ["", "  ", "长" * 301])
def test_a_wish_has_some_words_and_not_too_many(neighbours: Party, text: str) -> None:
    with pytest.raises(Invalid):
        post_wish(EAST, text, by=neighbours["chen"], now=NOON)


def test_open_wishes_are_read_where_one_is_registered(wish: Wish, neighbours: Party) -> None:
    for who in ("fan", "yan", "kong", "xie"):
        with pytest.raises(NotFound):
            wish_for(neighbours[who], wish.number)
    registered(neighbours)
    assert wishes_of(neighbours["fan"]).get() == wish
    assert not wishes_of(neighbours["kong"]).exists()


def test_an_alliance_meets_plans_and_finishes(neighbours: Party) -> None:
    gao = neighbours["gao"]
    alliance = acts.found_alliance(EAST, "东社区共建联盟", TODAY, by=gao, now=NOON)
    acts.join_alliance(alliance, "HOUSING", by=gao, now=NOON, version=1)
    acts.hold_meeting(
        alliance, held_on=TODAY, topics="年度计划", decisions="修灯", by=gao, now=NOON, version=2
    )
    given = acts.Planned("修好楼道灯", "HOUSING", in_days(30))
    item = acts.plan_item(alliance, given, by=gao, now=NOON, version=3)
    acts.finish_item(alliance, item.pk, "验收单", by=gao, now=NOON, version=4)
    assert PlanItem.objects.get().done_on == TODAY
    with pytest.raises(Refused):
        acts.finish_item(alliance, item.pk, "", by=gao, now=NOON, version=5)
    acts.leave_alliance(alliance, "HOUSING", by=gao, now=NOON, version=5)
    with pytest.raises(Invalid) as refused:
        acts.plan_item(alliance, given, by=gao, now=NOON, version=6)
    assert [r.code for r in refused.value.reasons] == ["not_in_alliance"]


def test_an_alliance_is_founded_once_and_kept_by_its_community(neighbours: Party) -> None:
    gao = neighbours["gao"]
    with pytest.raises(NotAllowed):
        acts.found_alliance(EAST, "联盟", TODAY, by=neighbours["xie"], now=NOON)
    with pytest.raises(Invalid):
        acts.found_alliance(EAST, "联盟", in_days(1), by=gao, now=NOON)
    alliance = acts.found_alliance(EAST, "联盟", TODAY, by=gao, now=NOON)
    with pytest.raises(Refused):
        acts.found_alliance(EAST, "又一个", TODAY, by=gao, now=NOON)
    acts.join_alliance(alliance, "POLICE", by=gao, now=NOON, version=1)
    with pytest.raises(Refused):
        acts.join_alliance(alliance, "POLICE", by=gao, now=NOON, version=2)
    with pytest.raises(Stale):
        acts.join_alliance(alliance, "HOUSING", by=gao, now=NOON, version=1)
    with pytest.raises(NotAllowed):
        acts.leave_alliance(alliance, "POLICE", by=neighbours["fan"], now=NOON, version=2)
