"""Many rules changed at once, as a file says: every version by the rules of the forms, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.configuration import Decided, change_rule, schemas
from jiceng.casework.queries.configuration import open_by_version
from jiceng.casework.rules.schemas import SCHEMAS
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.kernel.scope import Actor

OWN = ("case_type", "rule", "terms", "post", "calendar", "text")
"""Kinds of casework a file may hold, in the order in which they are put in force."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a file; `version` is the one it was exported with, 0 for a new row."""

    kind: str
    key: str
    version: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a row changes; `kept` open cases stay with what they were promised."""

    row: RuleRow
    before: Mapping[str, Any] | None
    kept: int


@dataclass(frozen=True, slots=True)
class RuleFault:
    """Why a row cannot be put in force."""

    row: RuleRow
    reasons: tuple[Reason, ...]


class Unfit(Refusal):
    """Some rows of a file cannot be put in force; so none is."""

    status = 422

    def __init__(self, faults: Sequence[RuleFault]) -> None:
        super().__init__(*(reason for fault in faults for reason in fault.reasons))
        self.faults = faults


def change_rules(
    rows: Sequence[RuleRow], *, decided: Decided, by: Actor, now: datetime, dry_run: bool = False
) -> list[RuleChange]:
    """Put every row that differs in force, all or none; a dry run does the same and undoes it.

    A row that still says what its version said is left alone and needs no power; so is whatever
    the file leaves out. A row edited on an older version than the last is refused as `stale`.
    Raises `Unfit` with every fault of every row; `version` of `decided` is the row's own.
    """
    found: list[RuleChange] = []
    faults: list[RuleFault] = []
    with transaction.atomic():
        for row in sorted(rows, key=_order):
            try:
                found += _changed(row, decided, by, now)
            except Refusal as refusal:
                faults.append(RuleFault(row, refusal.reasons))
        if dry_run or faults:
            transaction.set_rollback(True)
    if faults:
        raise Unfit(faults)
    return found


def rule_kinds() -> tuple[str, ...]:
    """Every kind a file may hold; those of other capabilities come last."""
    return (*OWN, *sorted(schemas().keys() - SCHEMAS.keys()))


def _order(row: RuleRow) -> tuple[int, str]:
    kinds = rule_kinds()
    return (kinds.index(row.kind) if row.kind in kinds else len(kinds), row.key)


def _changed(row: RuleRow, decided: Decided, by: Actor, now: datetime) -> Iterator[RuleChange]:
    if row.kind not in rule_kinds():
        raise Invalid(Reason("unknown_value", {"value": row.kind}))
    versions = Configuration.objects.filter(kind=row.kind, key=row.key)
    last = versions.order_by("-version").first()
    base = versions.filter(version=row.version).first()
    if base and _plain(base.content) == _plain(row.content):
        return  # nobody edited the row; whatever was decided since stays
    before = last.content if last else None
    kept = sum(open_by_version(row.key).values()) if row.kind == "case_type" else 0
    with transaction.atomic():
        change_rule(
            row.kind,
            row.key,
            row.content,
            decided=Decided(decided.reason, row.version, decided.approved_by, decided.valid_from),
            by=by,
            now=now,
        )
    yield RuleChange(row, before, kept)


def _plain(content: Any) -> Any:
    """A content as a file can say it: without values that say nothing."""
    if isinstance(content, Mapping):
        return {k: _plain(v) for k, v in content.items() if v is not None}
    return [_plain(v) for v in content] if isinstance(content, list | tuple) else content
