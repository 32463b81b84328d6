"""What addresses of economy name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import LONG_AGO, NOON, County
from jiceng.economy.actions.reliefs import Asked, apply_for_relief
from jiceng.economy.rules.relief import KIND
from jiceng.economy.tests.relief_cast import TRAINING, company
from jiceng.kernel.records.configuration import load_rules

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("relief", "near"): {"zhao"},
    ("relief", "far"): {"qian"},
}
"""Who leads the policy; nobody was asked beside."""


def economy_scene(county: County) -> dict[str, dict[str, object]]:
    """An application to Housing and one to Police, each for a policy of its own."""
    units = {"near": ("near_training", "HOUSING"), "far": ("far_training", "POLICE")}
    load_rules(
        [(KIND, key, {**TRAINING, "unit": unit, "paid_by": unit}) for key, unit in units.values()],
        at=LONG_AGO, by="setup",
    )  # fmt: skip
    one = company(9)
    return {
        where: {
            "relief": apply_for_relief(Asked(key, one, {"insured": "3"}), now=NOON).relief.number,
            "relief_policy": key,
        }
        for where, (key, _unit) in units.items()
    }
