"""Live development files as a screening reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jiceng.party.queries.development import files_below
from jiceng.party.rules.facts_of_file import FileFacts


@dataclass(frozen=True, slots=True)
class LiveFile:
    """One live file: number, the name inside, the branch that accepted, facts without names."""

    number: str
    name: str
    branch: str
    path: str
    facts: FileFacts


def live_files(path: str) -> Iterator[LiveFile]:
    """The live files of an organisation and everything below it, in order of number."""
    for row, facts in files_below(path):
        named = {event.values.get("organisation") for event in facts.events}
        may = {code: able for code, able in facts.may_approve.items() if code in named}
        yield LiveFile(
            row.number, row.applicant, (row.came_from or row.organisation).name, row.unit_path,
            replace(facts, may_approve=may),
        )  # fmt: skip
