"""Post to the ledger of dues: nothing is written that does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.models import DuesEntry, Organisation, Voucher
from jiceng.party.queries.access import KEEPERS, keeping
from jiceng.party.rules.dues_ledger import Entries, Entry, is_balanced

MANY = 200
"""From so many entries on they are written without the ORM."""


def keeper(by: Actor, at: Organisation, roles: frozenset[str] = KEEPERS) -> Grip:
    """The post somebody holds in this very organisation: nobody touches another's money."""
    for grip in keeping(by, roles):
        if grip.unit_path == at.path:
            return grip
    raise NotAllowed(Reason("party_not_yours"))


def post(
    kind: str,
    at: Organisation,
    entries: Entries,
    *,
    on: date,
    by: Grip,
    now: datetime,
    **more: Any,
) -> Voucher:
    """Write one voucher. To be called in a transaction; ValueError for entries that do not add up.

    `more` are its `because` and what it `counters`.
    """
    found = post_many(kind, [(at, entries)], on=on, by=by, now=now, **more)
    return found[0]


def post_many(
    kind: str,
    acts: Sequence[tuple[Organisation, Entries]],
    *,
    on: date,
    by: Grip,
    now: datetime,
    **more: Any,
) -> list[Voucher]:
    """One voucher for each organisation. To be called in a transaction."""
    if not all(is_balanced(entries) for _at, entries in acts):
        raise ValueError(f"a voucher of kind {kind} does not add up")
    vouchers = Voucher.objects.bulk_create(
        Voucher(
            kind=kind, organisation=at, path=at.path, happened_on=on, entered_at=now,
            entered_by=by.appointment, **more,
        )
        for at, _entries in acts
    )  # fmt: skip
    lines = [
        draft(
            DuesEntry, voucher_id=voucher.pk, account=e.account, organisation_id=e.organisation,
            member_id=e.member, fen=e.fen,
        )
        for voucher, (_at, entries) in zip(vouchers, acts, strict=True)
        for e in entries
    ]  # fmt: skip
    if len(lines) < MANY:
        DuesEntry.objects.bulk_create(lines)
    else:
        insert_instances(DuesEntry, lines, keyed=False)
    return vouchers


def entries_of(voucher: Voucher) -> Entries:
    """What a voucher posted, as the rules read it."""
    return tuple(
        Entry(row.account, row.organisation_id, row.fen, row.member_id)
        for row in voucher.entries.order_by("pk")
    )
