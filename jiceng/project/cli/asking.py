"""`jiceng route`, `figures` and `version`: answers, nothing written."""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version as installed
from typing import Any

import django
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from jiceng.casework.actions.intake import Raised, check, plan
from jiceng.casework.figures import GROUPINGS, Window, compute
from jiceng.casework.queries import rules_at
from jiceng.project.cli.tongue import Failed, either, say
from jiceng.web.clock import county_zone, read_now
from jiceng.web.tables import write_rows
from jiceng.web.words import sentences, term_words


def explain(given: Namespace) -> int:
    """Who would get it, by when, and every reason, in sentences."""
    now = read_now()
    lon, lat = given.at
    book, _calendar = rules_at(now)
    found = book.suggest(given.explain)
    code = given.type or (found[0][0].code if found else "")
    raised = Raised(text=given.explain, case_type=code, lon=lon, lat=lat, place=given.explain)
    check(raised, now)
    planned = plan(raised, now=now)
    if found and not given.type:
        words = "、".join(found[0][1])
        say(
            "事项类型：{name}（{words}）",
            "Type: {name} ({words})",
            name=found[0][0].name,
            words=words,
        )
    say(
        "承办：{unit}（{code}）",
        "Goes to: {unit} ({code})",
        unit=planned.unit.name,
        code=planned.unit.code,
    )
    say("承诺：{term}", "Promise: {term}", term=term_words(str(planned.case_type.promise)))
    for sentence in sentences(planned.because):
        print(f"  - {sentence}")
    return 0


def figures(given: Namespace) -> int:
    """Every figure for every group, with what it was counted from."""
    days = {name: day_of(getattr(given, name)) for name in ("as_of", "start", "end")}
    write_rows(list(_figures(given.by, days)), given.format, sys.stdout)
    return 0


def day_of(text: str | None) -> date | None:
    """A date as typed; raises `Failed`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Failed(either("日期写作 2026-10-31。", "A date reads 2026-10-31.")) from error


def _figures(by: str, days: Mapping[str, date | None]) -> Iterator[dict[str, Any]]:
    now = read_now()
    window = Window.at(now, county_zone(), **days)
    for figure in compute(window, by=by, reach=Q(), now=now):
        yield {
            "id": figure.kind.id,
            "name": _(figure.kind.name),
            "group": figure.group,
            "group_name": _(figure.group_name) if figure.group_name else _(GROUPINGS[by].label),
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
        }


def version(given: Namespace) -> int:
    """What is running here."""
    print(f"jiceng {installed('jiceng')}")
    print(f"python {platform.python_version()}, django {django.get_version()}, {connection.vendor}")
    return 0
