"""The Party year of the demo county: the base, then each subject in turn."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

from jiceng.project.demo.appraisals import fill_appraisals
from jiceng.project.demo.draw import CONTENT
from jiceng.project.demo.party import PartyWorld, build_tree
from jiceng.project.demo.party_co_building import fill_co_building
from jiceng.project.demo.party_development import fill_development
from jiceng.project.demo.party_dues import fill_dues
from jiceng.project.demo.party_dues_now import fill_dues_now
from jiceng.project.demo.party_life import fill_life
from jiceng.project.demo.party_rectifying import fill_rectifying
from jiceng.project.demo.party_screening import fill_screening
from jiceng.project.demo.stars import fill_stars


def fill_party(now: datetime, today: date) -> PartyWorld:
    """Everything of Party work, in the caller's transaction."""
    words = tomllib.loads((CONTENT / "names.toml").read_text("utf-8"))["people"]
    world = build_tree(now, today, (words["surnames"], words["given"]))
    fill_development(world)
    fill_screening(world)
    fill_co_building(world)
    fill_dues(world)
    fill_dues_now(world)
    fill_life(world)
    fill_rectifying(world)
    fill_stars(world)
    fill_appraisals(world)
    return world
