"""/desk/cases/<number>/: one case, what happened to it, and what may be done now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions.around import MAY_CALL, add_note, show_contact
from jiceng.casework.actions.call_ups import MAY_WHISTLE
from jiceng.casework.actions.erasing import may_erase
from jiceng.casework.desk import panel, telling
from jiceng.casework.desk.labels import (
    KINDS,
    SOURCES,
    case_status,
    nearest_due,
    unit_name,
    url_of,
)
from jiceng.casework.desk.urging_shown import hanging_on, taken_banner, urging_panel
from jiceng.casework.models import CallUp, Case
from jiceng.casework.process import CALL_UP
from jiceng.casework.queries import case_for, erased_words, rules_at
from jiceng.kernel.records.files import CONTENT_TYPE, path_of
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.rows import read, table
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.web.doors import Asked, door
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.templatetags.jiceng import local_time, paused
from jiceng.web.words import stored_sentences, term_words, word

MOMENTS = {"report": N_("上报时"), "after": N_("处置后"), "before": N_("处置前")}


@door("staff")
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """The whole case on one page."""
    return page(request, case_for(request.actor, number, request.now))


@door("staff")
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name and phone in full; the look itself is written into the journal first."""
    case = case_for(request.actor, number, request.now)
    shown = show_contact(case, by=request.actor, now=request.now)
    return page(request, case, contact_shown=shown)


@door("staff")
@require_POST
def note(request: Asked, number: str) -> HttpResponse:
    """Words beside a case; no clock moves."""
    case = case_for(request.actor, number, request.now)
    text = request.POST.get("note", "")
    try:
        add_note(case, text, by=request.actor, now=request.now)
    except Invalid as refusal:
        sentences = [word(r) for r in refusal.reasons]
        return page(request, case, note_text=text, note_reasons=sentences, status=422)
    return HttpResponseRedirect(f"/desk/cases/{case.number}/?done=note#timeline")


@door("staff")
@require_safe
def photo(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """One picture or paper of a case within reach."""
    case = case_for(request.actor, number, request.now)
    row = Attachment.objects.filter(
        upload=upload, subject_kind="case", subject_id=case.pk, erased_at=None
    ).first()
    path = path_of(row.kind, row.sha256) if row else None
    if row is None or path is None or not path.is_file():
        raise NotFound(Reason("not_found"))
    kind = CONTENT_TYPE[row.kind]
    return FileResponse(path.open("rb"), content_type=kind, as_attachment=row.kind != "image")


def page(request: Asked, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    """The case page; `more` carries what a refused form has to show again."""
    now, (book, calendar) = request.now, rules_at(request.now)
    kind = book.type_of(case.case_type)
    told = telling.told(case, now)
    roles = request.actor.roles_towards(case)
    moves = panel.moves(case, request.actor, now, refused=more.pop("refused", None))
    hangs = hanging_on(case)
    context = {
        **office(
            request,
            "/desk/cases/",
            crumbs=[(_("案件台账"), "/desk/cases/"), (case.number, "")],
        ),
        "calendar": calendar,
        "case": case,
        "status": case_status(case, now),
        "due_at": nearest_due(case),
        "steps": told.steps,
        "warning": telling.warning(case, now),
        "details": _details(case, named(kind.name, kind.name_en)),
        "because": stored_sentences(case.because),
        "closing": named(kind.closing, kind.closing_en),
        "timeline": told.entries,
        "split": told.split,
        "contact": _contact(case, roles, more.pop("contact_shown", None)),
        **_around(case, hangs),
        "urgings": urging_panel(request, case, any_sent="urging" in hangs),
        "taken": taken_banner(request, case, ever_taken="taken" in hangs),
        "moves": moves,
        "take_in": panel.take_in_form(case, moves, now, more.pop("take_in", None)),
        "units": unit_options() if any(m.wants_unit for m in moves) else (),
        "may_merge": any(m.name == "merge" and not m.blocked_by for m in moves),
        "may_whistle": bool(roles & MAY_WHISTLE) and request.actor.roles & MAY_WHISTLE,
        "may_erase": may_erase(case, request.actor) is not None,
        "done": telling.done(request.GET.get("done", "")),
        **more,
    }
    return render(request, "casework/desk_case.html", context, status=status)


def _details(case: Case, type_name: str) -> list[dict[str, Any]]:
    land = territory()
    area = land.area(case.area_code)
    where = " / ".join(a.name for a in reversed(land.up(area)) if a.level != "county")
    promised = term_words(case.promised)
    stopped = paused(case.paused_since) if case.paused_since else ""
    rows = [
        (_("类型"), type_name or _("待确认")),
        (_("来源"), _(SOURCES.get(case.source, case.source))),
        (_("所在区域"), where or _("尚未定位")),
        (_("地点"), case.place_text),
        (_("承办单位"), unit_name(case.unit)),
        (_("办理承诺"), promised),
        (_("本环节时限"), stopped or local_time(case.stage_due_at)),
        (_("承诺时限"), stopped or _promise(case)),
    ]
    counted = [
        (_("退单"), case.send_backs),
        (_("延期"), case.extensions),
        (_("返工"), case.reworks),
        (_("重新办理"), case.reopenings),
    ]
    times = [f"{label} {n}" for label, n in counted if n]
    if times:
        rows.append((_("经过"), listed(times)))
    if case.rating:
        rows.append((_("居民评价"), _("%(n)d 分（满分 5 分）") % {"n": case.rating}))
    return [{"label": label, "text": text or "—"} for label, text in rows]


def _promise(case: Case) -> str:
    """When the resident was promised an answer, and whether a holiday notice may move it."""
    due = local_time(case.due_at)
    return _("%(due)s（节假日安排公布后确定）") % {"due": due} if case.promise_provisional else due


def _contact(case: Case, roles: frozenset[str], shown: dict[str, str] | None) -> dict[str, Any]:
    """Who reported it: a hint, or everything for this one answer."""
    kept = getattr(case, "contact", None)
    if shown:
        return {"text": f"{shown.get('name', '')} {shown.get('phone', '')}".strip(), "shown": True}
    if kept is None:
        return {"text": _("未留联系方式")}
    if kept.key is None:
        gone = kept.erased_at
        return {"text": erased_words(gone) if gone else _("已按规定删除")}
    return {"text": kept.hint or _("已留姓名"), "may_show": bool(roles & MAY_CALL)}


def _around(case: Case, hangs: frozenset[str]) -> dict[str, Any]:
    """Pictures, cases merged into this one, and call-ups for it."""
    # One statement, but no OR: that would read every case where hardly any is merged.
    merged = f"SELECT id FROM {table(Case)} WHERE merged_into_id = %s"  # noqa: S608  our own table
    family = f"WHERE id IN ({merged} UNION SELECT %s) ORDER BY id"
    kin = read(Case, family, case.pk, case.merged_into_id or 0)
    elder = next((c for c in kin if c.pk == case.merged_into_id), None)
    return {
        **_files(case),
        "elder": elder,
        "elder_url": url_of("case", elder.number) if elder else "",
        "children": [c for c in kin if c.pk != case.merged_into_id],
        "call_ups": [
            {
                "url": url_of("call_up", c.number),
                "title": c.title,
                "kind": _(KINDS.get(c.reason_kind, "")),
                "state": _(CALL_UP.state(c.state).label),
            }
            for c in _call_ups(case, hangs)
        ],
    }


def _files(case: Case) -> dict[str, Any]:
    """Pictures and papers, those that were erased with the day they went."""
    here = "WHERE subject_kind = %s AND subject_id = %s ORDER BY id"
    kept = read(Attachment, here, "case", case.pk)
    base = url_of("case", case.number) + "photos/"
    return {
        "photos": [
            {
                "url": f"{base}{f.upload}",
                "alt": _("案件照片 %(n)d") % {"n": n},
                "caption": _(MOMENTS.get(f.moment, "")) if f.moment in MOMENTS else "",
                "gone": erased_words(f.erased_at) if f.erased_at else "",
            }
            for n, f in enumerate((f for f in kept if f.kind == "image"), start=1)
        ],
        "papers": [
            {
                "url": f"{base}{f.upload}",
                "label": _("附件 %(n)d（PDF）") % {"n": n},
                "gone": erased_words(f.erased_at) if f.erased_at else "",
            }
            for n, f in enumerate((f for f in kept if f.kind != "image"), start=1)
        ],
    }


def _call_ups(case: Case, hangs: frozenset[str]) -> list[CallUp]:
    return read(CallUp, "WHERE case_id = %s ORDER BY id", case.pk) if "call_up" in hangs else []
