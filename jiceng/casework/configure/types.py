"""The tree of case types: who handles a type, by when, and when it counts as done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiceng.casework.actions.configuration import Decided, add_case_type
from jiceng.casework.configure.changing import (
    DecisionForm,
    Editing,
    edit,
    history,
    latest,
    withdraw,
)
from jiceng.casework.configure.fields import TermField, WordsField
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, need, show
from jiceng.casework.configure.wording import LEVELS, TIERS, label, rows_of, unit_name
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.configuration import open_by_version
from jiceng.casework.rules.schemas import CLOSING_PAPERS
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.names import name_in, named
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, unit_options
from jiceng.web.words import paper, term_words

KIND = "case_type"
HERE = "/admin/types/"
TIMED = tuple(s for s in CASE.states if s.term is not None)
OWN = ("name", "name_en")
LEAF = (
    "duty_unit", "law_department", "first_tier", "level", "promise", "statutory", "basis",
    "closing", "closing_en", "needs", "keywords",
)  # fmt: skip


class TypeForm(DecisionForm):
    """A leaf of the tree."""

    name = forms.CharField(required=False)
    name_en = forms.CharField(required=False)
    duty_unit = UnitField(required=False)
    law_department = forms.BooleanField(required=False)
    first_tier = forms.ChoiceField(required=False)
    level = forms.ChoiceField(required=False)
    promise = TermField()
    statutory = TermField()
    basis = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    closing = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    closing_en = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    needs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    keywords = WordsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for state in TIMED:
            self.fields[f"stages_{state.name}"] = TermField(label=_(state.label))
        for name in (*OWN, *LEAF):
            self.fields[name].label = label(KIND, name)
        need(self, *OWN, "duty_unit", "first_tier", "level", "promise", "basis", "closing",
             "closing_en")  # fmt: skip
        choices: dict[str, list[tuple[str, str]]] = {
            "first_tier": [(k, _now(v)) for k, v in TIERS.items()],
            "level": [(k, _now(v)) for k, v in LEVELS.items()],
            "needs": [(p, paper(p)) for p in CLOSING_PAPERS],
        }
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options
        self.fields["keywords"].help_text = _now("用顿号分开，供自动识别类型。")
        self.fields["basis"].help_text = _now("写明法律、规章或文件的名称和条款。")

    @property
    def stage_fields(self) -> list[Any]:
        return [self[f"stages_{state.name}"] for state in TIMED]

    @property
    def main_fields(self) -> list[Any]:
        return [self[n] for n in (*OWN, *LEAF)]

    def given(self) -> dict[str, Any]:
        given = super().given()
        stages = {s.name: given.pop(f"stages_{s.name}", "") for s in TIMED}
        return {**given, "stages": {name: term for name, term in stages.items() if term}}

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        stages = content.get("stages") or {}
        return {**content, **{f"stages_{name}": term for name, term in stages.items()}}


class NewTypeForm(TypeForm):
    """A leaf under a code never used before; its first digits say where it stands."""

    code = forms.CharField(label=_("类型代码"), max_length=6, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, "code")
        self.fields["code"].help_text = _now(
            "2、4 或 6 位数字，前几位是上级代码。停用的代码不再使用。"
        )

    @property
    def main_fields(self) -> list[Any]:
        return [self["code"], *super().main_fields]

    def given(self) -> dict[str, Any]:
        given = super().given()
        code = str(given.pop("code", ""))
        return {**given, "parent": code[:-2]}


class GroupForm(DecisionForm):
    """A parent has only names."""

    name = forms.CharField(required=False)
    name_en = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, *OWN)
        for name in OWN:
            self.fields[name].label = label(KIND, name)


@door("staff", *POWERS)
def tree(request: Asked) -> HttpResponse:
    """Every type in force, leaves below their parents."""
    book, _calendar = rules_at(request.now)
    rows = [
        {
            "code": kind.code,
            "name": named(kind.name, kind.name_en),
            "depth": len(kind.path),
            "is_leaf": kind.is_leaf,
            "unit": unit_name(kind.duty_unit) if kind.duty_unit else "",
            "law": kind.is_law_department,
            "tier": _now(TIERS[kind.first_tier]),
            "promise": term_words(str(kind.promise)),
        }
        for kind in sorted(book.types.values(), key=lambda t: t.code)
    ]
    withdrawn = sorted(_withdrawn(request))
    context = {
        "rows": rows,
        "withdrawn": withdrawn,
        "leaves": sum(1 for r in rows if r["is_leaf"]),
        "may_change": ADMINISTRATOR in request.actor.roles,
    }
    return show(request, "types", context, here=HERE, crumbs=[(_now("事项类型"), "")])


def _withdrawn(request: Asked) -> list[str]:
    every = set(Configuration.objects.filter(kind=KIND).values_list("key", flat=True))
    return sorted(every - set(in_force(KIND, request.now)))


@door("staff", *POWERS)
def one(request: Asked, code: str) -> HttpResponse:
    """One type: what holds, what is to come, and who decided each version."""
    last = latest(KIND, code)
    if last is None:
        raise NotFound(Reason("not_found"))
    row = in_force(KIND, request.now).get(code)
    book, _calendar = rules_at(request.now)
    counts = open_by_version(code)
    content = row.content if row else last.content
    context = {
        "code": code,
        "name": name_in(content) or code,
        "details": [{"label": k, "text": v} for k, v in rows_of(KIND, content).items() if v],
        "row": row,
        "versions": history(KIND, code, request.now, counts),
        "earlier": sum(n for pk, n in counts.items() if row is None or pk != row.pk),
        "current": counts.get(row.pk, 0) if row else 0,
        "children": [
            {"code": t.code, "name": named(t.name, t.name_en)}
            for t in book.types.values()
            if t.parent == code
        ],
        "may_change": ADMINISTRATOR in request.actor.roles,
        "base": f"{HERE}{code}/",
    }
    crumbs = [(_now("事项类型"), HERE), (str(context["name"]), "")]
    return show(request, "type", context, here=HERE, crumbs=crumbs)


def _is_group(code: str, request: Asked, content: Mapping[str, Any]) -> bool:
    book, _calendar = rules_at(request.now)
    kind = book.types.get(code)
    return not content.get("duty_unit") and (len(code) == 2 or bool(kind and not kind.is_leaf))


def _editing(title: str, code: str, template: str) -> Editing:
    last = latest(KIND, code) if code else None
    if code and last is None:
        raise NotFound(Reason("not_found"))
    name = (name_in(last.content) or code) if last else ""
    back = f"{HERE}{code}/" if code else HERE
    crumbs = [(_now("事项类型"), HERE), *([(name, back)] if code else [])]
    more: dict[str, Any] = {"units": unit_options()}
    return Editing(KIND, code, title, back, HERE, crumbs, template, more)


@door("staff", ADMINISTRATOR)
def change(request: Asked, code: str) -> HttpResponse:
    """A new version of one type."""
    last = latest(KIND, code)
    if last and _is_group(code, request, last.content):
        return edit(request, GroupForm, _editing(_now("修改大类"), code, "form"))
    return edit(request, TypeForm, _editing(_now("修改类型"), code, "type_form"))


@door("staff", ADMINISTRATOR)
def stop(request: Asked, code: str) -> HttpResponse:
    """Withdraw a type; its code is never used again."""
    return withdraw(request, _editing(_now("停用类型"), code, "form"))


@door("staff", ADMINISTRATOR)
def new(request: Asked) -> HttpResponse:
    """A type under a code of its own."""

    def save(content: dict[str, Any], decided: Decided) -> int:
        code = str(request.POST.get("code", "")).strip()[:6]
        made = add_case_type(code, content, decided=decided, by=request.actor, now=request.now)
        return made.version

    return edit(request, NewTypeForm, _editing(_now("新增类型"), "", "type_form"), save=save)
