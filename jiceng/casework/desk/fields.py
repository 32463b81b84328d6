"""What a move asks for, as a form: only the papers it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jiceng.casework.actions.intake import Raised, plan
from jiceng.casework.actions.moves import Given
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.overlays import offered_types
from jiceng.casework.rules.rulebook import Rulebook
from jiceng.kernel.records.names import in_english, named
from jiceng.kernel.scope import next_tier
from jiceng.web.forms import Choices, Options, PickField, UnitField, drawn, term_choices
from jiceng.web.words import paper

LONGEST = 2000
RISING = {name: CASE.move("dispatch").needs_to_rise for name in ("dispatch", "take_in")}
TERMS = ("1 working_days", "2 working_days", "3 working_days", "5 working_days", "10 working_days",
         "15 working_days")  # fmt: skip
ORDER = ("case_type", "unit", "proposed_unit", "term", "into", "result", "reason", "evidence",
         "photo_after")  # fmt: skip
"""Papers in the order a form asks for them: choices first, then words."""


class MoveForm(forms.Form):
    """The papers of one move, and the version of the case they were filled in for."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        papers: Mapping[str, forms.Field],
        name: str,
        data: Any = None,
        files: Any = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, auto_id=f"{name}_%s", initial=initial)
        self.fields.update(papers)

    def given(self) -> Given:
        """What was filled in, as actions take it."""
        values = {k: v for k, v in self.cleaned_data.items() if k != "version" and v}
        return Given(**{name: str(value) for name, value in values.items()})


def move_form(
    case: Case, name: str, needs: Iterable[str], now: datetime, data: Any = None, files: Any = None
) -> MoveForm:
    """The form of one move; unbound it suggests what the rules would choose."""
    wanted = set(needs)
    papers = {need: _field(need, case, now) for need in ORDER if need in wanted}
    if name in RISING and next_tier(case.tier):
        papers |= {need: _to_rise(need) for need in RISING[name] - wanted}
    start = {"version": case.version} | _suggested(case, wanted, now) if data is None else {}
    return MoveForm(papers, name, data, files, initial=start)


def _field(need: str, case: Case, now: datetime) -> forms.Field:
    label = paper(need)
    if need in ("unit", "proposed_unit"):
        return UnitField(label=label, max_length=80)
    if need == "case_type":
        return PickField(label=label).offer(type_options(now, _("请选择")))
    if need == "term":
        return forms.ChoiceField(label=label, choices=term_choices(TERMS))
    if need == "into":
        return forms.CharField(label=label, max_length=20)
    if need == "photo_after":
        accept = {"accept": "image/*,application/pdf"}
        return forms.FileField(label=label, widget=forms.FileInput(attrs=accept))
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


def _to_rise(need: str) -> forms.Field:
    """A paper that only sending a case up asks for; the action says when it is missing."""
    return forms.CharField(
        label=paper(need),
        max_length=LONGEST,
        required=False,
        help_text=_("派给上级单位时必填。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _suggested(case: Case, wanted: set[str], now: datetime) -> dict[str, str]:
    found = {"case_type": case.case_type} if "case_type" in wanted else {}
    if "unit" in wanted:
        found["unit"] = suggested_unit(case, now)
    return found


def suggested_unit(case: Case, now: datetime) -> str:
    """The code of the unit the rules in force would send this case to."""
    given = Raised(text=case.text, case_type=case.case_type, grid_code=case.area_code)
    return plan(given, now=now).unit.code


_types: list[tuple[tuple[Rulebook, frozenset[str]], dict[tuple[str, bool, bool], Options]]] = []
"""The type trees asked for, of the rules in force."""


def type_options(now: datetime, blank: str, *, leaves_only: bool = True) -> Options:
    """`type_choices`, drawn once as long as the rules stay."""
    mark = rules_at(now)[0], offered_types(now)
    if not _types or _types[0][0] != mark:
        _types[:] = [(mark, {})]
    kept, key = _types[0][1], (blank, leaves_only, in_english())
    if key not in kept:
        kept[key] = drawn(type_choices(now, blank, leaves_only=leaves_only))
    return kept[key]


def type_choices(now: datetime, blank: str, *, leaves_only: bool = True) -> Choices:
    """The type tree as a select: leaves under the names of their parents. What is not on offer now
    stands only where one looks for cases (`leaves_only` is false)."""
    book, _calendar = rules_at(now)
    offered = offered_types(now)
    groups: dict[str, Choices] = {}
    for kind in book.types.values():
        if kind.is_leaf and (kind.code in offered or not leaves_only):
            groups.setdefault(kind.parent, []).append((kind.code, named(kind.name, kind.name_en)))
    listed: Choices = [("", blank)]
    for parent, leaves in sorted(groups.items()):
        above = book.types.get(parent)
        name = named(above.name, above.name_en) if above else _("其他")
        if above and not leaves_only:
            leaves = [(above.code, _("%(name)s（全部）") % {"name": name}), *leaves]
        listed.append((name, leaves))
    return listed
