"""/desk/party/checker/<number>/: one screening — counts by rule, its files, the table to take."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Refusal
from jiceng.party.actions.screenings import keeper_of, start_looking, suspect_many
from jiceng.party.desk.checker import HERE, counted, screening_url, severity_tag
from jiceng.party.desk.checker_forms import FileFilter
from jiceng.party.models import FileFinding, ScreenedFile, Screening
from jiceng.party.process.screening import SCREENING_CASE
from jiceng.party.queries.screenings import (
    Standing,
    counts_by_rule,
    screening_for,
    standing_of,
    told,
)
from jiceng.party.rules.checker import RULES
from jiceng.party.rules.checker_words import RESULTS, SEVERITIES
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

STATES = {
    "screened": "rest",
    "suspected": "yellow",
    "verified": "red",
    "classified": "doing",
    "disposed": "doing",
    "filed": "done",
    "cleared": "green",
}
DIGITS = re.compile(r"[0-9]{1,9}")
AT_ONCE = 500


def file_url(number: str) -> str:
    return f"{HERE}files/{number}/"


def state_tag(state: str) -> dict[str, str]:
    return {"light": STATES[state], "text": _(SCREENING_CASE.state(state).label)}


@door("staff", "organisation_department")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One screening."""
    return _page(request, screening_for(request.actor, number))


def _page(
    request: Asked, screening: Screening, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    filters = FileFilter(request.GET or None)
    asked = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(sought(screening, asked), request.GET.get("after", ""), key="entered_at")
    url = screening_url(screening.number)
    standing = standing_of([screening])[screening.pk]
    context = {
        **office(request, HERE, crumbs=[(_("发展党员检查"), HERE), (screening.title, "")]),
        "screening": screening,
        "scope": screening.scope.name,
        "url": url,
        "figures": _figures(standing, url),
        "counts": [counted(c, url) for c in counts_by_rule(screening.findings.all())],
        "batches": list(_batches(screening)),
        "filters": filters,
        "is_filtered": any(asked.values()),
        "rows": _rows(page.rows),
        "pager": pager(page, request.GET),
        "has_files": standing.files > 0,
        "reasons": reasons,
    }
    return render(request, "party/screening.html", context, status=status)


def sought(screening: Screening, asked: Mapping[str, str]) -> QuerySet[ScreenedFile]:
    """The files of a screening that fit what was asked for.

    Whoever asks for failures and names no rule means what `ScreenedFile.failed` counts: not those
    that only ask for a look.
    """
    rows = screening.files.all()
    if text := asked.get("q", "").strip():
        rows = rows.filter(
            Q(name=text) | Q(number=text) | Q(external_number=text) | Q(branch__startswith=text)
        )
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    rule, result = asked.get("rule"), asked.get("result")
    if rule or result:
        said = FileFinding.objects.filter(screening=screening)
        said = said.filter(rule=rule) if rule else said
        said = said.filter(result=result) if result else said
        said = said.exclude(severity="info") if result == "fail" and not rule else said
        rows = rows.filter(pk__in=said.values("file"))
    return rows


def _figures(standing: Standing, url: str) -> list[dict[str, Any]]:
    suspected = standing.by_state.get("suspected", 0)
    unit = _("份")
    return [
        {"label": _("已检查"), "value": str(standing.files), "unit": unit},
        {"label": _("有规则不符合"), "value": str(standing.failed), "unit": unit,
         "url": f"{url}?result=fail#files"},
        {"label": _("疑似，待核实"), "value": str(suspected), "unit": unit,
         "url": f"{url}?state=suspected#files"},
        {"label": _("已认定"), "value": str(standing.verified), "unit": unit,
         "note": _("含已分类、已处理和已归档")},
        {"label": _("已归档"), "value": str(standing.by_state.get("filed", 0)), "unit": unit,
         "url": f"{url}?state=filed#files"},
    ]  # fmt: skip


def _batches(screening: Screening) -> Iterator[dict[str, Any]]:
    for one in screening.batches:
        yield {
            "branch": one["branch"],
            "rule": one["rule"],
            "text": word(told(one["reason"], one["facts"])),
            "is_unverified": one["is_unverified"],
            "files": [{"number": n, "url": file_url(n)} for n in one["files"][:20]],
        }


def _rows(files: list[ScreenedFile]) -> list[dict[str, Any]]:
    failed = _failed_rules(files)
    return [
        {
            "url": file_url(file.number),
            "name": file.name,
            "number": file.number,
            "external": file.external_number,
            "branch": file.branch or "—",
            "is_live": file.source == "live",
            "rules": failed[file.pk],
            "unknown": file.unknown,
            "status": state_tag(file.state),
            "pick": f"{file.number} {file.version}" if file.state == "screened" else "",
        }
        for file in files
    ]


def _failed_rules(files: Iterable[ScreenedFile]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = FileFinding.objects.filter(file__in=[f.pk for f in files], result="fail")
    for key, rule, severity in rows.order_by("rule").values_list("file", "rule", "severity"):
        title = _(RULES[rule].title)
        found[key].append({"light": severity_tag(severity)["light"], "id": rule, "title": title})
    return found


@door("staff", "organisation_department")
@require_POST
def look(request: Asked, number: str) -> HttpResponse:
    """Have the live files of the scope, and those of tables, looked at anew by the worker."""
    screening = screening_for(request.actor, number)
    start_looking(screening, by=request.actor, now=request.now)
    return HttpResponseRedirect(screening_url(number))


@door("staff", "organisation_department")
@require_POST
def suspect(request: Asked, number: str) -> HttpResponse:
    """List the files picked as suspected, for one reason."""
    screening = screening_for(request.actor, number)
    picked = [value.partition(" ") for value in request.POST.getlist("picked")]
    given = {n: int(version) for n, _space, version in picked if DIGITS.fullmatch(version)}
    try:
        suspect_many(screening, given, request.POST.get("reason", ""), by=request.actor,
                     now=request.now)  # fmt: skip
    except Refusal as refusal:
        return _page(request, screening, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(f"{screening_url(number)}?state=suspected#files")


@door("staff", "organisation_department")
@require_safe
def export(request: Asked, number: str) -> HttpResponseBase:
    """Every failure and every open question of a screening as a workbook; the taking is logged."""
    screening = screening_for(request.actor, number)
    grip = keeper_of(screening, request.actor)
    append([line_by(grip, "findings_exported", "screening", screening.pk)], at=request.now)
    head = [_("编号"), _("台账编号"), _("姓名"), _("党支部"), _("环节"), _("规则"), _("规则内容"),
            _("结果"), _("程度"), _("事实"), _("依据"), _("条款"), _("规则版本"), _("待核对"),
            _("处理建议")]  # fmt: skip
    return xlsx_answer("findings", head, _lines(screening))


def _lines(screening: Screening) -> Iterator[list[object]]:
    rows = FileFinding.objects.filter(screening=screening).exclude(result="pass")
    rows = rows.select_related("file").order_by("file_id", "rule")
    for row in rows.iterator(chunk_size=AT_ONCE):
        rule, file = RULES[row.rule], row.file
        yield [
            file.number, file.external_number, file.name, file.branch,
            _(SCREENING_CASE.state(file.state).label), row.rule, _(rule.title),
            _(RESULTS[row.result]), _(SEVERITIES[row.severity]), word(told(row.reason, row.facts)),
            row.document, row.clause, row.rule_version or "",
            _("待核对") if row.is_unverified else "",
            _(rule.remedy) if row.result == "fail" else "",
        ]  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("party/checker/<slug:number>/", one),
    path("party/checker/<slug:number>/look", look),
    path("party/checker/<slug:number>/suspect", suspect),
    path("party/checker/<slug:number>/findings.xlsx", export),
]
