"""One case on a phone: what it is, what can be done now, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.around import add_note, show_contact
from jiceng.casework.actions.moves import make_move
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.field.forms import FieldMoveForm, label_of
from jiceng.casework.field.show import WORKERS, answer_once, earlier_answer, show, wants_json
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import (
    case_for,
    cases_of,
    erased_words,
    near,
    needs_of,
    possible_moves,
    rules_at,
    standing,
    story,
)
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.files import CONTENT_TYPE, read_file, store_upload, upload_by
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.upload_keys import takes_upload_key
from jiceng.web.words import sentences, stored_sentences, term_words, word

ORDER = (
    "settle_on_the_spot", "handle", "sign_for", "start", "ask_extension", "escalate", "send_back",
)  # fmt: skip
"""What helps most on the street comes first; the rest of the moves belongs to the desk."""
AT_ONCE = frozenset({"sign_for", "start"})
MOST_NEAR = 3
MOST_PHOTOS = 6


@door("staff", *WORKERS)
@require_safe
def case(request: Asked, number: str) -> HttpResponse:
    """The case with everything known about it and the buttons open to this worker."""
    return _page(request, case_for(request.actor, number, request.now))


def _page(
    request: Asked, case: Case, *, contact: Mapping[str, str] | None = None,
    reasons: Iterable[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = request.now
    book, calendar = rules_at(now)
    kind = book.type_of(case.case_type)
    unit = territory().units.get(case.unit)
    due_at = min(filter(None, (case.stage_due_at, case.due_at)), default=None)
    ended = case.state in ("closed", "refused", "merged", "archived")
    context = {
        "tab": "list",
        "back_url": "/field/",
        "case": case,
        "status": standing(case.state, due_at, case.warn_at, now),
        "light": "" if ended else light(now, due_at, case.warn_at),
        "due_at": None if ended else due_at,
        "kind": named(kind.name, kind.name_en) if kind.is_leaf else _("类型待确认"),
        "closing": named(kind.closing, kind.closing_en),
        "unit": unit.name if unit else "",
        "promised": term_words(case.promised),
        "because": stored_sentences(case.because),
        "moves": _buttons(request, case),
        "near": [
            {"number": n.case.number, "title": n.case.title, "reasons": sentences(n.reasons)}
            for n in near(case, now=now, limit=MOST_NEAR)
            if request.actor.sees(n.case)
        ],
        "photos": _photos(case),
        "timeline": story(case),
        "has_contact": hasattr(case, "contact") and case.contact.key is not None,
        "contact": contact,
        "calendar": calendar,
        "done": _done(request.GET.get("done", "")),
        "reasons": list(reasons),
    }
    return show(request, "field_case.html", context, status=status)


def _done(name: str) -> str:
    if name == "note":
        return _("已添加进展。")
    return _("已办理：%(move)s") % {"move": label_of(name)} if name in ORDER else ""


def _buttons(request: Asked, case: Case) -> list[dict[str, Any]]:
    found = {m.name: reasons for m, reasons in possible_moves(case, request.actor, request.now)}
    drawn: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label_of(name),
            "url": f"/field/cases/{case.number}/{name}",
            "style": "",
            "post": name in AT_ONCE,
            "blocked_by": sentences(found[name]),
        }
        for name in ORDER
        if name in found
    ]
    if first := next((m for m in drawn if not m["blocked_by"]), None):
        first["style"] = "primary"
    return drawn


def _photos(case: Case) -> list[dict[str, str]]:
    rows = Attachment.objects.filter(
        subject_kind="case", subject_id=case.pk, kind="image"
    ).order_by("at", "pk")
    named = {"report": _("上报时"), "after": _("处理后")}
    return [
        {
            "url": f"/field/photos/{row.upload}",
            "alt": _("现场照片 %(n)s") % {"n": n},
            "caption": named.get(row.moment, ""),
            "gone": erased_words(row.erased_at) if row.erased_at else "",
        }
        for n, row in enumerate(rows, 1)
    ]


@door("staff", *WORKERS)
@takes_upload_key("settle_on_the_spot", "handle")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """The form of one move (GET), and making it (POST), from a page or from the outbox."""
    if name not in ORDER:
        raise NotFound(Reason("not_found"))
    if request.method == "POST":
        return _post(request, number, name)
    case = case_for(request.actor, number, request.now)
    start = {"version": case.version, "reason": _asked_help(request)}
    papers = _papers(request, case, name)
    return _form(request, case, name, FieldMoveForm(name, papers, initial=start))


def _post(request: Asked, number: str, name: str) -> HttpResponse:
    def onward(_answer: Mapping[str, Any]) -> str:
        return f"/field/cases/{number}/?done={name}"

    if kept := earlier_answer(request, onward):
        return kept
    case = case_for(request.actor, number, request.now)
    papers = _papers(request, case, name)
    form = FieldMoveForm(name, papers, request.POST, request.FILES)
    if not form.is_valid():
        return _faulty(request, case, name, form)

    rows: list[Attachment] = []

    def work() -> dict[str, str]:
        _make(request, case, name, form, rows)
        return {"number": case.number, "state": case.state}

    try:
        return answer_once(request, work, onward, first=lambda: rows.extend(_kept(request, form)))
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return _form(request, case, name, form, status=refusal.status)
    except Refusal as refusal:
        fresh = case_for(request.actor, number, request.now)
        told = sentences(refusal.reasons)
        if not papers:
            return _page(request, fresh, reasons=told, status=refusal.status)
        return _form(request, fresh, name, form, reasons=told, status=refusal.status)


def _papers(request: Asked, case: Case, name: str) -> frozenset[str]:
    book, _calendar = rules_at(request.now)
    move = CASE.move(name)
    return move.needs | needs_of(book.type_of(case.case_type).needs, move)


def _asked_help(request: Asked) -> str:
    if request.GET.get("help") != "1":
        return ""
    return _("需要其他单位到场，请镇里组织吹哨报到：")


def _kept(request: Asked, form: FieldMoveForm) -> list[Attachment]:
    """The pictures that came along, the one a closing condition asks for first."""
    photo = form.cleaned_data.get("photo_after")
    sent = [photo] if photo else []
    sent += [p for p in request.FILES.getlist("photos") if p]
    return [store_upload(p.read(), now=request.now, moment="after") for p in sent[:MOST_PHOTOS]]


def _make(
    request: Asked, case: Case, name: str, form: FieldMoveForm, rows: list[Attachment]
) -> None:
    is_asked = bool(form.cleaned_data.get("photo_after"))
    given = form.given(str(rows[0].upload) if is_asked and rows else "")
    version = form.cleaned_data["version"]
    make_move(case, name, by=request.actor, now=request.now, version=version, given=given)
    bind_pictures(case, [row.upload for row in rows if str(row.upload) != given.photo_after])


def _faulty(request: Asked, case: Case, name: str, form: FieldMoveForm) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _form(request, case, name, form, status=422)


def _form(
    request: Asked, case: Case, name: str, form: FieldMoveForm, *,
    reasons: Iterable[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "tab": "list",
        "back_url": f"/field/cases/{case.number}/",
        "case": case,
        "form": form,
        "name": name,
        "label": label_of(name),
        "reasons": list(reasons),
        "key": request.POST.get("idempotency_key") or uuid4(),
        "units": unit_options() if "proposed_unit" in form.fields else [],
        "photos_too": name in ("settle_on_the_spot", "handle"),
    }
    return show(request, "field_move.html", context, status=status)


@door("staff", *WORKERS)
@takes_upload_key()
@require_POST
def note(request: Asked, number: str) -> HttpResponse:
    """Say how it goes without moving anything."""
    case = case_for(request.actor, number, request.now)

    def work() -> dict[str, str]:
        add_note(case, request.POST.get("note", ""), by=request.actor, now=request.now)
        return {"number": case.number, "state": case.state}

    try:
        return answer_once(request, work, lambda _a: f"/field/cases/{number}/?done=note")
    except Invalid as refusal:
        return _page(request, case, reasons=sentences(refusal.reasons), status=refusal.status)


@door("staff", *WORKERS)
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name and phone in full; every look is journalled. The page is never kept on the phone."""
    case = case_for(request.actor, number, request.now)
    shown = show_contact(case, by=request.actor, now=request.now)
    return _page(request, case, contact=shown)


@door("staff", *WORKERS)
@require_safe
def photo(request: Asked, upload: UUID) -> HttpResponse:
    """One picture of a case within reach."""
    row = upload_by(upload)
    bound = row.subject_id if row and (row.kind, row.subject_kind) == ("image", "case") else None
    if row is None or bound is None or not cases_of(request.actor).filter(pk=bound).exists():
        raise NotFound(Reason("not_found"))
    try:
        content = read_file(row)
    except FileNotFoundError as error:
        raise NotFound(Reason("not_found")) from error
    return HttpResponse(content, content_type=CONTENT_TYPE[row.kind])
