"""A department gives figures of many companies for one policy at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.economy.actions.reliefs import keep_statement
from jiceng.economy.models import Company
from jiceng.economy.rules.relief import Policy, read_figures
from jiceng.economy.rules.statements_table import CODE, StatementLine
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor


@dataclass(frozen=True, slots=True)
class Upload:
    """A table of figures given for one policy and for nothing else."""

    policy: Policy
    as_of: date
    rows: Read[StatementLine]


def import_statements(given: Upload, *, by: Actor, now: datetime, is_trial: bool = False) -> Taken:
    """Keep every row, or none if a single one is wrong. Raises `NotAllowed`."""
    policy = given.policy
    units = {policy.unit, policy.paid_by, *policy.asked}
    grip = next((g for g in by.grips if "clerk" in g.roles and g.unit in units), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    codes = {row.credit_code.upper() for _at, row in given.rows if not isinstance(row, tuple)}
    known = {c.credit_code: c for c in Company.objects.filter(credit_code__in=codes)}

    def keep(line: StatementLine) -> str:
        figures, faults = read_figures(policy, line.written)
        company = known.get(line.credit_code.upper())
        if company is None:
            faults = [Reason("unknown_company", {"value": line.credit_code[:24]}, CODE), *faults]
        if company is None or faults:
            raise Invalid(*faults)
        keep_statement(company, policy, figures, given_by=grip.unit, as_of=given.as_of, now=now)
        return "added"

    with transaction.atomic():
        taken = take_rows(given.rows, keep, is_whole=True, is_trial=is_trial)
        if not (taken.refused or is_trial):
            told = {"policy": policy.key, "rows": taken.added}
            append([line_by(grip, "economy.statements", "relief_policy", 0, payload=told)], at=now)
    return taken
