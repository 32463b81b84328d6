"""/desk/indicators/disclosure: under what terms numbers go outward, as dated versions."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.casework.queries import county_text
from jiceng.performance.desk.indicator_shown import HERE
from jiceng.performance.queries.open_values import disclosure_terms
from jiceng.performance.rules.disclosure import FEWEST_TOLD, KEY, KIND, LENGTHS
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page


class DisclosureForm(WordedForm):
    """Terms and why they change."""

    fewest = forms.IntegerField(
        label=N_("少于多少件不公布"), min_value=FEWEST_TOLD[0], max_value=FEWEST_TOLD[1],
        help_text=N_("能由其他数字推算出来的，系统会一并隐去。"),
    )  # fmt: skip
    source = forms.CharField(label=N_("这个界限的依据"), max_length=LENGTHS["source"][1])
    licence = forms.CharField(label=N_("使用许可"), max_length=LENGTHS["licence"][1])
    publisher = forms.CharField(label=N_("发布单位"), max_length=LENGTHS["publisher"][1])
    valid_from = day(N_("起用日期"), required=False)
    reason = forms.CharField(label=N_("变更理由"), max_length=200)


@door("staff", "statistician")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked) -> HttpResponse:
    """The terms in force, and their next version."""
    terms = disclosure_terms(request.now)
    initial = {
        "fewest": terms.fewest, "source": _(terms.source), "licence": _(terms.licence),
        "publisher": terms.publisher or county_text("county", request.now, "centre"),
    }  # fmt: skip
    form = DisclosureForm(request.POST or None, initial=initial)

    def write() -> Any:
        said = dict(form.cleaned_data)
        reason, begins = said.pop("reason"), said.pop("valid_from")
        at = datetime.combine(begins, time(), county_zone()) if begins else None
        decided = Decided(reason, terms.version, valid_from=at)
        return change_rule(KIND, KEY, said, decided=decided, by=request.actor, now=request.now)

    crumbs = [(_("指标目录"), HERE)]
    return form_page(request, _("公开的条件"), crumbs, form, write, lambda _row: HERE, HERE)
