"""One applicant of East carried from step to step, as tests need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.development import (
    Applied,
    Taken,
    move_development,
    open_development,
    record_step,
)
from jiceng.party.models import Development, StepRecord
from jiceng.party.rules.development import BY_COMMITTEE, FORWARD, NEEDS
from jiceng.party.rules.steps import STEPS
from jiceng.party.tests.cast import TODAY, Party

BORN = date(1996, 2, 29)
BALLOT = {"should_attend": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0}
TAKEN: Mapping[str, tuple[date, dict[str, Any]]] = {
    "application": (date(2024, 1, 10), {}),
    "first_talk": (date(2024, 1, 20), {"by": "secretary"}),
    "recognition": (date(2024, 7, 15), {"recommended_by": "members", "body": "committee"}),
    "activist_filing": (date(2024, 7, 20), {"organisation": "P-NORTH"}),
    "contacts": (date(2024, 7, 21), {"people": [1, 2]}),
    "half_year_review": (date(2025, 1, 15), {"conclusion": "continue"}),
    "nomination": (date(2025, 7, 15), {"body": "committee", "heard": True}),
    "candidate_filing": (date(2025, 7, 20), {"organisation": "P-NORTH"}),
    "introducers": (date(2025, 7, 21), {"people": [1, 2]}),
    "political_review": (date(2025, 7, 25), {"conclusion": "passed", "reference": "2025-7"}),
    "training": (date(2025, 7, 28), {"days": 3}),
    "committee_review": (date(2025, 8, 1), {"conclusion": "passed"}),
    "pre_review": (date(2025, 8, 10), {"conclusion": "passed", "organisation": "P-NORTH"}),
    "admission_form": (date(2025, 8, 12), {}),
    "admission_meeting": (date(2025, 8, 20), BALLOT),
    "committee_talk": (date(2025, 9, 1), {"by": "organiser"}),
    "approval": (date(2025, 9, 10), {"conclusion": "passed", "organisation": "P-NORTH"}),
    "higher_filing": (date(2025, 9, 15), {"organisation": "P"}),
    "assignment": (date(2025, 9, 16), {"organisation": "P-EAST"}),
    "oath": (date(2025, 9, 20), {"held_by": "committee"}),
    "probation_review": (date(2026, 2, 20), {"conclusion": "continue"}),
    "conversion_request": (date(2026, 8, 20), {}),
    "conversion_meeting": (date(2026, 8, 25), {**BALLOT, "outcome": "on_time"}),
    "conversion_approval": (date(2026, 9, 10), {"conclusion": "passed", "organisation": "P-NORTH"}),
    "archive": (date(2026, 10, 1), {"papers": 20}),
}
"""Step -> its day and values as they are in order; people by their place in the branch."""


@dataclass
class Carried:
    """A file of East, its branch secretary Bai and North's committee in Luo."""

    party: Party
    file: Development
    today: date = TODAY
    records: dict[str, StepRecord] = field(default_factory=dict)

    def take(self, step: str, on: date | None = None, who: str = "", **changed: Any) -> StepRecord:
        """Record a step as it is in order, but for what is said to be different."""
        day, values = TAKEN.get(step, (on, {}))
        values = {**values, **changed}
        if "people" in values:
            members = self.party.members("P-EAST")
            values["people"] = [members[n - 1].pk for n in values["people"]]
        given = Taken(step, on or day, {k: v for k, v in values.items() if v is not None})
        return self.give(given, who)

    def give(self, given: Taken, who: str = "") -> StepRecord:
        by = who or ("luo" if given.step in BY_COMMITTEE else "bai")
        record = record_step(
            self.file, given, by=self.party[by], now=NOON, today=self.today,
            version=self.file.version,
        )  # fmt: skip
        self.records[given.step] = record
        return record

    def move(self, name: str, who: str = "", **words: str) -> Development:
        by = who or ("luo" if name in ("pre_review", "admit", "confirm") else "bai")
        return move_development(
            self.file, name, by=self.party[by], now=NOON, version=self.file.version, words=words
        )

    def carry(self, state: str) -> Carried:
        """On to a state, every step in order."""
        while self.file.state != state:
            name = FORWARD[self.file.state]
            for kind in STEPS:
                if kind.code in NEEDS[name] and kind.code not in ("application", *self.records):
                    self.take(kind.code)
            self.move(name)
        return self


def applied(party: Party, on: date = TAKEN["application"][0], who: str = "bai") -> Carried:
    """Somebody hands in an application to the branch East."""
    given = Applied("申请人甲（示例）", BORN, on)
    at = party.at("P-EAST")
    file = open_development(given, at=at, by=party[who], now=NOON, today=TODAY, is_sample=True)
    return Carried(party, file)
