"""What tests of programmes, standards, research and demanded reports share: one of each."""

from __future__ import annotations

from datetime import timedelta

from jiceng.casework.actions.demands import Wanted, demand_report
from jiceng.casework.actions.programmes import (
    Aim,
    Undertaking,
    add_photo,
    add_project,
    open_programme,
)
from jiceng.casework.actions.research import Survey, open_discussion, plan_research
from jiceng.casework.actions.standards import Heading, Place, add_point, import_standard
from jiceng.casework.queries.programmes import programme_by
from jiceng.casework.rules.standards import Line
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import picture
from jiceng.kernel.records.files import store_upload

TODAY = NOON.date()
ENDS = TODAY + timedelta(days=90)


def county_scene(county: County) -> dict[str, object]:
    """The programme `slow-city`, a standard with a point in East, a discussion: their keys."""
    tang = county["tang"]
    open_programme(Aim("slow-city", "国际慢城", "HOUSING", TODAY), by=tang, now=NOON)
    heading = Heading("自查", "1", TODAY)
    standard = import_standard(heading, [Line(1, "1", "路面干净")], by=tang, now=NOON)
    point = add_point(standard, Place("文化广场", "C-EAST", ("1",)), by=tang, now=NOON)
    talk = open_discussion("怎么减负", "说说看", by=tang, now=NOON)
    return {"standard": standard.pk, "point": point.pk, "discussion": talk.pk}


def town_scene(county: County, who: str, unit: str, below: str) -> dict[str, object]:
    """A project of a town with a picture, its plan of research, and a report it demands of one of
    its communities."""
    by = county[who]
    given = Undertaking("改造老街", unit, TODAY, ENDS, lon=109.605, lat=19.905)
    project = add_project(programme_by("slow-city"), given, by=by, now=NOON)
    photo = store_upload(picture(), now=NOON).upload
    add_photo(project, photo, moment="before", by=by, now=NOON, version=project.version)
    survey = plan_research(Survey("看市场", "visit", "摊位够不够", TODAY), by=by, now=NOON)
    wanted = Wanted("汛情日报", "值班调度", ("水位", "雨量"), (below,), "day", 2, ENDS)
    demand = demand_report(wanted, {}, by=by, now=NOON)
    return {
        "project": project.number,
        "project_photo": photo,
        "research": survey.pk,
        "demand": demand.number,
    }
