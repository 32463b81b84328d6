"""The kinds of record of economy that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.models import InvestmentLead
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "investment_lead": Kind(
        InvestmentLead,
        INVESTMENT_LEAD,
        url="/desk/investment-leads/{number}/",
        tab=N_("招商线索"),
        empty=(N_("没有待办的招商线索"), N_("由您跟进的招商线索会出现在这里。")),
    ),
}
