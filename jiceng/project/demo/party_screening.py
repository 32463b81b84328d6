"""The screening of past admissions in the demo county, replayed as an example (示例).

A larger history comes in as a table does; some files carry a defect, people list them as suspected,
look at the papers, and 47 are verified, as many as the article counts. All of it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from jiceng.casework.actions.import_parts import Line
from jiceng.casework.rules.problem_table import letters
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.scope import Actor
from jiceng.party.actions.screening_runs import read_lines
from jiceng.party.actions.screening_writing import take_files
from jiceng.party.actions.screenings import (
    Opened,
    Papers,
    finish,
    keeper_of,
    move_file,
    open_screening,
)
from jiceng.party.models import Organisation, ScreenedFile, Screening
from jiceng.party.rules.admission_table import FIELDS, ROW, SHEET
from jiceng.party.rules.drill import FULL, clean
from jiceng.party.rules.drill_defects import DEFECTS, Defect, seeded
from jiceng.party.rules.drill_table import as_line
from jiceng.party.rules.facts_of_file import Backer, FileFacts
from jiceng.project.demo.follow import reserve_notes
from jiceng.project.demo.party import ROOT, PartyWorld

FILES = 420
VERIFIED = 47
GRAVE = (
    ("a year less a day", 15), ("reviewed after use", 4), ("training too short", 5),
    ("form before the review", 4), ("half present", 3), ("half in favour", 2),
    ("no authority", 4), ("three months and a day", 5), ("met a day early", 3),
    ("never asked", 2), ("notice too short", 5), ("five months longer", 1),
    ("converted without authority", 1),
)  # fmt: skip
"""Defects of files that people list as suspected, and of how many files."""
SLIGHT = (("a review missing", 6), ("talk a day late", 6), ("a paper missing", 10))
"""What is found as well, and made up without a screening case."""
CLEARED = 5
"""Suspected files in which the papers showed the table to be wrong; the others still wait."""
FILED, DISPOSED, CLASSIFIED = 30, 39, 44
"""Up to which of the verified files each further step has come."""
SHEET_NAME = "历史台账（示例）"
COLUMNS = {field: letters(n) for n, field in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the table, and the defect in it."""

    cells: dict[str, str]
    defect: Defect | None


def fill_screening(world: PartyWorld) -> Screening:
    """The screening with its files and what became of them. In the caller's transaction."""
    reserve_notes(world.now)
    by, opened_at = _officer(world), _morning(world.now, 150)
    given = Opened("历年发展党员排查（示例）", ROOT)
    screening = open_screening(given, by=by, now=opened_at)
    Screening.objects.filter(pk=screening.pk).update(is_sample=True)
    grip = keeper_of(screening, by)
    told = list(_table(world, Random(47)))  # noqa: S311  dice of a story
    lines: list[Line] = [
        (n, {SHEET: SHEET_NAME, ROW: str(n + 1)} | {COLUMNS[f]: c for f, c in one.cells.items()})
        for n, one in enumerate(told, 1)
    ]
    sheets = {SHEET_NAME: {"columns": COLUMNS}}
    good, _refused = read_lines(lines, sheets, {}, world.now, within=screening.path)
    taken_at = opened_at + timedelta(hours=2)
    take_files(screening, [file for _n, _line, file in good], grip=grip, now=taken_at)
    finish(screening, grip=grip, now=taken_at)
    _decide(screening, told, by, world.now)
    return screening


def _morning(now: datetime, days: int) -> datetime:
    """Half past nine in the county, so many days ago."""
    return (now - timedelta(days=days)).replace(hour=1, minute=30, second=0)


def _officer(world: PartyWorld) -> Actor:
    held = Appointment.objects.filter(post="organisation_officer", unit_id=ROOT)
    person = held.select_related("person").order_by("pk")[0].person
    return actor_for(person, now=world.now, today=world.today)


def _table(world: PartyWorld, rng: Random) -> Iterator[Told]:
    """The lines of the table: clean files with the defects among them, in no order."""
    by_name = {defect.name: defect for defect in DEFECTS}
    drawn: list[Defect | None] = [by_name[n] for n, k in (*GRAVE, *SLIGHT) for _ in range(k)]
    drawn += [None] * (FILES - len(drawn))
    rng.shuffle(drawn)
    branches = [b for b in world.branches if world.members[b.pk]]
    above = {o.path: o for o in world.organisations}
    for n, defect in enumerate(drawn, 1):
        branch = rng.choice(branches)
        facts = _facts(world, defect, rng)
        name = f"{rng.choice(world.surnames)}{rng.choice(world.given)}（示例）"
        cells = as_line(facts, _Naming(world, branch), _approvers(branch, above))
        yield Told({"number": f"L{n:04}", "name": name, "branch": branch.name, **cells}, defect)


def _facts(world: PartyWorld, defect: Defect | None, rng: Random) -> FileFacts:
    """A file that was finished before today."""
    while True:
        facts = seeded(defect, rng) if defect else clean(rng).facts()
        if max(event.on for event in facts.events if event.on) < world.today:
            return facts


class _Naming:
    """Contacts and introducers by the names of a branch's members."""

    def __init__(self, world: PartyWorld, branch: Organisation) -> None:
        self.eldest = world.members[branch.pk][0].name

    def __call__(self, backer: Backer) -> str:
        return self.eldest if backer == FULL else "查无此人"


def _approvers(branch: Organisation, above: dict[str, Organisation]) -> dict[bool, str]:
    """The committee over a branch, which may approve, and the branch, which may not."""
    path = branch.path
    while not above[path].may_approve:
        path = path[: path.rstrip("/").rindex("/") + 1]
    return {True: above[path].name, False: branch.name}


def _decide(screening: Screening, told: Sequence[Told], by: Actor, now: datetime) -> None:
    """What people made of the suspected files: 47 verified, some cleared, some still open."""
    grave = {name for name, _count in GRAVE}
    numbers = [t.cells["number"] for t in told if t.defect and t.defect.name in grave]
    files = {f.external_number: f for f in screening.files.filter(external_number__in=numbers)}
    for n, number in enumerate(numbers):
        file, began = files[number], _morning(now, 120)
        if n >= VERIFIED + CLEARED:
            _step(file, "suspect", Papers(reason=_why(file)), by, _morning(now, 9))
            continue
        _step(file, "suspect", Papers(reason=_why(file)), by, began)
        if n >= VERIFIED:
            said = Papers(reason="查阅原件，台账日期登记有误。")
            _step(file, "clear", said, by, began + timedelta(days=20))
            continue
        _verify(file, n, by, began if n < CLASSIFIED else _morning(now, 60))


def _why(file: ScreenedFile) -> str:
    rules = file.findings.filter(result="fail").order_by("rule").values_list("rule", flat=True)
    return f"按规则 {'、'.join(rules)} 检查不符合，调阅原件核实。"


def _verify(file: ScreenedFile, n: int, by: Actor, at: datetime) -> None:
    _step(file, "verify", Papers(grounds="查阅会议记录和审批材料原件，情况属实。"), by,
          at + timedelta(days=25))  # fmt: skip
    if n < CLASSIFIED:
        group = "false" if n % 16 == 7 else "unqualified" if n % 9 == 4 else "qualified_procedural"
        _step(file, "classify", Papers(classification=group), by, at + timedelta(days=40))
    if n < DISPOSED:
        what = {"false": "not_recognised", "unqualified": "cancelled"}.get(file.classification)
        given = Papers(disposal=what or ("educated" if n % 3 else "made_up"),
                       decision_number=f"组发〔示例〕{n + 1}号")  # fmt: skip
        _step(file, "dispose", given, by, at + timedelta(days=70))
    if n < FILED:
        given = Papers(archive_number=f"PC-{n + 1:03}")
        _step(file, "file", given, by, at + timedelta(days=90))


def _step(file: ScreenedFile, name: str, given: Papers, by: Actor, at: datetime) -> None:
    move_file(file, name, given, by=by, now=at, version=file.version)
