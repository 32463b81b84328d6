"""Forms of appraisals: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.performance.actions.appraisals import Listed
from jiceng.performance.desk.star_forms import offer
from jiceng.performance.rules.appraisals import GRADES
from jiceng.performance.rules.panels import LEAST
from jiceng.web.words import paper


class OpenForm(WordedForm):
    """Whose secretary is appraised, for which year."""

    unit = forms.ChoiceField(label=N_("党组织"))
    year = forms.IntegerField(label=N_("年度"), min_value=2000)

    def __init__(self, units: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["unit"], units)


class ReviewForm(ActForm):
    """Points of the on-site review and of what is known day by day."""

    on_site = forms.IntegerField(label=N_("实地考评得分"), min_value=0, max_value=100)
    daily = forms.IntegerField(label=N_("日常了解得分"), min_value=0, max_value=100)
    words = words(N_("依据"), 2, max_length=300)


class PanelForm(ActForm):
    """Who may be drawn, a line each, and how many of each class."""

    listed = words(N_("可以参加评议的人"), 8, max_length=40_000, help_text=N_(
        "每行一人：代号，类别，单位，回避原因。用代号，不写姓名；不需要回避的不填最后一项。"
    ))  # fmt: skip

    def __init__(self, classes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = classes
        for n, name in enumerate(classes):
            self.fields[f"seats_{n}"] = forms.IntegerField(
                label=name, min_value=LEAST, max_value=500
            )

    def seats(self) -> Mapping[str, int]:
        """Class -> how many are drawn."""
        return {name: self.cleaned_data[f"seats_{n}"] for n, name in enumerate(self.classes)}

    def candidates(self) -> list[Listed]:
        """Lines as the action takes them; raises `Invalid` naming the line."""
        found: list[Listed] = []
        for n, line in enumerate(self.cleaned_data["listed"].splitlines(), start=1):
            parts = [p.strip() for p in line.replace("，", ",").split(",")]
            if line.strip() and not 3 <= len(parts) <= 4:
                raise Invalid(Reason("candidate_line", {"line": n}, "listed"))
            if line.strip():
                found.append(Listed(*parts))
        return found


class DecideForm(ActForm):
    """The grade as the committee decided."""

    grade = forms.ChoiceField(label=N_("等次"), choices=list(GRADES.items()))
    reason = words(N_("与规则不同时的理由"), 2, max_length=300, required=False)
    decision = forms.CharField(label=N_("决定文号"), max_length=60)


class MoveForm(ActForm):
    """The papers of one move."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "until" in needs:
            self.fields["until"] = day(paper("vote_until"))
        for name in sorted(needs & {"secretary_report", "reason"}):
            self.fields[name] = words(paper(name), 5, max_length=2000)
