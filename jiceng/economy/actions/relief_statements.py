"""A department gives figures of many companies for one policy at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.economy.actions.reliefs import keep_statement
from jiceng.economy.models import Company
from jiceng.economy.rules.relief import Policy, read_figures
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.kernel.scope import Actor

Row = tuple[int, str, Mapping[str, str]]
"""Number in the file, credit code, field -> what was written."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A table of figures given for one policy and for nothing else."""

    policy: Policy
    as_of: date
    rows: Sequence[Row]


def import_statements(given: Upload, *, by: Actor, now: datetime) -> list[tuple[int, Reason]]:
    """Keep every row, or none: the answer are the faults, each with its row. `NotAllowed`."""
    policy = given.policy
    units = {policy.unit, policy.paid_by, *policy.asked}
    grip = next((g for g in by.grips if "clerk" in g.roles and g.unit in units), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    codes = {code.strip().upper() for _at, code, _figures in given.rows}
    known = {c.credit_code: c for c in Company.objects.filter(credit_code__in=codes)}
    faults, kept = [], []
    for at, code, written in given.rows:
        figures, wrong = read_figures(policy, written)
        company = known.get(code.strip().upper())
        if company is None:
            wrong = [Reason("unknown_company", {"value": code[:24]}), *wrong]
        faults += [(at, reason) for reason in wrong]
        kept.append((company, figures))
    if faults:
        return faults
    with transaction.atomic():
        for company, figures in kept:
            if company is not None:
                keep_statement(company, policy, figures, given_by=grip.unit, as_of=given.as_of,
                               now=now)  # fmt: skip
        told = {"policy": policy.key, "rows": len(kept)}
        append([line_by(grip, "economy.statements", "relief_policy", 0, payload=told)], at=now)
    return []
