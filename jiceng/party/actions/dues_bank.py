"""Take a bank's statement in: every line once, each to its member or kept apart (facts.md §5.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.dues_ledger import keeper, post
from jiceng.party.actions.dues_payments import (
    LONGEST,
    Source,
    lock,
    open_months,
    reckon,
    settle,
    write_gift,
)
from jiceng.party.models import BankFile, BankLine, DuesMonth, Member, Organisation, Payment
from jiceng.party.queries.dues import RULE, accounts_of, fixing_on, payable_until
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import month_of, months, needs_reason
from jiceng.party.rules.dues_bank import Line, Payer, is_same_account, payer_of
from jiceng.party.rules.dues_ledger import received, returned

Read = Sequence[tuple[int, Line | Sequence[Reason]]]
"""Row of the file, and the line it holds or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A file as it was sent, and of which account of the organisation."""

    account: str
    file_name: str
    sha256: str
    read: Read
    is_new: bool = False
    """Whether the account is said to be another than those known."""


def take_statement(
    at: Organisation, given: Statement, *, by: Actor, now: datetime, today: date
) -> BankFile:
    """Keep every new line, post it, and give to members what is surely theirs.

    Lines that are there already or make no sense are named and left out. Raises `NotAllowed`;
    `Invalid` without an account or for one that is known by another name; `Refused` for a file
    that came before, of whatever account, and for a new account with lines of a known one.
    """
    grip = keeper(by, at)
    account = given.account.strip()[:40]
    if not account:
        raise Invalid(Reason("needed", field="account"))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=at.pk)
        _refuse_twice(at, given)
        _check_account(at, account, given)
        taken, refused = _sorted_out(at, account, given.read)
        file = BankFile.objects.create(
            organisation=at, account=account, file_name=given.file_name[:80],
            sha256=given.sha256, taken_at=now, taken_by=grip.appointment,
            lines_read=len(given.read), refused=refused,
        )  # fmt: skip
        lines = _keep(file, taken)
        if total := sum(line.fen for line in lines):
            post("bank", at, received(at.pk, total), on=today, by=grip, now=now)
        _give_out(at, lines, grip, now, today)
        told = {"lines": len(lines), "refused": len(refused), "fen": total}
        append([line_by(grip, "party.take_statement", "bank_file", file.pk, payload=told)], at=now)
    return file


def _refuse_twice(at: Organisation, given: Statement) -> None:
    before = BankFile.objects.filter(organisation=at, sha256=given.sha256).first()
    if before is not None:
        shown = {"file": before.file_name, "at": before.taken_at}
        raise Refused(Reason("bank_file_twice", shown, "file"))


def _check_account(at: Organisation, account: str, given: Statement) -> None:
    """Lines are told apart by account: a second name for one would count its lines again."""
    known = accounts_of(at)
    if account in known or not known:
        return
    if not given.is_new:
        raise Invalid(Reason("bank_account_unknown", {"value": account}, "account"))
    if same := next((name for name in known if is_same_account(name, account)), None):
        raise Invalid(Reason("bank_account_known", {"account": same}, "new_account"))
    read = {(one.serial, one.on, one.fen) for _row, one in given.read if isinstance(one, Line)}
    rows = BankLine.objects.filter(organisation=at, on__in={on for _serial, on, _fen in read})
    for serial, on, fen, name in rows.values_list("serial", "on", "fen", "account"):
        if (serial, on, fen) in read:
            shown = {"serial": serial, "account": name}
            raise Refused(Reason("bank_account_overlaps", shown, "new_account"))


def _sorted_out(
    at: Organisation, account: str, read: Read
) -> tuple[list[tuple[int, Line]], list[list[object]]]:
    """New lines in the order of their day, and reasons against the others."""
    rows = BankLine.objects.filter(organisation=at, account=account)
    seen = set(rows.values_list("serial", "on", "fen"))
    taken: list[tuple[int, Line]] = []
    refused: list[list[object]] = []
    for row, found in read:
        if not isinstance(found, Line):
            refused += [[row, reason.as_json()] for reason in found]
        elif (key := (found.serial, found.on, found.fen)) in seen:
            refused.append([row, Reason("bank_line_twice", {"serial": found.serial}).as_json()])
        else:
            seen.add(key)
            taken.append((row, found))
    return sorted(taken, key=lambda t: (t[1].on, t[1].serial, t[1].fen)), refused


def _keep(file: BankFile, taken: Sequence[tuple[int, Line]]) -> list[BankLine]:
    return BankLine.objects.bulk_create(
        BankLine(
            file=file, organisation_id=file.organisation_id, row=row, account=file.account,
            serial=line.serial, on=line.on, fen=line.fen, open_fen=line.fen, payer=line.payer,
            remark=mask_personal(line.remark)[0], matched="no_one",
        )
        for row, line in taken
    )  # fmt: skip


def _give_out(
    at: Organisation, lines: Sequence[BankLine], grip: Grip, now: datetime, today: date
) -> None:
    known, members = _payers(at)
    for line in lines:
        read = Line(line.serial, line.on, line.fen, line.payer, line.remark)
        payer, matched = payer_of(read, known)
        line.matched = matched
        if payer is not None:
            _settle_line(line, members[payer.key], grip, now, today)
    BankLine.objects.bulk_update(lines, ["matched", "open_fen", "payer"], batch_size=500)


def _payers(at: Organisation) -> tuple[Mapping[str, Sequence[Payer]], Mapping[int, Member]]:
    """Members at or below an organisation, by number and by name."""
    members = {
        m.pk: m
        for m in Member.objects.filter(within("path", at.path)).select_related("organisation__unit")
    }
    known = defaultdict[str, list[Payer]](list)
    for m in members.values():
        payer = Payer(m.pk, m.number, m.name, m.left_on is None)
        known[m.number].append(payer)
        known[m.name].append(payer)
    return known, members


def _settle_line(
    line: BankLine, member: Member, grip: Grip, now: datetime, today: date, because: str = ""
) -> Payment | None:
    """As much of a line as the member owes up to the end of the quarter; the rest stays open."""
    lock(member)
    rows = _reached(line.open_fen, member, grip, now, today)
    late = rows and needs_reason(rows[0].month, today, version_on(RULE, today).values)
    if late and not because:
        line.matched = "late"
        return None
    fen = min(line.open_fen, sum(row.open_fen for row in rows))
    if fen < line.open_fen:
        line.matched = "too_much"
    if not fen:
        return None
    source = Source(line.organisation, "bank", line.on, because, line)
    payment = settle(member, rows, fen, source, by=grip, now=now)
    line.open_fen -= fen
    _forget_payer(line)
    return payment


def _reached(fen: int, member: Member, grip: Grip, now: datetime, today: date) -> list[DuesMonth]:
    """Open months as far as a sum reaches; those of the quarter become due when it gets there."""
    here, last = month_of(today), payable_until(today)
    if member.left_on is not None or fixing_on(member, here) is None:
        return open_months(member, last)
    rows: list[DuesMonth] = []
    for month in months(here, last):
        reckon(member, month, grip, now, today)
        rows = open_months(member, last)
        if sum(row.open_fen for row in rows) >= fen:
            break
    return rows


def _forget_payer(line: BankLine) -> None:
    """Whose money it was stands in the payment; the bank's words are not needed any more."""
    if not line.open_fen:
        line.payer = ""


def _locked(line: BankLine) -> BankLine:
    rows = BankLine.objects.select_for_update(of=("self",)).select_related("organisation__unit")
    found = rows.get(pk=line.pk)
    if not found.open_fen:
        raise Refused(Reason("bank_line_done", {"serial": found.serial}))
    return found


def assign_line(
    line: BankLine, member: Member, *, because: str = "", as_gift: bool = False, by: Actor,
    now: datetime, today: date,
) -> Payment:  # fmt: skip
    """Say whose a line is that nobody was known for: dues, or all that is left as a gift.

    Raises `NotAllowed`, `Refused` when it is assigned already or the member owes nothing,
    `Invalid` when months beyond the usual six want a reason.
    """
    at = line.organisation
    grip = keeper(by, at)
    if not member.path.startswith(at.path):
        raise Invalid(Reason("unknown_member", {"value": member.number}, "member"))
    why = mask_personal(because.strip())[0][:LONGEST]
    with transaction.atomic():
        found = _locked(line)
        if as_gift:
            lock(member)
            source = Source(at, "bank", found.on, why, found)
            payment = write_gift(member, found.open_fen, source, by=grip, now=now)
            found.open_fen, found.payer = 0, ""
        else:
            payment = _settled(found, member, grip, now, today, why)
        found.matched = "by_hand" if not found.open_fen else "too_much"
        found.save(update_fields=["matched", "open_fen", "payer"])
    return payment


def _settled(
    line: BankLine, member: Member, grip: Grip, now: datetime, today: date, why: str
) -> Payment:
    payment = _settle_line(line, member, grip, now, today, why)
    if payment is None and line.matched == "late":
        raise Invalid(Reason("back_payment_reason", {"month": "—"}, "because"))
    if payment is None:
        shown = {"month": f"{payable_until(today):%Y-%m}"}
        raise Refused(Reason("dues_nothing_open", shown))
    return payment


def return_line(line: BankLine, because: str, *, by: Actor, now: datetime, today: date) -> BankLine:
    """What belongs to nobody here goes back to whoever sent it, with the reason."""
    grip = keeper(by, line.organisation)
    why = mask_personal(because.strip())[0][:LONGEST]
    if not why:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    with transaction.atomic():
        found = _locked(line)
        at = found.organisation
        entries = returned(at.pk, found.open_fen)
        post("returned", at, entries, on=today, by=grip, now=now, because=why)
        rows = BankLine.objects.filter(pk=found.pk, open_fen=F("open_fen"))
        rows.update(open_fen=0, payer="", matched="returned")
        append([line_by(grip, "party.return_line", "bank_line", found.pk)], at=now)
    return BankLine.objects.get(pk=line.pk)
