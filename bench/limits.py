"""The figures of the table: what they are, in which unit, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table. A limit that is 0 promises nothing."""

    name: str
    label: str
    unit: str = "CPU-ms"
    at_most: float = 0.0
    on_postgresql: float = 0.0
    at_least: float = 0.0
    times_floor: float = 0.0
    growth: float = 0.0
    queries: int = 0
    sized: str = "cases"
    """What the size counts."""
    profile: str = ""
    """Where the time goes, for whoever finds the limit missed."""

    def most(self, engine: str) -> float:
        return self.on_postgresql if engine == "postgresql" and self.on_postgresql else self.at_most


LIMITS = (
    Limit("empty", "An empty view (`/healthz`)"),
    Limit(
        "intake",
        "Intake, `POST /api/v1/cases`",
        at_most=5,
        on_postgresql=8,
        times_floor=2.5,
        profile="eleven statements and their commit take a third; the rules (three moves, each "
        "with two clocks and ladders) a fifth; Django's handling of a request and of each cursor "
        "the rest. No single function is above a tenth.",
    ),
    Limit(
        "move",
        "A move, `POST …/moves/{move}`, with its answer",
        at_most=6,
        profile="the move itself takes a third; reading the case and writing the answer (timeline, "
        "attachments, the moves possible next) as much again.",
    ),
    Limit(
        "worklist",
        "Worklist page `/desk/`",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="a third is drawing fifty rows, a third the page around them; counting the tabs "
        "and reading the lines take a sixth, finding out who asks a tenth.",
    ),
    Limit(
        "case_page",
        "Case page `/desk/cases/…/`",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="half is the template; reading the case, its journal and what is around it takes "
        "a quarter, finding out who asks a tenth.",
    ),
    Limit(
        "worklist_all_open",
        "Worklist page, every case still open",
        at_most=15,
        growth=1.3,
        queries=12,
        profile="as with the worklist page; counting up to the ceiling of 999 adds a tenth.",
    ),
    Limit("sweep_idle", "Sweep, an alarm pending for every case, none due", at_most=20),
    Limit("sweep_100", "Sweep, each of 100 due"),
    Limit("sweep_1000", "Sweep, each of 1,000 due"),
    Limit(
        "import",
        "Import",
        unit="cases/s",
        at_least=2_000,
        profile="a third is adding the cases to their days and finding what became a recurrence; "
        "reading, placing and writing the rows is the rest.",
    ),
    Limit("figures_kept", "Figures of a year by town, from day counts", at_most=1_000),
    Limit("figures_live", "The same, counted from the cases"),
    Limit("memory", "Memory of a web worker after all this", unit="MB", at_most=250),
    Limit("locate_one", "Locating one point", unit="µs", at_most=50, sized="polygons"),
    Limit("locate_many", "Locating in batch", unit="points/s", at_least=100_000, sized="polygons"),
    Limit("locate_build", "Building the index", unit="s", sized="polygons"),
    Limit("locate_memory", "Memory of the process that holds it", unit="MB", sized="polygons"),
    Limit(
        "checker",
        "Checker of member development, all rules of a file",
        unit="files/s",
        at_least=2_000,
        sized="files",
        profile="the public notices with their working days take a quarter, the order of the "
        "steps a fifth; the other rules and what a finding cites the rest.",
    ),
)
