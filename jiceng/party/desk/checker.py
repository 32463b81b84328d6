"""/desk/party/checker/: screenings of admissions, and the rules they are looked at by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.refusal import Invalid
from jiceng.party.actions.screenings import Opened, open_screening
from jiceng.party.desk.checker_forms import ScreeningForm
from jiceng.party.models import Screening
from jiceng.party.queries.access import KEEPERS, keeping
from jiceng.party.queries.rule_book import history
from jiceng.party.queries.screenings import (
    DEPARTMENT,
    Counts,
    Standing,
    latest_of_line,
    line_counts,
    screenings_of,
    standing_of,
)
from jiceng.party.rules.book import Version
from jiceng.party.rules.checker import RULES, Rule, clause, is_unverified
from jiceng.party.rules.checker_words import PARAMETERS, SEVERITIES
from jiceng.party.rules.steps import KINDS
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import word

HERE = "/desk/party/checker/"
LIGHTS = {"fatal": "red", "major": "yellow", "minor": "new", "info": "rest"}
"""How grave a rule is, as a colour."""


def screening_url(number: str) -> str:
    return f"{HERE}{number}/"


@door("staff", "organisation_department", "party_committee")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The department's screenings; to a committee, its own line in numbers."""
    crumbs = [(_("发展党员检查"), "")]
    is_keeper = bool(keeping(request.actor, DEPARTMENT))
    context: dict[str, Any] = {**office(request, HERE, crumbs=crumbs), "is_keeper": is_keeper}
    if is_keeper:
        rows = screenings_of(request.actor)
        page = page_of(rows, request.GET.get("after", ""), key="opened_at", newest=True)
        standing = standing_of(page.rows)
        context |= {
            "rows": [_screening(row, standing[row.pk]) for row in page.rows],
            "pager": pager(page, request.GET),
        }
    else:
        latest = latest_of_line(request.actor)
        context |= {
            "latest": _screened(latest) if latest else None,
            "counts": [counted(c) for c in line_counts(request.actor, latest)],
        }
    return render(request, "party/checker.html", context)


def _screened(row: Screening) -> dict[str, Any]:
    """Which screening the numbers are of, without its number: a committee opens none."""
    return {
        "title": row.title,
        "scope": row.scope.name,
        "checked_at": row.checked_at,
        "is_sample": row.is_sample,
    }


def _screening(row: Screening, standing: Standing) -> dict[str, Any]:
    return {
        "url": screening_url(row.number),
        "title": row.title,
        "number": row.number,
        "scope": row.scope.name,
        "opened_at": row.opened_at,
        "checked_at": row.checked_at,
        "files": standing.files,
        "failed": standing.failed,
        "verified": standing.verified,
        "is_sample": row.is_sample,
    }


def counted(counts: Counts, url: str = "") -> dict[str, Any]:
    """One rule with its counts, as the tables of a screening show it; `url` leads to the files."""
    rule = RULES[counts.rule]
    latest = history("development").versions[-1:]
    return {
        "id": rule.id,
        "title": _(rule.title),
        "severity": severity_tag(rule.severity),
        "passed": counts.passed,
        "failed": counts.failed,
        "unknown": counts.unknown,
        "is_unverified": is_unverified(rule, latest[0]) if latest else False,
        "failed_url": f"{url}?rule={rule.id}&result=fail#files" if url and counts.failed else "",
        "unknown_url": f"{url}?rule={rule.id}&result=unknown#files"
        if url and counts.unknown
        else "",
    }


def severity_tag(severity: str) -> dict[str, str]:
    return {"light": LIGHTS[severity], "text": _(SEVERITIES[severity])}


@door("staff", "organisation_department")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Open a screening."""
    form = ScreeningForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = Opened(form.cleaned_data["title"], form.cleaned_data["scope"])
            opened = open_screening(given, by=request.actor, now=request.now)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(screening_url(opened.number))
    context = {
        **office(request, HERE, crumbs=[(_("发展党员检查"), HERE), (_("新建排查"), "")]),
        "form": form,
        "back": HERE,
    }
    return render(
        request, "party/screening_new.html", context, status=422 if form.is_bound else 200
    )


@door("staff", *KEEPERS)
@require_safe
def rules(request: Asked) -> HttpResponse:
    """Every rule with its parameters by version, the documents, and what is unverified."""
    versions = history("development").versions
    is_keeper = bool(keeping(request.actor, DEPARTMENT))
    crumbs = [(_("发展党员检查"), HERE if is_keeper else ""), (_("检查规则"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "versions": [_version(v) for v in reversed(versions)],
        "rules": [_rule(rule, versions) for rule in RULES.values()],
    }
    return render(request, "party/checker_rules.html", context)


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "document": version.document,
        "from": version.valid_from,
        "from_unverified": "valid_from" in version.unverified,
    }


def _rule(rule: Rule, versions: tuple[Version, ...]) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": _(rule.title),
        "severity": severity_tag(rule.severity),
        "steps": _steps(rule),
        "remedy": _(rule.remedy),
        "versions": [
            {
                "number": version.number,
                "clause": clause(rule, version),
                "values": [_value(name, version) for name in rule.parameters],
            }
            for version in reversed(versions)
        ],
    }


def _steps(rule: Rule) -> str:
    """The steps it rests on; not every one of them where it looks at all."""
    if len(rule.steps) > 10:
        return _("全部步骤")
    return _("、").join(_(KINDS[step].name) for step in rule.steps)


def _value(name: str, version: Version) -> dict[str, Any]:
    value: Any = version.values.get(name)
    shown: Mapping[str, str] = PARAMETERS[name].choices
    if isinstance(value, list):
        text = _("、").join(_(shown.get(v, str(v))) for v in value) or _("没有要求")
    elif isinstance(value, str):
        text = _(shown.get(value, value))
    else:
        text = f"{value} {_(PARAMETERS[name].unit)}" if value else _("没有要求")
    return {
        "label": _(PARAMETERS[name].label),
        "text": text,
        "is_unverified": name in version.unverified,
    }


urlpatterns: list[URLPattern] = [
    path("party/checker/", show),
    path("party/checker/new", new),
    path("party/checker/rules", rules),
]
