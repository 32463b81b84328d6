"""Two years of dues in the demo county: fixings, months, payments, arrears, remittances. 示例.

What a branch did month by month is told by the same entries that the pages write, put in at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import draft, insert, insert_instances, settle_sequences
from jiceng.kernel.records.journal import Line
from jiceng.party.models import (
    DuesEntry,
    DuesFixing,
    DuesMonth,
    Member,
    Organisation,
    Payment,
    PaymentShare,
    Remittance,
    Voucher,
)
from jiceng.party.queries.dues import RULE
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import Band, band_of, month_of, months, plus
from jiceng.party.rules.dues_ledger import Entry, arrived, into_hand, owed, paid, sent
from jiceng.project.demo.party import PartyWorld
from jiceng.project.demo.party_journal import Told, write_lines
from jiceng.web.clock import county_zone

PENSION_AFTER = 60
LATE = (0,) * 90 + (1, 1, 2, 2, 3, 3, 4, 5, 6, 7)
"""Of a hundred members, how many months each is behind."""
KINDS = {
    "village": ("farmer",) * 7 + ("wage", "self_employed", "relief"),
    "community": ("wage",) * 4 + ("self_employed", "self_employed", "laid_off", "relief"),
    "school": ("wage",),
    "new_organisation": ("wage",) * 3 + ("self_employed",),
}
ENTRY = ("voucher_id", "account", "organisation_id", "member_id", "fen")
SHARE = ("payment_id", "month_id", "fen")
"""Columns of the longest tables; their rows hold nothing an engine stores in a way of its own."""
WAGES = (280_000, 320_000, 410_000, 480_000, 560_000, 690_000, 880_000)


class Books:
    """The rows of the story, kept until they are written at once."""

    def __init__(self, world: PartyWorld) -> None:
        self.world = world
        self.now, self.today = world.now, world.today
        self.fixings: list[DuesFixing] = []
        self.months: list[DuesMonth] = []
        self.vouchers: list[Voucher] = []
        self.entries: list[tuple[int, str, int, int | None, int]] = []
        self.payments: list[Payment] = []
        self.shares: list[tuple[int, int, int]] = []
        self.remittances: list[Remittance] = []
        self.at_branch = 0
        self.by_code = {o.code: o for o in world.organisations}

    def post(self, kind: str, at: Organisation, entries: tuple[Entry, ...], on: date) -> int:
        """A voucher and its entries; answers its key."""
        key = len(self.vouchers) + 1
        self.vouchers.append(draft(
            Voucher, id=key, kind=kind, organisation_id=at.pk, path=at.path, happened_on=on,
            entered_at=self.now, entered_by=0,
        ))  # fmt: skip
        self.entries += [(key, e.account, e.organisation, e.member, e.fen) for e in entries]
        return key

    def write(self) -> None:
        insert_instances(DuesFixing, self.fixings, keyed=False)
        insert_instances(DuesMonth, self.months)
        insert_instances(Voucher, self.vouchers)
        insert(DuesEntry, self.entries, ENTRY)
        insert_instances(Payment, self.payments)
        insert(PaymentShare, self.shares, SHARE)
        insert_instances(Remittance, self.remittances)
        write_lines(line for row in self.remittances for line in _told(row))
        settle_sequences(DuesMonth, Voucher, Payment, Remittance)


def _told(row: Remittance) -> Iterator[Told]:
    """How a remittance was sent and confirmed, for its journal."""
    for kind, at, before, after, on in (
        ("send", row.from_organisation_id, "sent", "sent", row.sent_on),
        ("confirm", row.to_organisation_id, "sent", "confirmed", row.settled_on),
    ):  # fmt: skip
        moment = datetime.combine(on or row.sent_on, time(15), tzinfo=county_zone())
        told = {"fen": row.fen, "organisation": at}
        yield (
            moment,
            Line(kind, row.subject_kind, row.pk, from_state=before, to_state=after, payload=told),
        )


def fill_dues(world: PartyWorld) -> None:
    """Fixings of two years; months and payments of the year up to now, with some arrears."""
    books = Books(world)
    for branch in world.branches:
        members = [m for m in world.members[branch.pk] if m.standing in ("full", "probationary")]
        bands = {m.pk: _band(world, branch, m) for m in members}
        for year in (world.today.year - 1, world.today.year):
            _fix(books, members, bands, year)
        _live(books, branch, members, bands)
    books.write()


def _band(world: PartyWorld, branch: Organisation, member: Member) -> Band:
    """What follows from a sum drawn here and forgotten, as on the page."""
    rng, values = world.rng, version_on(RULE, world.today).values
    if world.today.year - member.born_on.year >= PENSION_AFTER:
        kind = "farmer" if branch.sector == "village" else "retired"
    else:
        kind = rng.choice(KINDS.get(branch.sector, ("wage",)))
    needs = kind in ("wage", "self_employed", "retired")
    return band_of(kind, rng.choice(WAGES) if needs else None, values)


def _fix(books: Books, members: list[Member], bands: dict[int, Band], year: int) -> None:
    number = version_on(RULE, books.today).number
    for member in members:
        since = max(date(year, 1, 1), month_of(member.accepted_on))
        if since.year == year:
            band = bands[member.pk]
            books.fixings.append(draft(
                DuesFixing, member_id=member.pk, year=year, since=since, kind=band.kind,
                rate=band.rate, monthly_fen=band.monthly_fen, rule_version=number, because="",
                fixed_on=max(since, member.accepted_on), fixed_by=0,
            ))  # fmt: skip


def _live(
    books: Books, branch: Organisation, members: list[Member], bands: dict[int, Band]
) -> None:
    """The months of a branch up to now, and one payment a quarter of whoever is not behind."""
    here = month_of(books.today)
    first = date(here.year, 1, 1)
    rows = defaultdict[int, list[DuesMonth]](list)
    for month in months(first, here):
        due = {m.pk: bands[m.pk].monthly_fen for m in members
               if m.accepted_on < plus(month, 1)}  # fmt: skip
        for key, fen in due.items():
            row = draft(DuesMonth, id=len(books.months) + 1, member_id=key,
                        organisation_id=branch.pk, month=month, due_fen=fen)  # fmt: skip
            books.months.append(row)
            rows[key].append(row)
        if entries := owed(branch.pk, due):
            books.post("due", branch, entries, month)
    for member in members:
        behind = books.world.rng.choice(LATE)
        until = plus(here, -behind if behind else books.world.rng.choice((0, 0, 0, -1)))
        for quarter in _quarters([r for r in rows[member.pk] if r.month <= until]):
            _pay(books, branch, member, quarter)
    _remit(books, branch, first)


def _quarters(rows: list[DuesMonth]) -> list[list[DuesMonth]]:
    found = defaultdict[int, list[DuesMonth]](list)
    for row in rows:
        found[(row.month.month - 1) // 3].append(row)
    return list(found.values())


def _pay(books: Books, branch: Organisation, member: Member, rows: list[DuesMonth]) -> None:
    fen = sum(row.due_fen for row in rows)
    on = min(rows[-1].month + timedelta(days=books.world.rng.randint(2, 26)), books.today)
    source = into_hand(branch.pk, fen)
    voucher = books.post("payment", branch, paid(branch.pk, member.pk, {branch.pk: fen},
                                                 source=source), on)  # fmt: skip
    key = len(books.payments) + 1
    books.payments.append(draft(
        Payment, id=key, number="S" + public_number(on.year, key), member_id=member.pk,
        organisation_id=branch.pk, purpose="dues", way="cash", fen=fen, paid_on=on, because="",
        voucher_id=voucher,
    ))  # fmt: skip
    for row in rows:
        row.paid_fen, row.paid_on = row.due_fen, on
        books.shares.append((key, row.id, row.due_fen))


def _remit(books: Books, branch: Organisation, first: date) -> None:
    """What was paid in the first half of the year went to the organisation above, and came."""
    above = books.by_code.get(str(branch.unit.parent_id))
    until = date(first.year, 6, 30)
    fen = sum(p.fen for p in books.payments[books.at_branch :] if p.paid_on <= until)
    books.at_branch = len(books.payments)
    if above is None or not fen or books.today <= date(first.year, 7, 10):
        return
    on, key = date(first.year, 7, 3), len(books.remittances) + 1
    books.post("sent", branch, sent(branch.pk, fen), on)
    books.post("arrived", above, arrived(branch.pk, above.pk, fen), on + timedelta(days=3))
    books.remittances.append(draft(
        Remittance, id=key, number="J" + public_number(first.year, key), title=branch.name,
        state="confirmed", entered_at=books.now, area_path="", unit=above.code,
        unit_path=above.path, tier=above.unit.tier, from_organisation_id=branch.pk,
        to_organisation_id=above.pk, purpose="dues", fen=fen, period_from=first,
        period_to=until, sent_on=on, settled_on=on + timedelta(days=3),
    ))  # fmt: skip
