"""What tests of dues share: branches whose year is fixed, and a statement of a bank."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from openpyxl import Workbook, load_workbook

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.dues_bank import Statement, take_statement
from jiceng.party.actions.dues_fixing import fix_dues
from jiceng.party.actions.dues_payments import Paying, pay
from jiceng.party.actions.transfers import Papers, ask_transfer, move_transfer
from jiceng.party.models import BankFile, DuesEntry, Member, Payment
from jiceng.party.rules.dues import Band
from jiceng.party.rules.dues_bank import Line
from jiceng.party.tests.cast import TODAY, Party

SECRETARIES = {"P-EAST": "bai", "P-WEST": "hao"}
MONTHLY = 3000
JANUARY, NOVEMBER = date(2026, 1, 1), date(2026, 11, 1)


def fix_year(party: Party, code: str = "P-EAST", since: date = JANUARY) -> list[Member]:
    """Everybody of a branch pays 30 yuan a month from `since`; months up to now are due."""
    members = party.members(code)
    bands = {m.pk: Band("wage", 100, MONTHLY) for m in members}
    fix_dues(party.at(code), bands, since=since, by=party[SECRETARIES[code]], now=NOON, today=TODAY)
    return members


def take(party: Party, member: Member, through: date = NOVEMBER, because: str = "") -> Payment:
    """A payment in cash today."""
    who = SECRETARIES[member.organisation.code]
    paying = Paying(through, TODAY, because)
    return pay(member, paying, by=party[who], now=NOON, today=TODAY)


def move(party: Party, member: Member, code: str) -> None:
    """A member's affiliation moves today, both sides confirming."""
    at = member.organisation.code
    row = ask_transfer(member, party.at(code), by=party[SECRETARIES[at]], now=NOON)
    steps = (("release", at, Papers(letter="1")), ("receive", code, None))
    for name, side, papers in steps:
        move_transfer(
            row, name, by=party[SECRETARIES[side]], now=NOON, today=TODAY, version=row.version,
            given=papers,
        )  # fmt: skip


def line(serial: str, yuan: int, payer: str = "", remark: str = "", day: int = 20) -> Line:
    return Line(serial, date(2026, 11, day), yuan * 100, payer, remark)


def import_lines(
    party: Party,
    lines: Sequence[Line],
    *,
    code: str = "P-EAST",
    who: str = "bai",
    file: str = "a",
    account: str = "6222 尾号 0001",
    is_new: bool = False,
) -> BankFile:
    """A statement with these lines, under a file name of its own."""
    digest = hashlib.sha256(file.encode()).hexdigest()
    read = list(enumerate(lines, 2))
    given = Statement(account, f"{file}.csv", digest, read, is_new)
    return take_statement(party.at(code), given, by=party[who], now=NOON, today=TODAY)


def ledger_sum() -> int:
    """Over all accounts: always nothing."""
    return int(DuesEntry.objects.aggregate(fen=Sum("fen"))["fen"] or 0)


def owed_by(member: Member) -> int:
    """What a member's months say is open; the ledger must say the same."""
    sums = member.dues_months.aggregate(due=Sum("due_fen"), paid=Sum("paid_fen"))
    return int(sums["due"] or 0) - int(sums["paid"] or 0)


def table(*rows: tuple[object, ...], merged: str = "") -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def cells(answer: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(b"".join(answer)))
    sheet: Any = book.active
    return list(sheet.iter_rows(values_only=True))


def upload(content: bytes, name: str = "a.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
