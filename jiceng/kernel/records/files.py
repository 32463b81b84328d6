"""Pictures and papers people send: made anew, stripped, stored under their own hash (trust: 23).

Nothing that was sent is served as it came. A picture is decoded and written again, so that place,
device and anything hidden behind the pixels are gone; a PDF is kept as it is and only ever offered
for download. The name somebody gave a file is never used.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import Reason, Refusal

UNBOUND = timedelta(days=1)
"""How long a file waits for the report that names it."""
LARGEST = 12 * 1024 * 1024  # bytes sent
MOST_PIXELS = 40_000_000
LONG_SIDE = 2048  # of what is kept: enough to read a notice on a wall
FORMATS = ("JPEG", "PNG", "WEBP")
PDF_START = b"%PDF-"
SUFFIX = {"image": ".jpg", "pdf": ".pdf"}
CONTENT_TYPE = {"image": "image/jpeg", "pdf": "application/pdf"}
LIVE_IN_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
"""What makes a paper act by itself. A paper without them is only read."""


class WrongKind(Refusal):
    """Neither a picture nor a PDF, whatever its name says."""

    status = 415


class TooLarge(Refusal):
    """More bytes or pixels than anybody needs."""

    status = 413


@dataclass(frozen=True, slots=True)
class Made:
    """What will be kept: its kind ("image" or "pdf") and its bytes."""

    kind: str
    content: bytes


def store_upload(content: bytes, *, now: datetime, moment: str = "report") -> Attachment:
    """Keep what somebody sent; bound to no record until somebody names its id.

    Raises `WrongKind` or `TooLarge`; an OSError of the disk means nothing was kept.
    """
    made = remake(content)
    sha256 = hashlib.sha256(made.content).hexdigest()
    path = path_of(made.kind, sha256)
    part = _written(path, made.content)
    try:
        with transaction.atomic():
            _hold(sha256)
            row = Attachment.objects.create(
                upload=uuid4(),
                kind=made.kind,
                sha256=sha256,
                size=len(made.content),
                moment=moment,
                at=now,
            )
            part.rename(path)
            _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return row


def remake(content: bytes) -> Made:
    """The bytes to keep instead of those sent; decided by what they are, not by their name."""
    if len(content) > LARGEST:
        raise TooLarge(Reason("file_too_large", {"most": LARGEST // 1024 // 1024}, field="file"))
    if content.startswith(PDF_START):
        if any(word in content for word in LIVE_IN_PDF):
            raise WrongKind(Reason("file_kind", field="file"))
        return Made("pdf", content)
    return Made("image", _redrawn(content))


def _redrawn(content: bytes) -> bytes:
    """Decode and write again: turned upright, at most `LONG_SIDE`, without EXIF."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooLarge(Reason("too_many_pixels", field="file"))
                picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONG_SIDE, LONG_SIDE))
                kept = io.BytesIO()
                _on_white(upright).save(kept, "JPEG", quality=82, optimize=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(Reason("too_many_pixels", field="file")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise WrongKind(Reason("file_kind", field="file")) from error
    return kept.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Pixels alone, in a fresh picture: nothing that hung on the old one comes along."""
    plain = Image.new("RGB", picture.size, "white")
    see_through = picture.convert("RGBA") if picture.mode in ("RGBA", "LA", "P") else None
    plain.paste(picture.convert("RGB"), mask=see_through.getchannel("A") if see_through else None)
    return plain


def path_of(kind: str, sha256: str) -> Path:
    """Where a kept file lies: below the data directory, named by its hash."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / f"{sha256}{SUFFIX[kind]}"


def read_file(row: Attachment) -> bytes:
    """The bytes of an attachment; FileNotFoundError when it has been erased."""
    return path_of(row.kind, row.sha256).read_bytes()


def upload_by(upload: UUID) -> Attachment | None:
    """One attachment by the id its sender was given; None when unknown or erased."""
    return Attachment.objects.filter(upload=upload, erased_at=None).first()


def erase_file(row: Attachment, *, now: datetime) -> None:
    """Destroy one file on request; of its row stay when it came and when it went.

    The bytes go with the row's hash. A file that another record was sent as well stays for that
    one until it is erased there.
    """
    with transaction.atomic():
        _hold(row.sha256)
        live = Attachment.objects.filter(pk=row.pk, erased_at=None)
        if live.update(erased_at=now, sha256="", size=0):
            _drop_unused(row.kind, row.sha256)


def forget_unbound(now: datetime, *, limit: int = 1000) -> int:
    """Delete what was sent a day ago and named by no record since; returns how many went."""
    old = Attachment.objects.filter(subject_id=None, at__lt=now - UNBOUND).order_by("at")
    return sum(_forget(row) for row in old[:limit])


def _forget(row: Attachment) -> int:
    """Delete one row and its file; a record that names it in the meantime keeps both."""
    with transaction.atomic():
        _hold(row.sha256)
        gone = Attachment.objects.filter(pk=row.pk, subject_id=None).delete()[0]
        if gone:
            _drop_unused(row.kind, row.sha256)
    return gone


def _drop_unused(kind: str, sha256: str) -> None:
    """Unlink a file that no row stands for any more; the caller holds it."""
    if not Attachment.objects.filter(sha256=sha256, erased_at=None).exists():
        path_of(kind, sha256).unlink(missing_ok=True)


def _hold(sha256: str) -> None:
    """Until the transaction ends nobody else keeps or drops the file of this hash.

    Equal pictures share one file, so a row may come while the last other one goes. SQLite's
    transactions hold the write lock already (IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _written(path: Path, content: bytes) -> Path:
    """The content on the disk beside its place, under a name of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    try:
        with part.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part


def _sync(folder: Path) -> None:
    """New names in a folder outlast a power cut from here on."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
