"""Live development files as a screening reads them: the seam to the 25 steps as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiceng.party.rules.facts_of_file import FileFacts


@dataclass(frozen=True, slots=True)
class LiveFile:
    """One live file: its number, the name inside, its branch, and its facts without names."""

    number: str
    name: str
    branch: str
    path: str
    facts: FileFacts


def live_files(path: str) -> Iterator[LiveFile]:
    """The live files of an organisation and everything below it, in order of number."""
    yield from ()
