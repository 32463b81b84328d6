"""The first matching rule names the unit, and says so. Rules are rows, never code (S11).

A rule that wants `and`/`or` across other facts is Python with a test, not a rule row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiceng.kernel.refusal import Reason

FIRST_TIER = "first_tier"
"""The unit name of a rule that leaves the case with the lowest level that can settle it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What routing may look at: type with ancestors, area, local hour, level."""

    type_path: tuple[str, ...]
    area_path: str
    hour: int
    level: str
    is_law_department: bool = False
    duty_unit: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. Empty fields match everything. Hours are local, [from, to), may cross midnight."""

    key: str
    version: int
    order: int
    unit: str
    label: str
    case_type: str = ""
    area_path: str = ""
    level: str = ""
    from_hour: int = 0
    to_hour: int = 24
    label_en: str = ""

    def matches(self, asked: Question) -> bool:
        return (
            (not self.case_type or self.case_type in asked.type_path)
            and asked.area_path.startswith(self.area_path)
            and (not self.level or self.level == asked.level)
            and self._open_at(asked.hour)
        )

    def _open_at(self, hour: int) -> bool:
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


@dataclass(frozen=True, slots=True)
class Routing:
    """Who should handle this, and why. `unit` is None when nothing decided: a desk does."""

    unit: str | None
    rule: Rule | None
    because: tuple[Reason, ...]


def route(asked: Question, rules: Iterable[Rule]) -> Routing:
    """Say who should handle this and why; assign nobody.

    What the law gives a department goes to that department before any rule is asked, because no
    rule row may send it down (国办函〔2025〕66号, facts.md §1.9).
    """
    if asked.is_law_department and asked.duty_unit:
        return Routing(
            asked.duty_unit, None, (Reason("law_department", {"unit": asked.duty_unit}),)
        )
    for rule in sorted(rules, key=lambda r: (r.order, r.key)):
        if rule.matches(asked):
            words = {"label": rule.label, "label_en": rule.label_en}
            reason = Reason("rule_matched", {"rule": rule.key, **words})
            return Routing(rule.unit, rule, (reason,))
    return Routing(None, None, (Reason("no_rule_matched"),))
