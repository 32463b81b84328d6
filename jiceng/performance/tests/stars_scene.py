"""What addresses of stars and appraisals name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.appraisals import open_appraisal
from jiceng.performance.actions.stars import open_rating
from jiceng.performance.queries.star_content import shipped_appraisal_schemes
from jiceng.performance.tests.apart import TODAY, put_scheme

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("star_rating", "near"): {"shen", "luo", "bai"},
    ("star_rating", "far"): {"shen", "luo", "hao"},
    ("appraisal", "near"): {"shen", "luo", "bai"},
    ("appraisal", "far"): {"shen", "luo", "hao"},
}


def star_names(code: str, by: Actor) -> dict[str, object]:
    """A branch's rating of this year, under the shipped scheme."""
    put_scheme()
    made = open_rating(territory().apart[code], TODAY.year, by=by, now=NOON, today=TODAY)
    return {"star_rating": made.number}


def appraisal_names(code: str, by: Actor) -> dict[str, object]:
    """The appraisal of a branch's secretary, opened by the department."""
    scheme = next(iter(shipped_appraisal_schemes().values()))
    unit = territory().apart[code]
    made = open_appraisal(unit, TODAY.year, scheme, by=by, now=NOON, today=TODAY)
    return {"appraisal": made.number}
