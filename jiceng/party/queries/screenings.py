"""Screenings as the organisation department reads them, and as counts for everybody above a branch.

Names and findings of one file are the department's alone (facts.md §5.4 排查).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.models import FileFinding, ScreenedFile, Screening
from jiceng.party.queries.access import keeping, reach
from jiceng.party.rules.checker import RULES
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.steps import KINDS

DEPARTMENT = frozenset({"organisation_department"})
VERIFIED = ("verified", "classified", "disposed", "filed")
"""States of a file that was found to break the rules (认定)."""


def screenings_of(actor: Actor) -> QuerySet[Screening]:
    """The screenings of somebody's organisation department; nobody else has any."""
    return Screening.objects.filter(reach(actor, "unit_path", DEPARTMENT)).select_related(
        "scope__unit"
    )


def screening_for(actor: Actor, number: str) -> Screening:
    """One screening; missing and forbidden look alike (`NotFound`)."""
    found = screenings_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def file_for(actor: Actor, number: str) -> ScreenedFile:
    """One screened file; missing and forbidden look alike (`NotFound`)."""
    rows = ScreenedFile.objects.filter(reach(actor, "unit_path", DEPARTMENT))
    found = rows.filter(number=number).select_related("screening").first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@dataclass(slots=True)
class Counts:
    """How many files of some passed, failed or left unknown one rule."""

    rule: str
    passed: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.unknown


def counts_by_rule(findings: QuerySet[FileFinding]) -> list[Counts]:
    """Counts of every rule of a file, in the order of the rules."""
    found = {rule.id: Counts(rule.id) for rule in RULES.values() if rule.look}
    grouped = findings.order_by().values_list("rule", "result").annotate(n=Count("id"))
    for rule, result, n in grouped:
        if rule in found:
            setattr(found[rule], {"pass": "passed", "fail": "failed"}.get(result, result), n)
    return list(found.values())


@dataclass(slots=True)
class Standing:
    """How far a screening has come: files by state, and what follows from them."""

    files: int = 0
    failed: int = 0
    """Files in which at least one rule failed."""
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def verified(self) -> int:
        """Files found to break the rules, whatever became of them since."""
        return sum(self.by_state.get(state, 0) for state in VERIFIED)


def standing_of(screenings: Sequence[Screening]) -> dict[int, Standing]:
    """The standing of several screenings, by two statements."""
    found = {s.pk: Standing() for s in screenings}
    rows = ScreenedFile.objects.filter(screening__in=screenings).order_by()
    for key, state, n in rows.values_list("screening", "state").annotate(n=Count("id")):
        found[key].by_state[state] = n
        found[key].files += n
    failed = rows.filter(failed__gt=0).values_list("screening").annotate(n=Count("id"))
    for key, n in failed:
        found[key].failed = n
    return found


def latest_of_line(actor: Actor) -> Screening | None:
    """The latest screening that covers one's own line, else the latest of a part of it.

    A screening of somebody else's line says nothing here; a sample only stands in for a real one.
    """
    rows = Screening.objects.exclude(checked_at=None).select_related("scope__unit")
    rows = rows.order_by("is_sample", "-checked_at", "-pk")
    above = {p for grip in keeping(actor) for p in _prefixes(grip.unit_path)}
    return rows.filter(path__in=above).first() or rows.filter(reach(actor)).first()


def _prefixes(path: str) -> Iterator[str]:
    """A path and those above it."""
    for place, sign in enumerate(path, 1):
        if sign == "/":
            yield path[:place]


def line_counts(actor: Actor, screening: Screening | None) -> list[Counts]:
    """Counts of one's own line in a screening: numbers, no names."""
    own = reach(actor, "file__path")
    rows = FileFinding.objects.filter(own, screening=screening).exclude(file__path="")
    return counts_by_rule(rows)


def told(reason: str, facts: Mapping[str, Any]) -> Reason:
    """Why a rule says so, ready to be worded: steps by their names, a dash for what is unknown."""
    return Reason(reason, {name: _shown(name, value) for name, value in facts.items()})


def _shown(name: str, value: Any) -> Any:
    if name in ("step", "later"):
        return step_name(value)
    if name == "steps":
        return [step_name(code) for code in value]
    if name == "at":
        return step_name("public_notice")
    return "—" if value is None else value


def step_name(code: str) -> str:
    """A step as people call it."""
    return _(KINDS[code].name) if code in KINDS else _("出生日期")


def file_findings(file: ScreenedFile) -> list[FileFinding]:
    """Every finding of a file: what failed first, what is unknown next, then what passed."""
    rank = {"fail": 0, "unknown": 1, "pass": 2}
    grave = {"fatal": 0, "major": 1, "minor": 2, "info": 3}
    rows = FileFinding.objects.filter(file=file)
    return sorted(rows, key=lambda f: (rank[f.result], grave[f.severity], f.rule))


def draft_of(finding: Finding) -> dict[str, Any]:
    """The columns of a finding's row."""
    return {
        "rule": finding.rule,
        "result": finding.result,
        "severity": finding.severity,
        "reason": finding.reason,
        "clause": finding.clause,
        "document": finding.document,
        "rule_version": finding.version,
        "is_unverified": finding.is_unverified,
    }


def tally(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many rules failed, apart from those that only ask for a look, and how many don't know."""
    listed = list(findings)
    failed = sum(f.result == "fail" and f.severity != "info" for f in listed)
    return failed, sum(f.result == "unknown" for f in listed)
