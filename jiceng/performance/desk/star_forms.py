"""Forms of stars: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.kernel.records.names import named
from jiceng.performance.actions.star_evidence import LONGEST, MOST
from jiceng.performance.process import STAR_RATING
from jiceng.performance.rules.stars import StarScheme
from jiceng.web.words import paper

STATES = [("", N_("全部")), *((s.name, s.label) for s in STAR_RATING.states)]
Build = Callable[..., forms.Form]


class Filters(WordedForm):
    """Narrowing the list."""

    text = forms.CharField(label=N_("党支部名称"), required=False, max_length=40)
    year = forms.TypedChoiceField(label=N_("年度"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)

    def __init__(self, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["year"], [("", STATES[0][1]), *((str(y), str(y)) for y in years)])


class OpenForm(WordedForm):
    """Which branch is rated, for which year."""

    branch = forms.ChoiceField(label=N_("党支部"))
    year = forms.IntegerField(label=N_("年度"), min_value=2000)

    def __init__(self, branches: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["branch"], branches)


class EvidenceForm(ActForm):
    """What no indicator counts, with the paper that shows it."""

    criterion = forms.ChoiceField(label=N_("评定条件"))
    value = forms.DecimalField(label=N_("数值"), min_value=0, max_value=MOST, decimal_places=2)
    proof = forms.CharField(label=N_("佐证材料"), max_length=LONGEST)


class CheckForm(ActForm):
    """What the committee found when it looked at a record."""

    criterion = forms.CharField(widget=forms.HiddenInput, max_length=40)
    holds = forms.ChoiceField(
        label=N_("核验结果"), choices=[("yes", N_("属实")), ("no", N_("不属实"))]
    )


class MassForm(ActForm):
    """The counts of a vote."""

    eligible = forms.IntegerField(label=N_("应参加人数"), min_value=1, max_value=MOST)
    cast = forms.IntegerField(label=N_("实际参加人数"), min_value=0, max_value=MOST)
    support = forms.IntegerField(
        label=N_("赞成人数"),
        min_value=0,
        max_value=MOST,
        help_text=N_("只登记票数，不登记谁怎样投票。"),
    )


class VetoForm(ActForm):
    """A veto that holds, and on which paper."""

    veto = forms.ChoiceField(label=N_("否决情形"))
    words = words(N_("依据"), 2, max_length=LONGEST)


class LiftForm(ActForm):
    """A veto said by hand is taken back."""

    veto = forms.CharField(widget=forms.HiddenInput, max_length=40)


def offer(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    """Set what may be chosen."""
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def evidence_form(scheme: StarScheme, *args: Any, **kwargs: Any) -> EvidenceForm:
    """For the criteria of a scheme that rest on records."""
    form = EvidenceForm(*args, **kwargs)
    offer(form.fields["criterion"], [
        (c.key, f"{named(c.name, c.name_en)} ({c.unit})")
        for c in scheme.criteria if c.source == "record"
    ])  # fmt: skip
    return form


def veto_form(scheme: StarScheme, *args: Any, **kwargs: Any) -> VetoForm:
    """For the vetoes of a scheme."""
    form = VetoForm(*args, **kwargs)
    offer(form.fields["veto"], [(v.key, named(v.name, v.name_en)) for v in scheme.vetoes])
    return form


class MoveForm(ActForm):
    """The papers of one move."""

    def __init__(self, needs: frozenset[str], at_edge: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "decision" in needs:
            self.fields["decision"] = forms.CharField(label=paper("decision"), max_length=60)
        for name in ("reason", "answer"):
            if name in needs:
                self.fields[name] = words(paper(name), max_length=2000)
        if at_edge:
            self.fields["edge_reason"] = words(paper("edge_reason"), 2, max_length=200)


def number_of(value: Decimal | None) -> str:
    """A value as it is shown, without zeros behind; a dash where nothing is known."""
    return "—" if value is None else f"{value.normalize():f}"
