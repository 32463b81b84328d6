"""Forms of the problem ledger: a ledger, a problem, and the papers of every move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.campaigns import Opened
from jiceng.casework.actions.findings import Found
from jiceng.casework.actions.measures import Planned
from jiceng.casework.actions.problems import Papers
from jiceng.casework.desk.fields import TERMS, MoveForm
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries.problem_search import Sought
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.rules.problems import SOURCES, CampaignKind
from jiceng.kernel.places import HALF_WIDTH
from jiceng.kernel.records.names import named
from jiceng.web.forms import DayField, UnitField, term_choices
from jiceng.web.uploaded import LARGEST, MOST_ROWS
from jiceng.web.words import paper

SLOTS = 3
"""Measures a form has room for; more can be added while the unit rectifies."""
WORDS = ("reason", "evidence")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "dismiss": ("reason",),
    "submit": ("evidence",),
    "ask_extension": ("term", "reason"),
    "refuse_extension": ("reason",),
    "refuse": ("reason",),
    "turn_long_term": ("reason",),
    "reopen": ("reason",),
}


def day(label: str, *, required: bool = True) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=required, widget=widget)


class Worded(forms.Form):
    """A form whose labels are put into the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = _(str(field.label)) if field.label else field.label
            field.help_text = _(str(field.help_text)) if field.help_text else ""


class CampaignForm(Worded):
    """What a ledger is kept for."""

    kind = forms.ChoiceField(label=N_("台账种类"))
    name = forms.CharField(label=N_("台账名称"), max_length=80)
    starts_on = day(N_("开始日期"))
    ends_on = day(N_("结束日期"), required=False)
    needs_notice = forms.BooleanField(
        label=N_("销号前向群众公示"),
        required=False,
        help_text=N_("涉及群众的问题，公示满三个工作日才能销号。"),
    )
    look_back_days = forms.IntegerField(
        label=N_("销号后多少天回头看"), min_value=1, max_value=1095, required=False
    )

    def __init__(self, data: Any = None, *, now: datetime) -> None:
        super().__init__(data)
        kinds = problem_terms(now).kinds.values()
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *((k.code, kind_name(k)) for k in kinds)]
        self.fields["look_back_days"].help_text = _("不填按台账种类的规定。")

    def opened(self) -> Opened:
        return Opened(**self.cleaned_data)


def kind_name(kind: CampaignKind) -> str:
    return named(kind.name, kind.name_en)


class ProblemForm(Worded):
    """A problem as somebody found it."""

    description = forms.CharField(
        label=N_("问题描述"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    unit = UnitField(label=N_("责任单位"), max_length=80)
    supporting = forms.CharField(
        label=N_("配合单位"),
        required=False,
        max_length=300,
        help_text=N_("几个单位之间用顿号隔开。"),
    )
    source = forms.ChoiceField(label=N_("问题来源"))
    category = forms.CharField(label=N_("问题类别"), required=False, max_length=40)
    place = forms.CharField(label=N_("地点"), required=False, max_length=120)
    found_on = day(N_("发现日期"))
    deadline = day(N_("整改时限"), required=False)
    target = forms.CharField(label=N_("整改目标"), required=False, max_length=300)
    responsible_leader = forms.CharField(label=N_("责任领导"), required=False, max_length=40)
    responsible_person = forms.CharField(label=N_("责任人"), required=False, max_length=40)
    external_number = forms.CharField(label=N_("台账编号"), required=False, max_length=40)
    is_public = forms.BooleanField(label=N_("涉及群众，销号前公示"), required=False)
    case = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(
        self, data: Any = None, *, campaign: Campaign, now: datetime, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        source = self.fields["source"]
        if isinstance(source, forms.ChoiceField):
            source.choices = [(code, _(label)) for code, label in SOURCES.items()]
        kind = problem_terms(now).kinds.get(campaign.kind)
        if kind and kind.categories:
            chosen = str((initial or {}).get("category", ""))
            extra = [chosen] if chosen and chosen not in kind.categories else []
            self.fields["category"] = forms.ChoiceField(
                label=_("问题类别"),
                required=False,
                choices=[("", _("请选择")), *((c, c) for c in (*kind.categories, *extra))],
            )
        if not campaign.needs_notice:
            del self.fields["is_public"]
        self.fields["deadline"].help_text = _("可以在确认交办时再定。")

    def clean_supporting(self) -> tuple[str, ...]:
        text = str(self.cleaned_data["supporting"]).translate(HALF_WIDTH)
        words = [w.strip() for w in text.replace(",", "、").replace(";", "、").split("、")]
        field = UnitField(max_length=80)
        return tuple(field.clean(word) for word in words if word)

    def found(self, campaign: Campaign) -> Found:
        said = {k: v for k, v in self.cleaned_data.items() if k != "case"}
        return Found(**said)


class Filters(Worded):
    """Narrowing a ledger; every field may stay empty."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=N_("关键字"), required=False, max_length=60)
    state = forms.ChoiceField(label=N_("环节"), required=False)
    light = forms.ChoiceField(label=N_("时限"), required=False)
    unit = UnitField(label=N_("责任单位"), required=False, max_length=80)
    category = forms.CharField(label=N_("类别"), required=False, max_length=40)
    due_by = day(N_("此日前到期"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offered = {
            "state": [(s.name, _(s.label)) for s in PROBLEM.states],
            "light": [("red", _("已超期")), ("yellow", _("三天内到期")), ("green", _("时限内"))],
        }
        for name, listed in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("全部")), *listed]
        self.fields["text"].widget.attrs["placeholder"] = _("编号、问题、地点")

    def wanted(self) -> Sought:
        """What was understood; the rest is named on the form and left out."""
        self.is_valid()
        found = {k: v for k, v in self.cleaned_data.items() if k != "tab" and v}
        return Sought(**found)


class LedgerFile(Worded):
    """A ledger as a file."""

    file = forms.FileField(label=N_("台账文件"), allow_empty_file=True)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["file"].help_text = _("XLSX 或 CSV，最大 %(most)s MB、%(rows)s 行。") % {
            "most": LARGEST >> 20,
            "rows": MOST_ROWS,
        }


class PhotoForm(Worded):
    """A picture before or after."""

    moment = forms.ChoiceField(label=N_("照片是"), widget=forms.RadioSelect, initial="before")
    photo = forms.FileField(
        label=N_("照片"), widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="photo_%s", **kwargs)
        field = self.fields["moment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("before", _("整改前")), ("after", _("整改后"))]


def move_form(problem: Problem, name: str, data: Any = None) -> MoveForm:
    """The papers of one move."""
    papers: dict[str, forms.Field] = {}
    if name == "confirm":
        papers = _confirming(problem)
    elif name in ("plan", "add_measures"):
        papers = measure_fields(SLOTS if name == "plan" else 1)
        if name == "plan":
            papers |= {
                "responsible_leader": _line(_("责任领导"), 40),
                "responsible_person": _line(_("责任人"), 40),
            }
    for need in NEEDS.get(name, ()):
        papers[need] = _paper(need)
    start: dict[str, Any] = {"version": problem.version}
    if name == "plan":
        start |= {k: getattr(problem, k) for k in ("responsible_leader", "responsible_person")}
    return MoveForm(papers, name, data, initial=start)


def support_form(problem: Problem, unit: str, data: Any = None) -> MoveForm:
    """What a supporting unit did."""
    papers = {"done": _paper("done")}
    return MoveForm(papers, f"support_{unit}", data, initial={"version": problem.version})


def _confirming(problem: Problem) -> dict[str, forms.Field]:
    """The deadline where there is none yet; another lead unit if the one written down is wrong."""
    unit = UnitField(label=_("改由其他单位负责"), required=False, max_length=80)
    if problem.deadline is not None:
        return {"unit": unit}
    return {"deadline": day(_("整改时限")), "unit": unit}


def measure_fields(slots: int) -> dict[str, forms.Field]:
    """Who does what by when, and what proves it, for some measures; the first must be given."""
    found: dict[str, forms.Field] = {}
    for n in range(1, slots + 1):
        mark = f" {n}" if slots > 1 else ""
        found |= {
            f"text_{n}": _line(_("措施") + mark, 300, required=n == 1),
            f"person_{n}": _line(_("谁来做") + mark, 40),
            f"due_{n}": day(_("何时做完") + mark, required=False),
            f"proof_{n}": _line(_("拿什么证明") + mark, 200),
        }
    return found


def _line(label: str, most: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required)


def _paper(need: str) -> forms.Field:
    if need == "term":
        return forms.ChoiceField(label=paper(need), choices=term_choices(TERMS))
    return forms.CharField(
        label=paper(need), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def planned(form: MoveForm) -> tuple[Planned, ...]:
    """The measures of a form."""
    said = form.cleaned_data
    slots = [n for n in range(1, SLOTS + 1) if said.get(f"text_{n}")]
    return tuple(
        Planned(said[f"text_{n}"], said[f"person_{n}"], said[f"due_{n}"], said[f"proof_{n}"])
        for n in slots
    )


def papers_in(form: MoveForm) -> Papers:
    """What was filled in, as the action takes it."""
    said = form.cleaned_data
    names = ("reason", "evidence", "term", "unit", "deadline", "responsible_leader",
             "responsible_person")  # fmt: skip
    given = {name: said[name] for name in names if said.get(name)}
    return Papers(measures=planned(form), **given)
