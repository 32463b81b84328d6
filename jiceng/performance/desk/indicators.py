"""/desk/indicators/: the catalogue, and what an indicator says with everything behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.kernel.reports import Span
from jiceng.performance.actions.publishing import publish_value, restate_value
from jiceng.performance.desk.indicator_shown import (
    HERE,
    READERS,
    may_open,
    months_before,
    part_rows,
    series_shown,
    url_of,
)
from jiceng.performance.models import PublishedValue, SeriesValue
from jiceng.performance.queries.catalogue import catalogue, name_of, versions
from jiceng.performance.queries.measuring import compose, figure_kind, measure
from jiceng.performance.queries.series import usual_period
from jiceng.performance.queries.subjects import subjects_of
from jiceng.performance.queries.telling import (
    number,
    period_words,
    qualified,
    subject_name,
    told,
    topic_of,
    topics,
    unit_words,
)
from jiceng.performance.rules.catalogue import (
    COMPOSED,
    DERIVED,
    DIRECTIONS,
    KINDS,
    PERIOD_KINDS,
    Entry,
)
from jiceng.performance.rules.disclosure import DISCLOSURES
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

MONTHS = 12


class CatalogueFilter(WordedForm):
    """What the catalogue may be narrowed by."""

    topic = forms.ChoiceField(label=N_("内容"), required=False)
    kind = forms.ChoiceField(
        label=N_("来源"), required=False, choices=[("", N_("全部")), *KINDS.items()]
    )
    disclosure = forms.ChoiceField(
        label=N_("公开"), required=False, choices=[("", N_("全部")), *list(DISCLOSURES.items())[1:]]
    )
    q = forms.CharField(label=N_("名称或代码"), required=False, max_length=40)

    def __init__(self, given: Any, offered: Sequence[str]) -> None:
        super().__init__(given)
        field: Any = self.fields["topic"]
        field.choices = [("", _("全部")), *((topic, _(topic)) for topic in offered)]

    def lets(self, entry: Entry) -> bool:
        """Whether an entry is asked for."""
        wanted = self.cleaned_data if self.is_valid() else {}
        return (
            wanted.get("topic", "") in ("", topic_of(entry))
            and wanted.get("kind", "") in ("", entry.kind)
            and wanted.get("disclosure", "") in ("", entry.disclosure)
            and wanted.get("q", "").lower() in f"{entry.code} {name_of(entry)}".lower()
        )

    @property
    def is_asked(self) -> bool:
        """Whether anything narrows the list: what was asked for is shown unfolded."""
        return any(self.data.get(name) for name in self.fields)


@door("staff", *READERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every indicator there is today, by what it is about."""
    known = catalogue(local_day(request.now))
    filters = CatalogueFilter(request.GET, topics())
    latest, by_topic = _latest(request), dict[str, list[dict[str, Any]]]()
    for entry in sorted(known.values(), key=lambda e: e.code):
        if filters.lets(entry):
            by_topic.setdefault(topic_of(entry), []).append(_listed(entry, latest))
    groups = [{"label": _(t), "rows": by_topic[t]} for t in topics() if t in by_topic]
    count = sum(len(rows) for rows in by_topic.values())
    context = {
        **office(request, HERE, crumbs=[(_("指标目录"), "")]),
        "filters": filters,
        "groups": groups,
        "is_open": filters.is_asked or len(groups) == 1,
        "count": count,
        "has_quotes": any(entry.quote for entry in known.values()),
        "keeps": "statistician" in request.actor.roles,
    }
    return render(request, "performance/indicators.html", context)


def _latest(request: Asked) -> Mapping[str, SeriesValue]:
    rows = SeriesValue.objects.filter(subject="").order_by("end", "revision")
    return {row.indicator: row for row in rows}


def _listed(entry: Entry, latest: Mapping[str, SeriesValue]) -> dict[str, Any]:
    row = latest.get(entry.code)
    return {
        "name": name_of(entry),
        "code": entry.code,
        "url": url_of(entry.code),
        "kind": _(KINDS[entry.kind]),
        "unit": unit_words(entry),
        "owner": _owner(entry),
        "period_kind": _(PERIOD_KINDS[entry.period_kind]),
        "disclosure": _(DISCLOSURES[entry.disclosure]) if entry.disclosure else "",
        "latest": qualified(row.value, row.qualifier, entry) if row else "",
        "period": period_words(Period(row.start, row.end)) if row else "",
    }


def _owner(entry: Entry) -> str:
    unit = territory().units.get(entry.owner) or territory().apart.get(entry.owner)
    return unit.name if unit else entry.owner


class Chosen(WordedForm):
    """Of whom and for which days."""

    subject = forms.ChoiceField(label=N_("范围"), required=False)
    start = day(N_("自"), required=False)
    end = day(N_("至"), required=False)


@door("staff", *READERS)
@require_safe
def one(request: Asked, code: str) -> HttpResponse:
    """A value, and the way down to what made it."""
    return _page(request, code)


def _page(request: Asked, code: str, refusal: Refusal | None = None) -> HttpResponse:
    entry, known, subject, period = _asked(request, code)
    span = Span(period.start, period.end, request.now)
    composed = compose(entry, subject, span) if entry.kind == COMPOSED else None
    found = composed.value if composed else _measured(entry, subject, period, request)
    context = {
        **office(request, HERE, crumbs=[(_("指标目录"), HERE), (name_of(entry), "")]),
        **_value(entry, found, period, request),
        "filters": _form(request, entry, known, subject, period),
        "details": _details(entry, found),
        "parts": part_rows(composed.parts, known) if composed else [],
        "formula": entry.formula,
        "fault": word(composed.fault) if composed and composed.fault else _missing(found),
        "series": series_shown(entry, subject, request.now),
        "months": _months(request, entry, subject),
        "versions": [v for v in versions().get(code, []) if v.version > 1],
        "published": _published(code, subject, entry),
        "keeps": "statistician" in request.actor.roles,
        "may_publish": found.value is not None and period.end < local_day(request.now),
        "asked": {"subject": subject, "start": period.start, "end": period.end},
        "reasons": sentences(refusal.reasons) if refusal else [],
    }
    status = refusal.status if refusal else 200
    return render(request, "performance/indicator.html", context, status=status)


def _asked(request: Asked, code: str) -> tuple[Entry, dict[str, Entry], str, Period]:
    """The entry of the last day asked for; `NotFound` for a code or a subject out of reach."""
    today = local_day(request.now)
    days, known = days_in(request), catalogue(today)
    entry = known.get(code)
    if entry is None:
        raise NotFound(Reason("not_found"))
    period = usual_period(entry, known, today, request.now)
    if days:
        end = days.get("end", today)
        period = Period(min(days.get("start", period.start), end), end)
        known = catalogue(period.end)
        entry = known[code]
    offered = subjects_of(request.actor, entry, known)
    subject = request.GET.get("subject", next(iter(offered), ""))
    if subject not in offered:
        raise NotFound(Reason("not_found"))
    return entry, known, subject, period


def _measured(entry: Entry, subject: str, period: Period, request: Asked) -> Measured:
    return measure(entry.code, [subject], period.start, period.end, now=request.now)[subject]


def _form(
    request: Asked, entry: Entry, known: Mapping[str, Entry], subject: str, period: Period
) -> Chosen:
    form = Chosen({"subject": subject, "start": period.start, "end": period.end})
    offered = subjects_of(request.actor, entry, known)
    field: Any = form.fields["subject"]
    field.choices = [(key, name or _("全域")) for key, name in offered.items()]
    return form


def _value(entry: Entry, found: Measured, period: Period, request: Asked) -> dict[str, Any]:
    opens = bool(found.url) and entry.kind != COMPOSED and may_open(request.actor, entry)
    return {
        "entry": entry,
        "name": name_of(entry),
        "definition": _(entry.definition) if entry.kind == DERIVED else entry.definition,
        "value": told(found, entry),
        "unit": unit_words(entry) if found.value is not None else "",
        "found": found,
        "counts": _counts(found),
        "subject": subject_name(found.subject),
        "period": _("截至统计时间") if entry.period_kind == "instant" and entry.kind == DERIVED
        else period_words(period),
        "records_url": found.url if opens else "",
    }  # fmt: skip


def _counts(found: Measured) -> list[dict[str, str]]:
    """What was counted; of a sum of money there is no count."""
    kind = figure_kind(found.indicator)
    if found.numerator is None or (kind is not None and kind.kind in ("sum", "mean")):
        return []
    if found.denominator is None:
        return [{"label": _("计数"), "text": f"{found.numerator:,}"}]
    return [
        {"label": _("分子"), "text": f"{found.numerator:,}"},
        {"label": _("分母"), "text": f"{found.denominator:,}"},
    ]


def _missing(found: Measured) -> str:
    """Why a measured value is none: not kept by this subject, or nothing recorded."""
    if found.value is not None or found.qualifier:
        return ""
    if found.denominator == 0:
        return _("这个期间没有记录，没有比例可算。")
    return word(Reason("keeps_no_such_parts")) if found.subject else _("这个期间没有数值。")


def _details(entry: Entry, found: Measured) -> list[dict[str, str]]:
    shown = [
        (_("来源"), _(KINDS[entry.kind])),
        (_("统计口径"), entry.scope),
        (_("数据来源"), entry.source),
        (_("负责单位"), _owner(entry)),
        (_("期间类型"), _(PERIOD_KINDS[entry.period_kind])),
        (_("目标值"), number(entry.target, entry) if entry.target is not None else ""),
        (_("方向"), _(DIRECTIONS[entry.direction]) if entry.direction else ""),
        (_("依据"), entry.basis),
        (_("公开"), _(DISCLOSURES[entry.disclosure])),
        (_("口径版本"), str(found.rule_version)),
        (_("指标代码"), entry.code),
    ]
    return [{"label": label, "text": text} for label, text in shown if text]


def _months(request: Asked, entry: Entry, subject: str) -> dict[str, Any] | None:
    """A derived flow month by month; what stands at a day has no past to be asked for."""
    if entry.kind != DERIVED or entry.period_kind != "period":
        return None
    periods = months_before(local_day(request.now), MONTHS)
    found = [_measured(entry, subject, period, request) for period in periods]
    if not any(each.value for each in found):
        return None
    values = [None if each.value is None else float(each.value) for each in found]
    return {
        "labels": [period.code for period in periods],
        "lines": [{"label": name_of(entry), "values": values}],
    }


def _published(code: str, subject: str, entry: Entry) -> list[dict[str, Any]]:
    rows = PublishedValue.objects.filter(indicator=code, subject=subject)
    return [
        {
            "period": period_words(Period(row.start, row.end)),
            "value": qualified(row.value, row.qualifier, entry),
            "unit": _(row.unit),
            "of": "" if row.denominator is None else f"{row.numerator:,}/{row.denominator:,}",
            "rule_version": row.rule_version,
            "as_of": row.as_of,
            "reason": row.reason,
            "is_replaced": hasattr(row, "replaced_by"),
        }
        for row in rows.select_related("replaced_by").order_by("-start", "-published_at")
    ]


@door("staff", "statistician")
@require_POST
def publish(request: Asked, code: str) -> HttpResponse:
    """Tell a value, or tell it anew with a reason."""
    _entry, _known, subject, period = _asked(request, code)
    acting: dict[str, Any] = {
        "by": request.actor, "now": request.now, "today": local_day(request.now)
    }  # fmt: skip
    reason = request.POST.get("reason", "").strip()
    try:
        if reason:
            restate_value(code, subject, period, reason, **acting)
        else:
            publish_value(code, subject, period, **acting)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, code, refusal)
    days = urlencode({"subject": subject, "start": period.start, "end": period.end})
    return HttpResponseRedirect(f"{HERE}{code}/?{days}")
