"""A table of figures of companies for one policy: a column for each fact the policy asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiceng.casework.rules.sheets import Columns
from jiceng.economy.rules.relief import FIELDS, Policy
from jiceng.kernel.words import N_

CODE = "credit_code"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What is written of one company: field -> figure, not yet read."""

    credit_code: str
    written: Mapping[str, str]


def columns_for(policy: Policy) -> Columns:
    """The columns of a policy's table."""
    asked = {name: (FIELDS[name].label,) for name in policy.fields}
    return Columns({CODE: (N_("统一社会信用代码"),), **asked}, (CODE,))


def line_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> StatementLine:
    """A line; whether its figures make sense the policy says (`read_figures`)."""
    written = {name: cells.get(heading, "") for name, heading in columns.items() if name != CODE}
    return StatementLine(cells.get(columns[CODE], "").strip(), written)
