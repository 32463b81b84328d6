"""What capabilities above casework bring to the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import County
from jiceng.economy.tests import fairs_scene, investment_scene, orders_scene, relief_scene
from jiceng.emergency.tests import emergency_scene, posts_scene
from jiceng.outreach.tests import activities_scene, legal_scene, publicity_scene, routes_scene
from jiceng.party.tests import scene as party_work
from jiceng.party.tests.cast import Party
from jiceng.performance.tests import inspection_scene, stars_scene, survey_scene
from jiceng.performance.tests import scene as assessed
from jiceng.services.tests import scene as served

SEEN_BY = {
    **party_work.SEEN_BY,
    **stars_scene.SEEN_BY,
    **assessed.SEEN_BY,
    **inspection_scene.SEEN_BY,
    **survey_scene.SEEN_BY,
    **served.SEEN_BY,
    **investment_scene.SEEN_BY,
    **relief_scene.SEEN_BY,
    **fairs_scene.SEEN_BY,
    **orders_scene.SEEN_BY,
    **activities_scene.SEEN_BY,
    **legal_scene.SEEN_BY,
    **routes_scene.SEEN_BY,
    **publicity_scene.SEEN_BY,
    **emergency_scene.SEEN_BY,
}


def scene_apart(county: County) -> tuple[Party, dict[str, dict[str, object]]]:
    """The Party tree, and the names of addresses by near and far."""
    party, named = party_work.party_scene(county)
    more = assessed.assessment_scene(party.actors)
    asked = survey_scene.survey_scene(county)
    for where, code, who in (("near", "P-EAST", "bai"), ("far", "P-WEST", "hao")):
        named[where] |= stars_scene.star_names(code, party[who])
        named[where] |= stars_scene.appraisal_names(code, party["shen"])
    everybody = County(party.actors, party.people)
    visits = inspection_scene.inspection_names(everybody)
    found = (
        more, visits, asked, served.points_scene(county),
        investment_scene.investment_scene(everybody),
        relief_scene.economy_scene(county),
        fairs_scene.fairs_scene(county), orders_scene.orders_scene(county),
        activities_scene.activities_scene(county),
        legal_scene.legal_scene(county),
        routes_scene.routes_scene(county),
        emergency_scene.emergency_scene(everybody),
        publicity_scene.publicity_scene(everybody),
        posts_scene.posts_scene(everybody),
    )  # fmt: skip
    return party, {
        where: {k: v for part in (names, *(f[where] for f in found)) for k, v in part.items()}
        for where, names in named.items()
    }
