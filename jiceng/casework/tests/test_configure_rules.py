"""Rules are changed by versions: who may, what is refused, and what open cases keep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.casework.models import Case
from jiceng.casework.queries import cases, rules_at
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import report
from jiceng.casework.tests.powers import (
    OTHER_POSTS,
    change_type,
    counted,
    load_text,
    powers,
    raised,
    send,
    signed_in,
    text_of,
)
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration, JournalEntry
from jiceng.kernel.terms import Term

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def admins(county: County, settings: Settings) -> dict[str, Client]:
    settings.FIXED_NOW = LATER.isoformat()
    load_text()
    return powers(county)


READ = (
    "/admin/", "/admin/types/", "/admin/types/0101/", "/admin/rules/", "/admin/rules/first-tier/",
    "/admin/terms/", "/admin/posts/", "/admin/posts/leader/", "/admin/texts/",
    "/admin/texts/portal.received/", "/admin/calendar/", "/admin/calendar/2027/", "/admin/people/",
    "/admin/grids/", "/admin/territory/", "/admin/territory/469024100001/", "/admin/burden/",
    "/admin/rules/try?text=垃圾成堆&case_type=0101",
)  # fmt: skip
CHANGE = {
    "/admin/types/0101/change": "administrator",
    "/admin/types/0101/withdraw": "administrator",
    "/admin/types/new": "administrator",
    "/admin/rules/first-tier/change": "administrator",
    "/admin/rules/first-tier/withdraw": "administrator",
    "/admin/rules/new": "administrator",
    "/admin/terms/change": "administrator",
    "/admin/texts/portal.received/change": "administrator",
    "/admin/calendar/2027/notice": "administrator",
    "/admin/calendar/hours": "administrator",
    "/admin/territory/469024100001001/rename": "administrator",
    "/admin/territory/469024100001001/redraw": "administrator",
    "/admin/territory/469024100001001/households": "administrator",
    "/admin/territory/469024100001/open": "administrator",
    "/admin/territory/469024100001001/close": "administrator",
    "/admin/posts/leader/change": "security_administrator",
    "/admin/people/new": "security_administrator",
    "/admin/audit/": "auditor",
    "/admin/audit/verify": "auditor",
    "/admin/audit/export": "auditor",
}


@pytest.mark.parametrize("url", READ)
def test_each_of_the_three_powers_reads_every_rule(admins: dict[str, Client], url: str) -> None:
    assert {name: c.get(url).status_code for name, c in admins.items()} == dict.fromkeys(
        admins, 200
    )


@pytest.mark.parametrize("url", CHANGE)
def test_each_power_opens_its_own_forms_alone(admins: dict[str, Client], url: str) -> None:
    seen = {name: client.get(url).status_code for name, client in admins.items()}
    assert seen == {name: 200 if name == CHANGE[url] else 403 for name in admins}


@pytest.mark.parametrize("url", [*READ, *CHANGE])
def test_no_other_post_comes_in_and_a_stranger_is_asked_to_sign_in(
    county: County, admins: dict[str, Client], url: str
) -> None:
    statuses = {signed_in(county.people[n]).get(url).status_code for n in OTHER_POSTS}
    assert statuses == {403}
    assert Client().get(url).status_code == 302


def test_a_longer_promise_holds_for_new_cases_and_touches_no_open_one(
    admins: dict[str, Client],
) -> None:
    old = report()
    assert change_type(admins["administrator"], promise_0="3").status_code == 302
    new = raised("垃圾没清", "0101", LATER)
    assert Case.objects.get(pk=old.pk).due_at == old.due_at
    assert (old.promised, new.promised) == ("1 working_days", "3 working_days")
    assert new.due_at is not None and old.due_at is not None and new.due_at > old.due_at
    page = text_of(admins["auditor"].get("/admin/types/0101/"))
    assert "按现行版承诺 1 件，按以前版本承诺 1 件未办结" in page
    assert "1 件未办结案件保持按此版作出的承诺" in page


def test_a_version_says_what_changed_who_and_why(admins: dict[str, Client]) -> None:
    change_type(admins["administrator"], closing="垃圾清走并消毒",
         approved_by="县长 林")  # fmt: skip
    page = text_of(admins["auditor"].get("/admin/types/0101/"))
    assert "系统管理员 郭" in page
    assert "按县里会议决定调整" in page
    assert "批准：县长 林" in page
    assert "办结标准垃圾清走垃圾清走并消毒" in page
    assert JournalEntry.objects.filter(kind="change_rule").count() == 1


def test_a_change_from_a_later_day_waits_for_it(admins: dict[str, Client]) -> None:
    change_type(admins["administrator"], promise_0="2",
         valid_from="2026-12-01")  # fmt: skip
    assert rules_at(LATER)[0].type_of("0101").promise == Term.parse("1 working_days")
    later = LATER + timedelta(days=9)
    assert rules_at(later)[0].type_of("0101").promise == Term.parse("2 working_days")
    assert "将生效" in text_of(admins["auditor"].get("/admin/types/0101/"))


def test_rules_of_two_moments_are_kept_beside_each_other(admins: dict[str, Client]) -> None:
    change_type(admins["administrator"], promise_0="2", valid_from="2026-12-01")
    before, after = rules_at(LATER)[0], rules_at(LATER + timedelta(days=9))[0]
    assert rules_at(LATER)[0] is before
    assert rules_at(LATER + timedelta(days=9))[0] is after
    assert before is not after


def test_many_moments_push_out_the_oldest_alone(admins: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(cases, "MOST_BOOKS", 2)
    cases._books.clear()
    for term, day in (("2", "2026-12-01"), ("3", "2026-12-03")):
        change_type(admins["administrator"], promise_0=term, valid_from=day)
    kept = {n: rules_at(LATER + timedelta(days=n))[0] for n in (0, 9, 20)}
    assert all(rules_at(LATER + timedelta(days=n))[0] is kept[n] for n in (9, 20))
    assert rules_at(LATER)[0] is not kept[0]


TYPE_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": ""}, "名称：不能为空"),
    "a unit that is not there": ({"duty_unit": "不存在的局"}, "没有找到单位“不存在的局”"),
    "no unit": ({"duty_unit": ""}, "主责单位：不能为空，请填写"),
    "a promise in words": ({"promise_0": "三"}, "“三 working_days”不是有效的时限"),
    "a promise of nothing": ({"promise_0": "0"}, "不是有效的时限"),
    "a promise for ever": ({"promise_0": "99999"}, "请填写 1 到 3650 之间的整数"),
    "a promise longer than the law": (
        {"promise_0": "9", "statutory_0": "8", "statutory_1": "working_days"},
        "承诺时限不能长于法定时限",
    ),
    "the law's business sent down": ({"law_department": "on"}, "首办层级请选“县级”"),
    "a level that is not there": ({"first_tier": "省"}, "首办层级"),
    "no closing condition": ({"closing": ""}, "办结标准：不能为空"),
    "a stage term in words": ({"stages_handling_0": "x"}, "不是有效的时限"),
    "no reason": ({"reason": ""}, "变更理由：不能为空，请填写"),
    "a day gone by": ({"valid_from": "2026-01-01"}, "生效日期不能早于今天"),
    "no day at all": ({"valid_from": "明天"}, "日期写法不对"),
}


@pytest.mark.parametrize("name", TYPE_FAULTS)
def test_nonsense_in_a_type_is_refused_by_field_and_what_was_typed_stays(
    admins: dict[str, Client], name: str
) -> None:
    typed, sentence = TYPE_FAULTS[name]
    before = counted()
    answer = change_type(admins["administrator"],
                  **{"basis": "某条例第三条", "closing_en": "Swept", **typed})  # fmt: skip
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in text_of(answer)
    assert "某条例第三条" in page and "Swept" in page
    assert counted() == before


def test_a_form_filled_in_before_another_change_is_refused(admins: dict[str, Client]) -> None:
    client = admins["administrator"]
    change_type(client, promise_0="2")
    before = counted()
    answer = change_type(client, promise_0="4", version="1")
    assert answer.status_code == 409
    assert "刚刚被别人修改过" in text_of(answer)
    assert counted() == before


def test_the_same_form_sent_twice_is_one_version(admins: dict[str, Client]) -> None:
    client = admins["administrator"]
    statuses = [change_type(client, promise_0="2", version="1").status_code for _ in range(2)]
    assert statuses == [302, 302]
    assert Configuration.objects.filter(kind="case_type", key="0101").count() == 2


def test_a_change_of_nothing_is_refused(admins: dict[str, Client]) -> None:
    change_type(admins["administrator"])
    before = counted()
    answer = change_type(admins["administrator"], reason="再存一次")
    assert answer.status_code == 422
    assert "内容与现行版本相同" in text_of(answer)
    assert counted() == before


def new_type(**typed: Any) -> dict[str, Any]:
    return {
        "code": "0103", "name": "共享单车乱停", "name_en": "Parked bicycles",
        "duty_unit": "县住建局", "first_tier": "grid", "level": "small", "promise_0": "2",
        "promise_1": "working_days", "basis": "县里核定", "closing": "摆放整齐",
        "closing_en": "In order", "needs": ["result"], "keywords": "单车、共享单车", **typed,
    }  # fmt: skip


def test_a_new_type_is_used_by_the_next_case(admins: dict[str, Client]) -> None:
    answer = send(admins["administrator"], "/admin/types/new", **new_type())
    assert answer.status_code == 302
    case = raised("路口单车乱停", "0103", LATER)
    assert (case.tier, case.promised) == ("grid", "2 working_days")
    assert rules_at(LATER)[0].type_of("0103").keywords == ("单车", "共享单车")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("0101", "已经使用过"),
        ("9", "2、4 或 6 位数字"),
        ("0901", "没有“09”"),
        ("abcd", "2、4 或 6 位数字"),
        ("", "2、4 或 6 位数字"),
    ],
)
def test_a_new_type_needs_a_code_nobody_had_below_a_parent(
    admins: dict[str, Client], code: str, sentence: str
) -> None:
    before = counted()
    answer = send(admins["administrator"], "/admin/types/new", **new_type(code=code))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_a_withdrawn_type_takes_no_case_and_its_code_is_never_given_again(
    admins: dict[str, Client],
) -> None:
    open_case = report()
    client = admins["administrator"]
    assert send(client, "/admin/types/0101/withdraw").status_code == 302
    assert not rules_at(LATER)[0].type_of("0101").is_leaf
    assert Case.objects.get(pk=open_case.pk).due_at == open_case.due_at
    answer = send(client, "/admin/types/new", **new_type(code="0101"))
    assert "已经使用过" in text_of(answer)


def test_a_parent_is_not_withdrawn_from_above_its_types(admins: dict[str, Client]) -> None:
    answer = send(admins["administrator"], "/admin/types/01/withdraw")
    assert answer.status_code == 422
    assert "下面还有类型：0101、0102" in text_of(answer)


def new_rule(**typed: Any) -> dict[str, Any]:
    return {
        "key": "roads_north", "order": "10", "case_type": "0102", "unit": "HOUSING",
        "area_path": "469024/469024100/", "label": "北镇路面破损直派县住建局。", **typed,
    }  # fmt: skip


def test_changing_a_row_changes_the_unit_and_the_sentence(admins: dict[str, Client]) -> None:
    client = admins["administrator"]
    first = report("路面有大坑", "0102")
    assert first.unit == "C-EAST"
    assert send(client, "/admin/rules/new", **new_rule()).status_code == 302
    second = raised("路面有大坑", "0102", LATER)
    send(client, "/admin/rules/roads_north/change", unit="T-NORTH", label="北镇路面由镇里先修。")
    third = raised("路面有大坑", "0102", LATER)
    assert [second.unit, third.unit] == ["HOUSING", "T-NORTH"]
    labels = [[r["params"].get("label") for r in c.because if r["code"] == "rule_matched"]
              for c in (second, third)]  # fmt: skip
    assert labels == [["北镇路面破损直派县住建局。"], ["北镇路面由镇里先修。"]]
    assert Case.objects.get(pk=first.pk).unit == "C-EAST"


def test_the_preview_shows_both_answers_and_saves_neither(admins: dict[str, Client]) -> None:
    before = counted()
    answer = send(
        admins["administrator"], "/admin/rules/new", **new_rule(), preview="1",
        **{"try-text": "路面坏了", "try-case_type": "0102", "try-place": "文化广场"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert (answer.context["before"]["unit"], answer.context["after"]["unit"]) == (
        "东社区居委会",
        "县住建局",
    )
    assert "北镇路面破损直派县住建局。" in "".join(answer.context["after"]["because"])
    assert counted() == before
    assert "roads_north" not in in_force("rule", LATER)


RULE_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no order": ({"order": ""}, "顺序：不能为空，请填写"),
    "an order in words": ({"order": "第一"}, "请填写 1 到 9999 之间的整数"),
    "an order that is taken": ({"order": "900"}, "顺序 900 已被另一条规则使用"),
    "a unit that is not there": ({"unit": "NOBODY"}, "没有代码为“NOBODY”的单位"),
    "a type that is not there": ({"case_type": "9999"}, "没有“9999”这个具体事项类型"),
    "an area that is not there": ({"area_path": "1/"}, "没有代码为“1/”的区域"),
    "an hour that is none": ({"from_hour": "25"}, "请填写 0 到 23 之间的整数"),
    "hours that never come": ({"from_hour": "8", "to_hour": "8"}, "起止钟点相同"),
    "no sentence": ({"label": ""}, "规则说明：不能为空"),
    "a key in Chinese": ({"key": "规则"}, "标识为小写字母开头"),
    "a key that is taken": ({"key": "first-tier"}, "刚刚被别人修改过"),
}


@pytest.mark.parametrize("name", RULE_FAULTS)
def test_nonsense_in_a_routing_row_is_refused(admins: dict[str, Client], name: str) -> None:
    typed, sentence = RULE_FAULTS[name]
    before = counted()
    answer = send(admins["administrator"], "/admin/rules/new", **new_rule(**typed))
    assert answer.status_code in (409, 422)
    assert sentence in text_of(answer)
    assert counted() == before


TERM_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no promise": ({"general_promise_0": ""}, "未分类事项的承诺时限"),
    "a cap of nothing": ({"send_back_cap": "0"}, "请填写 1 到 10 之间的整数"),
    "more than all": ({"recheck_percent": "101"}, "请填写 0 到 100 之间的整数"),
    "a number in words": ({"erase_days": "很多"}, "请填写 1 到 3650 之间的整数"),
    "rungs that fall": ({"ladders_stage_1_0": "100"}, "百分比应逐级增大"),
    "a light that is none": ({"ladders_stage_1_1": "blue"}, "不认识“blue”"),
    "a role that is none": ({"ladders_promise_1_2": "boss"}, "没有“boss”这个角色"),
    "a share in words": ({"ladders_promise_1_0": "八十"}, "请填写 1 到 1000 之间的整数"),
}
TERMS: dict[str, Any] = {
    "general_promise_0": "15", "general_promise_1": "working_days",
    "reopen_window_0": "15", "reopen_window_1": "working_days",
    "recheck_term_0": "10", "recheck_term_1": "working_days",
    "arrive_within_0": "30", "arrive_within_1": "minutes",
    "rating_days": "30", "erase_days": "180",
}  # fmt: skip


@pytest.mark.parametrize("name", TERM_FAULTS)
def test_nonsense_in_the_terms_is_refused(admins: dict[str, Client], name: str) -> None:
    typed, sentence = TERM_FAULTS[name]
    before = counted()
    answer = send(admins["administrator"], "/admin/terms/change", **{**TERMS, **typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_new_terms_hold_for_what_comes_and_leave_open_cases_alone(
    admins: dict[str, Client],
) -> None:
    old = report("路面有大坑", "0102")
    typed = {**TERMS, "stages_dispatched_0": "8", "ladders_stage_1_0": "50"}
    answer = send(admins["administrator"], "/admin/terms/change", **typed)
    assert answer.status_code == 302, text_of(answer)
    book, _calendar = rules_at(LATER)
    assert book.stages["dispatched"] == Term.parse("8 working_hours")
    assert book.stage_ladder[0].percent == 50
    kept = Case.objects.get(pk=old.pk)
    assert (kept.stage_due_at, kept.due_at) == (old.stage_due_at, old.due_at)
    new = raised("路面有大坑", "0102", LATER)
    assert new.stage_given == 2 * old.stage_given


def test_a_post_never_joins_two_powers_and_no_power_dies_out(admins: dict[str, Client]) -> None:
    client = admins["security_administrator"]
    joined = send(client, "/admin/posts/administrator/change", name="系统管理员",
                  roles=["administrator", "auditor"])  # fmt: skip
    assert "不能由同一岗位或同一人兼任" in text_of(joined)
    lost = send(client, "/admin/posts/auditor/change", roles=["reader"])
    assert "至少要有一个岗位保留“审计”权限" in text_of(lost)
    assert (joined.status_code, lost.status_code) == (422, 422)


def test_a_role_given_to_a_post_opens_pages_at_once(
    county: County, admins: dict[str, Client]
) -> None:
    tang = signed_in(county.people["tang"])
    assert tang.get("/admin/").status_code == 403
    client = admins["security_administrator"]
    send(client, "/admin/posts/supervision_officer/change", roles=["overseer", "auditor"])
    assert tang.get("/admin/audit/").status_code == 200


def test_a_text_keeps_its_placeholders_and_gets_no_new_ones(admins: dict[str, Client]) -> None:
    client, url = admins["administrator"], "/admin/texts/portal.received/change"
    assert send(client, url, zh="您的编号是 {number}").status_code == 302
    before = counted()
    wrong = send(client, url, zh="请记住 {secret}")
    assert wrong.status_code == 422
    assert "“{secret}”不是可用的填充项" in text_of(wrong)
    assert "中文：不能为空" in text_of(send(client, url, zh=" "))
    assert counted() == before
