"""A few public figures on the home page of the portal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from jiceng.casework.portal.sections import HomeSection, Shown
from jiceng.kernel.records.territory import AreaEntry
from jiceng.performance.models import OpenValue
from jiceng.performance.portal.figures import url_of, value_told
from jiceng.performance.queries.catalogue import name_of
from jiceng.performance.queries.open_values import open_entries, told_lately
from jiceng.performance.queries.telling import subject_name, topic_of, topics
from jiceng.performance.rules.catalogue import Entry
from jiceng.web.clock import local_day

SHOWN = 4


def figures(area: AreaEntry | None, now: datetime) -> HomeSection:
    """The latest public values of a community, else of the whole county, by topic."""
    entries = open_entries(now, local_day(now))
    subject = area.code if area else ""
    told = told_lately(entries, subject)
    if not told and subject:
        subject, told = "", told_lately(entries, "")
    order = {topic: place for place, topic in enumerate(topics())}
    codes = sorted(told, key=lambda code: order.get(topic_of(entries[code]), len(order)))
    return HomeSection(
        "figures", _("%(place)s公开数字") % {"place": subject_name(subject)},
        tuple(_line(entries[code], told[code]) for code in codes[:SHOWN]),
        f"/figures?area={subject}" if subject else "/figures", _("全部数字"), place=40,
    )  # fmt: skip


def _line(entry: Entry, row: OpenValue) -> Shown:
    told = value_told(entry, row)
    value = " ".join(part for part in (told["value"], told["unit"]) if part)
    return Shown(name_of(entry), url_of(row), value, aside=told["period"])


SECTIONS = (figures,)
