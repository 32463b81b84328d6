"""Pages of organisations, registers and one's own record, as people see them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from jiceng.casework.tests.county import County
from jiceng.kernel.records.models import JournalEntry
from jiceng.party.models import Affiliation, CommitteeTerm, Member, Organisation, Seat
from jiceng.party.tests.cast import Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def seen(answer: Any) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def browser(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def test_a_secretary_is_led_to_the_own_branch_and_reads_what_is_due(party: Party) -> None:
    answer = browser(party, "bai").get("/desk/party/", follow=True)
    text = seen(answer)
    assert answer.redirect_chain[-1][0] == "/desk/party/organisations/P-EAST/"
    assert "本届任期将于 2027-01-10 届满，应提前准备换届。" in text
    assert "书记 东1号（示例）" in text


def test_a_committee_sees_its_branches_as_numbers(party: Party) -> None:
    text = seen(browser(party, "luo").get("/desk/party/"))
    assert "东社区党支部" in text and "西村党支部" in text
    assert "县住建局党支部" not in text
    assert "党支部2正式党员10预备党员2" in text.replace(" ", "")


def test_lists_can_be_narrowed_and_say_when_nothing_fits(party: Party) -> None:
    client = browser(party, "shen")
    text = seen(client.get("/desk/party/?kind=branch&sector=organ"))
    assert "县住建局党支部" in text and "东社区党支部" not in text
    assert "没有符合条件的党组织" in seen(client.get("/desk/party/?text=火星"))


def test_names_from_above_cost_a_purpose_which_is_written_down(party: Party) -> None:
    client, url = browser(party, "luo"), "/desk/party/members/?organisation=P-EAST"
    assert "东2号" not in seen(client.get(url))
    refused = client.post("/desk/party/members/purpose/P-EAST", {"purpose": "curiosity"})
    assert refused.status_code == 422
    client.post("/desk/party/members/purpose/P-EAST", {"purpose": "dues"})
    assert "东2号（示例）" in seen(client.get(url))
    line = JournalEntry.objects.get(kind="read_register")
    assert line.payload == '{"purpose":"dues"}'
    assert "东2号" not in seen(browser(party, "shen").get(url))


def test_a_members_file_from_above_costs_a_purpose_of_its_own(party: Party) -> None:
    member = party.members("P-EAST")[1]
    client, url = browser(party, "luo"), f"/desk/party/members/{member.number}/"
    assert "1972-02-28" not in seen(client.get(url))
    client.post(f"{url}purpose", {"purpose": "inspection"})
    assert "1972-02-28" in seen(client.get(url))
    assert JournalEntry.objects.filter(kind="read_member", subject_id=member.pk).count() == 1


def test_a_member_reads_who_opened_what_and_why_while_in_the_branch(party: Party) -> None:
    client, own = browser(party, "luo"), browser(party, "yan")
    assert "上级没有查阅过。" in seen(own.get("/desk/party/me/"))
    other = party.members("P-EAST")[1]
    for url in (f"{other.number}/purpose", "purpose/P-WEST", "purpose/P-EAST"):
        client.post(f"/desk/party/members/{url}", {"purpose": "dues"})
    text = seen(own.get("/desk/party/me/"))
    assert text.count("查阅党员") == 1
    assert "中共北镇委员会 镇党委组织委员 查阅党员名册：党费核对" in text
    Affiliation.objects.filter(member=party.members("P-EAST")[0]).update(since=date(2026, 11, 24))
    assert "上级没有查阅过。" in seen(own.get("/desk/party/me/"))


def test_the_own_branch_reads_without_asking(party: Party) -> None:
    member = party.members("P-EAST")[1]
    client = browser(party, "bai")
    assert "东2号（示例）" in seen(client.get("/desk/party/members/"))
    assert "1972-02-28" in seen(client.get(f"/desk/party/members/{member.number}/"))
    assert not JournalEntry.objects.filter(kind__startswith="read_").exists()


def test_a_member_reads_everything_kept_about_them_and_asks_for_a_correction(
    party: Party,
) -> None:
    client = browser(party, "yan")
    text = seen(client.get("/desk/party/me/"))
    for kept in ("东1号（示例）", "1971-02-28", "2000-07-01", "2001-07-01", "东社区党支部"):
        assert kept in text
    said = {"field": "group", "reason": "应为第二党小组"}
    text = seen(client.post("/desk/party/me/correct", said, follow=True))
    assert "待答复" in text and "应为第二党小组" in text


def test_an_empty_correction_is_answered_at_its_field(party: Party) -> None:
    answer = browser(party, "yan").post("/desk/party/me/correct", {"field": "name", "reason": ""})
    assert answer.status_code == 422
    assert not party.members("P-EAST")[0].corrections.exists()


def test_a_transfer_goes_through_both_pages(party: Party) -> None:
    member = party.members("P-EAST")[2]
    bai, hao = browser(party, "bai"), browser(party, "hao")
    form = f"/desk/party/members/{member.number}/transfer"
    assert '<option value="西村党支部">中共北镇委员会</option>' in bai.get(form).content.decode()
    assert "没有找到党支部“南村党支部”" in seen(bai.post(form, {"version": 1, "to": "南村党支部"}))
    answer = bai.post(form, {"version": 1, "to": "西村党支部"})
    url = answer["Location"]
    assert "不能为空" in seen(bai.post(f"{url}moves/release", {"version": 1, "letter": ""})) or (
        bai.post(f"{url}moves/release", {"version": 1, "letter": ""}).status_code == 422
    )
    assert bai.post(f"{url}moves/release", {"version": 1, "letter": "8"}).status_code == 302
    assert "确认接收" in seen(hao.get(url)) and "确认接收" not in seen(bai.get(url))
    assert hao.post(f"{url}moves/receive", {"version": 2}).status_code == 302
    assert Member.objects.get(pk=member.pk).organisation.code == "P-WEST"


def test_a_transfer_tells_branches_of_one_name_apart(party: Party) -> None:
    unit = party.at("P-HOUSING").unit
    unit.name = "西村党支部"
    unit.save()
    form = f"/desk/party/members/{party.members('P-EAST')[2].number}/transfer"
    bai = browser(party, "bai")
    assert "请选择带代码的一项" in seen(bai.post(form, {"version": 1, "to": "西村党支部"}))
    assert bai.post(form, {"version": 1, "to": "西村党支部（P-WEST）"}).status_code == 302


def test_a_branch_is_set_up_by_form_and_faults_stand_at_their_fields(party: Party) -> None:
    client, url = browser(party, "luo"), "/desk/party/organisations/P-NORTH/new"
    said = {
        "name": "北镇小学党支部", "code": "P-EAST", "kind": "branch", "sector": "school",
        "founded_on": "2026-11-01",
    }  # fmt: skip
    assert client.post(url, said).status_code == 422
    assert "用英文字母和数字" in seen(client.post(url, {**said, "code": "小学"}))
    answer = client.post(url, {**said, "code": "PSCHOOL"}, follow=True)
    assert "北镇小学党支部" in seen(answer) and "党支部没有书记。" in seen(answer)


def test_a_committee_set_up_by_form_may_approve_where_it_was_authorised(party: Party) -> None:
    client, url = browser(party, "shen"), "/desk/party/organisations/P/new"
    said = {
        "name": "南镇党委", "code": "PSOUTH", "kind": "committee", "sector": "organ",
        "founded_on": "2026-11-01", "may_approve": "on", "approves_since": "2026-11-01",
    }  # fmt: skip
    assert "有审批权（2026-11-01 起）" in seen(client.post(url, said, follow=True))
    at = "/desk/party/organisations/PSOUTH/"
    page = client.get(f"{at}amend").text
    assert 'value="2026-11-01"' in page and "checked" in page
    change = {"sector": "organ", "version": 1, "approves_until": "2026-11-20", "may_approve": "on"}
    assert "有审批权（2026-11-20 止）" in seen(client.post(f"{at}amend", change, follow=True))
    assert "approves_since" not in client.get("/desk/party/organisations/P-EAST/amend").text


ELECTION = "/desk/party/organisations/{}/election"
TERM = {"version": 1, "elected_on": "2026-11-20", "starts_on": "2026-11-20",
        "ends_on": "2029-11-20"}  # fmt: skip


def test_an_election_is_entered_by_form(party: Party) -> None:
    members = party.members("P-EAST")
    said = {**TERM, "seat_secretary": members[4].number,
            "seat_member_1": members[0].number, "seat_member_2": members[1].number}  # fmt: skip
    client, url = browser(party, "bai"), ELECTION.format("P-EAST")
    assert "书记 东5号（示例）" in seen(client.post(url, said, follow=True))
    duties = Seat.objects.filter(term__ended_on=None).values_list("duty", flat=True)
    assert list(duties.filter(term__organisation=party.at("P-EAST"))).count("member") == 2
    assert client.post(url, {**said, "ends_on": "2026-11-19", "version": 2}).status_code == 422
    twice = {**said, "seat_member_3": members[0].number, "version": 2}
    assert "只能担任一个职务" in seen(client.post(url, twice))


def test_an_election_entered_from_above_costs_a_purpose(party: Party) -> None:
    client, url = browser(party, "luo"), ELECTION.format("P-EAST")
    member = party.members("P-EAST")[4]
    said = {**TERM, "seat_secretary": member.number}
    for answer in (client.get(url), client.post(url, said)):
        assert "查阅事由" in seen(answer) and "东2号" not in seen(answer)
    assert not CommitteeTerm.objects.filter(elected_on="2026-11-20").exists()
    assert client.post(f"{url}/purpose", {"purpose": "curiosity"}).status_code == 422
    client.post(f"{url}/purpose", {"purpose": "election"})
    assert JournalEntry.objects.filter(kind="read_register").count() == 1
    assert "东2号" in seen(client.get(url))
    assert "书记 东5号（示例）" in seen(client.post(url, said, follow=True))


def test_a_committee_of_nine_is_found_by_number_or_name_and_lists_nobody(party: Party) -> None:
    client, url = browser(party, "luo"), ELECTION.format("P-NORTH")
    client.post(f"{url}/purpose", {"purpose": "election"})
    assert "东2号" not in seen(client.get(url))
    nine = [*party.members("P-EAST")[:5], *party.members("P-WEST")[:4]]
    boxes = ["seat_secretary", "seat_deputy_1", "seat_deputy_2",
             *(f"seat_member_{n}" for n in range(1, 7))]  # fmt: skip
    said = {**TERM, **{box: m.number for box, m in zip(boxes, nine, strict=True)}}
    wrong = client.post(url, {**said, "seat_secretary": "无此人"})
    assert "没有编号或者姓名为“无此人”的正式党员" in seen(wrong)
    outside = client.post(url, {**said, "seat_secretary": party.members("P-HOUSING")[0].number})
    assert outside.status_code == 422
    nine[1].name = nine[8].name
    nine[1].save()
    again = client.post(url, {**said, "seat_deputy_1": nine[1].name})
    assert f"有几名正式党员叫“{nine[1].name}”" in seen(again)
    assert client.post(url, {**said, "seat_secretary": nine[0].name}).status_code == 302
    assert Seat.objects.filter(term__organisation=party.at("P-NORTH")).count() == 9


def test_a_seat_is_vacated_by_form_from_above(party: Party) -> None:
    luo, at = browser(party, "luo"), "/desk/party/organisations/P-EAST/"
    assert f'href="{at}vacate"' in luo.get(at).text
    assert f'href="{at}vacate"' not in browser(party, "bai").get(at).text
    seat = Seat.objects.get(term__organisation=party.at("P-EAST"), duty="secretary")
    assert "书记 东1号（示例）" in seen(luo.get(f"{at}vacate"))
    said = {"seat": seat.pk, "on": "2026-11-23", "reason": "工作调动", "version": 1}
    assert luo.post(f"{at}vacate", {**said, "reason": ""}).status_code == 422
    assert luo.post(f"{at}vacate", said).status_code == 302
    assert "党支部没有书记。" in seen(luo.get(at))
    assert luo.post(f"{at}vacate", said).status_code == 422


def test_a_document_enters_the_register_and_ends_the_one_it_replaces(party: Party) -> None:
    client = browser(party, "shen")
    first = {"number": "示组发〔2020〕1号", "title": "旧办法", "issuer": "县委组织部",
             "valid_from": "2020-01-01"}  # fmt: skip
    client.post("/desk/party/documents/new", first)
    client.post("/desk/party/documents/new", {
        **first, "number": "示组发〔2026〕1号", "title": "新办法", "valid_from": "2026-01-01",
        "supersedes": first["number"],
    })  # fmt: skip
    text = seen(client.get("/desk/party/documents/"))
    assert "新办法" in text and "已失效" in text and "代替 示组发〔2020〕1号" in text
    assert "已经登记" in seen(client.post("/desk/party/documents/new", first))


def test_a_page_of_four_hundred_branches_reads_on(party: Party, county: County) -> None:
    root = party.at("P")
    for n in range(60):
        unit = party.at("P-HOUSING").unit
        unit.pk, unit.path, unit.name = f"PX{n:02}", f"P/PX{n:02}/", f"第{n}党支部"
        unit._state.adding = True
        unit.save()
        Organisation.objects.create(
            unit=unit, path=unit.path, kind="branch", sector="organ", founded_on=root.founded_on
        )
    client = browser(party, "shen")
    first = client.get("/desk/party/?kind=branch")
    assert "本页 50 个" in seen(first)
    rest = client.get("/desk/party/" + first.context["pager"]["next_url"])
    assert "第59党支部" in seen(rest) and "下一页" not in seen(rest)


@pytest.mark.parametrize(
    ("url", "budget"),
    [("/desk/party/organisations/P-EAST/", 15), ("/desk/party/members/", 12)],
)
def test_pages_stay_within_their_queries(
    party: Party, url: str, budget: int, django_assert_max_num_queries: Any
) -> None:
    """The page of a branch asks every subject what is due; a register asks for its members."""
    client = browser(party, "bai")
    client.get(url)
    with django_assert_max_num_queries(budget):
        client.get(url)
