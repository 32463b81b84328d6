"""What a page of coverage was asked for: an area within reach, and which points count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, covers
from jiceng.services.forms.coverage_told import query_of
from jiceng.services.queries.blocks import seeing
from jiceng.services.queries.coverage import Choice, Reading, known, reading
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import point_kinds
from jiceng.services.rules.blocks import MOMENTS
from jiceng.web.doors import Asked

LEVELS = ("county", "town", "community", "village")
INDENT = {"town": "\u3000", "community": "\u3000\u3000", "village": "\u3000\u3000"}


class Filters(WordedForm):
    """Narrowing of coverage."""

    area = forms.ChoiceField(label=N_("区域"), required=False)
    kind = forms.ChoiceField(label=N_("网点类型"), required=False)
    item = forms.ChoiceField(label=N_("可办事项"), required=False)
    when = forms.ChoiceField(label=N_("开放时间"), required=False, choices=list(MOMENTS.items()))

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, items = point_kinds(request.now).values(), items_at(request.now).values()
        offered = {
            "area": [(a.code, INDENT.get(a.level, "") + a.name) for a in areas_seen(request.actor)],
            "kind": [("", _("所有网点")), *((k.key, named(k.name, k.name_en)) for k in kinds)],
            "item": [("", _("不限")), *((i.key, named(i.name, i.name_en)) for i in items)],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


@dataclass(frozen=True, slots=True)
class Wanted:
    """The area and the choice, and what is true of them now."""

    area: AreaEntry
    choice: Choice
    read: Reading

    @property
    def path(self) -> str:
        return self.area.path

    def query(self, **more: str) -> str:
        """The same as the end of an address."""
        return urlencode(self.said(**more))

    def said(self, **more: str) -> Mapping[str, str]:
        """The same as fields of a form."""
        return query_of(self.choice, self.area.code, **more)


def areas_seen(actor: Actor) -> list[AreaEntry]:
    """Areas whose coverage somebody looks at, in the order of the tree."""
    paths = [g.area_path for g in seeing(actor)]
    found = [
        a
        for a in territory().areas.values()
        if a.level in LEVELS and any(covers(p, a.path) for p in paths)
    ]
    return sorted(found, key=lambda a: a.path)


def wanted(request: Asked, said: Any = None) -> Wanted:
    """What was asked for; without an area the widest within reach. `NotFound` beyond it."""
    asked = request.GET if said is None else said
    areas = areas_seen(request.actor)
    code = asked.get("area", "")
    found = [a for a in areas if a.code == code] if code else areas[:1]
    if not found:
        raise NotFound(Reason("not_found"))
    given = Choice(*(asked.get(name, "")[:60] for name in ("kind", "item", "when")))
    choice = known(given, request.now)
    return Wanted(found[0], choice, reading(choice, request.now))
