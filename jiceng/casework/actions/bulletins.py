"""Bulletins (通报): drafted from the records by the office, issued by a signatory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.words import clean
from jiceng.casework.models import Bulletin
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.bulletins import Period, gather
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.advance import refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Notice
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip, covers

LONGEST_DAYS = 366
LONGEST_REMARKS = 2000
OFFICE = "overseer"
SIGNATORY = "signatory"


@dataclass(frozen=True, slots=True)
class BulletinDraft:
    """What the office sets; everything else comes from the records."""

    title: str
    starts_on: date
    ends_on: date
    remarks: str = ""


def draft_bulletin(given: BulletinDraft, *, by: Actor, now: datetime) -> Bulletin:
    """Draw a bulletin up; its figures stay as they stand now.

    Raises `NotAllowed` outside the office, `Invalid` by field.
    """
    able = [g for g in by.grips if OFFICE in g.roles and not g.by_unit]
    if not able:
        raise NotAllowed(Reason("not_your_page"))
    grip = min(able, key=lambda g: len(g.area_path))
    _, calendar = rules_at(now)
    today = now.astimezone(calendar.zone).date()
    if faults := [*_faults(given, today)]:
        raise Invalid(*faults)
    words = clean({"title": given.title, "remarks": given.remarks})
    with transaction.atomic():
        key = next_key(Bulletin)
        row = Bulletin.objects.create(
            id=key,
            number="B" + public_number(today.year, key),
            title=words["title"][:120],
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            remarks=words.get("remarks", ""),
            unit=grip.unit,
            area_path=grip.area_path,
            content=gather(Period(given.starts_on, given.ends_on, grip.area_path), now),
            made_by=grip.appointment,
            made_at=now,
        )
        _say(row, "draft", grip, now)
    return row


def _faults(given: BulletinDraft, today: date) -> Iterator[Reason]:
    if not 1 <= len(given.title.strip()) <= 120:
        yield Reason("text_length", {"low": 1, "high": 120}, "title")
    if len(given.remarks) > LONGEST_REMARKS:
        yield Reason("text_length", {"low": 0, "high": LONGEST_REMARKS}, "remarks")
    if given.ends_on < given.starts_on:
        yield Reason("period_reversed", field="ends_on")
    elif given.ends_on > today or (given.ends_on - given.starts_on).days >= LONGEST_DAYS:
        yield Reason("bulletin_period", {"days": LONGEST_DAYS}, "ends_on")


def issue_bulletin(row: Bulletin, *, by: Actor, now: datetime, version: int) -> Bulletin:
    """A signatory approves; the units named in it are told.

    Raises `NotAllowed` for anybody else, `Refused` when it was issued before, `Stale`.
    """
    able = [g for g in by.grips if SIGNATORY in g.roles and covers(g.area_path, row.area_path)]
    if not able:
        raise NotAllowed(Reason("not_your_page"))
    grip = max(able, key=lambda g: len(g.area_path))
    refuse_if(Reason("bulletin_issued") if row.issued_at else None)
    with transaction.atomic():
        fresh = Bulletin.objects.filter(pk=row.pk, version=version, issued_at=None)
        changed = fresh.update(issued_at=now, issued_by=grip.appointment, version=F("version") + 1)
        if not changed:
            raise Stale(Reason("stale"))
        row.refresh_from_db()
        _say(row, "issue", grip, now)
        _tell(row, now)
    return row


def drop_bulletin(row: Bulletin, *, by: Actor, now: datetime) -> None:
    """The office throws a draft away; what was issued stays for good."""
    able = [g for g in by.grips if OFFICE in g.roles and covers(g.area_path, row.area_path)]
    if not able:
        raise NotAllowed(Reason("not_your_page"))
    with transaction.atomic():
        gone, _rows = Bulletin.objects.filter(pk=row.pk, issued_at=None).delete()
        if not gone:
            raise Refused(Reason("bulletin_issued"))
        _say(row, "drop", able[0], now, key=row.pk)


def _say(row: Bulletin, kind: str, grip: Grip, now: datetime, key: int | None = None) -> None:
    payload = {"from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
    line = line_by(grip, f"bulletin.{kind}", "bulletin", key or row.pk, payload=payload)
    append([line], at=now)


def _tell(row: Bulletin, now: datetime) -> None:
    """Every unit named in the late list or among the urged: its handlers."""
    named = {line["unit"] for name in ("late", "urgings") for line in row.content.get(name, ())}
    land = territory()
    Notice.objects.bulk_create(
        Notice(
            kind="bulletin",
            subject_kind="bulletin",
            subject_id=row.pk,
            number=row.number,
            role="handler",
            unit_path=land.units[code].path,
            area_path=row.area_path,
            params={"title": row.title},
            at=now,
            key=f"bulletin:{row.pk}:{code}",
        )
        for code in sorted(named & land.units.keys())
    )
