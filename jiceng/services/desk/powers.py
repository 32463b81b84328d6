"""/desk/delegated-powers/: the ledger of powers sent down; the administrator keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.casework.queries.configuration import versions_of
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.services.forms.powers_told import power_rows
from jiceng.services.queries.items import items_at
from jiceng.services.queries.powers import powers_at
from jiceng.services.rules.powers import KIND, MODES
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import UnitField, unit_options
from jiceng.web.menu import office

HERE = "/desk/delegated-powers/"
KEEPER = "administrator"
DAYS = ("effective_from", "effective_to", "review_on")
DECISION = ("reason", "approved_by", "version")


class PowerForm(WordedForm):
    """One line of the ledger."""

    item = forms.CharField(label=N_("下放的权力"), max_length=80)
    service_items = forms.MultipleChoiceField(
        label=N_("由此办理的事项"), required=False,
        widget=forms.CheckboxSelectMultiple({"data-layout": "list"}),
        help_text=N_("勾选后，该镇、社区（村）的申请由接收单位决定，网点页面随之改变。"),
    )  # fmt: skip
    from_unit = UnitField(label=N_("下放单位"), max_length=80)
    to_unit = UnitField(label=N_("接收单位"), max_length=80)
    mode = forms.ChoiceField(label=N_("方式"), choices=list(MODES.items()))
    basis = forms.CharField(label=N_("依据和文号"), max_length=120)
    effective_from = day(N_("生效日期"))
    effective_to = day(N_("失效日期"), required=False, help_text=N_("到这一天为止；没有就不填。"))
    review_on = day(N_("复核日期"), required=False)
    reason = forms.CharField(label=N_("变更理由"), max_length=200)
    approved_by = forms.CharField(label=N_("批准人或文件"), max_length=80, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = self.fields["service_items"]
        if isinstance(items, forms.MultipleChoiceField):
            items.choices = [(i.key, named(i.name, i.name_en)) for i in items_at(now).values()]

    def content(self, before: dict[str, Any]) -> dict[str, Any]:
        """The next version; what the form does not ask stays."""
        said = {n: v for n, v in self.cleaned_data.items() if n not in DECISION}
        for name in DAYS:
            said[name] = said[name].isoformat() if said[name] else None
        return {"case_types": [], **before, **said}


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The ledger, what ended and what is to begin included."""
    keeps = KEEPER in request.actor.roles
    rows = power_rows(powers_at(request.now), request.now, HERE if keeps else "")
    context = {
        **office(request, HERE, crumbs=[(_("赋权清单"), "")]), "rows": rows, "keeps": keeps,
    }  # fmt: skip
    return render(request, "services/powers.html", context)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A further line."""
    return _edit(request, _("登记下放的权力"), "", None)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, key: str) -> HttpResponse:
    """The next version of a line; earlier ones stay."""
    versions = versions_of(KIND, key)
    if not versions:
        raise NotFound(Reason("not_found"))
    return _edit(request, _("修改下放的权力"), key, versions[0])


def _edit(request: Asked, title: str, key: str, last: Configuration | None) -> HttpResponse:
    before = dict(last.content) if last else {}
    shown = {**before, "version": last.version if last else 0}
    form = PowerForm(request.now, request.POST or None, initial=shown)

    def write() -> Configuration:
        said = form.cleaned_data
        decided = Decided(said["reason"], said["version"] or 0, said["approved_by"])
        return change_rule(
            KIND, key or _next_key(), form.content(before), decided=decided, by=request.actor,
            now=request.now,
        )  # fmt: skip

    return form_page(
        request, title, [(_("赋权清单"), HERE)], form, write, lambda _row: HERE, HERE,
        {"units": unit_options()},
    )  # fmt: skip


def _next_key() -> str:
    """No key is given twice."""
    count = Configuration.objects.filter(kind=KIND).values("key").distinct().count()
    return f"power_{count + 1}"


urlpatterns = [
    path("delegated-powers/", show),
    path("delegated-powers/new", new),
    path("delegated-powers/<slug:key>/change", change),
]
