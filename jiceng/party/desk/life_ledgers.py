"""Ledgers of organisational life to read, print and take away; the records behind figures.

Everything here comes from meetings recorded once; nothing is typed a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from jiceng.kernel.records.models import Note, within
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.party.desk.life import HERE, TITLE, not_found, url_of_life, window_of, year_in
from jiceng.party.desk.life_shown import meeting_row, titled
from jiceng.party.desk.meeting_shown import details_of, turnout_of
from jiceng.party.figures import life as figures
from jiceng.party.models import LifeEntry, LifePeriod, Meeting
from jiceng.party.queries.access import KEEPERS, organisation_for, reach
from jiceng.party.queries.life import keeper_of, meeting_for, own_keeper
from jiceng.party.queries.life_ledgers import LEDGERS, ledger_rows
from jiceng.party.rules.life import COUNTED, TALKS
from jiceng.party.rules.life_turnout import PRESENCE
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.menu import office

COUNTS = (N_("日期"), N_("类型"), N_("应到"), N_("实到"), N_("请假"), N_("缺席"),
          N_("时长（分钟）"))  # fmt: skip
WORDS = (N_("党小组"), N_("地点"), N_("主持人"), N_("讲课人"), N_("议题"), N_("决议"))
"""Columns that only the organisation itself reads."""
TALK_COUNTS = (N_("日期"), N_("谈话范围"), N_("人次"))
MOST_RECORDS = 500
FONT, BODY = "FangSong", Pt(14)


@door("staff", *KEEPERS)
@require_safe
def ledger(request: Asked, code: str, which: str) -> HttpResponse:
    """One ledger of a year as a sheet to print."""
    organisation, year, head, rows = _asked(request, code, which)
    if which != "talks":
        head, rows = _folded(head), [_folded_row(row) for row in rows]
    context = {
        "title": _("%(name)s %(year)s 年%(ledger)s台账")
        % {"name": organisation.name, "year": year, "ledger": _(LEDGERS[which].label)},
        "head": head,
        "rows": rows,
        "back_url": f"{url_of_life(organisation)}?year={year}",
        "file_url": f"{url_of_life(organisation)}ledgers/{which}.xlsx?year={year}",
    }
    return render(request, "party/life_ledger.html", context)


@door("staff", *KEEPERS)
@require_safe
def ledger_file(request: Asked, code: str, which: str) -> HttpResponseBase:
    """The same as a workbook."""
    _organisation, year, head, rows = _asked(request, code, which)
    return xlsx_answer(f"life-{which}-{year}", head, rows)


def _asked(request: Asked, code: str, which: str) -> tuple[Any, int, list[str], list[list[str]]]:
    organisation, year = organisation_for(request.actor, code), year_in(request)
    if which not in LEDGERS:
        raise not_found()
    rows = ledger_rows(organisation, which, year)
    if which == "talks":
        return organisation, year, [_(h) for h in TALK_COUNTS], [_talk(row) for row in rows]
    keeps = own_keeper(request.actor, organisation) is not None
    head = [_(h) for h in (*COUNTS, *(WORDS if keeps else ()))]
    return organisation, year, head, [_line(row, keeps) for row in rows]


def _folded(head: list[str]) -> list[str]:
    """Heads of a sheet of paper: what a workbook keeps in thirteen columns stands in six."""
    counts = [head[0], head[1], _("到会")]
    return [*counts, _("主持、讲课"), head[11], head[12]] if len(head) > len(COUNTS) else counts


def _folded_row(row: list[str]) -> list[str]:
    turnout = _("应到 %(should)s，实到 %(attended)s，请假 %(leave)s，缺席 %(absent)s") % {
        "should": row[2], "attended": row[3], "leave": row[4], "absent": row[5],
    }  # fmt: skip
    shown = [row[0], " ".join(filter(None, (row[1], row[7]))) if len(row) > len(COUNTS)
             else row[1], turnout if row[2] else ""]  # fmt: skip
    if len(row) == len(COUNTS):
        return shown
    return [*shown, "、".join(dict.fromkeys(filter(None, row[9:11]))), row[11], row[12]]


def _talk(row: LifeEntry) -> list[str]:
    count = row.talk.count if row.talk else 0
    return [f"{row.on:%Y-%m-%d}", _(TALKS.get(row.part, row.part)), str(count)]


def _line(row: LifeEntry, keeps: bool) -> list[str]:
    meeting = row.meeting
    if meeting is None:
        return [f"{row.on:%Y-%m-%d}", _(COUNTED[row.kind]), "", "", "", "", ""]
    counts = [turn["value"] for turn in turnout_of(meeting)[:4]] or [""] * 4
    shown = [f"{row.on:%Y-%m-%d}", _(COUNTED[row.kind]), *counts,
             str(meeting.duration_minutes or "")]  # fmt: skip
    return [*shown, *_words(meeting)] if keeps else shown


def _words(meeting: Meeting) -> list[str]:
    chair = meeting.chair.member.name if meeting.chair else ""
    lecturer = meeting.lecturer.name if meeting.lecturer else meeting.guest_lecturer
    agenda = "；".join(p.text for p in meeting.agenda.all())
    decided = "；".join(r.text for r in meeting.resolutions.all())
    return [meeting.group, meeting.place, chair, lecturer, agenda, decided]


@door("staff", *KEEPERS)
@require_safe
def records(request: Asked, id: str) -> HttpResponse:
    """The rows behind a figure, as many as it counts: periods or meetings, no names."""
    today, year = local_day(request.now), year_in(request)
    part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    window = replace(window_of(year, today), **days_in(request))
    below = _organisation_in(request)

    def condition(column: str) -> Q:
        mine = reach(request.actor, column)
        return mine & within(column, below.path) if below else mine

    rows = figures.records(id, window, condition, part=part)
    kind = figures.FIGURES[id]
    asked = urlencode({k: v for k, v in request.GET.items() if k != "part"})
    found = rows.select_related("organisation__unit").order_by("pk")[:MOST_RECORDS]
    context = {
        **office(request, HERE, crumbs=[(_(TITLE), HERE), (_(kind.name), "")]),
        "title": f"{below.name} {_(kind.name)}" if below else _(kind.name),
        "definition": _(kind.definition),
        "total": rows.count(),
        "most": MOST_RECORDS,
        "rows": [_record(row) for row in found],
        "ways": [
            {"url": f"?{asked}", "label": _("计入的"), "current": part == "numerator"},
            {"url": f"?{asked}&part=denominator", "label": _("全部"),
             "current": part == "denominator"},
        ] if kind.kind == "share" else [],
    }  # fmt: skip
    return render(request, "party/desk_life_records.html", context)


def _organisation_in(request: Asked) -> UnitEntry | None:
    """The organisation whose rows are asked for; what is out of reach shows nothing of it."""
    code = request.GET.get("organisation", "")
    found = territory().apart.get(code)
    if code and found is None:
        raise NotFound(Reason("not_found"))
    return found


def _record(row: Any) -> dict[str, Any]:
    if isinstance(row, LifePeriod):
        text = _("应 %(required)s 次，已 %(held)s 次") % {"required": row.required,
                                                   "held": row.held}  # fmt: skip
        return {"name": row.organisation.name, "url": url_of_life(row.organisation),
                "kind": _(COUNTED[row.kind]), "text": text, "on": row.ends_on}  # fmt: skip
    shown = meeting_row(row)
    return {"name": row.organisation.name, "url": shown["url"], "kind": shown["title"],
            "text": shown["turnout"], "on": row.on}  # fmt: skip


@door("staff", *KEEPERS)
@require_safe
def minutes_file(request: Asked, number: str) -> HttpResponseBase:
    """The minutes as a Word file, for the organisation's own binder."""
    meeting = meeting_for(request.actor, number)
    keeper_of(request.actor, meeting.organisation)
    kept = BytesIO(docx_of(meeting, today=local_day(request.now)))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    name = f"{meeting.number}.docx"
    return FileResponse(kept, as_attachment=True, filename=name, content_type=kind)


def docx_of(meeting: Meeting, *, today: date) -> bytes:
    """会议记录: facts, who was missing, agenda, minutes, resolutions, signature."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title = paper.add_heading(_("%(title)s会议记录") % {"title": titled(meeting.kinds)}, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    facts = [*details_of(meeting, True), *({"label": t["label"], "text": t["value"]}
                                           for t in turnout_of(meeting))]  # fmt: skip
    for fact in facts:
        paper.add_paragraph(_("%(label)s：%(text)s") % fact)
    exceptions = list(meeting.attendance.select_related("member").order_by("pk"))
    for presence in ("leave", "absent"):
        names = "、".join(a.member.name for a in exceptions if a.presence == presence)
        paper.add_paragraph(_("%(label)s：%(text)s") % {
            "label": _(PRESENCE[presence]), "text": names or _("无")})  # fmt: skip
    for label, texts in _parts(meeting):
        paper.add_heading(label, level=1)
        for text in texts or [_("无")]:
            paper.add_paragraph(text)
    for text in (_("记录人：            主持人："), f"{today:%Y-%m-%d}"):
        paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _parts(meeting: Meeting) -> Sequence[tuple[str, list[str]]]:
    note = Note.objects.filter(
        subject_kind="meeting", subject_id=meeting.pk, kind="record.minutes", erased_at=None
    ).first()
    return (
        (_("议题"), [p.text for p in meeting.agenda.order_by("order")]),
        (_("会议记录"), note.text.splitlines() if note else []),
        (_("决议"), [r.text for r in meeting.resolutions.order_by("pk")]),
    )


urlpatterns = [
    path("party/life/figures/<str:id>/", records),
    path("party/life/<str:code>/ledgers/<str:which>.xlsx", ledger_file),
    path("party/life/<str:code>/ledgers/<str:which>/", ledger),
    path("party/meetings/<str:number>/minutes.docx", minutes_file),
]
