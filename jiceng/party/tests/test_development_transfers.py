"""The file of a probationary member goes to the branch that receives them, and goes on there."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import NotAllowed, NotFound, Refused
from jiceng.party.actions.development import Taken, record_step
from jiceng.party.actions.transfers import ask_transfer
from jiceng.party.models import Development, Transfer
from jiceng.party.queries.development import development_for, due_of, facts_of
from jiceng.party.queries.live_files import live_files
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.developing import BALLOT, TAKEN, Carried, applied
from jiceng.party.tests.test_members import step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
KIND = Development.subject_kind


def on_probation(party: Party) -> Carried:
    return applied(party).carry("probationary")


def asked(party: Party, file: Development) -> Transfer:
    assert file.member is not None
    return ask_transfer(file.member, party.at("P-WEST"), by=party["bai"], now=NOON)


def received(party: Party, file: Development) -> Development:
    row = asked(party, file)
    step(party, row, "bai", "release", letter="2026-17")
    step(party, row, "hao", "receive")
    return Development.objects.select_related("organisation__unit", "came_from").get(pk=file.pk)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [r.code for r in refused.value.reasons]


def test_the_file_follows_its_member_and_its_terms_run_on(party: Party) -> None:
    before = on_probation(party).file
    owed, alarm = due_of(before, facts_of(before)), PendingAlarm.objects.get(subject_kind=KIND).at
    file = received(party, before)
    assert (file.unit_path, file.organisation.code) == ("P/P-NORTH/P-WEST/", "P-WEST")
    assert file.came_from == party.at("P-EAST")
    assert (file.state, due_of(file, facts_of(file))) == ("probationary", owed)
    assert PendingAlarm.objects.get(subject_kind=KIND).at == alarm
    assert WorkItem.objects.get(subject_kind=KIND).unit_path == "P/P-NORTH/P-WEST/"


def test_until_it_is_received_the_file_stays(party: Party) -> None:
    file = on_probation(party).file
    step(party, asked(party, file), "bai", "release", letter="1")
    file.refresh_from_db()
    assert (file.unit, file.came_from_id) == ("P-EAST", None)


def test_the_branch_left_reads_it_no_more_and_the_other_does(party: Party) -> None:
    number = received(party, on_probation(party).file).number
    with pytest.raises(NotFound):
        development_for(party["bai"], number)
    for who in ("hao", "luo", "shen"):
        assert development_for(party[who], number).number == number


def test_the_receiving_branch_continues_the_probation(party: Party) -> None:
    carried = on_probation(party)
    for each in ("higher_filing", "assignment", "oath"):
        carried.take(each)
    file = received(party, carried.file)
    ballot = {**BALLOT, "outcome": "on_time"}
    for name, values in (("probation_review", TAKEN["probation_review"][1]),
                         ("conversion_request", {}), ("conversion_meeting", ballot)):  # fmt: skip
        given = Taken(name, TAKEN[name][0], values)
        with pytest.raises(NotAllowed):
            record_step(file, given, by=party["bai"], now=NOON, today=TODAY, version=file.version)
        record_step(file, given, by=party["hao"], now=NOON, today=TODAY, version=file.version)
        file = development_for(party["hao"], file.number)
    assert facts_of(file).day("conversion_meeting") == date(2026, 8, 25)


def test_what_was_recorded_before_is_put_right_by_the_people_of_then(party: Party) -> None:
    carried = on_probation(party)
    file = received(party, carried.file)
    people = [party.members("P-EAST")[n].pk for n in (0, 2)]
    given = Taken("contacts", TAKEN["contacts"][0], {"people": people},
                  replaces=carried.records["contacts"].pk, reason="录入有误")  # fmt: skip
    record = record_step(file, given, by=party["hao"], now=NOON, today=TODAY, version=file.version)
    assert record.values == {"people": people}


def test_a_conversion_that_waits_for_approval_stands_in_the_way(party: Party) -> None:
    carried = on_probation(party)
    row = asked(party, carried.file)
    step(party, row, "bai", "release", letter="1")
    carried.carry("conversion")
    with pytest.raises(Refused) as refused:
        step(party, row, "hao", "receive")
    assert codes(refused) == ["conversion_waits"]
    assert refused.value.reasons[0].params["number"] == carried.file.number
    carried.carry("full")
    step(party, row, "hao", "receive")
    assert Development.objects.get().unit == "P-EAST"  # its papers are archived where it ended


def test_while_a_conversion_waits_no_transfer_is_asked_for(party: Party) -> None:
    file = on_probation(party).carry("conversion").file
    with pytest.raises(Refused) as refused:
        asked(party, file)
    assert codes(refused) == ["conversion_waits"]


def test_the_journal_says_from_where_and_names_nobody(party: Party) -> None:
    file = received(party, on_probation(party).file)
    line = JournalEntry.objects.get(kind="follow_transfer")
    told = json.loads(line.payload)
    assert (line.subject_id, told["left"], told["unit"]) == (file.pk, "P-EAST", "P-WEST")
    assert file.applicant not in line.payload


def test_an_acceptance_counts_for_the_branch_that_accepted(party: Party) -> None:
    received(party, on_probation(party).file)
    assert [f.branch for f in live_files("P/")] == ["东社区党支部"]


def desk(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def test_both_sides_see_on_the_transfer_that_the_file_goes_along(party: Party) -> None:
    file = on_probation(party).file
    row = asked(party, file)
    step(party, row, "bai", "release", letter="1")
    for who in ("bai", "hao"):
        page = desk(party, who).get(f"/desk/party/transfers/{row.number}/").content.decode()
        for text in (file.number, "2026-08-20", "随组织关系转接，由接收党支部继续考察"):
            assert text in page
    assert desk(party, "hao").get(f"/desk/party/developments/{file.number}/").status_code == 404
    step(party, row, "hao", "receive")
    page = desk(party, "hao").get(f"/desk/party/developments/{file.number}/").content.decode()
    for text in ("随组织关系转入", "接收预备党员的党支部", "东社区党支部"):
        assert text in page
    assert desk(party, "bai").get(f"/desk/party/developments/{file.number}/").status_code == 404
