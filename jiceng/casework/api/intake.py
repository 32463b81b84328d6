"""Taking a report in over the API: the hot path, decoded by msgspec, documented all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpResponse
from msgspec import Meta, Struct

from jiceng.casework.actions.gate import check_source, spend_report
from jiceng.casework.actions.intake import Raised, answer_of, raise_case
from jiceng.kernel.places import System, to_wgs84
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import RESIDENT
from jiceng.web.api import Answer, Calls, local, public
from jiceng.web.api.house import declare, json_body
from jiceng.web.display import address_of
from jiceng.web.doors import Asked
from jiceng.web.once import KEPT, once, without_account
from jiceng.web.words import sentences

calls = Calls("cases")
Source = Literal["resident", "grid_worker", "clerk", "hotline", "import", "api", "inspection"]


class Contact(Struct, forbid_unknown_fields=True):
    """How to reach whoever reports; both may be left out."""

    name: Annotated[str, Meta(max_length=40)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""


class Location(Struct, forbid_unknown_fields=True):
    """Where it is: a point, or words. Points are WGS-84 unless another system is declared."""

    lon: float | None = None
    lat: float | None = None
    place: Annotated[str, Meta(max_length=200)] = ""
    system: Literal["wgs84", "gcj02", "bd09"] = "wgs84"


class Report(Struct, forbid_unknown_fields=True):
    """A report. Only `text` is required."""

    text: Annotated[str, Meta(max_length=20_000)]
    title: Annotated[str, Meta(max_length=120)] | None = None
    case_type: Annotated[str, Meta(max_length=20)] | None = None
    location: Location | None = None
    grid_code: Annotated[str, Meta(max_length=15)] | None = None
    contact: Contact | None = None
    source: Source | None = None
    happened_at: Annotated[datetime, Meta(tz=True)] | None = None
    attachments: Annotated[list[UUID], Meta(max_length=9)] | None = None


class UnitNamed(Answer):
    """A unit by code and name."""

    code: str
    name: str


class Receipt(Answer):
    """What the reporter is told; the access code is shown this once."""

    number: str
    access_code: str
    state: str
    grid_code: str | None
    unit: UnitNamed
    due_at: str | None
    provisional: bool
    because: list[str]


_decode = msgspec.json.Decoder(Report).decode
_encode = msgspec.json.Encoder().encode
NESTED = {"location": Location, "contact": Contact}
BODY = msgspec.json.schema_components([Report], ref_template="#/components/schemas/{name}")
declare(BODY[1])
EXTRA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": BODY[0][0]}},
    },
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": (
                "The same key and body get the same answer for 7 days. Without a token only a key "
                "nobody can guess does (16 characters or more, such as a UUID); a shorter one "
                "counts for 10 minutes and for the address it came from."
            ),
        }
    ],
}


@calls.post("/cases", door=public(), answer=Receipt, status=201, also=(200,), extra=EXTRA)
def raise_a_case(request: Asked) -> HttpResponse:
    """Report something; anybody may.

    201 with the receipt; 200 with the same receipt when `Idempotency-Key` and body repeat.
    """
    report = read_report(json_body(request))
    key = request.headers.get("Idempotency-Key", "")
    if request.person:
        who, kept = str(request.person.pk), KEPT
    else:
        who, kept = without_account(key, address_of(request))
    done = once(
        key,
        caller=f"{who} POST /api/v1/cases",
        body=_encode(report),
        work=lambda: _raise(request, report),
        now=request.now,
        kept=kept,
    )
    return HttpResponse(
        _encode(done.answer), status=201 if done.is_first else 200, content_type="application/json"
    )


def _raise(request: Asked, report: Report) -> Mapping[str, Any]:
    """Count the try and raise the case in one transaction: a refused report counts for nothing."""
    is_known = request.person is not None
    given = _raised(report, is_known=is_known)
    check_source(given.source, request.actor, is_known=is_known)
    with transaction.atomic():
        if not is_known:
            phone = report.contact.phone if report.contact else ""
            spend_report(address_of(request), phone, now=request.now)
        by = request.actor if request.actor.grips else RESIDENT
        receipt = raise_case(given, by=by, now=request.now)
    answer = answer_of(receipt)
    return {
        **answer,
        "due_at": local(answer["due_at"]),
        "because": sentences(receipt.because),
    }


def _raised(report: Report, *, is_known: bool) -> Raised:
    where, contact = report.location or Location(), report.contact or Contact()
    lon, lat = _point(where)
    return Raised(
        text=report.text,
        title=report.title or "",
        case_type=report.case_type or "",
        lon=lon,
        lat=lat,
        place=where.place,
        grid_code=report.grid_code or "",
        name=contact.name.strip(),
        phone=contact.phone.strip(),
        source=report.source or ("api" if is_known else "resident"),
        happened_at=report.happened_at,
        attachments=tuple(report.attachments or ()),
    )


def _point(where: Location) -> tuple[float | None, float | None]:
    """A point in WGS-84; one that lies nowhere is left for `raise_case` to refuse."""
    if where.lon is None or where.lat is None:
        return where.lon, where.lat
    if not (abs(where.lon) <= 180 and abs(where.lat) <= 90):
        return where.lon, where.lat
    system: System = where.system
    return to_wgs84((where.lon, where.lat), system)


def read_report(body: bytes) -> Report:
    """The report in a body. `Invalid` names every unknown field, or the field that is wrong."""
    try:
        return _decode(body)
    except msgspec.ValidationError as error:
        raise Invalid(*_faults(body, str(error))) from error


def _faults(body: bytes, said: str) -> list[Reason]:
    sent = msgspec.json.decode(body)
    if not isinstance(sent, dict):
        return [Reason("not_an_object")]
    unknown = [
        Reason("unknown_field", {"name": name}, field=name) for name in _unknown(sent, Report)
    ]
    if unknown:
        return unknown
    if missing := re.search(r"required field `([^`]*)`", said):
        return [Reason("field_missing", {"name": missing[1]}, field=missing[1])]
    place = re.search(r"at `\$\.?([^`]*)`", said)
    name = re.sub(r"[.\[]", "/", place[1]).replace("]", "") if place else ""
    return [Reason("field_wrong", {"name": name}, field=name)]


def _unknown(sent: dict[str, Any], kind: Any, above: str = "") -> Iterator[str]:
    for name, value in sent.items():
        if name not in kind.__struct_fields__:
            yield above + name
        elif isinstance(value, dict) and name in NESTED:
            yield from _unknown(value, NESTED[name], f"{name}/")
