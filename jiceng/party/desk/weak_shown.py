"""How weak branches are shown: conditions with their facts, plans, supporters, months, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import url_of
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Reason
from jiceng.party.models import PlanStep, SweepFinding, WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.weak_branches import conditions_on, items_of
from jiceng.party.rules.audit_words import ACTS as AUDIT
from jiceng.party.rules.weak_branches import SUPPORTERS, Month
from jiceng.web.words import word

LIGHTS: Mapping[str, str] = {
    "suspected": "new", "confirmed": "yellow", "planned": "doing", "under_rectification": "doing",
    "acceptance_requested": "doing", "checked": "doing", "accepted": "green",
    "follow_up": "green", "relapsed": "red", "released": "done", "dismissed": "rest",
}  # fmt: skip
ACTS: Mapping[str, str] = {
    kind: AUDIT[kind]
    for kind in ("put_forward", "item_added", "item_dropped", "item_done", "item_checked",
                 "supporter_set", "secretary_adjusted")
}  # fmt: skip


def names_on(day: date) -> dict[str, str]:
    """The conditions of a day by key, in the reader's language."""
    return {key: named(c.name, c.name_en) for key, c in conditions_on(day).items()}


def finding(row: SweepFinding, names: Mapping[str, str]) -> dict[str, Any]:
    """A condition with the fact it rests on."""
    name = names.get(row.condition, row.condition)
    fact, told = row.fact, {"condition": name}
    if row.outcome == "not_known":
        reason = Reason("condition_unknown", told)
    elif fact.get("since"):
        reason = Reason("condition_since", {**told, "day": fact["since"]})
    elif fact.get("number") is not None:
        reason = Reason("condition_number", {**told, "number": fact["number"]})
    else:
        reason = Reason("condition_holds", told)
    return {
        "text": word(reason),
        "words": row.words,
        "is_met": row.outcome == "met",
        "is_entered": row.entered_by is not None,
    }


def status_of(weak: WeakBranch) -> dict[str, str]:
    """Where it stands."""
    return {"light": LIGHTS[weak.state], "text": _(WEAK_BRANCH.state(weak.state).label)}


def row_of(weak: WeakBranch, counts: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    """A line of the list."""
    done, total = counts.get(weak.pk, (0, 0))
    return {
        "url": url_of("weak_branch", weak.number),
        "name": weak.organisation.name,
        "number": weak.number,
        "status": status_of(weak),
        "swept_on": weak.sweep.on,
        "decision": weak.decision_number,
        "done": done,
        "total": total,
        "due_at": weak.stage_due_at,
        "relapses": weak.relapses,
    }


def items_shown(weak: WeakBranch, names: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """The present plan, line by line."""
    return [_item(item, names, today) for item in items_of(weak)]


def _item(item: PlanStep, names: Mapping[str, str], today: date) -> dict[str, Any]:
    if item.checked_on:
        light, text = "done", _("已核验")
    elif item.done_on:
        light, text = "green", _("已完成")
    elif item.due_on < today:
        light, text = "red", _("已超 %(n)d 天") % {"n": (today - item.due_on).days}
    else:
        light, text = "new", _("还有 %(n)d 天") % {"n": (item.due_on - today).days}
    return {
        "order": item.order,
        "condition": names.get(item.condition, ""),
        "problem": item.problem,
        "measure": item.measure,
        "duty": item.duty,
        "due_on": item.due_on,
        "done_on": item.done_on,
        "proof": item.proof,
        "light": light,
        "text": text,
        "is_done": item.done_on is not None,
        "is_checked": item.checked_on is not None,
    }


def supporters_shown(weak: WeakBranch) -> list[dict[str, Any]]:
    """Four kinds, in their order; who is missing is said."""
    there = {h.kind: h for h in weak.supporters.filter(until=None)}
    return [
        {
            "kind": _(label),
            "office": there[kind].office if kind in there else "",
            "since": there[kind].since if kind in there else None,
        }
        for kind, label in SUPPORTERS.items()
    ]


def months_shown(months: Iterable[Month]) -> list[dict[str, Any]]:
    """Month by month, the newest first."""
    listed = [
        {
            "month": f"{m.first:%Y-%m}",
            "done": m.done,
            "so_far": m.done_so_far,
            "due": m.due_so_far,
            "total": m.total,
            "percent": m.percent,
            "is_behind": m.done_so_far < m.due_so_far,
        }
        for m in months
    ]
    return listed[::-1]
