"""Terms of supervision, ledgers and likeness at /admin/terms/: read, previewed, decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.casework.queries.near import likeness_rule
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.queries.scoring import scheme_at
from jiceng.casework.queries.supervision import supervision_terms
from jiceng.casework.queries.urging import terms_of_urging
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.powers import (
    OTHER_POSTS,
    counted,
    powers,
    send,
    signed_in,
    text_of,
)
from jiceng.casework.tests.test_configure_rules import TERMS
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration, JournalEntry

LATER = NOON + timedelta(hours=1)
SETS = ("supervision", "problem", "likeness")
SUPERVISION = "/admin/terms/supervision/change"
PROBLEM = "/admin/terms/problem/change"
LIKENESS = "/admin/terms/likeness/change"


@pytest.fixture
def admins(county: County, settings: Settings) -> dict[str, Client]:
    settings.FIXED_NOW = LATER.isoformat()
    return powers(county)


@pytest.mark.parametrize("key", SETS)
def test_each_power_reads_a_set_and_the_administrator_alone_changes_it(
    county: County, admins: dict[str, Client], key: str
) -> None:
    read, change = f"/admin/terms/{key}/", f"/admin/terms/{key}/change"
    assert {c.get(read).status_code for c in admins.values()} == {200}
    opened = {name: c.get(change).status_code for name, c in admins.items()}
    assert opened == {name: 200 if name == "administrator" else 403 for name in admins}
    others = [signed_in(county.people[n]) for n in OTHER_POSTS]
    assert {c.get(url).status_code for c in others for url in (read, change)} == {403}
    assert send(admins["administrator"], change, reason="核定").status_code == 302
    assert set(in_force("terms", LATER)) == {"case", key}


def test_a_set_nobody_knows_is_not_found(admins: dict[str, Client]) -> None:
    client = admins["administrator"]
    assert client.get("/admin/terms/weather/").status_code == 404
    assert client.get("/admin/terms/weather/change").status_code == 404


def test_before_a_county_decides_the_page_shows_what_the_product_proposes(
    admins: dict[str, Client],
) -> None:
    page = text_of(admins["auditor"].get("/admin/terms/supervision/"))
    assert "到期前几个工作日亮黄灯3" in page
    assert "每次扣分逾期签收 2；逾期反馈 3" in page
    assert "还没有县里自己的版本" in page


def test_a_preview_names_what_changes_and_writes_nothing(admins: dict[str, Client]) -> None:
    before = counted()
    answer = send(admins["administrator"], SUPERVISION, near_days="5", preview="1")
    assert answer.status_code == 200
    told = text_of(answer)
    assert "到期前几个工作日亮黄灯3 → 5" in told
    assert "每项任务最多加分5 →" not in told
    assert counted() == before


def test_new_terms_of_supervision_hold_at_once_with_who_and_why(
    admins: dict[str, Client],
) -> None:
    typed = {
        "near_days": "5", "after_deadline_0": "8", "urging_remind_before": "5、2",
        "urging_answer_slip_red_0": "1", "urging_answer_slip_red_1": "working_days",
        "urging_choose_red": [], "scoring_deductions_false_report": "20",
        "scoring_weights_A": "6", "reason": "督查工作会议定", "approved_by": "县府办[2026]7号",
    }  # fmt: skip
    answer = send(admins["administrator"], SUPERVISION, **typed)
    assert answer.status_code == 302, text_of(answer)
    assert supervision_terms(LATER).near_days == 5
    assert str(supervision_terms(LATER).after_deadline) == "8 working_days"
    urging = terms_of_urging(LATER)
    assert (urging.remind_before, urging.choose_red) == ((5, 2), frozenset())
    assert str(urging.term_for("red")) == "1 working_days"
    scheme, version = scheme_at(LATER)
    assert (scheme.deductions["false_report"], scheme.weight("A")) == (20, 6)
    row = Configuration.objects.get(kind="terms", key="supervision")
    assert (row.pk, row.version, row.approved_by) == (version, 1, "县府办[2026]7号")
    assert JournalEntry.objects.filter(kind="change_rule", subject_id=row.pk).count() == 1
    page = text_of(admins["auditor"].get("/admin/terms/supervision/"))
    assert "督查工作会议定" in page


def test_a_form_filled_in_on_an_older_version_is_refused(admins: dict[str, Client]) -> None:
    client = admins["administrator"]
    assert send(client, SUPERVISION, near_days="5").status_code == 302
    before = counted()
    assert send(client, SUPERVISION, near_days="6", version="0").status_code == 409
    assert counted() == before


FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a number in words": (SUPERVISION, {"near_days": "三"}, "请填写 0 到 1000 之间的整数"),
    "no term": (SUPERVISION, {"archive_after_0": ""}, "办结后多久归档"),
    "red before yellow": (
        SUPERVISION, {"behind_yellow": "20", "behind_red": "10"}, "红灯的落后幅度应大于黄灯的"
    ),
    "a weight of nothing": (SUPERVISION, {"scoring_weights_C": "0"}, "请填写 1 到 100 之间的整数"),
    "a day that is none": (SUPERVISION, {"urging_remind_before": "3、昨天"}, "请填写 0 到 1000"),
    "no reason": (SUPERVISION, {"near_days": "5", "reason": ""}, "变更理由"),
    "a day that has passed": (
        SUPERVISION, {"near_days": "5", "valid_from": "2026-01-01"}, "生效日期"
    ),
    "an alias of nobody": (PROBLEM, {"aliases": "住建口＝没有的局"}, "没有找到单位“没有的局”"),
    "half an alias": (PROBLEM, {"aliases": "住建口"}, "请每行写一个"),
    "too many extensions": (PROBLEM, {"extension_cap": "99"}, "请填写 0 到 10 之间的整数"),
    "a kind without a name": (PROBLEM, {"new_code": "river"}, "内容需在1到40个字之间"),
    "a kind whose code is none": (
        PROBLEM, {"new_code": "河长", "new_name": "河长制", "new_look_back_days": "30"}, "小写字母"
    ),
    "nothing weighs": (
        LIKENESS,
        {f"{n}_weight": "0" for n in ("place", "text", "type", "time")},
        "各项权重不能都为 0",
    ),
    "alike beyond measure": (LIKENESS, {"threshold": "101"}, "请填写 1 到 100 之间的整数"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_nonsense_is_refused_at_its_field_and_nothing_is_written(
    admins: dict[str, Client], name: str
) -> None:
    url, typed, sentence = FAULTS[name]
    before = counted()
    answer = send(admins["administrator"], url, **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_a_county_names_its_units_and_kinds_of_ledgers(admins: dict[str, Client]) -> None:
    typed = {
        "rework_0": "7", "extension_cap": "2", "aliases": "派出所＝POLICE\n",
        "kinds_six_rectifications_look_back_days": "365", "new_code": "river_chief",
        "new_name": "河长制", "new_categories": "水质、岸线", "new_needs_notice": "on",
        "new_look_back_days": "30",
    }  # fmt: skip
    answer = send(admins["administrator"], PROBLEM, **typed)
    assert answer.status_code == 302, text_of(answer)
    terms = problem_terms(LATER)
    assert (str(terms.rework), terms.extension_cap) == ("7 working_days", 2)
    assert terms.aliases == {"派出所": "POLICE"}
    assert terms.kinds["six_rectifications"].look_back_days == 365
    river = terms.kinds["river_chief"]
    assert (river.name, river.categories, river.needs_notice) == ("河长制", ("水质", "岸线"), True)
    assert "河长制" in text_of(admins["auditor"].get("/admin/terms/problem/"))


def test_how_alike_is_alike_is_the_countys(admins: dict[str, Client]) -> None:
    answer = send(admins["administrator"], LIKENESS, threshold="75", radius_m="150")
    assert answer.status_code == 302, text_of(answer)
    rule = likeness_rule(LATER)
    assert (rule.threshold, rule.radius_m, rule.text_weight) == (75, 150, 35)


def test_which_types_are_public_is_decided_on_the_page_of_cases(
    admins: dict[str, Client],
) -> None:
    client = admins["administrator"]
    wrong = send(client, "/admin/terms/change", public_types="99")
    assert wrong.status_code == 422
    assert "99" in text_of(wrong)
    typed = {**TERMS, "public_types": "01", "public_figures": "on"}
    right = send(client, "/admin/terms/change", **typed)
    assert right.status_code == 302, text_of(right)
    content = in_force("terms", LATER)["case"].content
    assert (content["public_types"], content["public_figures"]) == (["01"], True)
