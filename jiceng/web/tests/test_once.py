"""The same request sent twice is done once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jiceng.kernel.records.models import IdempotentAnswer, Notice
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.web.once import Once, forget_answers, once

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def _tell(word: str = "done") -> dict[str, Any]:
    """Leaves one row behind, so that a second doing would show."""
    row = Notice.objects.create(
        kind="k", subject_kind="case", subject_id=1, number="1", role="worker", unit_path="",
        area_path="", at=NOON, key=f"k{Notice.objects.count()}", params={},
    )  # fmt: skip
    return {"word": word, "row": row.pk, "at": NOON}


def _ask(key: str, caller: str = "li /field/report", body: bytes = b"a", days: int = 0) -> Once:
    return once(key, caller=caller, body=body, work=_tell, now=NOON + timedelta(days=days))


def test_a_repeated_key_gives_the_first_answer_and_does_nothing() -> None:
    first, second = _ask("k"), _ask("k")
    assert first.answer == second.answer
    assert (first.is_first, second.is_first) == (True, False)
    assert Notice.objects.count() == 1


def test_without_a_key_everything_is_done_each_time() -> None:
    assert _ask("").answer["row"] != _ask("").answer["row"]


def test_one_callers_key_is_another_callers_own() -> None:
    assert _ask("k", caller="chen /x").answer != _ask("k", caller="li /x").answer


def test_the_same_key_for_another_body_is_refused() -> None:
    _ask("k")
    with pytest.raises(Invalid) as refused:
        _ask("k", body=b"b")
    assert [r.code for r in refused.value.reasons] == ["key_reused"]


def test_a_key_without_end_is_refused() -> None:
    with pytest.raises(Invalid):
        _ask("k" * 201)


def test_a_refused_act_leaves_the_key_free() -> None:
    def refuse() -> dict[str, Any]:
        _tell()
        raise Refused(Reason("wrong_state"))

    with pytest.raises(Refused):
        once("k", caller="li /field/report", body=b"a", work=refuse, now=NOON)
    assert Notice.objects.count() == 0
    assert _ask("k").is_first


def test_after_seven_days_a_key_is_new_again() -> None:
    _ask("k")
    assert not _ask("k", days=7).is_first
    assert _ask("k", days=8).is_first


def test_kept_answers_cannot_be_read_from_the_table_and_are_swept() -> None:
    _ask("k")
    assert b"done" not in bytes(IdempotentAnswer.objects.get().answer)
    assert forget_answers(NOON + timedelta(days=7)) == 0
    assert forget_answers(NOON + timedelta(days=8)) == 1
