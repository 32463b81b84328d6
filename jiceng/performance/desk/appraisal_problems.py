"""Problems on the page of an appraisal: where each stands, and the form that names one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.problem_rows import status_of
from jiceng.casework.desk.programme_forms import ActForm, day, words
from jiceng.casework.queries.problems import reaches
from jiceng.casework.rules.problems import LONGEST_DESCRIPTION
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.appraisal_problems import Named
from jiceng.performance.desk.star_forms import offer
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.appraisal_problems import (
    lead_unit_of,
    ledgers_for,
    parts_open,
    problems_of,
)
from jiceng.performance.rules.appraisals import NAMED_IN
from jiceng.web.forms import UnitField


class ProblemForm(ActForm):
    """What was named, in which part, and who has to do something about it."""

    part = forms.ChoiceField(label=N_("在哪一环节指出"))
    text = words(N_("问题"), 3, max_length=LONGEST_DESCRIPTION, help_text=N_(
        "写清表现和影响，不写党员姓名；台账的责任单位会看到。"
    ))  # fmt: skip
    ledger = forms.ChoiceField(label=N_("问题台账"))
    unit = UnitField(label=N_("责任单位"), max_length=80)
    deadline = day(N_("整改时限"), required=False, help_text=N_("不填的由台账管理单位确认时确定。"))

    def named(self) -> Named:
        """As the action takes it."""
        said = self.cleaned_data
        return Named(said["text"], said["part"], said["ledger"], said["unit"], said["deadline"])


def problem_form(row: Appraisal, actor: Actor, data: Any = None, **given: Any) -> ProblemForm:
    """With the parts and ledgers somebody may choose from, and the unit that lies near."""
    given["initial"] = {**given["initial"], "unit": lead_unit_of(row)}
    form = ProblemForm(data, **given)
    offer(form.fields["part"], [(p, _(NAMED_IN[p][0])) for p in parts_open(row, actor)])
    offer(form.fields["ledger"], [(c.code, c.name) for c in ledgers_for(row)])
    return form


def may_name(row: Appraisal, actor: Actor) -> bool:
    """Whether the form is offered: a part that is there, and a ledger to write into."""
    return bool(parts_open(row, actor)) and bool(ledgers_for(row))


def problems_shown(row: Appraisal, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """A line each; the problem opens for whoever reaches it in the ledger."""
    return [
        {
            "title": p.title,
            "number": p.number,
            "url": url_of("problem", p.number) if reaches(actor, p) else "",
            "part": _(p.category),
            "unit": unit_name(p.unit),
            "due_at": p.due_at,
            "status": status_of(p, now),
        }
        for p in problems_of(row)
    ]
