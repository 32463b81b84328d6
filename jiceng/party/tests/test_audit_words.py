"""Every line Party work writes into the journal is worded for the auditor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jiceng.party.actions
from jiceng.casework.configure.audit import KINDS
from jiceng.kernel.records.kinds import kinds
from jiceng.party.queries.access import READ, READ_REGISTER
from jiceng.party.queries.development import READ as READ_DEVELOPMENT
from jiceng.party.queries.reserve import READ_RESERVE
from jiceng.party.rules.wording import ACTS, SUBJECTS

WRITERS = {"line_by": 1, "start": 2, "say": 1, "_say": 2, "_keep": 1}
"""What writes a line, and how far along the name of the line may stand."""
WORDED = {
    *(m.name for kind in kinds().values() for m in kind.process.moves), *ACTS, *KINDS,
}  # fmt: skip
PREFIXES = ("", "party.", "party.dues_")


def written(tree: ast.AST) -> Iterator[str]:
    """The names of lines in a file, as far as they stand there in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            last = WRITERS.get(node.func.id, -1)
            for argument in node.args[: last + 1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def files() -> list[Path]:
    return sorted(Path(jiceng.party.actions.__path__[0]).glob("*.py"))


def test_every_line_written_has_its_word() -> None:
    names = {name for file in files() for name in written(ast.parse(file.read_text("utf-8")))}
    assert {"party.take_dues", "screening_opened", "found", "step"} <= names, "the reader looks"
    names |= {READ, READ_REGISTER, READ_DEVELOPMENT, READ_RESERVE}
    assert {n for n in names if not any(f"{p}{n}" in WORDED for p in PREFIXES)} == set()


def test_every_record_a_line_is_about_has_its_word() -> None:
    about = {"organisation", "member", "document", "payment", "voucher", "bank_file",
             "bank_line", "screening", "sweep", "talk", "reserve_cadre", "secondment",
             "talent_need"}  # fmt: skip
    assert about - SUBJECTS.keys() == set()
