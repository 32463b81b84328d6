"""Screenings: whose they are, what people make of a file, and that a finding decides nothing."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions.development import Taken
from jiceng.party.actions.screening_writing import Coming, take_files
from jiceng.party.actions.screenings import (
    Opened,
    Papers,
    finish,
    keeper_of,
    move_file,
    open_screening,
    start_looking,
    suspect_many,
)
from jiceng.party.models import Development, ScreenedFile, Screening
from jiceng.party.queries.screenings import (
    file_for,
    latest_of_line,
    line_counts,
    screening_for,
    screenings_of,
    standing_of,
)
from jiceng.party.rules.drill_defects import DEFECTS, Defect, seeded
from jiceng.party.tests.cast import Party
from jiceng.party.tests.developing import applied
from jiceng.party.tests.screening import line, opened, table, taken_in, work_off

pytestmark = pytest.mark.django_db
CLEAN = Defect("clean", frozenset(), lambda draft, rng: None)
SHORT = next(d for d in DEFECTS if d.name == "a year less a day")
NOBODY_ELSE = ("luo", "bai", "hao", "yan", "zhou", "tang", "lu", "he")
LIFE: tuple[tuple[str, dict[str, str]], ...] = (
    ("suspect", {"reason": "培养时间不足一年"}),
    ("verify", {"grounds": "查阅支部会议记录原件"}),
    ("classify", {"classification": "qualified_procedural"}),
    ("dispose", {"disposal": "educated", "decision_number": "组发〔2026〕1号"}),
    ("file", {"archive_number": "D-1"}),
)


@pytest.fixture
def screening(party: Party) -> Screening:
    """Two files of East and one of West; the first of East was a candidate too soon."""
    made = opened(party)
    rows = [line(SHORT, 1, "A1"), line(CLEAN, 2, "A2"), line(CLEAN, 3, "A3", "西村党支部")]
    taken_in(party, made, table(rows))
    return made


def file_of(screening: Screening, number: str = "A1") -> ScreenedFile:
    return screening.files.get(external_number=number)


def moved(file: ScreenedFile, party: Party, name: str, who: str = "shen", **given: str) -> None:
    move_file(file, name, Papers(**given), by=party[who], now=NOON, version=file.version)


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_only_the_organisation_department_opens_a_screening(party: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        open_screening(Opened("排查", "P"), by=party[who], now=NOON)


@pytest.mark.parametrize(
    ("given", "field"), [(Opened("", "P"), "title"), (Opened("排查", "P-NOWHERE"), "scope")]
)
def test_a_screening_without_title_or_scope_is_refused(
    party: Party, given: Opened, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        open_screening(given, by=party["shen"], now=NOON)
    assert [r.field for r in refused.value.reasons] == [field]


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_to_everybody_else_a_screening_and_its_files_are_missing(
    party: Party, screening: Screening, who: str
) -> None:
    assert not screenings_of(party[who]).exists()
    with pytest.raises(NotFound):
        screening_for(party[who], screening.number)
    with pytest.raises(NotFound):
        file_for(party[who], file_of(screening).number)


def test_a_finding_moves_no_file(party: Party, screening: Screening) -> None:
    assert file_of(screening).failed == 1
    assert set(screening.files.values_list("state", flat=True)) == {"screened"}
    assert not WorkItem.objects.filter(subject_kind="screened_file").exists()


def test_a_file_goes_from_suspicion_to_the_archive_by_people(
    party: Party, screening: Screening
) -> None:
    file = file_of(screening)
    for name, given in LIFE:
        moved(file, party, name, **given)
    assert (file.state, file.classification, file.disposal) == (
        "filed", "qualified_procedural", "educated",
    )  # fmt: skip
    assert not WorkItem.objects.filter(subject_kind="screened_file").exists()
    assert standing_of([screening])[screening.pk].verified == 1


def test_a_suspected_file_stands_on_the_worklist_of_the_department(
    party: Party, screening: Screening
) -> None:
    moved(file_of(screening), party, *LIFE[0][:1], **LIFE[0][1])
    item = WorkItem.objects.get(subject_kind="screened_file")
    assert (item.role, item.unit, item.area_path) == ("organisation_department", "P", "")


def test_whoever_is_cleared_is_done_with(party: Party, screening: Screening) -> None:
    file = file_of(screening, "A2")
    moved(file, party, "clear", reason="原件齐全")
    assert file.state == "cleared"
    assert standing_of([screening])[screening.pk].verified == 0


@pytest.mark.parametrize(("name", "given"), LIFE)
def test_a_move_without_its_paper_is_refused(
    party: Party, screening: Screening, name: str, given: dict[str, str]
) -> None:
    file = file_of(screening)
    for before, papers in LIFE[: [n for n, _ in LIFE].index(name)]:
        moved(file, party, before, **papers)
    with pytest.raises(Refused) as refused:
        moved(file, party, name)
    assert {r.code for r in refused.value.reasons} == {"paper_missing"}


def test_a_move_from_another_state_or_for_an_old_version_is_refused(
    party: Party, screening: Screening
) -> None:
    file = file_of(screening)
    with pytest.raises(Refused) as refused:
        moved(file, party, "verify", grounds="原件")
    assert [r.code for r in refused.value.reasons] == ["wrong_state"]
    with pytest.raises(Stale):
        move_file(file, "suspect", Papers(reason="?"), by=party["shen"], now=NOON, version=9)


@pytest.mark.parametrize("who", ["luo", "bai", "tang"])
def test_nobody_else_moves_a_file(party: Party, screening: Screening, who: str) -> None:
    with pytest.raises(Refused) as refused:
        moved(file_of(screening), party, "suspect", who, reason="培养时间不足一年")
    assert "wrong_role" in [r.code for r in refused.value.reasons]


def test_an_unknown_class_is_refused(party: Party, screening: Screening) -> None:
    file = file_of(screening)
    for name, given in LIFE[:2]:
        moved(file, party, name, **given)
    with pytest.raises(Invalid):
        moved(file, party, "classify", classification="guilty")


def test_several_are_listed_as_suspected_at_once_or_not_at_all(
    party: Party, screening: Screening
) -> None:
    given = {f.number: f.version for f in screening.files.all()}
    stale = {**given, file_of(screening).number: 7}
    with pytest.raises(Stale):
        suspect_many(screening, stale, "集中核实", by=party["shen"], now=NOON)
    assert not screening.files.filter(state="suspected").exists()
    assert suspect_many(screening, given, "集中核实", by=party["shen"], now=NOON) == 3
    with pytest.raises(Refused):
        suspect_many(screening, {}, "集中核实", by=party["shen"], now=NOON)


def test_a_committee_reads_its_own_line_in_numbers(party: Party, screening: Screening) -> None:
    latest = latest_of_line(party["luo"])
    assert latest == screening
    counts = {c.rule: c for c in line_counts(party["luo"], latest)}
    assert (counts["R04"].failed, counts["R04"].passed, counts["R04"].total) == (1, 2, 3)
    assert all(c.total == 0 for c in line_counts(party["tang"], latest))


@pytest.mark.parametrize(
    ("scopes", "latest"),
    [
        (["P", "P-HOUSING"], "P"),  # a later one of somebody else's line says nothing
        (["P", "P-NORTH"], "P-NORTH"),
        (["P-NORTH", "P-EAST"], "P-NORTH"),  # one that covers the line before one of a part
        (["P-EAST", "P-HOUSING"], "P-EAST"),
        (["P-NORTH", "P sample"], "P-NORTH"),  # a sample only stands in for a real one
        (["P sample"], "P"),
        (["P-HOUSING"], None),
        ([], None),
    ],
)
def test_a_committee_reads_the_latest_screening_of_its_own_line(
    party: Party, scopes: list[str], latest: str | None
) -> None:
    for n, scope in enumerate(scopes):
        made = opened(party, scope.split()[0])
        Screening.objects.filter(pk=made.pk).update(
            checked_at=NOON + timedelta(hours=n), is_sample="sample" in scope
        )
    found = latest_of_line(party["luo"])
    assert (found.scope.code if found else None) == latest


def test_looking_again_uses_the_rules_on_file_and_keeps_the_state(
    party: Party, screening: Screening
) -> None:
    file = file_of(screening)
    moved(file, party, "suspect", reason="培养时间不足一年")
    later = NOON + timedelta(hours=1)
    start_looking(screening, by=party["shen"], now=later)
    work_off(later)
    file.refresh_from_db()
    screening.refresh_from_db()
    assert (file.state, file.checked_at, file.findings.count()) == ("suspected", later, 20)
    assert screening.checked_at == later
    assert [v["number"] for v in screening.versions] == [1, 2]


def test_what_stands_out_in_a_branch_is_kept_for_a_look(party: Party) -> None:
    made = opened(party)
    row = line(CLEAN, 5, "")
    taken_in(party, made, table([{**row, "number": f"B{n}"} for n in range(6)]))
    made.refresh_from_db()
    assert {one["rule"] for one in made.batches} == {"R20", "R21"}
    assert all(len(one["files"]) == 6 for one in made.batches)


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        # one branch, spelt in two ways
        ([("P-EAST", "东社区党支部")] * 3 + [("P-EAST", "东社区支部")] * 3, {"R20", "R21"}),
        # two branches of one name
        ([("P-EAST", "第一党支部")] * 3 + [("P-WEST", "第一党支部")] * 3, set()),
        # known by its name alone
        ([("", "第一党支部")] * 6, {"R20", "R21"}),
        ([("", "第一党支部")] * 3 + [("", "第二党支部")] * 3, set()),
        ([("", "")] * 6, set()),
    ],
)
def test_what_stands_out_stands_out_in_one_branch(
    party: Party, where: list[tuple[str, str]], seen: set[str]
) -> None:
    """R20 and R21 (§5.4): accepted by one branch, whatever a table calls it."""
    made, facts = opened(party), seeded(CLEAN, Random(5))
    paths = {"": "", **{code: party.at(code).path for code in ("P-EAST", "P-WEST")}}
    files = [
        Coming(f"示例{n}", branch, paths[code], "table", facts, f"C{n}")
        for n, (code, branch) in enumerate(where)
    ]
    grip = keeper_of(made, party["shen"])
    take_files(made, files, grip=grip, now=NOON)
    finish(made, grip=grip, now=NOON)
    assert {one["rule"] for one in made.batches} == seen


def test_the_journal_names_nobody(party: Party, screening: Screening) -> None:
    moved(file_of(screening), party, "suspect", reason="示例A1培养时间不足一年")
    lines = JournalEntry.objects.filter(subject_kind__in=("screening", "screened_file"))
    said: list[Any] = list(lines.values_list("kind", "payload"))
    assert {"screened", "screening_opened", "screening_done", "suspect"} <= {k for k, _ in said}
    assert not [payload for _, payload in said if "示例" in payload]


def test_live_files_of_the_scope_are_looked_at_and_again_after_a_step(party: Party) -> None:
    carried = applied(party)
    made = opened(party, "P-NORTH")
    start_looking(made, by=party["shen"], now=NOON)
    work_off()
    file = made.files.get(source="live")
    assert (file.development, file.name, file.path) == (
        carried.file.number, carried.file.applicant, party.at("P-EAST").path,
    )  # fmt: skip
    assert (file.failed, said(file, "R02")) == (0, "unknown")
    carried.give(Taken("first_talk", date(2024, 3, 1), {"by": "secretary"}))
    start_looking(made, by=party["shen"], now=NOON)
    work_off()
    file.refresh_from_db()
    assert (made.files.count(), said(file, "R02")) == (1, "fail")


def test_live_files_elsewhere_are_left_alone(party: Party) -> None:
    applied(party)
    made = opened(party, "P-NORTH")
    Development.objects.update(unit_path=party.at("P-HOUSING").path)
    start_looking(made, by=party["shen"], now=NOON)
    work_off()
    assert not made.files.exists()


def said(file: ScreenedFile, rule: str) -> str:
    return file.findings.get(rule=rule).result
