"""An urging is told to every handler of every unit it reaches, by the worker's announcement."""

from __future__ import annotations

import pytest

from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.queries.search import notices_of
from jiceng.casework.tests.county import NOON, build_county
from jiceng.casework.tests.desk import report
from jiceng.casework.tests.supervising import assigned
from jiceng.project.worker import work_off


@pytest.mark.django_db
def test_every_handler_of_every_unit_is_told_and_nobody_else() -> None:
    county = build_county()
    task = assigned(county, "HOUSING", "POLICE", "T-NORTH")
    sent = urge(task, Urge("urge", "请抓紧办理"), by=county["tang"], now=NOON)
    work_off(NOON)
    told = {who: notices_of(county[who]).filter(subject_kind="urging") for who in
            ("zhao", "qian", "wang", "xie", "sun", "li")}  # fmt: skip
    numbers = {u.unit: u.number for u in sent}
    assert [n.number for n in told["zhao"]] == [numbers["HOUSING"]]
    assert [n.number for n in told["qian"]] == [numbers["POLICE"]]
    assert [n.number for n in told["wang"]] == [numbers["T-NORTH"]]
    assert not any(told[who].exists() for who in ("xie", "sun", "li"))


@pytest.mark.django_db
def test_whoever_handles_a_case_hears_of_an_urging_about_it() -> None:
    county = build_county()
    case = report()
    urge(case, Urge("urge", "请尽快清运"), by=county["ma"], now=NOON)
    work_off(NOON)
    for who in ("li", "chen"):
        assert notices_of(county[who]).filter(subject_kind="urging").exists()
    assert not notices_of(county["lin"]).filter(subject_kind="urging").exists(), "another grid"
