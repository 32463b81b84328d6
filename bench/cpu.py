"""Processor time and memory of other processes, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
Spent = Callable[[], float]
"""CPU seconds spent so far by something."""


def _fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, which may hold spaces."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def seconds(pid: int, *, with_ended: bool = False) -> float:
    """CPU seconds of a process, user and system; on wish with its ended children."""
    fields = _fields(pid)
    return sum(map(int, fields[11 : 15 if with_ended else 13])) / TICK


def children(pid: int) -> list[int]:
    """Processes whose parent is `pid`."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                parent = int(_fields(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def exact(pid: int) -> float:
    """CPU seconds of the threads a process has now, finer than a tick where the kernel tells."""
    told = list((PROC / str(pid) / "task").glob("*/schedstat"))
    return sum(int(t.read_text().split()[0]) for t in told) / 1e9 if told else seconds(pid)


def of_family(pid: int) -> float:
    """CPU seconds of a process, its living children and those that ended."""
    total = seconds(pid, with_ended=True)
    for child in children(pid):
        try:
            total += exact(child)
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile: counted with its parent the next time
    return total


def resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of one operation: in our process, and in the database's."""

    web: float
    database: float

    @property
    def total(self) -> float:
        return self.web + self.database


def least(rounds: Iterable[Cost]) -> Cost:
    """The round least disturbed by whatever else the machine was doing."""
    return min(rounds, key=lambda cost: cost.total)


def cost_of(work: Callable[[], int], web: Spent, database: Spent) -> Cost:
    """Run `work`, which answers how many operations it did, and charge them for the time."""
    before = web(), database()
    count = work()
    after = web(), database()
    return Cost(*(1000 * (b - a) / count for a, b in zip(before, after, strict=True)))
