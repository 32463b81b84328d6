"""Which effect a queued job has, and who is told of events: known here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.casework.actions.import_runs import go_on
from jiceng.casework.actions.lights import relight_part
from jiceng.casework.actions.problem_runs import go_on_with_problems
from jiceng.casework.actions.reminders import send_more_slips
from jiceng.emergency.actions.rosters import fill_waiting
from jiceng.kernel.events import Listener
from jiceng.kernel.records.jobs import Effect
from jiceng.party.actions.screening_runs import go_on_with_admissions
from jiceng.party.actions.screenings import look_on
from jiceng.project.announce import announce

EFFECTS: Mapping[str, Effect] = {
    "announce": announce,
    "fill_roster": fill_waiting,
    "import_admissions": go_on_with_admissions,
    "import_cases": go_on,
    "import_problems": go_on_with_problems,
    "relight": relight_part,
    "screen_files": look_on,
    "slips": send_more_slips,
}
"""Kind of job -> what it does, inside the transaction that marks the job done."""

LISTENERS: tuple[Listener, ...] = ()
"""Told after the commit; must not raise, and may miss an event when the machine dies."""
