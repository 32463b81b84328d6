"""/desk/indicators/import, new and edit: what the statistician takes in and writes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day, words
from jiceng.casework.desk.sheet_page import Sending, Sent, SheetForm, sheet_page
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.series import SeriesTaken, SeriesUpload, import_series
from jiceng.performance.desk.indicator_shown import HERE, READERS
from jiceng.performance.models import SeriesFile
from jiceng.performance.queries.catalogue import catalogue, name_of
from jiceng.performance.queries.telling import period_words, qualified
from jiceng.performance.rules.catalogue import (
    COMPOSED,
    DERIVED,
    DIRECTIONS,
    IMPORTED,
    KINDS,
    MOST_PLACES,
    PERIOD_KINDS,
    STATUSES,
    Entry,
)
from jiceng.performance.rules.disclosure import DISCLOSURES
from jiceng.performance.rules.periods import Period
from jiceng.performance.rules.series_table import COLUMNS, MOST, row_of
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.words import sentences, word


class SeriesForm(SheetForm):
    """A file and who published it."""

    source = forms.CharField(
        label=N_("数据来源"), max_length=200, help_text=N_("发布机关和文件名称，如统计公报。")
    )
    field_order = ("source", "file")


@door("staff", "statistician")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Look a file over, or take it in; a file with a single wrong row is not taken in."""
    statuses = "、".join(_(label) for label in STATUSES.values())
    sending = Sending(
        title=_("导入统计数据"),
        crumbs=[(_("指标目录"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=partial(_taken, request),
        form=SeriesForm,
        is_whole=True,
        leads_to=lambda taken: f"{HERE}files/{taken.file.pk}/",
        notes=[
            _("数据状态：%(statuses)s。") % {"statuses": statuses},
            _("统计期写成 2020、2020年上半年、2020Q1、2020-05，"
              "或者起止日期 2018-01-01~2020-06-30。"),
            _("原文写“近、余、约、不到”的照写，系统保留这些字。"),
            _("数值改了就是修订，原来的数留着；口径变了要写口径变更说明，变更前后不作比较。"),
            _("一个文件最多 %(most)s 行，不要有个人信息。") % {"most": MOST},
        ],
    )  # fmt: skip
    return sheet_page(request, sending)


def _taken(request: Asked, sent: Sent) -> SeriesTaken:
    digest = hashlib.sha256(sent.content).hexdigest()
    upload = SeriesUpload(sent.name, digest, sent.said["source"], sent.rows)
    return import_series(
        upload, by=request.actor, now=request.now, today=local_day(request.now),
        is_trial=sent.is_trial,
    )  # fmt: skip


@door("staff", *READERS)
@require_safe
def file(request: Asked, pk: int) -> HttpResponse:
    """A file that was taken in, with its values by row."""
    taken = SeriesFile.objects.filter(pk=pk).first()
    if taken is None:
        raise NotFound(Reason("not_found"))
    known = catalogue(local_day(request.now))
    context = {
        **office(request, HERE, crumbs=[(_("指标目录"), HERE), (taken.name, "")]),
        "file": taken,
        "rows": [
            {"row": value.row, "name": name_of(known[value.indicator]),
             "url": f"{HERE}{value.indicator}/", "subject": value.subject,
             "period": period_words(Period(value.start, value.end)),
             "value": qualified(value.value, value.qualifier, known[value.indicator]),
             "status": _(STATUSES[value.status]), "revision": value.revision,
             "note": value.break_note}
            for value in taken.values.order_by("row") if value.indicator in known
        ],
    }  # fmt: skip
    return render(request, "performance/indicator_file.html", context)


class EntryForm(WordedForm):
    """An entry of the catalogue."""

    code = forms.CharField(label=N_("指标代码"), max_length=40)
    kind = forms.ChoiceField(
        label=N_("来源"), choices=[(key, KINDS[key]) for key in (COMPOSED, IMPORTED)]
    )
    name = forms.CharField(label=N_("指标名称"), max_length=60)
    name_en = forms.CharField(label=N_("英文名称"), max_length=120, required=False)
    definition = words(N_("口径"), max_length=600)
    unit = forms.CharField(label=N_("计量单位"), max_length=24)
    formula = forms.CharField(
        label=N_("公式"), max_length=400, required=False,
        help_text=N_("按公式计算的指标填写，用指标代码、数字、加减乘除和括号；"
                     "year_before(代码) 是上年同期，period_before(代码) 是上一期。"),
    )  # fmt: skip
    period_kind = forms.ChoiceField(
        label=N_("期间类型"), choices=[*PERIOD_KINDS.items()], initial="period"
    )
    places = forms.IntegerField(label=N_("小数位数"), min_value=0, max_value=MOST_PLACES, initial=1)
    scope = forms.CharField(label=N_("统计口径范围"), max_length=200, required=False)
    source = forms.CharField(label=N_("数据来源"), max_length=200, required=False)
    owner = UnitField(label=N_("负责单位"), max_length=80, required=False)
    target = forms.DecimalField(label=N_("目标值"), max_digits=15, decimal_places=6, required=False)
    direction = forms.ChoiceField(label=N_("方向"), choices=[*DIRECTIONS.items()], required=False)
    basis = forms.CharField(label=N_("依据"), max_length=200, required=False)
    disclosure = forms.ChoiceField(
        label=N_("公开"), choices=[*DISCLOSURES.items()], required=False,
        help_text=N_("公开后，居民不登录就能看到全域、各镇和各社区、村的数值；件数少的不显示。"),
    )  # fmt: skip
    valid_from = day(N_("起用日期"))


@door("staff", "statistician")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new entry."""
    initial = {"valid_from": local_day(request.now)}
    form = EntryForm(request.POST or None, initial=initial)
    return _form_page(request, _("新建指标"), form, None)


@door("staff", "statistician")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, code: str) -> HttpResponse:
    """The next version of an entry; of a reported figure, what the catalogue adds to it."""
    before = catalogue(date.max).get(code)
    if before is None:
        raise NotFound(Reason("not_found"))
    initial = {n: getattr(before, n) for n in EntryForm.base_fields}
    initial |= {"valid_from": local_day(request.now)}
    form = EntryForm(request.POST or None, initial=initial)
    fixed = ["code", "kind"]
    if before.kind == DERIVED:
        fixed += ["name", "name_en", "definition", "unit", "formula", "period_kind", "places"]
    for name in fixed:
        del form.fields[name]
    return _form_page(request, _("修改指标"), form, before)


def _form_page(request: Asked, title: str, form: EntryForm, before: Entry | None) -> HttpResponse:
    reasons, status = list[str](), 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        said: dict[str, Any] = {
            name: value for name, value in form.cleaned_data.items() if value is not None
        }
        given = replace(before, **said) if before else Entry(**said)
        if "target" in form.fields:
            given = replace(given, target=_target(form))
        try:
            row = define_indicator(given, by=request.actor, now=request.now)
            return HttpResponseRedirect(f"{HERE}{row.code}/")
        except Refusal as refusal:
            add_refusal(form, [r for r in refusal.reasons if r.field in form.fields], word)
            reasons = sentences(r for r in refusal.reasons if r.field not in form.fields)
            status = refusal.status
    context = {
        **office(request, HERE, crumbs=[(_("指标目录"), HERE), (title, "")]),
        "title": title,
        "facts": name_of(before) if before else "",
        "form": form,
        "reasons": reasons,
        "back": f"{HERE}{before.code}/" if before else HERE,
        "units": unit_options(),
    }
    return render(request, "performance/indicator_form.html", context, status=status)


def _target(form: EntryForm) -> Decimal | None:
    found: Decimal | None = form.cleaned_data.get("target")
    return found
