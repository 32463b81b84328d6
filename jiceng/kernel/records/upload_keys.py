"""A phone delivers what was written on it though its session has ended (decisions.md 16).

The key belongs to one person on one phone, opens nothing but the addresses that take records in,
and lasts fourteen days from the last time the person opened the app signed in. Whoever has the
key without the phone's cookie has nothing, and neither has whoever reads the database.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Person, UploadKey
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.scope import Grip

LASTS = timedelta(days=14)
NOTED_EVERY = timedelta(hours=1)
"""Between two writes of the same key; it may end this much earlier."""
LONGEST = 120


def give_upload_key(person: Person, device: str, *, now: datetime) -> str:
    """The key of a person on the phone whose cookie says `device`; made when there is none."""
    marked = _mark(device)
    row = UploadKey.objects.filter(person=person, device=marked, revoked_at=None).first()
    if row is None:
        row = _new(person, marked, now)
    elif now - row.given_at > NOTED_EVERY:
        UploadKey.objects.filter(pk=row.pk).update(given_at=now)
    return f"{row.pk}.{_proof(row.pk, device)}"


def _new(person: Person, marked: str, now: datetime) -> UploadKey:
    with transaction.atomic():
        row, is_new = UploadKey.objects.get_or_create(
            person=person, device=marked, revoked_at=None, defaults={"given_at": now}
        )
        if is_new:
            UploadKey.objects.filter(person=person, given_at__lt=now - LASTS).delete()
            said = {"upload_key": row.pk}
            append([line_by(None, "give_upload_key", "person", person.pk, payload=said)], at=now)
    return row


def uploader(key: str, device: str, *, now: datetime) -> Person | None:
    """Whoever may deliver with this key from this phone.

    None when it is unknown, revoked, older than fourteen days, of another phone, or when its
    person is disabled.
    """
    number, _, proof = key[:LONGEST].partition(".")
    if not (device and number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not same(proof.encode().hex(), _proof(int(number), device).encode().hex()):
        return None
    row = (
        UploadKey.objects.select_related("person")
        .filter(pk=int(number), device=_mark(device), revoked_at=None, given_at__gte=now - LASTS)
        .first()
    )
    return row.person if row is not None and row.person.is_active else None


def has_upload_key(person: Person, *, now: datetime) -> bool:
    """Whether any phone may still deliver for somebody."""
    rows = UploadKey.objects.filter(person=person, revoked_at=None)
    return rows.filter(given_at__gte=now - LASTS).exists()


def revoke_of_device(device: str, *, now: datetime) -> None:
    """Sign-out: nothing more is delivered from this phone, whoever wrote it."""
    if device:
        _revoke(UploadKey.objects.filter(device=_mark(device)), None, now)


def revoke_of_person(person: Person, *, grip: Grip, now: datetime) -> None:
    """A phone was lost: nothing more is delivered for this person."""
    _revoke(UploadKey.objects.filter(person=person), grip, now)


def _revoke(rows: QuerySet[UploadKey], grip: Grip | None, now: datetime) -> None:
    with transaction.atomic():
        open_rows = rows.filter(revoked_at=None)
        held = open_rows.values_list("person", "pk")
        lines = [
            line_by(grip, "revoke_upload_key", "person", person, payload={"upload_key": key})
            for person, key in held
        ]
        if lines:
            open_rows.update(revoked_at=now)
            append(lines, at=now)


def _mark(device: str) -> str:
    return mark(device, "upload_device")


def _proof(number: int, device: str) -> str:
    return mark(f"{number}:{device}", "upload_key")
