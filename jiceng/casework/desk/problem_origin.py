"""Where a problem comes from: a case, or the record of another capability that named it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.models import Problem
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.scope import Actor
from jiceng.web.wording import contributed

Fact = tuple[str, str, str]
"""Label, text and address, as the facts of a page."""


def origins_of(problem: Problem, actor: Actor) -> list[Fact]:
    """A line for each; the record opens for whoever reaches it, everybody else reads its number."""
    found: list[Fact] = []
    if problem.case:
        found.append((_("来自案件"), problem.case.title, url_of("case", problem.case.number)))
    if kind := kinds().get(problem.origin_kind):
        row = kind.model._default_manager.filter(number=problem.origin_number).first()
        url = url_of(problem.origin_kind, row.number) if row and actor.sees(row) else ""
        label = f"{_(kind.process.label)} {problem.origin_number}"
        found.append((_("来自"), label, url))
    elif page := contributed("PAGES").get(problem.origin_kind):
        label = _(contributed("SUBJECTS").get(problem.origin_kind, problem.origin_kind))
        text = f"{label} {problem.origin_number}"
        found.append((_("来自"), text, page.format(number=problem.origin_number)))
    if problem.origin_unit:
        found.append((_("涉及组织"), unit_name(problem.origin_unit), ""))
    return found
