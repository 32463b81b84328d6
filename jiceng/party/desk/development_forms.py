"""Forms of development files: an application, one step with only its fields, papers of a move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.process import Move
from jiceng.party.actions.development import Applied, Taken
from jiceng.party.desk.frame import ActForm, WordedForm, day, words
from jiceng.party.models import Development, Member, Organisation, StepRecord
from jiceng.party.queries.development import line_of
from jiceng.party.rules.steps import Field, StepKind
from jiceng.web.words import paper

Choices = list[tuple[str, str]]
MOST_PEOPLE = 2
"""Contacts and introducers are two at most; each is chosen in a box of its own."""
PAPER_KEPT: Mapping[str, str] = {"": N_("未核对"), "yes": N_("已入档"), "no": N_("未入档")}
KEPT_AS = {"": None, "yes": True, "no": False}


class ApplicationForm(WordedForm):
    """Somebody has handed in an application."""

    organisation = forms.ChoiceField(label=N_("党支部"))
    applicant = forms.CharField(label=N_("申请人姓名"), max_length=40)
    born_on = day(N_("出生日期"), help_text=N_("只用来核对申请时是否年满十八岁。"))
    on = day(N_("递交入党申请书日期"))
    has_paper = forms.BooleanField(label=N_("入党申请书已入档"), required=False)

    def __init__(self, branches: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["organisation"]
        if isinstance(offered, forms.ChoiceField):
            offered.choices = [(o.code, o.name) for o in branches]
        if len(branches) == 1:
            offered.widget = forms.HiddenInput()
            offered.initial = branches[0].code

    def given(self) -> Applied:
        said = self.cleaned_data
        return Applied(said["applicant"], said["born_on"], said["on"], said["has_paper"] or None)


class StepForm(forms.Form):
    """One step: its day, what it records, whether its paper lies in the file."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        kind: StepKind,
        development: Development,
        data: Any = None,
        *,
        before: StepRecord | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        start = {"version": development.version, **(initial or {}), **_as_typed(before)}
        super().__init__(data, auto_id="step_%s", initial=start)
        self.kind, self.before = kind, before
        label = _("公示开始日期") if kind.code == "public_notice" else _("日期")
        self.fields["on"] = day(label)
        for each in kind.fields:
            self.fields.update(_controls(each, development))
        if kind.paper:
            choices = [(key, _(label)) for key, label in PAPER_KEPT.items()]
            label = _("材料“%(paper)s”") % {"paper": _(kind.paper)}
            self.fields["has_paper"] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )
        if before is not None:
            self.fields["reason"] = words(
                _("更正原因"), 2, max_length=300, help_text=_("原来的记录保留在档案里。")
            )

    def given(self) -> Taken:
        """The step as actions take it."""
        said = self.cleaned_data
        values = {f.name: _value(f, said) for f in self.kind.fields}
        return Taken(
            self.kind.code,
            said["on"],
            {name: value for name, value in values.items() if value not in (None, "", [])},
            KEPT_AS[said.get("has_paper", "")],
            self.before.pk if self.before else None,
            said.get("reason", ""),
        )

    def field_of(self, name: str) -> str | None:
        """Where a reason about something recorded is shown."""
        name = f"{name}_1" if name == "people" else name
        return name if name in self.fields else None


def _as_typed(before: StepRecord | None) -> dict[str, Any]:
    """A record as its form shows it again."""
    if before is None:
        return {}
    kept = {None: "", True: "yes", False: "no"}
    shown: dict[str, Any] = {"on": before.on, "has_paper": kept[before.has_paper]}
    for name, value in before.values.items():
        if name == "people":
            shown |= {f"people_{n}": key for n, key in enumerate(value, start=1)}
        else:
            shown[name] = value
    return shown


def _value(each: Field, said: Mapping[str, Any]) -> Any:
    if each.kind == "people":
        chosen = (said.get(f"{each.name}_{n}") for n in range(1, MOST_PEOPLE + 1))
        return [int(key) for key in chosen if key]
    value = said.get(each.name)
    return value.isoformat() if each.kind == "day" and value else value


def _controls(each: Field, development: Development) -> dict[str, forms.Field]:
    """The control of one thing a step records; of people, two."""
    label, needed = _(each.label), each.is_required
    if each.kind == "people":
        people = people_of(development)
        return {
            f"{each.name}_{n}": forms.ChoiceField(
                label=f"{label}{number}", choices=people, required=needed and n == 1
            )
            for n, number in enumerate((_("（一）"), _("（二）")), start=1)
        }
    if each.kind == "number":
        return {each.name: forms.IntegerField(label=label, min_value=0, required=needed)}
    if each.kind == "flag":
        return {each.name: forms.BooleanField(label=label, required=False)}
    if each.kind == "day":
        return {each.name: day(label, required=needed)}
    if each.kind == "choice":
        return {each.name: _choice(label, [(k, _(v)) for k, v in each.choices], needed)}
    if each.kind == "organisation":
        line = [(o.code, o.name) for o in line_of(development)]
        return {each.name: _choice(label, line, needed)}
    return {each.name: forms.CharField(label=label, max_length=60, required=needed)}


def _choice(label: str, choices: Choices, needed: bool) -> forms.ChoiceField:
    listed = [("", _("请选择")), *choices]
    return forms.ChoiceField(label=label, choices=listed, required=needed)


def people_of(development: Development) -> Choices:
    """The members a branch may name: its full ones."""
    rows = Member.objects.filter(organisation=development.organisation_id, standing="full")
    listed = rows.order_by("name", "pk").values_list("pk", "name", "number")
    return [("", _("请选择")), *((str(key), f"{name}（{number}）") for key, name, number in listed)]


class ReasonedMove(ActForm):
    """A move with the words it asks for."""

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in move.needs:
            self.fields["reason"] = words(paper("reason"), max_length=2000)
