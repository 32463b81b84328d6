"""Fields that many office forms share: a unit found by typing, an area of the tree, a term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiceng.kernel.money import read_fen, read_optional_fen
from jiceng.kernel.places import normalise_place
from jiceng.kernel.records.territory import AreaEntry, Territory, UnitEntry, territory
from jiceng.kernel.refusal import Invalid
from jiceng.kernel.scope import Actor
from jiceng.web.clock import county_zone
from jiceng.web.rendering import attributes
from jiceng.web.words import term_words, word

UNITS_LIST = "jc-units"
"""The id of the <datalist> that web pages with a `UnitField` carry (web/_units.html)."""
Choices = list[tuple[str, Any]]
FIRST_YEAR, LAST_YEAR = 1900, 2200


def unit_options(apart: bool = False) -> list[dict[str, str]]:
    """Every unit as it is typed, with the unit above it to tell equal names apart.

    `apart` adds the organisations whose records lie outside territory: somebody may be appointed
    there, but no work is given to them.
    """
    land = territory()
    if not _offered or _offered[0][0] is not land:
        _offered[:] = [(land, _drawn_options(land.units), _drawn_options(_all(land)))]
    _, units, every = _offered[0]
    return every if apart else units


def _drawn_options(units: dict[str, UnitEntry]) -> list[dict[str, str]]:
    names = Counter(u.name for u in units.values())
    return [
        {"text": typed(u, names[u.name] > 1), "above": _above(u, units)}
        for u in sorted(units.values(), key=lambda u: u.path)
    ]


def _all(land: Territory) -> dict[str, UnitEntry]:
    return {**land.units, **land.apart}


_offered: list[tuple[Territory, list[dict[str, str]], list[dict[str, str]]]] = []
"""The options of the present copy of the territory: units, and units with those apart."""


def typed(unit: UnitEntry, with_code: bool = False) -> str:
    """A unit as people type it: its name, with its code where two are called the same."""
    return f"{unit.name}（{unit.code}）" if with_code else unit.name


def _above(unit: UnitEntry, units: dict[str, UnitEntry]) -> str:
    parent = units.get(unit.parent)
    return parent.name if parent else ""


class UnitField(forms.CharField):
    """A unit by name or code; the browser offers names while one types. Cleans to its code."""

    def __init__(self, *, apart: bool = False, **kwargs: Any) -> None:
        self.apart = apart
        attrs = {"list": UNITS_LIST, "autocomplete": "off", "spellcheck": "false"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        unit = _all(territory()).get(value) if isinstance(value, str) else None
        return typed(unit) if unit else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return find_unit(text, self.apart) if text else ""


def find_unit(text: str, apart: bool = False) -> str:
    """The code of the unit meant; ValidationError when none is, or several are."""
    units = _all(territory()) if apart else territory().units
    wanted = normalise_place(text)
    if text in units:
        return text
    found = [u.code for u in units.values() if wanted in _called(u)]
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(
            _("有几个单位叫“%(text)s”，请选择带代码的一项。") % {"text": text}
        )
    raise forms.ValidationError(
        _("没有找到单位“%(text)s”，请从列出的单位中选择。") % {"text": text}
    )


def _called(unit: UnitEntry) -> tuple[str, str]:
    return normalise_place(unit.name), normalise_place(typed(unit, True))


def areas_within(actor: Actor, levels: Iterable[str]) -> list[AreaEntry]:
    """The areas of some levels that an actor's posts reach, in the order of the tree."""
    wanted = set(levels)
    paths = ["" if g.by_unit else g.area_path for g in actor.grips]
    return sorted(
        (
            a
            for a in territory().areas.values()
            if a.level in wanted and any(a.path.startswith(p) for p in paths)
        ),
        key=lambda a: a.path,
    )


def area_choices(actor: Actor, blank: str) -> Choices:
    """Towns, communities and grids as one indented list."""
    indent = {"town": "", "community": "\u3000", "village": "\u3000", "grid": "\u3000\u3000"}
    listed = areas_within(actor, indent)
    return [("", blank), *((a.code, indent[a.level] + a.name) for a in listed)]


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of a `<select>`, drawn once: some hundreds of them stand on many pages."""

    values: frozenset[str]
    text: SafeString
    has_blank: bool


def drawn(choices: Choices) -> Options:
    """Draw choices; a choice whose label is a list is a group of choices."""
    flat = [pair for value, label in choices
            for pair in (label if isinstance(label, list) else [(value, label)])]  # fmt: skip
    text = "".join(
        format_html('<optgroup label="{}">{}</optgroup>', value, _options(label))
        if isinstance(label, list)
        else _options([(value, label)])
        for value, label in choices
    )
    values = frozenset(str(value) for value, _label in flat)
    return Options(values, mark_safe(text), bool(flat) and not flat[0][0])  # noqa: S308  joined from escaped parts


def _options(choices: Choices) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


class Pick(forms.Select):
    """A `<select>` of options drawn before."""

    kept = Options(frozenset(), SafeString(""), False)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Only the chosen option is looked for."""
        plain = format_html('<option value="{}">', "" if value is None else str(value))
        text = self.kept.text.replace(plain, f"{plain[:-1]} selected>", 1)
        own = attributes(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{conditional_escape(name)}"{own}>{text}</select>')  # noqa: S308  every part is escaped

    def use_required_attribute(self, initial: Any) -> bool:
        """As HTML wants it: only where the first option says that nothing was chosen yet."""
        return self.kept.has_blank


class PickField(forms.CharField):
    """One of the options drawn before; anything else is refused."""

    widget = Pick

    def offer(self, options: Options) -> PickField:
        """Set what may be chosen."""
        self.widget.kept = options
        return self

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value not in self.widget.kept.values:
            message = forms.ChoiceField.default_error_messages["invalid_choice"]
            raise forms.ValidationError(message, "invalid_choice", {"value": value})


_areas: list[tuple[Territory, dict[tuple[str, ...], Options]]] = []
"""The areas of every reach asked for, in the present copy of the territory."""
MOST_REACHES = 500


def area_options(actor: Actor, blank: str) -> Options:
    """`area_choices`, drawn once for everybody who reaches the same."""
    land = territory()
    if not _areas or _areas[0][0] is not land or len(_areas[0][1]) > MOST_REACHES:
        _areas[:] = [(land, {})]
    kept = _areas[0][1]
    key = (blank, *("" if g.by_unit else g.area_path for g in actor.grips))
    if key not in kept:
        kept[key] = drawn(area_choices(actor, blank))
    return kept[key]


def term_choices(terms: Iterable[str]) -> Choices:
    return [(term, term_words(term)) for term in terms]


class YuanField(forms.CharField):
    """An amount in yuan; cleans to fen, to None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value))
        try:
            return read_fen(text) if self.required else read_optional_fen(text)
        except Invalid as refusal:
            raise forms.ValidationError([word(r) for r in refusal.reasons]) from refusal


class DayField(forms.DateField):
    """A day somebody may mean: one at the end of time has no midnight to count from."""

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class CountyTimeField(forms.DateTimeField):
    """Date and time as the browser's own control sends them, read in the county's zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.replace(tzinfo=county_zone()) if found else None


def version_in(posted: Mapping[str, Any]) -> int:
    """The version a form was filled in for; 0, which no record has, for anything else."""
    text = str(posted.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def add_refusal(form: forms.Form, reasons: Iterable[Any], word: Any) -> None:
    """Put each reason at its field, or above the form when it is about none of them."""
    for reason in reasons:
        form.add_error(reason.field if reason.field in form.fields else None, word(reason))
