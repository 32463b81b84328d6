"""Ballots at the same moment: one slip is one ballot, and none comes after the count."""

from __future__ import annotations

from functools import partial

import pytest

from jiceng.casework.tests.county import NOON, build_county
from jiceng.kernel.refusal import Refusal
from jiceng.performance.actions.ballots import cast, close_vote, counted
from jiceng.performance.models import Appraisal, Ballot
from jiceng.performance.tests.apart import TODAY, build_apart
from jiceng.performance.tests.appraising import voting
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_slip_cast_by_eight_at_once_is_one_ballot() -> None:
    row, made = voting(build_apart(build_county()))
    given = at_once(*[partial(cast, row.number, made[0].code, "good", now=NOON)] * 8)
    refused = [g.reasons[0].code for g in given if isinstance(g, Refusal)]
    assert refused == ["voted_already"] * 7
    assert Ballot.objects.count() == 1


def test_a_ballot_cast_while_the_vote_is_closed_counts_or_comes_too_late() -> None:
    apart = build_apart(build_county())
    row, made = voting(apart)
    for one in made[:8]:
        cast(row.number, one.code, "good", now=NOON)
    late = [partial(cast, row.number, one.code, "poor", now=NOON) for one in made[8:]]
    close = partial(close_vote, row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    _closed, *told = at_once(close, *late)
    kept = Appraisal.objects.get(pk=row.pk)
    assert counted(kept) == kept.result
    assert Ballot.objects.count() == 8 + sum(isinstance(t, str) for t in told)
    assert {t.reasons[0].code for t in told if isinstance(t, Refusal)} <= {"vote_closed"}
