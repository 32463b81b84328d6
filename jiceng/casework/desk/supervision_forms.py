"""Forms of the supervision office: an item, its tasks, a meeting, and the papers of every move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.items import Draft, Minutes
from jiceng.casework.actions.planning import Step, TaskPlan
from jiceng.casework.desk.supervision_shown import COMPLETIONS, EVERY, IMPORTANCE
from jiceng.casework.models import SupervisionItem, SupervisionTask
from jiceng.casework.rules.supervision import LIGHTS, SOURCES
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.refusal import Reason
from jiceng.web.forms import DayField, UnitField, find_unit, term_choices

NODES = 4
DECISIONS = 6
TERMS = ("3 working_days", "5 working_days", "10 working_days", "15 working_days",
         "30 calendar_days")  # fmt: skip
SEPARATORS = str.maketrans("，,；;\n", "、、、、、")


class Worded(forms.Form):
    """A form whose labels are Chinese msgids, put into the reader's language when it is drawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(self.numbered())
        for field in self.fields.values():
            field.label = _(str(field.label))
            field.help_text = _(str(field.help_text)) if field.help_text else ""
            if isinstance(field, forms.ChoiceField):
                offered: Any = field.choices
                field.choices = [(k, _(str(v))) for k, v in offered]

    def numbered(self) -> dict[str, forms.Field]:
        """Fields that come several times over."""
        return {}


class UnitsField(forms.CharField):
    """Several units, typed one after another with 、 between them. Cleans to their codes."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(value)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").translate(SEPARATORS)
        return tuple(find_unit(part.strip()) for part in text.split("、") if part.strip())


def lines(label: str, rows: int = 3, most: int = 2000, **more: Any) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=most, **more)


def words(label: str, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **more)


def day(label: str, **more: Any) -> DayField:
    """A day, by the browser's own control."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, **more)


def choice(label: str, offered: Mapping[str, str], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(offered.items()), **more)


def end_of(day: date, calendar: WorkingCalendar) -> datetime:
    """A deadline given as a day ends when the offices close that day."""
    midnight = datetime.combine(day, time(), tzinfo=calendar.zone)
    return midnight + timedelta(seconds=calendar.hours[-1][1])


class ItemForm(Worded):
    """An item."""

    source = choice(N_("事项来源"), {k: v for k, v in SOURCES.items() if k != "taken"})
    title = words(N_("事项名称"), 120)
    requirement = lines(N_("工作要求"))
    basis = words(N_("依据（文件、批示或会议纪要及文号）"), 200, required=False)
    deadline = day(N_("完成时限"))
    lead_leader = words(N_("牵头领导（职务）"), 40, required=False)
    importance = choice(N_("重要程度"), IMPORTANCE, initial="C")

    def draft(self, calendar: WorkingCalendar) -> Draft:
        """What was filled in, as actions take it."""
        said = self.cleaned_data
        names = ("source", "title", "requirement", "basis", "lead_leader", "importance")
        return Draft(**{n: said[n] for n in names}, deadline=end_of(said["deadline"], calendar))


def item_initial(item: SupervisionItem, calendar: WorkingCalendar) -> dict[str, Any]:
    """An item as its form shows it."""
    names = ("source", "title", "requirement", "basis", "lead_leader", "importance")
    last = item.deadline.astimezone(calendar.zone).date() if item.deadline else None
    return {**{n: getattr(item, n) for n in names}, "deadline": last}


class TaskForm(Worded):
    """A task of an item, with the nodes of its plan."""

    lead = UnitField(label=N_("牵头单位"), max_length=80)
    supporting = UnitsField(
        label=N_("配合单位"),
        max_length=400,
        required=False,
        help_text=N_("几个单位之间用顿号分开。"),
    )
    output = lines(N_("任务和成果要求"), help_text=N_("写明做到什么程度、拿什么证明。"))
    task_deadline = day(N_("任务时限"))
    report_every = choice(N_("反馈周期"), EVERY, required=False, initial="month")
    responsible_leader = words(N_("责任领导"), 40, required=False)
    responsible_person = words(N_("责任人"), 40, required=False)
    quota = forms.IntegerField(label=N_("指标数量"), min_value=1, required=False)
    quota_unit = words(N_("计量单位"), 10, required=False)

    def numbered(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for n in range(1, NODES + 1):
            found[f"node_{n}_output"] = words(N_("节点成果"), 200, required=False)
            found[f"node_{n}_day"] = day(N_("完成日期"), required=False)
            found[f"node_{n}_weight"] = forms.IntegerField(
                label=N_("权重（%）"), min_value=0, max_value=100, required=False
            )
        return found

    @property
    def plain(self) -> list[forms.BoundField]:
        """Every field that is no part of a node."""
        return [f for f in self.visible_fields() if not f.name.startswith("node_")]

    @property
    def nodes(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of every node that may be filled in."""
        return [
            (n, [self[f"node_{n}_{part}"] for part in ("output", "day", "weight")])
            for n in range(1, NODES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """A node is filled in whole or not at all."""
        said: dict[str, Any] = super().clean() or {}
        for n in range(1, NODES + 1):
            given = [said.get(f"node_{n}_{part}") for part in ("output", "day", "weight")]
            if any(v not in (None, "") for v in given) and any(v in (None, "") for v in given):
                self.add_error(f"node_{n}_output", _("请把这个节点的成果、日期和权重填写完整。"))
        return said

    def plan(self, calendar: WorkingCalendar) -> TaskPlan:
        """What was filled in, as actions take it."""
        said = self.cleaned_data
        return TaskPlan(
            leads=(said["lead"],),
            output=said["output"],
            deadline=end_of(said["task_deadline"], calendar),
            supporting=tuple((code, "") for code in said["supporting"]),
            nodes=tuple(self._steps()),
            quota=said["quota"],
            quota_unit=said["quota_unit"],
            report_every=said["report_every"],
            responsible_leader=said["responsible_leader"],
            responsible_person=said["responsible_person"],
        )

    def _steps(self) -> Iterator[Step]:
        said = self.cleaned_data
        for n in range(1, NODES + 1):
            if said.get(f"node_{n}_output"):
                yield Step(
                    said[f"node_{n}_output"], said[f"node_{n}_day"], said[f"node_{n}_weight"]
                )


PLAN_FIELDS: Mapping[str, str] = {
    "deadline": "task_deadline",
    "nodes": "node_1_output",
    "weight": "node_1_weight",
    "due_on": "node_1_day",
}
"""Where a reason about a plan stands in the form."""


def placed(reasons: Iterable[Reason], where: Mapping[str, str]) -> list[Reason]:
    """The same reasons with the names that a form gives their fields."""
    return [Reason(r.code, r.params, where.get(r.field, r.field)) for r in reasons]


class MeetingForm(Worded):
    """A meeting and its decisions; a line without words is no decision."""

    title = words(N_("会议名称"), 120)
    held_on = day(N_("召开日期"))
    lead_leader = words(N_("牵头领导（职务）"), 40, required=False)

    def numbered(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for n in range(1, DECISIONS + 1):
            found[f"d{n}_requirement"] = lines(N_("决定事项"), rows=2, required=False)
            found[f"d{n}_lead"] = UnitField(label=N_("牵头单位"), max_length=80, required=False)
            found[f"d{n}_deadline"] = day(N_("完成时限"), required=False)
        return found

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "held_on", "lead_leader")]

    @property
    def decisions(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of every decision that may be filled in."""
        parts = ("requirement", "lead", "deadline")
        return [(n, [self[f"d{n}_{part}"] for part in parts]) for n in range(1, DECISIONS + 1)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in self.filled or [1]:  # a line with anything in it is filled in whole
            for part in ("requirement", "lead", "deadline"):
                self.fields[f"d{n}_{part}"].required = True

    @property
    def filled(self) -> list[int]:
        """The lines in which anything was written."""
        parts = ("requirement", "lead", "deadline")
        return [
            n
            for n in range(1, DECISIONS + 1)
            if any(str(self.data.get(f"d{n}_{part}", "")).strip() for part in parts)
        ]

    def minutes(self, calendar: WorkingCalendar) -> Minutes:
        """What was filled in, as actions take it."""
        said = self.cleaned_data
        decisions = tuple(
            (
                said[f"d{n}_requirement"],
                TaskPlan(
                    leads=(said[f"d{n}_lead"],),
                    output=said[f"d{n}_requirement"],
                    deadline=end_of(said[f"d{n}_deadline"], calendar),
                    report_every="month",
                ),
            )
            for n in self.filled
        )
        return Minutes(said["title"], said["held_on"], decisions, said["lead_leader"])

    def where(self, reasons: Iterable[Reason]) -> list[Reason]:
        """Reasons about the n-th decision, at the line it stands in."""
        found = []
        for reason in reasons:
            _kind, order, field = [*reason.field.split("."), "", ""][:3]
            name = reason.field
            if order.isdigit():
                line = self.filled[int(order) - 1]
                part = {"output": "requirement", "title": "requirement"}.get(field, field)
                name = f"d{line}_{part}"
            found.append(Reason(reason.code, reason.params, name))
        return found


def override_papers() -> dict[str, forms.Field]:
    """What is asked of whoever sets a light by hand."""
    names = dict(zip(LIGHTS, (_("绿灯"), _("黄灯"), _("红灯")), strict=True))
    return {
        "light": choice(_("灯号"), names),
        "reason": lines(_("调整原因"), rows=2, most=200),
        "approved_by": words(_("批准人（职务）"), 40),
        "until": day(_("有效期到")),
    }


def task_papers(task: SupervisionTask, name: str) -> dict[str, forms.Field]:
    """What the form of a move of a task asks for."""
    make = _PAPERS.get(name)
    return make(task) if make else {}


def item_papers(name: str) -> dict[str, forms.Field]:
    """What the form of a move of an item asks for."""
    if name in ("send_back", "withdraw", "reopen", "take_up"):
        return {"reason": lines(_("原因说明"))}
    return {"completion": _completion()} if name == "complete" else {}


def _completion() -> forms.Field:
    return choice(_("办结方式"), {k: _(v) for k, v in COMPLETIONS.items() if k != "terminated"})


def _names(task: SupervisionTask) -> dict[str, forms.Field]:
    return {
        "responsible_leader": words(_("责任领导"), 40, initial=task.responsible_leader),
        "responsible_person": words(_("责任人"), 40, initial=task.responsible_person),
    }


def _report(task: SupervisionTask) -> dict[str, forms.Field]:
    left = task.nodes.filter(done_on=None).order_by("order")
    nodes = [("", _("没有节点完成")), *((str(n.order), f"{n.order}. {n.output}") for n in left)]
    fields: dict[str, forms.Field] = {
        "progress": forms.IntegerField(
            label=_("完成进度（%）"), min_value=0, max_value=100, initial=task.progress
        ),
        "done": lines(_("已做的工作")),
        "problem": lines(_("存在问题"), rows=2, required=False),
        "next_step": lines(_("下一步打算"), rows=2, required=False),
    }
    if len(nodes) > 1:
        fields["node"] = forms.ChoiceField(label=_("完成的节点"), choices=nodes, required=False)
    return fields


def _reason(task: SupervisionTask) -> dict[str, forms.Field]:
    return {"reason": lines(_("原因说明"))}


def _unit(label: str) -> forms.Field:
    return UnitField(label=label, max_length=80)


_PAPERS: Mapping[str, Callable[[SupervisionTask], dict[str, forms.Field]]] = {
    "sign_for": _names,
    "send_back": lambda t: {**_reason(t), "proposed_unit": _unit(_("建议承办单位"))},
    "assign": lambda t: {"unit": _unit(_("牵头单位"))},
    "report": _report,
    "submit": lambda t: {"result": lines(_("完成情况和成果"))},
    "rework": _reason,
    "complete": lambda t: {"completion": _completion()},
    "end": _reason,
    "ask_extension": lambda t: {
        **_reason(t),
        "term": forms.ChoiceField(label=_("延期时长"), choices=term_choices(TERMS)),
    },
    "refuse_extension": _reason,
    "suspend": _reason,
    "reopen": _reason,
}
