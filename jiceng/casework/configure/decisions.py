"""The forms of decisions on areas, and the boundary files that come with them."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiceng.casework.configure.fields import DayField, NumberField
from jiceng.casework.configure.frame import need
from jiceng.kernel.boundaries import Boundary, read_drawings, why_not_redraw
from jiceng.kernel.records.areas import Change, Successor
from jiceng.kernel.records.models import Area
from jiceng.kernel.refusal import Invalid, Reason

LARGEST_FILE = 512  # KB
SUCCESSORS = 4


class DecisionOnAreaForm(forms.Form):
    """From which day, why, and which body decided."""

    effective = DayField(label=_("生效日期"), help_text=_("在生效当日或之后录入。"))
    reason = forms.CharField(
        label=_("变更理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    decided_by = forms.CharField(label=_("决定机关或文号"), required=False)
    seen = forms.DateField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, "effective", "reason", "decided_by")
        last = ("effective", "reason", "decided_by", "seen")
        self.order_fields([n for n in self.fields if n not in last] + list(last))

    def change(self) -> Change:
        typed = self.cleaned_data
        return Change(typed["effective"], typed["reason"], typed["decided_by"], typed["seen"])


class NameForm(DecisionOnAreaForm):
    name = forms.CharField(label=_("新名称"), required=False)


class BoundaryForm(DecisionOnAreaForm):
    boundary = forms.FileField(
        label=_("边界文件"),
        required=False,
        help_text=_("GeoJSON，WGS-84 坐标，一个多边形（Polygon 或 MultiPolygon）。"),
    )


class HouseholdsForm(DecisionOnAreaForm):
    households = NumberField(label=_("户数"))
    year = NumberField(label=_("统计年度"))


class OpenForm(DecisionOnAreaForm):
    code = forms.CharField(label=_("区域代码"), required=False, max_length=15)
    name = forms.CharField(label=_("名称"), required=False)
    boundary = forms.FileField(label=_("边界文件（GeoJSON）"), required=False)


class CloseForm(DecisionOnAreaForm):
    """Up to four successors; the first answers for the old code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = []
        for number in range(1, SUCCESSORS + 1):
            parts = {
                "code": forms.CharField(
                    label=_now("接续区域 %(n)s：代码") % {"n": number},
                    required=False,
                    max_length=15,
                ),
                "name": forms.CharField(
                    label=_now("接续区域 %(n)s：名称") % {"n": number}, required=False
                ),
                "boundary": forms.FileField(
                    label=_now("接续区域 %(n)s：边界文件") % {"n": number}, required=False
                ),
            }
            for part, field in parts.items():
                self.fields[f"{part}_{number}"] = field
                names.append(f"{part}_{number}")
        self.order_fields(names)

    def successors(self) -> list[Successor]:
        found = []
        for n in range(1, SUCCESSORS + 1):
            code, name = self.cleaned_data[f"code_{n}"], self.cleaned_data[f"name_{n}"]
            if code or name:
                field = f"boundary_{n}"
                drawn = one_boundary(self.cleaned_data[field], field, code.strip())
                found.append(Successor(code.strip(), name, drawn))
        return found


def boundaries_of(file: Any, field: str, own: str) -> dict[str, Any]:
    """The polygons of an uploaded file by area code; `Invalid` naming the field."""
    if file is None:
        return {}
    if (file.size or 0) > LARGEST_FILE * 1024:
        raise Invalid(Reason("boundary_too_large", {"most": LARGEST_FILE}, field))
    try:
        return read_drawings(json.loads(file.read()), own)
    except (ValueError, RecursionError) as error:
        raise Invalid(Reason("bad_boundary", field=field)) from error


def one_boundary(file: Any, field: str, own: str) -> dict[str, Any] | None:
    """The one polygon of a file about one area."""
    drawn = boundaries_of(file, field, own)
    if len(drawn) > 1 or (drawn and own not in drawn):
        raise Invalid(Reason("bad_boundary", field=field))
    return drawn.get(own)


def check_boundaries(
    parent: Area | None, drawn: dict[str, Any], closing: str = "", field: str = "boundary"
) -> None:
    """Refuse overlaps, gaps and parts outside the parent, each named."""
    rows = Area.objects.filter(parent=parent, valid_to=None).exclude(geometry=None)
    siblings = {a.code: _sibling(a.code, a.name, a.geometry) for a in rows if a.code != closing}
    new = [
        _sibling(code, siblings[code].name if code in siblings else code, geometry)
        for code, geometry in drawn.items()
    ]
    around = parent.geometry if parent else None
    if faults := why_not_redraw(new, list(siblings.values()), around):
        raise Invalid(*(Reason(r.code, r.params, field) for r in faults))


def _sibling(code: str, name: str, geometry: dict[str, Any] | None) -> Boundary:
    """An area among others below one parent; nothing else of it matters here."""
    return Boundary(code, name, "", "", geometry)
