"""What addresses of Party work name, for the walk along every door (tests/test_doors.py).

Near is the branch East, far the branch West. Each subject adds its names and who reaches them.
"""

from __future__ import annotations

from datetime import date, timedelta

from jiceng.casework.tests.county import NOON, County
from jiceng.party.actions.development import Applied, open_development
from jiceng.party.actions.meetings import Plan, plan_meeting
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.resolutions import Decision
from jiceng.party.actions.transfers import ask_correction, ask_transfer
from jiceng.party.tests import co_building_scene as co_building
from jiceng.party.tests import dues_scene, weak_scene
from jiceng.party.tests.cast import KEEPERS, POSTS, TODAY, Party, build_party
from jiceng.party.tests.screening import screening_scene

NEAR, FAR = {"shen", "luo", "bai"}, {"shen", "luo", "hao"}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("branch", "near"): NEAR,
    ("branch", "far"): FAR,
    ("branch_above", "near"): {"shen", "luo"},
    ("branch_above", "far"): {"shen", "luo"},
    ("transfer", "near"): NEAR | {"shen"},
    ("transfer", "far"): FAR | {"shen"},
    ("correction", "near"): NEAR | {"yan"},
    ("correction", "far"): NEAR | {"yan"},
    ("development", "near"): NEAR,
    ("development", "far"): FAR,
    ("meeting", "near"): NEAR,
    ("meeting", "far"): FAR,
    ("resolution", "near"): NEAR,
    ("resolution", "far"): FAR,
    ("member_account", "near"): {"yan"},
    ("member_account", "far"): {"yan"},
    ("screening", "near"): {"shen"},
    ("screening", "far"): {"shen"},
    **co_building.SEEN_BY,
    **weak_scene.SEEN_BY,
    **dues_scene.SEEN_BY,
}
"""Who reaches what; only Yan has an account that belongs to a member."""


def roles_of(who: str) -> frozenset[str]:
    """The roles of the post somebody of the Party cast holds."""
    return frozenset(POSTS[KEEPERS[who][1]]["roles"]) if who in KEEPERS else frozenset()


def party_scene(county: County) -> tuple[Party, dict[str, dict[str, object]]]:
    """The Party tree, and the names of addresses by near and far."""
    party = build_party(county)
    swept = weak_scene.swept_north(party)
    names = {
        where: _names(party, code, who)
        for where, code, who in (("near", "P-EAST", "bai"), ("far", "P-WEST", "hao"))
    }
    yan = party.members("P-EAST")[0]
    wrong = ask_correction(yan, "group", "我在第二党小组", by=party["yan"], now=NOON)
    screened = screening_scene(party)
    for listed in names.values():
        listed |= {"correction": wrong.number, **screened}
    for where, code in (("near", "P-EAST"), ("far", "P-WEST")):
        names[where] |= co_building.co_building_names(where, party.members(code)[3])
        names[where] |= weak_scene.weak_names(party, swept, code)
    return party, names


def _names(party: Party, code: str, who: str) -> dict[str, object]:
    member = party.members(code)[1]
    moving = ask_transfer(party.members(code)[2], party.at("P-HOUSING"), by=party[who], now=NOON)
    given = Applied("申请人（示例）", date(1996, 2, 28), date(2024, 1, 10))
    file = open_development(given, at=party.at(code), by=party[who], now=NOON, today=TODAY)
    return {
        "branch": code,
        "member": member.number,
        "transfer": moving.number,
        "development": file.number,
        **dues_scene.dues_names(party, code, who),
        **_life(party, code, who),
    }


def _life(party: Party, code: str, who: str) -> dict[str, object]:
    """A meeting that waits to be recorded, and what another one decided."""
    by, yesterday = party[who], TODAY - timedelta(days=1)
    waiting, held = (
        plan_meeting(Plan(kinds, yesterday), at=party.at(code), by=by, now=NOON)
        for kinds in (("theme_day",), ("committee_meeting",))
    )
    said = Recording(decisions=(Decision("修缮活动室"),))
    record_meeting(held, said, by=by, now=NOON, version=held.version)
    return {"meeting": waiting.number, "resolution": held.resolutions.get().number}
