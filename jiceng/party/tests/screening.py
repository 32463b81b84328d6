"""Tables of admissions as tests send them, and what the worker does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from random import Random

from openpyxl import Workbook

from jiceng.casework.models import ImportRun
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.jobs import claim, run
from jiceng.party.actions import screening_runs, screenings
from jiceng.party.actions.screening_runs import receive_admissions, take_in_admissions
from jiceng.party.actions.screening_writing import Coming, take_files
from jiceng.party.actions.screenings import Opened, keeper_of, open_screening
from jiceng.party.models import Screening
from jiceng.party.queries.admission_tables import admissions_in
from jiceng.party.rules.admission_table import FIELDS
from jiceng.party.rules.drill import FULL
from jiceng.party.rules.drill_defects import DEFECTS, Defect, seeded
from jiceng.party.rules.drill_table import as_line
from jiceng.party.rules.facts_of_file import Backer
from jiceng.party.tests.cast import Party
from jiceng.web.uploaded import read_lines

APPROVER = {True: "中共北镇委员会", False: "东社区党支部"}
EFFECTS = {
    screening_runs.JOB: screening_runs.go_on_with_admissions,
    screenings.JOB: screenings.look_on,
}


def named(backer: Backer) -> str:
    """A contact who is a member of East since 2001, or somebody nobody knows."""
    return "东1号（示例）" if backer == FULL else "查无此人"


def line(defect: Defect, seed: int, number: str, branch: str = "东社区党支部") -> dict[str, str]:
    """One line of a table with one defect in it."""
    facts = seeded(defect, Random(seed))
    cells = as_line(facts, named, APPROVER)
    return {"number": number, "name": f"示例{number}", "branch": branch, **cells}


def table(rows: Sequence[Mapping[str, str]], title: str = "发展党员台账（示例）") -> bytes:
    """A workbook with a merged title above the headings of the blank table."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "历史"
    sheet.append([title])
    sheet.merge_cells("A1:H1")
    sheet.append(list(FIELDS.values()))
    for row in rows:
        sheet.append([row.get(name, "") for name in FIELDS])
    return saved(book)


def saved(book: Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def opened(party: Party, scope: str = "P") -> Screening:
    return open_screening(Opened("历年发展党员排查", scope), by=party["shen"], now=NOON)


def received(
    party: Party, screening: Screening, content: bytes, name: str = "台账.xlsx"
) -> ImportRun:
    """A file sent and looked over."""
    file = admissions_in(read_lines(content, name), name)
    sent = receive_admissions(
        file, screening, file_name=name, sha256="", by=party["shen"], now=NOON
    )
    work_off()
    sent.refresh_from_db()
    return sent


def taken_in(party: Party, screening: Screening, content: bytes) -> ImportRun:
    """A file sent, looked over and taken in."""
    sent = received(party, screening, content)
    take_in_admissions(sent, by=party["shen"], turn=sent.turn, now=NOON)
    work_off()
    sent.refresh_from_db()
    return sent


def work_off(now: datetime = NOON) -> None:
    """What the worker does with the jobs of screenings."""
    while jobs := [job for job in claim(now) if job.kind in EFFECTS]:
        for job in jobs:
            run(job, EFFECTS[job.kind], now)


def screening_scene(party: Party) -> dict[str, object]:
    """A screening with one file, and a table that waits to be looked over."""
    screening = opened(party)
    facts = seeded(DEFECTS[0], Random(1))
    coming = Coming("示例甲", "东社区党支部", party.at("P-EAST").path, "table", facts, "A1")
    take_files(screening, [coming], grip=keeper_of(screening, party["shen"]), now=NOON)
    content = table([line(DEFECTS[0], 1, "A1")])
    sent = receive_admissions(
        admissions_in(read_lines(content, "台账.xlsx"), "台账.xlsx"), screening,
        file_name="台账.xlsx", sha256="", by=party["shen"], now=NOON,
    )  # fmt: skip
    return {"screening": screening.number, "screened": screening.files.get().number,
            "admission_run": sent.key}  # fmt: skip
