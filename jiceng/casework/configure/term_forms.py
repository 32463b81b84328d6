"""Forms of the term sets beside those of cases: supervision, problem ledgers, likeness.

A form is drawn from a list of boxes; each box knows where its value stands in the content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jiceng.casework.configure.changing import DecisionForm, latest
from jiceng.casework.configure.fields import NumberField, TermField, WordsField
from jiceng.casework.configure.frame import need
from jiceng.casework.configure.term_words import KIND_LABELS
from jiceng.casework.configure.wording import label
from jiceng.casework.queries.problems import shipped_kinds
from jiceng.casework.rules.cases import LikenessRule
from jiceng.casework.rules.problem_terms import problem_content
from jiceng.casework.rules.problems import read_terms
from jiceng.casework.rules.scoring import DEDUCTIONS, NAMES
from jiceng.casework.rules.supervision import IMPORTANCE, SOURCES
from jiceng.casework.rules.supervision_terms import LISTS, TOP, completed
from jiceng.casework.rules.urging import COLOURS
from jiceng.kernel.records.names import name_in
from jiceng.kernel.records.territory import territory
from jiceng.kernel.terms import Term
from jiceng.web.forms import find_unit

Path = tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """One field of a form, and where its value stands in the content."""

    path: Path
    field: forms.Field
    must: bool = True

    @property
    def name(self) -> str:
        return "_".join(self.path)


@dataclass(frozen=True)
class Section:
    """Some boxes under one heading."""

    title: str
    note: str
    boxes: Sequence[Box]


class NumbersField(WordsField):
    """Whole numbers in any order; what is none stays as typed for the schema to name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"maxlength": 60}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value([str(v) for v in value] if isinstance(value, list) else value)

    def clean(self, value: Any) -> Any:
        return [int(w) if w.isascii() and w.isdigit() else w for w in super().clean(value)]


class AliasesField(forms.CharField):
    """What clerks call a unit, one to a line as 别称＝单位. Cleans to {alias: code}."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 5}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        units = territory().units
        return "\n".join(f"{a}＝{units[c].name if c in units else c}" for a, c in value.items())

    def clean(self, value: Any) -> Any:
        found = {}
        for line in str(super().clean(value) or "").splitlines():
            alias, sign, unit = line.replace("=", "＝").partition("＝")
            if not line.strip():
                continue
            if not (sign and alias.strip() and unit.strip()):
                raise forms.ValidationError(_("请每行写一个，如“住建局＝住房和城乡建设局”。"))
            found[alias.strip()] = find_unit(unit.strip())
        return found


class SetForm(DecisionForm):
    """A form drawn from sections; given() puts every value where it stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for box in self._boxes():
            self.fields[box.name] = box.field
            if box.must:
                need(self, box.name)

    @cached_property
    def sections(self) -> list[Section]:
        return []

    def _boxes(self) -> Iterator[Box]:
        for section in self.sections:
            yield from section.boxes

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """The sections with their fields, as the page draws them."""
        return [
            {"title": s.title, "note": s.note, "fields": [self[b.name] for b in s.boxes]}
            for s in self.sections
        ]

    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for box in self._boxes():
            value = self.cleaned_data.get(box.name)
            if value in (None, "") and not box.must:
                continue
            _put(found, box.path, value)
        return found

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"_".join(path): value for path, value in _leaves(content)}

    def add_error(self, field: str | None, error: Any) -> None:
        """A fault of a whole part stands above the form."""
        super().add_error(field if field is None or field in self.fields else None, error)


def _put(content: dict[str, Any], path: Path, value: Any) -> None:
    *above, last = path
    for name in above:
        content = content.setdefault(name, {})
    content[last] = value


def _leaves(content: Mapping[str, Any], above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value with its path; a mapping is also given whole, for a field that takes it so."""
    for name, value in content.items():
        path = (*above, str(name))
        yield path, value
        if isinstance(value, Mapping):
            yield from _leaves(value, path)


def _number(path: str, named: str = "") -> Box:
    return Box(tuple(path.split(".")), NumberField(label=named or label("terms", path)))


def _term(path: str, named: str = "", *, must: bool = True) -> Box:
    field = TermField(label=named or label("terms", path))
    return Box(tuple(path.split(".")), field, must)


def _chips(path: str) -> Box:
    """Which importances or sources are meant; none is an answer too."""
    field = forms.MultipleChoiceField(
        label=label("terms", path),
        required=False,
        choices=[(v, _(SOURCES.get(v, v))) for v in LISTS[path]],
        widget=forms.CheckboxSelectMultiple,
    )
    return Box(tuple(path.split(".")), field, must=False)


class SupervisionForm(SetForm):
    """Thresholds of lights, reminders and slips, the scheme of scores."""

    @cached_property
    def sections(self) -> list[Section]:
        colours = [_chips(path) for path in LISTS]
        return [
            Section(_("亮灯和期限"), "", [_top(f.name) for f in fields(TOP)]),
            Section(_("提醒和催办"), _("填 0 表示系统不自动发"), _urging_boxes()),
            Section(_("督办单的颜色"), _("直接发橙色、红色须由督查室写明理由"), colours),
            Section(_("评分"), _("没有全国统一的办法，由县里规定"), _score_boxes()),
        ]

    def given(self) -> dict[str, Any]:
        """What was typed; a list left empty says that nothing is meant."""
        found = super().given()
        found["urging"].setdefault("answer_slip", {})
        return found

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return super().initial_of(completed(content))


def _top(name: str) -> Box:
    return _term(name) if isinstance(getattr(TOP, name), Term) else _number(name)


def _urging_boxes() -> list[Box]:
    days = NumbersField(
        label=label("terms", "urging.remind_before"),
        help_text=_("几个数之间用顿号分开，不填则不提醒。"),
    )
    slips = [
        _term(f"urging.answer_slip.{colour}", _SLIP_TERM[colour](), must=False)
        for colour in COLOURS
    ]
    numbers = [_number(f"urging.{name}") for name in ("remind_unsigned", "slip_after")]
    remind = Box(("urging", "remind_before"), days, must=False)
    return [remind, *numbers, _term("urging.answer"), *slips]


_SLIP_TERM: Mapping[str, Callable[[], str]] = {
    "blue": lambda: _("蓝色督办单的答复期限"),
    "orange": lambda: _("橙色督办单的答复期限"),
    "red": lambda: _("红色督办单的答复期限"),
}


def _score_boxes() -> list[Box]:
    plain = ("done_early", "bonus_cap", "shrinkage", "least_tasks", "objection_days")
    return [
        *(
            _number(f"scoring.deductions.{kind}", _("扣分：%(kind)s") % {"kind": _(NAMES[kind])})
            for kind in DEDUCTIONS
        ),
        *(
            _number(f"scoring.weights.{one}", _("权重：%(kind)s 类") % {"kind": one})
            for one in IMPORTANCE
        ),
        *(_number(f"scoring.{name}") for name in plain),
    ]


class ProblemForm(SetForm):
    """Time to rectify again, extensions, what clerks call units, and the kinds of ledgers."""

    @cached_property
    def sections(self) -> list[Section]:
        last = latest("terms", "problem")
        kinds = read_terms(last.content if last else {}, shipped_kinds()).kinds
        hint = _("台账里常写的简称，每行一个，如“住建局＝住房和城乡建设局”。")
        aliases = AliasesField(label=label("terms", "aliases"), help_text=hint)
        plain = [_term("rework"), _number("extension_cap"), Box(("aliases",), aliases, must=False)]
        known = [
            Section(name_in({"name": kind.name, "name_en": kind.name_en}), code, _kind(code))
            for code, kind in kinds.items()
        ]
        new = Section(_("新的种类"), _("不新增的不填"), _kind(""))
        return [Section(_("整改"), "", plain), *known, new]

    def given(self) -> dict[str, Any]:
        """What was typed, the new kind among the others once it has a code."""
        found = super().given()
        new = found.pop(NEW)
        if code := str(new.pop("code", "")).strip():
            if code in found["kinds"]:
                code = f"{code}?"  # a code given twice is no code, and is named as such
            found["kinds"][code] = new
        return found

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return super().initial_of(problem_content(read_terms(content, shipped_kinds())))

    def add_error(self, field: str | None, error: Any) -> None:
        """A fault of the new kind stands at its own fields."""
        name = str(field or "")
        if name.startswith("kinds_") and name not in self.fields:
            last = name.rpartition("_")[2]
            field = next((f"{NEW}_{n}" for n in KIND_LABELS if n.endswith(last)), f"{NEW}_code")
        super().add_error(field, error)


NEW = "new"


def _kind(code: str) -> list[Box]:
    """The boxes of one kind of ledger; without a code those of a new one."""
    made: dict[str, forms.Field] = {
        "name": forms.CharField(max_length=40, required=False),
        "name_en": forms.CharField(max_length=80, required=False),
        "categories": WordsField(),
        "needs_notice": forms.BooleanField(required=False),
        "look_back_days": NumberField(),
    }
    if not code:
        hint = _("小写字母、数字和下划线，如 river_chief。")
        made = {"code": forms.CharField(max_length=20, required=False, help_text=hint), **made}
    for name, field in made.items():
        field.label = _(KIND_LABELS[name])
    above = ("kinds", code) if code else (NEW,)
    must = ("name", "look_back_days") if code else ()
    return [Box((*above, name), field, name in must) for name, field in made.items()]


class LikenessForm(SetForm):
    """How alike two reports must be to be shown beside each other."""

    @cached_property
    def sections(self) -> list[Section]:
        boxes = [_number(f.name) for f in fields(LikenessRule)]
        return [Section(_("相近上报"), _("权重是各项在总分中所占的份数"), boxes)]

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return {**asdict(LikenessRule()), **content}
