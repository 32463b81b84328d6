"""/desk/indicators/article/: each number of a published text, and how it is made (decisions 52)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.performance.desk.indicator_shown import HERE, READERS, url_of
from jiceng.performance.queries.catalogue import catalogue, name_of, order_written
from jiceng.performance.queries.measuring import measure
from jiceng.performance.queries.subjects import subjects_of
from jiceng.performance.queries.telling import period_words, told, unit_words
from jiceng.performance.rules.catalogue import COMPOSED, DERIVED, KINDS, Entry
from jiceng.performance.rules.periods import Period
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office


@door("staff", *READERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The quoted words, the number that stands behind them today, and where it comes from."""
    today = local_day(request.now)
    known, written = catalogue(today), order_written()
    quoted = sorted((e for e in known.values() if e.quote), key=lambda e: written[e.code])
    rows = [_row(request, entry, today) for entry in quoted
            if "" in subjects_of(request.actor, entry, known)]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("指标目录"), HERE), (_("文中数字"), "")]),
        "rows": rows,
        "kinds": [
            {"label": _(label), "count": sum(1 for entry in quoted if entry.kind == kind)}
            for kind, label in KINDS.items()
        ],
    }
    return render(request, "performance/indicator_article.html", context)


def _row(request: Asked, entry: Entry, today: date) -> dict[str, Any]:
    period = Period(entry.quoted_from or today, entry.quoted_to or today)
    found = measure(entry.code, [""], period.start, period.end, now=request.now)[""]
    return {
        "quote": entry.quote,
        "name": name_of(entry),
        "url": url_of(entry.code, found),
        "value": told(found, entry),
        "unit": unit_words(entry) if found.value is not None else "",
        "period": _("截至统计时间") if entry.kind == DERIVED and entry.period_kind == "instant"
        else period_words(period),
        "kind": _(KINDS[entry.kind]),
        "made": _("公式：%(formula)s") % {"formula": entry.formula} if entry.kind == COMPOSED
        else _("由系统中的记录计数，点开可以看到") if entry.kind == DERIVED
        else entry.source,
        "note": entry.scope,
    }  # fmt: skip
