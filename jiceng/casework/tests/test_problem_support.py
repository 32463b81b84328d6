"""Units that support a problem: found on their own worklist, read, and heard once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.actions.problem_support import finish_support
from jiceng.casework.models import Problem, ProblemSupport
from jiceng.casework.queries.problems import problem_for, supported_by
from jiceng.casework.queries.waiting import PARTS, awaiting
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.ledger import TWO, done, found, ledger, moved, rectifying
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale

SAID = "已对占道摊贩劝离"


@pytest.fixture
def problem(county: County) -> Problem:
    """East leads; Police and South support."""
    return found(county, ledger(county), supporting=("POLICE", "T-SOUTH"))


def mine(county: County, who: str) -> list[str]:
    lines = awaiting(county[who], PARTS["problem"], 50)
    return [line.number for line in lines if line.purpose.startswith("support")]


def spoken(
    county: County, problem: Problem, who: str = "qian", unit: str = "POLICE", text: str = SAID
) -> ProblemSupport:
    fresh = Problem.objects.get(pk=problem.pk)
    return finish_support(fresh, unit, text, by=county[who], now=NOON, version=fresh.version)


def test_once_confirmed_it_stands_on_the_list_of_every_supporting_unit(
    county: County, problem: Problem
) -> None:
    assert mine(county, "qian") == []
    moved(county, problem, "tang", "confirm")
    assert mine(county, "qian") == [problem.number]
    assert [row.problem_id for row in supported_by(county["qian"])] == [problem.pk]
    assert mine(county, "zhao") == [], "Housing has nothing to do with it"
    assert problem_for(county["qian"], problem.number, NOON).pk == problem.pk
    with pytest.raises(NotFound):
        problem_for(county["zhao"], problem.number, NOON)


def test_a_supporting_unit_says_that_its_part_is_done_and_holds_up_nothing(
    county: County, problem: Problem
) -> None:
    rectifying(county, problem)
    row = spoken(county, problem)
    assert (row.done, row.done_at) == (SAID, NOON)
    assert mine(county, "qian") == []
    line = JournalEntry.objects.get(kind="support_done")
    assert "POLICE" in line.payload and SAID not in line.payload
    done(county, problem)
    moved(county, problem, "chen", "submit", evidence="照片")
    assert ProblemSupport.objects.filter(done_at=None).count() == 1, "South is not waited for"
    assert not mine(county, "sun"), "nobody is asked once it is submitted"


def test_found_wanting_it_is_asked_again_of_those_who_were_silent(
    county: County, problem: Problem
) -> None:
    rectifying(county, problem)
    spoken(county, problem)
    done(county, problem)
    moved(county, problem, "chen", "submit", evidence="照片")
    moved(county, problem, "wu", "refuse", reason="还有垃圾")
    assert mine(county, "qian") == []
    assert [s.unit for s in problem.supports.filter(done_at=None)] == ["T-SOUTH"]


@pytest.mark.parametrize(
    ("who", "unit"),
    [("chen", "POLICE"), ("zhao", "POLICE"), ("tang", "POLICE"), ("qian", "T-SOUTH"),
     ("qian", "HOUSING")],
)  # fmt: skip
def test_nobody_speaks_for_another_unit(
    county: County, problem: Problem, who: str, unit: str
) -> None:
    rectifying(county, problem)
    with pytest.raises(NotAllowed):
        spoken(county, problem, who, unit)
    assert not ProblemSupport.objects.exclude(done_at=None).exists()


def test_without_words_twice_or_on_an_old_form_nothing_is_written(
    county: County, problem: Problem
) -> None:
    rectifying(county, problem)
    with pytest.raises(Refused) as empty:
        spoken(county, problem, text="  ")
    assert [r.code for r in empty.value.reasons] == ["paper_missing"]
    with pytest.raises(Stale):
        finish_support(
            Problem.objects.get(pk=problem.pk), "POLICE", SAID, by=county["qian"], now=NOON,
            version=1,
        )  # fmt: skip
    spoken(county, problem)
    with pytest.raises(Refused) as twice:
        spoken(county, problem)
    assert [r.code for r in twice.value.reasons] == ["not_supporting_problem"]


def test_before_and_after_the_work_there_is_nothing_to_say(
    county: County, problem: Problem
) -> None:
    rectifying(county, problem)
    done(county, problem)
    moved(county, problem, "chen", "submit", evidence="照片")
    with pytest.raises(Refused) as refusal:
        spoken(county, problem)
    assert [r.code for r in refusal.value.reasons] == ["wrong_state"]


def test_a_unit_that_is_to_lead_supports_no_more(county: County, problem: Problem) -> None:
    with pytest.raises(Invalid) as refusal:
        moved(county, problem, "tang", "confirm", unit="POLICE")
    assert [r.code for r in refusal.value.reasons] == ["second_lead_unit"]
    assert not ProblemSupport.objects.exists()


def test_the_clerk_of_the_supporting_unit_finds_reads_and_answers_it(
    county: County, problem: Problem, at_noon: Callable[[timedelta], None]
) -> None:
    moved(county, problem, "tang", "confirm")
    moved(county, problem, "chen", "plan", measures=TWO)
    qian, url = desk(county, "qian"), f"/desk/problems/{problem.number}/"
    worklist = qian.get("/desk/?tab=problem").content.decode()
    assert url in worklist and "配合待反馈" in worklist
    assert url in qian.get("/desk/problems/").content.decode()
    page = qian.get(url).content.decode()
    assert "县公安局反馈" in page and "申请销号" not in page and "增加措施" not in page
    answer = f"{url}support?unit=POLICE"
    version = Problem.objects.get(pk=problem.pk).version
    empty = qian.post(answer, {"done": "", "version": version})
    assert empty.status_code == 422
    sent = qian.post(answer, {"done": SAID, "version": version})
    assert sent.status_code == 302 and sent.headers["Location"] == url
    assert SAID in desk(county, "chen").get(url).content.decode()
    again = qian.post(answer, {"done": SAID, "version": version + 1})
    assert again.status_code == 409 and "已经反馈" in again.content.decode()
    assert desk(county, "zhao").get(url).status_code == 404
    assert desk(county, "zhao").post(answer, {"done": SAID}).status_code == 404


def test_programs_of_a_supporting_unit_answer_too(
    county: County, problem: Problem, calling: Callable[[str], Caller]
) -> None:
    rectifying(county, problem)
    qian, path = calling("qian"), f"/problems/{problem.number}"
    version = qian.get(path).json()["version"]
    given = {"version": version, "unit": "POLICE", "note": SAID}
    seen = qian.post(f"{path}/moves/support_done", given)
    assert seen.status_code == 200, seen.text
    assert [s["done"] for s in seen.json()["supports"]] == [SAID, ""]
