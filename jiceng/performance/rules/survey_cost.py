"""What a survey costs those who answer it, reckoned before it is published (promise 3).

    person-hours = people × expected seconds ÷ 3600

Seconds a question takes are a county's dated estimates [U]; nobody is ever timed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.performance.rules.survey_forms import KINDS, Form
from jiceng.performance.rules.survey_paths import Paths, Seconds, paths_of

KIND = "survey_terms"
"""The kind of configuration that holds seconds and the ceiling."""
GROUPS: Mapping[str, str] = {
    "residents": N_("居民"),
    "grid_workers": N_("网格员"),
    "clerks": N_("基层干部"),
    "units": N_("单位填报岗位"),
}
"""Who answers."""
GRASSROOTS = ("grid_workers", "clerks", "units")
"""Those who answer in their working hours."""
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True)
class SurveyTerms:
    """Estimates of a county, and above how many hours a second person has to agree."""

    seconds: Seconds
    ceiling_hours: int
    source: str


@dataclass(frozen=True, slots=True)
class SurveyCost:
    """What a survey costs. Seconds, whole; hours are for reading."""

    paths: Paths
    people: Mapping[str, int]
    """Group -> how many are expected to answer."""
    ceiling_hours: int

    @property
    def expected(self) -> int:
        """Seconds of one answer, rounded up: an estimate never flatters."""
        return -(-self.paths.expected.numerator // self.paths.expected.denominator)

    def seconds_of(self, group: str) -> int:
        return self.people.get(group, 0) * self.expected

    @property
    def total(self) -> int:
        """Person-seconds of everybody together."""
        return sum(self.seconds_of(group) for group in self.people)

    @property
    def is_over(self) -> bool:
        """Whether a second person has to agree."""
        return self.total > self.ceiling_hours * 3600


def cost_of_survey(form: Form, people: Mapping[str, int], terms: SurveyTerms) -> SurveyCost:
    """Reckon a checked form for the people expected."""
    return SurveyCost(paths_of(form, terms.seconds), dict(people), terms.ceiling_hours)


def as_minutes(seconds: int) -> Fraction:
    return Fraction(seconds, 60)


def people_faults(people: Mapping[str, int]) -> list[Reason]:
    """Nobody expected at all, or a number nobody can mean."""
    faults = [
        Reason("number_range", {"low": 0, "high": MOST_PEOPLE}, group)
        for group, count in people.items()
        if group not in GROUPS or not 0 <= count <= MOST_PEOPLE
    ]
    if not faults and not sum(people.values()):
        faults.append(Reason("nobody_expected", field="residents"))
    return faults


def check_survey_terms(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    """Whether a version of estimates can be put in force."""
    faults = [] if key == "county" else [Reason("unknown_value", {"value": key}, "key")]
    listed = content.get("seconds")
    given = listed if isinstance(listed, Mapping) else {}
    for name in (*KINDS, "intro", "skip"):
        if not _within(given.get(name), 0, 900):
            faults.append(Reason("number_range", {"low": 0, "high": 900}, f"seconds.{name}"))
    if not _within(content.get("ceiling_hours"), 1, 1_000_000):
        faults.append(Reason("number_range", {"low": 1, "high": 1_000_000}, "ceiling_hours"))
    if not 2 <= len(str(content.get("source", "")).strip()) <= 200:
        faults.append(Reason("text_length", {"low": 2, "high": 200}, "source"))
    return faults


def _within(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def terms_of(content: Mapping[str, Any]) -> SurveyTerms:
    """Read a version that has passed `check_survey_terms`."""
    given = content["seconds"]
    kinds = {kind: given[kind] for kind in KINDS}
    seconds = Seconds(kinds, given["intro"], given["skip"])
    return SurveyTerms(seconds, content["ceiling_hours"], content["source"])
