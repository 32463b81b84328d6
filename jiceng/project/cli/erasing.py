"""`jiceng erase`: contacts whose time is over, or on request what one case holds of a person."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from jiceng.casework.actions.around import erase_due
from jiceng.casework.actions.erasing import Picked, erase
from jiceng.casework.models import Case, Contact
from jiceng.economy.actions.fair_sales import erase_fair_words
from jiceng.economy.actions.leads import erase_lead_contacts
from jiceng.economy.actions.orders import erase_buyers
from jiceng.economy.actions.reliefs import erase_statements
from jiceng.emergency.actions.home_erasing import erase_home_words
from jiceng.kernel.records.files import path_of
from jiceng.kernel.records.models import Attachment, Note
from jiceng.kernel.refusal import Refusal
from jiceng.outreach.actions.bookings import erase_booking_contacts
from jiceng.outreach.actions.visits import erase_site_words
from jiceng.project.cli.tongue import Failed, either, say
from jiceng.services.actions.applications import erase_applicants
from jiceng.services.actions.talent_offers import erase_offers
from jiceng.web.clock import read_now
from jiceng.web.words import sentences

ALL = "all"
SHOWN = 24
"""Characters of a note in the list: enough to know it by."""

ERASING = (
    erase_due,
    erase_applicants,
    erase_offers,
    erase_lead_contacts,
    erase_statements,
    erase_fair_words,
    erase_site_words,
    erase_buyers,
    erase_booking_contacts,
    erase_home_words,
)
"""What keeps words or ways to reach people for a time."""


def run(given: Namespace) -> int:
    """Without a case whatever is due; with one the list of what it holds, or what was picked."""
    now = read_now()
    if not given.case:
        count = 0
        for effect in ERASING:
            while gone := effect(now):
                count += gone
        say(
            "已删除 {count} 条联系方式和评价。", "{count} contacts and remarks erased.", count=count
        )
        return 0
    case = Case.objects.filter(number=given.case).first()
    if case is None:
        raise Failed(either(f"没有编号为 {given.case} 的案件。", f"There is no case {given.case}."))
    of_case = {"subject_kind": "case", "subject_id": case.pk, "erased_at": None}
    notes = list(Note.objects.filter(**of_case).order_by("pk"))
    files = list(Attachment.objects.filter(**of_case).order_by("pk"))
    if not (given.notes or given.files or given.contact):
        return _list(case, notes, files)
    picked = Picked(
        notes=_notes(given.notes, notes), files=_files(given.files, files), contact=given.contact
    )
    return _erase(case, picked, files, given.reason, now)


def _list(case: Case, notes: Sequence[Note], files: Sequence[Attachment]) -> int:
    """What could be erased, with the names by which it is picked."""
    for note in notes:
        line = note.text[:SHOWN].replace("\n", " ")
        say("备注 {key}：{line}", "note {key}: {line}", key=note.pk, line=line)
    for file in files:
        say("文件 {key}：{kind}", "file {key}: {kind}", key=file.upload, kind=file.kind)
    if Contact.objects.filter(case=case, erased_at=None).exists():
        say("有联系方式（--contact）", "a contact (--contact)")
    return 0


def _notes(typed: str, there: Sequence[Note]) -> tuple[int, ...]:
    if typed == ALL:
        return tuple(note.pk for note in there)
    return tuple(int(part) for part in _parts(typed) if _is_key(part))


def _files(typed: str, there: Sequence[Attachment]) -> tuple[UUID, ...]:
    if typed == ALL:
        return tuple(file.upload for file in there)
    try:
        return tuple(UUID(part) for part in _parts(typed))
    except ValueError as error:
        raise Failed(either("文件编号不对。", "That is no id of a file.")) from error


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in typed.split(",") if part.strip()]


def _is_key(part: str) -> bool:
    if part.isdecimal():
        return True
    raise Failed(either(f"“{part}”不是备注编号。", f"“{part}” is no number of a note."))


def _erase(
    case: Case, picked: Picked, files: Sequence[Attachment], reason: str, now: datetime
) -> int:
    before = {file.upload: path_of(file.kind, file.sha256) for file in files}
    try:
        erase(case, picked, reason, now=now)
    except Refusal as refusal:
        raise Failed("".join(sentences(refusal.reasons))) from refusal
    _clear_pages()
    for note in Note.objects.filter(pk__in=picked.notes).order_by("pk"):
        say(
            "备注 {key}：剩 {size} 个字，删除于 {at}",
            "note {key}: {size} characters left, erased at {at}",
            key=note.pk, size=len(note.text), at=note.erased_at,
        )  # fmt: skip
    for upload in picked.files:
        is_left = before[upload].exists()
        say(
            "文件 {key}：{state}",
            "file {key}: {state}",
            key=upload,
            state=either("另一件也收到同一文件，磁盘上保留", "another record was sent it too: kept")
            if is_left
            else either("磁盘上已不存在", "no longer on the disk"),
        )
    if picked.contact:
        is_gone = Contact.objects.filter(case=case, key=None, sealed=b"").exists()
        state = either("密钥和密文已清除", "key and cipher text gone") if is_gone else "?"
        say("联系方式：{state}", "contact: {state}", state=state)
    say(
        "此前的备份仍含这些内容：到期轮换前如从备份恢复，请按日志重做删除。",
        "Backups taken before still hold it: after a restore from one of them, repeat what the "
        "journal lists.",
    )
    return 0


def _clear_pages() -> None:
    """What the engine itself still keeps of old rows: SQLite's log, PostgreSQL's dead rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM records_note, casework_contact, casework_extension")
