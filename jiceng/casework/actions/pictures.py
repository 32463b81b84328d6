"""Pictures and papers that were sent first and are named by id when a matter moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import Invalid, Reason


def bind_pictures(
    subject: Movable, uploads: Sequence[UUID | str], *, field: str = "photos", moment: str = ""
) -> None:
    """Bind uploads nobody else has bound, in the caller's transaction.

    `moment` says anew when they were taken. Raises `Invalid` naming `field` when one is unknown
    or belongs to a record already.
    """
    if not uploads:
        return
    wanted = {_as_id(upload, field) for upload in uploads}
    free = Attachment.objects.filter(upload__in=wanted, subject_id=None, erased_at=None)
    values: dict[str, Any] = {"subject_kind": subject.subject_kind, "subject_id": subject.pk}
    if free.update(**values, **({"moment": moment} if moment else {})) != len(wanted):
        raise Invalid(Reason("unknown_upload", field=field))


def _as_id(upload: UUID | str, field: str) -> UUID:
    try:
        return UUID(str(upload))
    except ValueError as error:
        raise Invalid(Reason("unknown_upload", field=field)) from error
