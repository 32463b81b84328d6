"""The term sets beside those of cases: of supervision, of problem ledgers, of likeness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.configure.changing import Editing, edit, history
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, show
from jiceng.casework.configure.term_forms import (
    LikenessForm,
    ProblemForm,
    SetForm,
    SupervisionForm,
)
from jiceng.casework.configure.wording import rows_of
from jiceng.casework.queries.problems import shipped_kinds
from jiceng.casework.rules.cases import LikenessRule
from jiceng.casework.rules.problem_terms import problem_content
from jiceng.casework.rules.problems import read_terms
from jiceng.casework.rules.supervision_terms import completed
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door

HERE = "/admin/terms/"
Content = Mapping[str, Any]


@dataclass(frozen=True)
class TermSet:
    """One set of terms: its name, what it is about, its form, and what holds for a content."""

    name: str
    about: str
    form: type[SetForm]
    whole: Callable[[Content], dict[str, Any]]


SETS: Mapping[str, TermSet] = {
    "supervision": TermSet(
        N_("督查督办"), N_("亮灯、提醒、督办单和评分，由县里规定"), SupervisionForm, completed
    ),
    "problem": TermSet(
        N_("问题台账"),
        N_("整改期限、单位的别称和台账种类"),
        ProblemForm,
        lambda content: problem_content(read_terms(content, shipped_kinds())),
    ),
    "likeness": TermSet(
        N_("相近上报"),
        N_("两件上报多相近才提示"),
        LikenessForm,
        lambda content: {**asdict(LikenessRule()), **content},
    ),
}


def tabs(current: str) -> list[dict[str, Any]]:
    """The sets of terms, that of cases first."""
    listed = {"": _("案件"), **{key: _(one.name) for key, one in SETS.items()}}
    return [
        {"label": name, "url": f"{HERE}{key}/" if key else HERE, "current": key == current}
        for key, name in listed.items()
    ]


def _set(key: str) -> TermSet:
    if key not in SETS:
        raise NotFound(Reason("not_found"))
    return SETS[key]


@door("staff", *POWERS)
def one(request: Asked, key: str) -> HttpResponse:
    """What one set says today, and who decided it."""
    chosen = _set(key)
    row = in_force("terms", request.now).get(key)
    details = rows_of("terms", chosen.whole(row.content if row else {}))
    context = {
        "row": True,  # without one the product's own terms are in force
        "name": _(chosen.name),
        "about": _(chosen.about),
        "tabs": tabs(key),
        "details": [{"label": k, "text": v} for k, v in details.items() if v],
        "versions": history("terms", key, request.now),
        "may_change": ADMINISTRATOR in request.actor.roles,
        "base": f"{HERE}{key}/",
    }
    crumbs = [(_("时限与预警"), HERE), (_(chosen.name), "")]
    return show(request, "terms", context, here=HERE, crumbs=crumbs)


@door("staff", ADMINISTRATOR)
def change(request: Asked, key: str) -> HttpResponse:
    """A new version of one set."""
    chosen, back = _set(key), f"{HERE}{key}/"
    title = _("修改%(name)s的时限") % {"name": _(chosen.name)}
    crumbs = [(_("时限与预警"), HERE), (_(chosen.name), back)]
    editing = Editing(
        "terms", key, title, back, HERE, crumbs, "term_set_form", held=chosen.whole({})
    )
    return edit(request, chosen.form, editing)
