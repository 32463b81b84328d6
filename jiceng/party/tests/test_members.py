"""Members in the register: entering, transfers with both sides, absences, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions.members import Entry, come_back, enrol, go_mobile, leave, years_between
from jiceng.party.actions.transfers import (
    Papers,
    ask_correction,
    ask_transfer,
    move_correction,
    move_transfer,
)
from jiceng.party.models import Correction, Member, MobilePeriod, Transfer
from jiceng.party.queries.life import bodies_of
from jiceng.party.queries.memberships import transfer_for
from jiceng.party.queries.weak_facts import last_admission
from jiceng.party.tests.cast import TODAY, Party, with_post
from jiceng.party.tests.dues import move

pytestmark = pytest.mark.django_db
ENTRY = Entry("何新（示例）", date(1990, 5, 1), date(2015, 7, 1), date(2016, 7, 1))


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 3, 1), date(2022, 2, 28), 17),
        (date(2004, 3, 1), date(2022, 3, 1), 18),
    ],
)
def test_years_are_whole_and_by_the_calendar(born: date, day: date, years: int) -> None:
    assert years_between(born, day) == years


def test_a_branch_enters_a_member_taken_over_from_paper(party: Party) -> None:
    row = enrol(ENTRY, at=party.at("P-EAST"), by=party["bai"], now=NOON, today=TODAY)
    assert (row.standing, row.path) == ("full", "P/P-NORTH/P-EAST/")
    assert row.affiliations.get().since == date(2015, 7, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"full_on": date(2015, 6, 30)}, "full_on"),
        ({"accepted_on": date(2026, 11, 24), "full_on": None}, "accepted_on"),
        ({"born_on": date(1997, 7, 2)}, "born_on"),
    ],
)
def test_a_faulty_entry_names_its_field(
    party: Party, change: dict[str, object], field: str
) -> None:
    before = Member.objects.count()
    with pytest.raises(Invalid) as refused:
        given = replace(ENTRY, **change)  # type: ignore[arg-type]  # fields of the table above
        enrol(given, at=party.at("P-EAST"), by=party["bai"], now=NOON, today=TODAY)
    assert [r.field for r in refused.value.reasons] == [field]
    assert Member.objects.count() == before


def test_another_branch_enters_nobody_here(party: Party) -> None:
    with pytest.raises(NotAllowed):
        enrol(ENTRY, at=party.at("P-EAST"), by=party["hao"], now=NOON, today=TODAY)


def asked(party: Party) -> Transfer:
    member = party.members("P-EAST")[2]
    return ask_transfer(member, party.at("P-WEST"), by=party["bai"], now=NOON)


def step(party: Party, row: Transfer, who: str, name: str, **papers: str) -> Transfer:
    fresh = Transfer.objects.get(pk=row.pk)
    return move_transfer(
        fresh, name, by=party[who], now=NOON, today=TODAY, version=fresh.version,
        given=Papers(**papers),
    )  # fmt: skip


def test_a_member_moves_when_both_sides_have_confirmed(party: Party) -> None:
    row = asked(party)
    assert WorkItem.objects.get(subject_kind="transfer").unit_path == "P/P-NORTH/P-EAST/"
    step(party, row, "bai", "release", letter="2026-17")
    assert WorkItem.objects.get(subject_kind="transfer").unit_path == "P/P-NORTH/P-WEST/"
    assert Member.objects.get(pk=row.member_id).path == "P/P-NORTH/P-EAST/"
    step(party, row, "hao", "receive")
    member = Member.objects.get(pk=row.member_id)
    assert member.organisation == party.at("P-WEST")
    assert [a.organisation.code for a in member.affiliations.order_by("pk")] == [
        "P-EAST", "P-WEST",
    ]  # fmt: skip
    assert not WorkItem.objects.filter(subject_kind="transfer").exists()


def test_neither_side_acts_for_the_other(party: Party) -> None:
    row = asked(party)
    with pytest.raises(Refused):
        step(party, row, "hao", "release", letter="1")
    step(party, row, "bai", "release", letter="1")
    with pytest.raises(Refused):
        step(party, row, "bai", "receive")


def test_who_died_on_the_way_is_not_received(party: Party) -> None:
    row = asked(party)
    step(party, row, "bai", "release", letter="8")
    member = Member.objects.get(pk=row.member_id)
    leave(member, "died", on=TODAY, by=party["bai"], now=NOON, version=member.version)
    with pytest.raises(Refused, match="member_has_left"):
        step(party, row, "hao", "receive")
    assert not member.affiliations.filter(until=None).exists()
    step(party, row, "hao", "refuse", reason="党员已去世")


def groups(party: Party) -> dict[str, list[tuple[date, date | None]]]:
    body = bodies_of([party.at("P-EAST")])[party.at("P-EAST").pk]
    return {name: list(spans) for name, spans in body.groups}


def test_a_group_is_there_from_the_day_it_is_written_down_until_nobody_is_in_it(
    party: Party,
) -> None:
    """A word put right in November makes no red months of the year before."""
    yan = party.members("P-EAST")[0]
    row = ask_correction(yan, "group", "我在第二党小组", by=party["yan"], now=NOON)
    move_correction(row, "accept", by=party["bai"], now=NOON, today=TODAY, version=row.version,
                    given=Papers(value="第二党小组"))  # fmt: skip
    assert groups(party) == {"第二党小组": [(TODAY, None)]}
    long_ago = date(2026, 1, 1)
    yan.group_memberships.update(since=long_ago)
    move(party, Member.objects.get(pk=yan.pk), "P-WEST")
    assert groups(party) == {"第二党小组": [(long_ago, TODAY)]}


def test_groups_of_the_register_are_taken_over_by_the_migration(party: Party) -> None:
    yan = party.members("P-EAST")[0]
    Member.objects.filter(pk=yan.pk).update(group="第一党小组")
    for _again in range(2):
        import_module("jiceng.party.migrations.0013_fill_group_memberships").fill(apps, None)
    assert groups(party) == {"第一党小组": [(yan.accepted_on, None)]}


def test_an_admission_counts_for_the_branch_of_that_day(party: Party) -> None:
    east, west = party.at("P-EAST"), party.at("P-WEST")
    newest = party.members("P-EAST")[5]
    Member.objects.filter(pk=newest.pk).update(accepted_on=date(2026, 10, 1))
    move(party, newest, "P-WEST")
    came = Entry("自外县来（示例）", date(1990, 2, 28), date(2026, 8, 1), letter="邻县〔2026〕5号",
                 since=date(2026, 9, 1))  # fmt: skip
    enrol(came, at=west, by=party["hao"], now=NOON, today=TODAY)
    found = last_admission([east, west], TODAY)
    assert (found[east.pk].since, found[west.pk].since) == (date(2026, 10, 1), date(2026, 6, 1))


def test_a_release_needs_its_letter(party: Party) -> None:
    with pytest.raises(Refused) as refused:
        step(party, asked(party), "bai", "release")
    assert [r.code for r in refused.value.reasons] == ["paper_missing"]


def test_a_member_moves_once_at_a_time_and_never_to_where_they_are(party: Party) -> None:
    row = asked(party)
    with pytest.raises(Refused):
        ask_transfer(row.member, party.at("P-HOUSING"), by=party["bai"], now=NOON)
    with pytest.raises(Invalid):
        other = party.members("P-EAST")[3]
        ask_transfer(other, party.at("P-EAST"), by=party["bai"], now=NOON)
    with pytest.raises(Invalid):
        ask_transfer(other, party.at("P-NORTH"), by=party["bai"], now=NOON)


def test_both_sides_and_those_above_see_a_transfer_and_nobody_else(party: Party) -> None:
    row = asked(party)
    for who in ("bai", "hao", "luo", "shen"):
        assert transfer_for(party[who], row.number) == row
    for who in ("yan", "zhou", "lu", "tang"):
        with pytest.raises(NotFound):
            transfer_for(party[who], row.number)


def test_a_mobile_member_has_a_contact_of_the_own_branch(party: Party) -> None:
    member, contact = party.members("P-EAST")[:2]
    stranger = party.members("P-WEST")[0]
    period = MobilePeriod(
        certificate="L-1", since=TODAY, destination="海口", contact_member=stranger
    )
    with pytest.raises(Invalid):
        go_mobile(member, period, by=party["bai"], now=NOON, version=1)
    period.contact_member = contact
    go_mobile(member, period, by=party["bai"], now=NOON, version=1)
    with pytest.raises(Refused):
        go_mobile(member, period, by=party["bai"], now=NOON, version=2)
    come_back(member, on=TODAY, by=party["bai"], now=NOON, version=2)
    assert member.mobile_periods.get().until == TODAY


def test_who_left_stays_on_record_and_is_not_moved(party: Party) -> None:
    member = party.members("P-EAST")[4]
    leave(member, "died", on=TODAY, by=party["bai"], now=NOON, version=1)
    assert Member.objects.get(pk=member.pk).standing == "left"
    with pytest.raises(Refused):
        ask_transfer(member, party.at("P-WEST"), by=party["bai"], now=NOON)


def test_a_member_has_the_own_record_put_right(party: Party) -> None:
    yan = party.members("P-EAST")[0]
    row = ask_correction(yan, "full_on", "转正应为 2001 年 8 月 1 日", by=party["yan"], now=NOON)
    with pytest.raises(Refused):
        ask_correction(yan, "name", "再改", by=party["yan"], now=NOON)
    line = JournalEntry.objects.get(kind="ask", subject_kind="correction")
    assert "2001" not in line.payload
    with pytest.raises(Invalid):
        move_correction(row, "accept", by=party["bai"], now=NOON, today=TODAY, version=1,
                        given=Papers(value="八月"))  # fmt: skip
    fresh = Correction.objects.get(pk=row.pk)
    move_correction(fresh, "accept", by=party["bai"], now=NOON, today=TODAY, version=fresh.version,
                    given=Papers(value="2001-08-01"))  # fmt: skip
    assert Member.objects.get(pk=yan.pk).full_on == date(2001, 8, 1)


def test_a_secretary_does_not_answer_the_own_correction_but_the_committee_does(
    party: Party,
) -> None:
    yan = with_post(party, "yan", "branch_secretary", "P-EAST")
    member = party.members("P-EAST")[0]
    row = ask_correction(member, "name", "少写一个字", by=yan, now=NOON)
    assert WorkItem.objects.get(subject_kind="correction").role == "party_committee"
    given = Papers(value="东一号")
    with pytest.raises(Refused, match="own_correction"):
        move_correction(row, "accept", by=yan, now=NOON, today=TODAY, version=1, given=given)
    for who in ("hao", "yan"):
        with pytest.raises(Refused):
            move_correction(
                row, "accept", by=party[who], now=NOON, today=TODAY, version=1, given=given
            )
    move_correction(row, "accept", by=party["luo"], now=NOON, today=TODAY, version=1, given=given)
    assert Member.objects.get(pk=member.pk).name == "东一号"


@pytest.mark.parametrize(
    ("member", "field", "value", "code"),
    [
        (0, "born_on", "0001-01-01", "day_too_early"),
        (0, "born_on", "1990-01-01", "too_young"),
        (0, "accepted_on", "2026-11-24", "in_the_future_day"),
        (0, "accepted_on", "2001-07-02", "full_before_accepted"),
        (0, "full_on", "2000-06-30", "full_before_accepted"),
        (0, "name", "名" * 41, "text_length"),
        (0, "group", "组" * 41, "text_length"),
        (5, "full_on", "2026-06-02", "full_by_meeting"),
    ],
)
def test_a_correction_writes_nothing_that_could_not_have_been_entered(
    party: Party, member: int, field: str, value: str, code: str
) -> None:
    row = party.members("P-EAST")[member]
    if row.person_id is None:
        Member.objects.filter(person=party.people["yan"]).update(person=None)
        row.person = party.people["yan"]
        row.save()
    asked = ask_correction(row, field, "登记有误", by=party["yan"], now=NOON)
    with pytest.raises(Invalid) as refused:
        move_correction(asked, "accept", by=party["bai"], now=NOON, today=TODAY, version=1,
                        given=Papers(value=value))  # fmt: skip
    assert (code, "value") in {(r.code, r.field) for r in refused.value.reasons}
    kept = Member.objects.get(pk=row.pk)
    assert getattr(kept, field) == getattr(row, field)


def test_what_was_wrong_before_does_not_stop_another_correction(party: Party) -> None:
    yan = party.members("P-EAST")[0]
    Member.objects.filter(pk=yan.pk).update(born_on=date(1990, 1, 1))
    row = ask_correction(yan, "group", "应为第二党小组", by=party["yan"], now=NOON)
    move_correction(row, "accept", by=party["bai"], now=NOON, today=TODAY, version=1,
                    given=Papers(value="第二党小组"))  # fmt: skip
    assert Member.objects.get(pk=yan.pk).group == "第二党小组"


def test_a_correction_of_anybody_else_waits_for_the_branch(party: Party) -> None:
    ask_correction(party.members("P-EAST")[0], "name", "错字", by=party["yan"], now=NOON)
    assert WorkItem.objects.get(subject_kind="correction").role == "branch_secretary"


def test_nobody_corrects_the_record_of_another(party: Party) -> None:
    other = party.members("P-EAST")[1]
    for who in ("yan", "bai"):
        with pytest.raises(NotAllowed):
            ask_correction(other, "name", "写错了", by=party[who], now=NOON)


def test_two_editors_do_not_overwrite_each_other(party: Party) -> None:
    member = party.members("P-EAST")[3]
    leave(member, "transferred", on=TODAY, by=party["bai"], now=NOON, version=1)
    again = Member.objects.get(pk=party.members("P-EAST")[4].pk)
    with pytest.raises(Stale):
        leave(again, "transferred", on=TODAY, by=party["bai"], now=NOON, version=9)
