"""Pictures and papers for a report: sent first, named by id in the report afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja.responses import Status

from jiceng.casework.actions.gate import spend_upload
from jiceng.casework.queries import cases_of
from jiceng.kernel.records.files import (
    CONTENT_TYPE,
    LARGEST,
    TooLarge,
    WrongKind,
    read_file,
    store_upload,
    upload_by,
)
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.web.api import Answer, Calls, machine, public
from jiceng.web.display import address_of
from jiceng.web.doors import Asked

calls = Calls("uploads")
ENVELOPE = 64 * 1024  # bytes of a multipart body around its file
SANDBOX = "default-src 'none'; sandbox"


class Upload(Answer):
    """What is kept of a file; `id` goes into `attachments` of a report."""

    id: UUID
    sha256: str
    kind: str
    size: int


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
FILE: dict[str, Any] = {
    "responses": {
        200: {
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in CONTENT_TYPE.values()
            }
        }
    }
}


@calls.post("/uploads", door=public(), answer=Upload, status=201, extra=BODY)
def send_file(request: Asked) -> Any:
    """Send a picture or a PDF. Pictures are redrawn: nothing but the pixels is kept."""
    if request.content_type != "multipart/form-data":
        raise WrongKind(Reason("not_multipart"))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + ENVELOPE:
        raise TooLarge(Reason("file_too_large", {"most": LARGEST // 1024 // 1024}, field="file"))
    sent = request.FILES.get("file")
    if request.person is None:
        spend_upload(address_of(request), (sent.size or 0) if sent else 0, now=request.now)
    if sent is None:
        raise Invalid(Reason("field_missing", {"name": "file"}, field="file"))
    row = store_upload(sent.read(), now=request.now)
    kept = {"id": row.upload, "sha256": row.sha256, "kind": row.kind, "size": row.size}
    return Status(201, kept)


@calls.get("/uploads/{uuid:upload}", door=machine(), answer=None, extra=FILE)
def read_upload(request: Asked, upload: UUID) -> HttpResponse:
    """The file of a case within reach."""
    row = upload_by(upload)
    if row is None or row.subject_kind != "case" or row.subject_id is None:
        raise NotFound(Reason("not_found"))
    if not cases_of(request.actor).filter(pk=row.subject_id).exists():
        raise NotFound(Reason("not_found"))
    try:
        content = read_file(row)
    except FileNotFoundError as error:
        raise NotFound(Reason("not_found")) from error
    answer = HttpResponse(content, content_type=CONTENT_TYPE[row.kind])
    shown = "inline" if row.kind == "image" else "attachment"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{row.upload}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
