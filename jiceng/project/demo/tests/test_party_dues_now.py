"""The desk of dues has something to do in the demo county, and its ledger adds up."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db.models import Sum

from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.party.models import BankFile, DuesEntry, LifeEntry, Member, Remittance, Seat
from jiceng.project.demo.content import load
from jiceng.project.demo.county import load_county
from jiceng.project.demo.party import build_tree
from jiceng.project.demo.party_dues import fill_dues
from jiceng.project.demo.party_dues_now import BY_NUMBER, SENDING, fill_dues_now
from jiceng.project.demo.party_life import fill_life
from jiceng.web.clock import county_zone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.once
@pytest.mark.django_db
def test_a_statement_and_remittances_wait_and_committees_are_seated() -> None:
    """One test, because loading is what takes the time."""
    load_county(load(), county_zone())
    world = build_tree(NOW, NOW.date(), (["示", "例", "某"], ["一", "二", "三", "四"]))
    fill_dues(world)
    fill_dues_now(world)
    fill_life(world)

    # Lines by number are dues of their member, the rest says why it is open.
    file = BankFile.objects.get()
    matched = Counter(file.lines.values_list("matched", flat=True))
    assert matched["by_number"] == BY_NUMBER - 1
    assert matched["too_much"] >= 1 and matched["no_one"] == 1
    assert file.lines.filter(open_fen__gt=0).exists() and len(file.refused) == 1
    assert not DuesEntry.objects.aggregate(fen=Sum("fen"))["fen"]

    # Remittances wait for the committee above; each says in the journal how it came there.
    waiting = Remittance.objects.filter(state="sent")
    assert waiting.count() == SENDING
    assert WorkItem.objects.filter(subject_kind="remittance").count() == SENDING
    lines = JournalEntry.objects.filter(subject_kind="remittance").order_by("seq")
    stands = {line.subject_id: line.to_state for line in lines}
    assert stands == dict(Remittance.objects.values_list("pk", "state"))
    assert all("organisation" in json.loads(x.payload) or x.kind == "send" for x in lines)

    # Every committee has its seats, nobody two; who sits there is a leading cadre of two bodies.
    committees = [o for o in world.organisations if o.kind == "committee"]
    seats = Seat.objects.filter(term__organisation__in=committees, ends_on=None)
    held = [seat.member_id for seat in seats]
    assert len(held) == len(set(held))
    filled = Counter(seats.values_list("term__organisation", flat=True))
    assert len(filled) == len(committees) and set(filled.values()) <= {5, 6, 7}
    assert seats.filter(duty="secretary").count() == len(committees)
    assert Member.objects.filter(pk__in=held, is_leader=True, standing="full").count() == len(held)
    kinds = Counter(
        LifeEntry.objects.filter(organisation__in=committees).values_list("kind", flat=True)
    )
    assert kinds["leading_meeting"] == len(committees)
    assert 0 < kinds["leader_lecture"] < len(committees)
