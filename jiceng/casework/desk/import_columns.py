"""Which column of a file is what: proposed by heading, chosen by the clerk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.import_parts import lines_of
from jiceng.casework.models import ImportRun
from jiceng.casework.queries.layouts import TEMPLATE, desk_mappings, usual_headings
from jiceng.casework.rules.imports import REQUIRED, recognise
from jiceng.casework.rules.layouts import KEEP, LONGEST_TITLE, propose
from jiceng.kernel.places import mask_personal
from jiceng.kernel.refusal import Reason

LABELS: Mapping[str, str] = {
    "external_id": N_("编号"),
    "reported_at": N_("上报时间"),
    "text": N_("问题描述"),
    "title": N_("标题"),
    "case_type": N_("事项类型"),
    "unit": N_("承办单位"),
    "area": N_("所属区域"),
    "place": N_("地点"),
    "lon": N_("经度"),
    "lat": N_("纬度"),
    "due_at": N_("办理期限"),
    "closed_at": N_("结案时间"),
    "source": N_("来源"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
}
AUTO = "auto"
EARLIER = 5
LONGEST_SAMPLE = 24


def shipped_headings() -> frozenset[str]:
    return frozenset(c for mapping in desk_mappings() for c in mapping.used)


def sources() -> Mapping[str, str]:
    """Words of a ledger for where a matter came from, as the shipped layout has them."""
    return next(m.sources for m in desk_mappings() if m.name == TEMPLATE)


def form_for(run: ImportRun, like: str, posted: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the page shows: a select for every column, and the layouts it could be like."""
    offered = _offered(run)
    like = like if like in offered else _best(run, offered)
    label, chosen, title = offered[like]
    if posted is not None:
        chosen, title = chosen_in(run, posted)
    first = _first_row(run)
    return {
        "like": like,
        "likes": [(name, offer[0]) for name, offer in offered.items()],
        "label": label,
        "title": title,
        "longest": LONGEST_TITLE,
        "titles": sorted({offer[2] for offer in offered.values() if offer[2]}),
        "options": [
            ("", _("不导入")),
            *((f, _starred(f)) for f in LABELS),
            (KEEP, _("原样保留，不作解释")),
        ],
        "rows": [
            {"name": f"column-{place}", "heading": heading, "chosen": chosen.get(heading, ""),
             "sample": sample(first.get(heading, ""))}
            for place, heading in enumerate(run.header)
        ],
    }  # fmt: skip


def _starred(field: str) -> str:
    return (
        _("%(field)s（必需）") % {"field": _(LABELS[field])}
        if field in REQUIRED
        else _(LABELS[field])
    )


Offer = tuple[str, dict[str, str], str]


def _offered(run: ImportRun) -> dict[str, Offer]:
    """Name -> label, columns and title: by heading, each shipped layout, what was used before."""
    mappings, usual = desk_mappings(), usual_headings()
    found = recognise(run.header, mappings)
    auto = propose(run.header, found, usual)
    offered: dict[str, Offer] = {AUTO: (_("按列名识别"), auto, found.title if found else "")}
    for mapping in mappings:
        chosen = propose(run.header, mapping, {})
        offered[mapping.name] = (mapping.title, chosen, mapping.title)
    for before in _before(run):
        label = _("上次的“%(title)s”") % {"title": before.layout["title"]}
        offered[str(before.key)] = (label, _columns(before), before.layout["title"])
    if "columns" in run.layout:
        now = (_("本次已选"), _columns(run), run.layout["title"])
        offered = {str(run.key): now, **offered}
    return offered


def _best(run: ImportRun, offered: Mapping[str, Offer]) -> str:
    """What this file was given already, else what an equal header was given before, else auto."""
    if str(run.key) in offered:
        return str(run.key)
    same = (str(b.key) for b in _before(run) if b.header == run.header)
    return next(same, AUTO)


def _before(run: ImportRun) -> list[ImportRun]:
    """Files of the same unit that became cases, the latest of each title."""
    done = ImportRun.objects.filter(unit=run.unit, stage="done").exclude(pk=run.pk)
    latest: dict[str, ImportRun] = {}
    for each in done.order_by("-sent_at")[:50]:
        latest.setdefault(each.layout["title"], each)
    return list(latest.values())[:EARLIER]


def _columns(run: ImportRun) -> dict[str, str]:
    named = {column: field for field, column in run.layout["columns"].items()}
    return named | dict.fromkeys(run.layout["keep"]["columns"], KEEP)


def chosen_in(run: ImportRun, posted: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """Column -> field and the ledger's title, as they were sent."""
    chosen = {
        heading: str(posted.get(f"column-{place}", "")) for place, heading in enumerate(run.header)
    }
    return {h: f for h, f in chosen.items() if f}, str(posted.get("title", "")).strip()


def told(reasons: Iterable[Reason]) -> list[Reason]:
    """The same reasons with the field they are about by name."""
    return [replace(r, params={**r.params, "field": label(r.field)}) for r in reasons]


def label(field: str) -> str:
    return _(LABELS[field]) if field in LABELS else _("台账名称") if field == "title" else field


def heading_of(run: ImportRun, field: str) -> str:
    """The column of the file a reason is about; the field's own name where the file has none."""
    return str(run.layout.get("columns", {}).get(field, "")) or label(field)


def sample(text: str) -> str:
    """The beginning of a cell, without numbers that point at a person."""
    shown = " ".join(mask_personal(text)[0].split())
    return shown if len(shown) <= LONGEST_SAMPLE else shown[: LONGEST_SAMPLE - 1] + "…"


def _first_row(run: ImportRun) -> Mapping[str, str]:
    part = run.parts.order_by("place").first()
    return next((cells for _number, cells in lines_of(run, part)), {}) if part else {}
