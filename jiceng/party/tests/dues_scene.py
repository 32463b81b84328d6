"""What addresses of dues name, for the walk along every door, and who reaches them."""

from __future__ import annotations

from datetime import date

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.dues_fixing import Relief, ask_hardship
from jiceng.party.actions.dues_remittances import Sending, remit
from jiceng.party.models import Remittance
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import fix_year, import_lines, line, take

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("own_branch", "near"): {"bai"},
    ("own_branch", "far"): {"hao"},
    ("remittance", "near"): {"bai", "luo"},
    ("remittance", "far"): {"hao", "luo"},
    ("hardship", "near"): {"bai", "luo", "shen"},
    ("hardship", "far"): {"hao", "luo", "shen"},
}


def dues_names(party: Party, code: str, who: str) -> dict[str, object]:
    """A branch whose autumn is fixed, with a payment, a statement, and what awaits a committee."""
    members = fix_year(party, code, date(2026, 9, 1))
    payment = take(party, members[5])
    file = import_lines(party, [line("1", 5)], code=code, who=who)
    given = Sending(100, TODAY, TODAY, TODAY)
    sent = remit(party.at(code), given, by=party[who], now=NOON, today=TODAY)
    relief = Relief(date(2026, 12, 1), 0, TODAY)
    asked = ask_hardship(members[3], relief, by=party[who], now=NOON, today=TODAY)
    return {
        "payment": payment.number,
        "statement": file.pk,
        "bank_line": file.lines.get().pk,
        "remittance": sent.number if isinstance(sent, Remittance) else "",
        "hardship": asked.number,
    }
