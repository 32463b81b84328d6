"""What somebody wants to see: a period, an instant, a breakdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.figures import GROUPINGS, Window
from jiceng.kernel.figures import FigureKind
from jiceng.kernel.refusal import Invalid
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked
from jiceng.web.forms import DayField
from jiceng.web.words import word

READERS = ("reader", "leader", "overseer")
"""Who opens cases; an auditor reads the figures alone."""
VIEWERS = (*READERS, "auditor")
DAYS = 30
"""The period shown first: a number of one day says little, a year hides what is new."""


class Wanted(forms.Form):
    """The filter above a table of figures."""

    by = forms.ChoiceField(label=N_("分组"), required=False)
    start = DayField(
        label=N_("自"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    end = DayField(
        label=N_("至"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    as_of = DayField(
        label=N_("截至"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, given: QueryDict | dict[str, Any]) -> None:
        super().__init__(given)
        for field in self.fields.values():
            field.label = _(str(field.label))
        by: Any = self.fields["by"]
        by.choices = [(g.name, _(g.label)) for g in GROUPINGS.values()]


@dataclass(frozen=True, slots=True)
class Asking:
    """A window with the words that stand in an address."""

    form: Wanted
    window: Window
    by: str

    def url(self, kind: FigureKind, group: str | None = None, **more: str) -> str:
        """The cases behind a figure, in the same window."""
        dates = {"start": self.window.start, "end": self.window.end}
        parts = {name: day.isoformat() for name, day in dates.items() if day}
        if not self.window.is_present:
            parts["as_of"] = self.window.today.isoformat()
        if group is not None:
            parts |= {"by": self.by, "group": group}
        return f"/cockpit/figures/{kind.id}/records?{urlencode(parts | more)}"


def asking(request: Asked) -> Asking:
    """Read the address; what makes no sense is named in the form and the default shown."""
    today = request.now.astimezone(county_zone()).date()
    first = today - timedelta(days=DAYS - 1)
    usual = {"by": "county", "start": first, "end": today}
    asked = any(name in request.GET for name in Wanted.base_fields)
    form = Wanted(request.GET if asked else usual)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else usual
    window = _window(request, form, chosen)
    if window is None:
        window = Window.at(request.now, county_zone(), start=first, end=today)
    return Asking(form, window, chosen.get("by") or "county")


def _window(request: Asked, form: Wanted, chosen: dict[str, Any]) -> Window | None:
    dates: dict[str, date | None] = {n: chosen.get(n) for n in ("as_of", "start", "end")}
    try:
        return Window.at(request.now, county_zone(), **dates)
    except Invalid as refusal:
        form.add_error("end", [word(reason) for reason in refusal.reasons])
        return None
