"""Routing rows, and a box to try them before they are saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.actions.intake import Plan, Raised, check, plan
from jiceng.casework.configure.changing import (
    DecisionForm,
    Editing,
    edit,
    history,
    latest,
    withdraw,
)
from jiceng.casework.configure.fields import NumberField
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, need, refused_form, show
from jiceng.casework.configure.wording import LEVELS, area_name, label, rows_of, unit_name
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.configuration import known_at
from jiceng.casework.rules.rulebook import Rulebook, from_rows
from jiceng.casework.rules.schemas import check_rule
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import name_in
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.routing import FIRST_TIER
from jiceng.web.doors import Asked, door
from jiceng.web.forms import CountyTimeField
from jiceng.web.words import sentences

KIND = "rule"
HERE = "/admin/rules/"
FIELDS = ("order", "case_type", "area_path", "level", "from_hour", "to_hour", "unit", "label",
          "label_en")  # fmt: skip
LISTED = ("county", "town", "community")
MOST_LISTED = 2000


class RuleForm(DecisionForm):
    """One row of the routing table."""

    order = NumberField()
    case_type = forms.CharField(required=False)
    area_path = forms.CharField(required=False)
    level = forms.CharField(required=False)
    from_hour = NumberField()
    to_hour = NumberField()
    unit = forms.CharField(required=False)
    label = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    label_en = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name].label = label(KIND, name)
        need(self, "order", "unit", "label")
        self.fields["case_type"].widget = forms.Select(choices=_types(self.now))
        self.fields["area_path"].widget = forms.Select(choices=_areas())
        sizes = [("", _("不限")), *((k, _(v)) for k, v in LEVELS.items())]
        self.fields["level"].widget = forms.Select(choices=sizes)
        self.fields["unit"].widget = forms.Select(choices=_units())
        self.fields["order"].help_text = _now("由小到大逐条比对，先符合的生效。")
        self.fields["to_hour"].help_text = _now("不含该钟点；起始晚于截止表示跨夜。")
        self.fields["label"].help_text = _now("派单理由里会照抄这句话。")

    def given(self) -> dict[str, Any]:
        given = super().given()
        for name, whole in (("from_hour", 0), ("to_hour", 24)):
            given[name] = whole if given[name] == "" else given[name]
        return given


class NewRuleForm(RuleForm):
    """A row under a name of its own."""

    key = forms.CharField(label=_("规则标识"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, "key")
        self.order_fields(["key", *self.fields])
        self.fields["key"].help_text = _now("英文小写，例如 night_noise；保存后不再改。")

    def given(self) -> dict[str, Any]:
        given = super().given()
        given.pop("key", None)
        return given


class TryForm(forms.Form):
    """A report that nobody made: where would it go?"""

    text = forms.CharField(
        label=_("反映内容"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    case_type = forms.CharField(label=_("事项类型"), required=False)
    place = forms.CharField(label=_("地点"), required=False)
    at = CountyTimeField(label=_("时间"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_type"].widget = forms.Select(choices=_types(now, leaves=True))
        self.fields["place"].help_text = _now("写建筑、街道、社区或网格的名称。")
        self.fields["at"].help_text = _now("不填按现在。")


def _types(now: datetime, *, leaves: bool = False) -> list[tuple[str, Any]]:
    rows = in_force("case_type", now)
    parents = {r.content.get("parent") for r in rows.values()}
    named = [(k, f"{k} {name_in(r.content)}") for k, r in sorted(rows.items())
             if not leaves or k not in parents]  # fmt: skip
    return [("", _("不确定") if leaves else _("不限")), *named]


def _areas() -> list[tuple[str, Any]]:
    listed = sorted(
        (a for a in territory().areas.values() if a.level in LISTED), key=lambda a: a.path
    )[:MOST_LISTED]
    indent = {"county": "", "town": "\u3000", "community": "\u3000\u3000"}
    return [("", _("全县")), *((a.path, indent[a.level] + a.name) for a in listed)]


def _units() -> list[tuple[str, Any]]:
    units = sorted(territory().units.values(), key=lambda u: u.path)
    return [
        ("", "—"),
        (FIRST_TIER, unit_name(FIRST_TIER)),
        *((u.code, u.name) for u in units[:MOST_LISTED]),
    ]


@door("staff", *POWERS)
def table(request: Asked) -> HttpResponse:
    """Every row in the order in which it is asked."""
    rows = [
        {
            "key": key,
            "content": row.content,
            "label": name_in(row.content, "label"),
            "type": _type_name(row.content.get("case_type", ""), request.now),
            "area": area_name(row.content["area_path"]) if row.content.get("area_path") else "",
            "level": _level(row.content),
            "hours": _hours(row.content),
            "unit": unit_name(row.content["unit"]),
        }
        for key, row in in_force(KIND, request.now).items()
    ]
    context = {
        "rows": sorted(rows, key=lambda r: (r["content"]["order"], r["key"])),
        "form": TryForm(now=request.now),
        "may_change": ADMINISTRATOR in request.actor.roles,
    }
    return show(request, "rules", context, here=HERE, crumbs=[(_now("派遣规则"), "")])


def _type_name(code: str, now: datetime) -> str:
    row = in_force("case_type", now).get(code)
    return name_in(row.content) if row else code


def _level(content: Mapping[str, Any]) -> str:
    level = content.get("level")
    return _now(LEVELS[level]) if level else ""


def _hours(content: Mapping[str, Any]) -> str:
    first, last = content.get("from_hour", 0), content.get("to_hour", 24)
    return "" if (first, last) == (0, 24) else f"{first}:00–{last}:00"


@door("staff", *POWERS)
def one(request: Asked, key: str) -> HttpResponse:
    """One row, its history, and what it says."""
    last = latest(KIND, key)
    if last is None:
        raise NotFound(Reason("not_found"))
    row = in_force(KIND, request.now).get(key)
    shown = row or last
    context = {
        "key": key,
        "row": row,
        "details": [{"label": k, "text": v} for k, v in rows_of(KIND, shown.content).items()],
        "versions": history(KIND, key, request.now),
        "may_change": ADMINISTRATOR in request.actor.roles,
        "base": f"{HERE}{key}/",
    }
    return show(request, "rule", context, here=HERE, crumbs=[(_now("派遣规则"), HERE), (key, "")])


@door("staff", *POWERS)
def try_out(request: Asked) -> HttpResponse:
    """Where a report would go under the rules in force. Writes nothing."""
    form = TryForm(request.GET or None, now=request.now)
    context = {"form": form, "before": _tried(form, request), "tried": bool(request.GET)}
    crumbs = [(_now("派遣规则"), HERE), (_now("试派"), "")]
    return show(request, "try", context, here=HERE, crumbs=crumbs)


def _tried(form: TryForm, request: Asked, book: Rulebook | None = None) -> dict[str, Any] | None:
    """What `plan` says, in words; None when the form was not filled in or makes no sense."""
    if not form.is_bound or not form.is_valid():
        return None
    given = Raised(
        text=form.cleaned_data["text"] or _now("试派"),
        case_type=form.cleaned_data["case_type"],
        place=form.cleaned_data["place"],
    )
    at = form.cleaned_data["at"] or request.now
    try:
        check(given, request.now)
        return _told(plan(given, now=at, book=book))
    except Invalid as refusal:
        refused_form(form, refusal)
        return None


def _told(planned: Plan) -> dict[str, Any]:
    return {"unit": planned.unit.name, "because": sentences(planned.because)}


def _editing(title: str, key: str, template: str = "rule_form") -> Editing:
    if key and latest(KIND, key) is None:
        raise NotFound(Reason("not_found"))
    back = f"{HERE}{key}/" if key else HERE
    crumbs = [(_now("派遣规则"), HERE), *([(key, back)] if key else [])]
    return Editing(KIND, key, title, back, HERE, crumbs, template)


@door("staff", ADMINISTRATOR)
def change(request: Asked, key: str) -> HttpResponse:
    """A new version of one row; the preview button saves nothing."""
    return _edit(request, RuleForm, key)


@door("staff", ADMINISTRATOR)
def new(request: Asked) -> HttpResponse:
    """A row under a key of its own."""
    return _edit(request, NewRuleForm, "")


def _edit(request: Asked, form_class: type[RuleForm], key: str) -> HttpResponse:
    editing = _editing(_now("修改规则") if key else _now("新增规则"), key)
    if request.method == "POST" and "preview" in request.POST:
        return _preview(request, form_class, editing)
    tried = TryForm(now=request.now, prefix="try")
    editing = replace(editing, more={"try_form": tried})

    def save(content: dict[str, Any], decided: Decided) -> int:
        name = key or str(request.POST.get("key", "")).strip()
        made = change_rule(KIND, name, content, decided=decided, by=request.actor, now=request.now)
        return made.version

    return edit(request, form_class, editing, save=save)


def _preview(request: Asked, form_class: type[RuleForm], editing: Editing) -> HttpResponse:
    """The same report under the rules in force and with the row as typed."""
    form = form_class(request.POST, now=request.now)
    tried = TryForm(request.POST, now=request.now, prefix="try")
    key = editing.key or str(request.POST.get("key", "")).strip()
    before = after = None
    status = 422
    if form.is_valid():
        last = latest(KIND, key)
        content = form.content(last.content if last else {})
        if faults := check_rule(key, content, known_at(request.now)):
            refused_form(form, Invalid(*faults))
        else:
            before = _tried(tried, request)
            after = _tried(tried, request, _with_row(key, content, request.now))
            status = 200 if after else 422
    context = {
        "title": editing.title,
        "form": form,
        "try_form": tried,
        "before": before,
        "after": after,
        "back": editing.back,
    }
    crumbs = [*editing.crumbs, (editing.title, "")]
    return show(request, "rule_form", context, here=HERE, crumbs=crumbs, status=status)


def _with_row(key: str, content: dict[str, Any], now: datetime) -> Rulebook:
    """The rules in force with one row as it would be."""
    book, _calendar = rules_at(now)
    row = from_rows({}, {key: (0, content)}, {}).rules[0]
    return replace(book, rules=(*(r for r in book.rules if r.key != key), row))


@door("staff", ADMINISTRATOR)
def stop(request: Asked, key: str) -> HttpResponse:
    """Take a row out of force."""
    return withdraw(request, _editing(_now("停用规则"), key, "form"))
