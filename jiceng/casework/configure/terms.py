"""The county's general terms and ladders; posts and the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiceng.casework.configure.changing import DecisionForm, Editing, edit, history, latest
from jiceng.casework.configure.fields import NumberField, RungField, TermField, WordsField
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, SECURITY, need, show
from jiceng.casework.configure.term_sets import tabs
from jiceng.casework.configure.wording import REACH, TIERS, label, rows_of
from jiceng.casework.process import CASE
from jiceng.casework.queries.configuration import held_on, known_at, open_cases
from jiceng.casework.rules.schemas import COUNTS, TERM_FIELDS
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import name_in
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.words import role_name

HERE = "/admin/terms/"
POSTS = "/admin/posts/"
RUNGS = 6
LADDERS = ("stage", "promise")
TIMED = tuple(s for s in CASE.states if s.term is not None)


class TermsForm(DecisionForm):
    """Terms that hold where a type names none, caps, and both ladders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TERM_FIELDS:
            self.fields[name] = TermField(label=label("terms", name))
        for name in COUNTS:
            self.fields[name] = NumberField(label=label("terms", name))
        need(self, *TERM_FIELDS, *COUNTS)
        for state in TIMED:
            self.fields[f"stages_{state.name}"] = TermField(label=_(state.label))
        self.fields["public_figures"] = forms.BooleanField(
            label=label("terms", "public_figures"), required=False
        )
        self.fields["public_types"] = WordsField(
            label=label("terms", "public_types"),
            help_text=_("写类型的编号，只限公共场所的事，不含纠纷、求助和个人事务。"),
        )
        roles = known_at(self.now).roles | {"holder"}
        tell = [("", "—"), *sorted((r, role_name(r)) for r in roles)]
        for name in LADDERS:
            for number in range(1, RUNGS + 1):
                rung = _now("第 %(number)s 级") % {"number": number}
                self.fields[f"ladders_{name}_{number}"] = RungField(tell, label=rung)

    @property
    def term_fields(self) -> list[Any]:
        return [self[n] for n in TERM_FIELDS]

    @property
    def count_fields(self) -> list[Any]:
        return [self[n] for n in (*COUNTS, "public_figures", "public_types")]

    @property
    def stage_fields(self) -> list[Any]:
        return [self[f"stages_{s.name}"] for s in TIMED]

    @property
    def ladders(self) -> list[dict[str, Any]]:
        return [
            {
                "title": label("terms", f"ladders.{name}"),
                "fields": [self[f"ladders_{name}_{n}"] for n in range(1, RUNGS + 1)],
            }
            for name in LADDERS
        ]

    def given(self) -> dict[str, Any]:
        typed = super().given()
        given = {n: typed[n] for n in (*TERM_FIELDS, *COUNTS, "public_figures", "public_types")}
        stages = {s.name: typed.get(f"stages_{s.name}") for s in TIMED}
        rungs = {
            name: [r for n in range(1, RUNGS + 1) if (r := typed.get(f"ladders_{name}_{n}"))]
            for name in LADDERS
        }
        return {**given, "stages": {k: v for k, v in stages.items() if v}, "ladders": rungs}

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        start = dict(content)
        for name, term in (content.get("stages") or {}).items():
            start[f"stages_{name}"] = term
        for name, rungs in (content.get("ladders") or {}).items():
            start |= {f"ladders_{name}_{n}": rung for n, rung in enumerate(rungs, 1)}
        return start

    def add_error(self, field: str | None, error: Any) -> None:
        """A fault of a whole ladder stands at its first step."""
        if field is None or field in self.fields:
            super().add_error(field, error)
        else:
            super().add_error(f"{field}_1" if f"{field}_1" in self.fields else None, error)


class PostForm(DecisionForm):
    """What a post may do: its roles, at which level, and how far it sees."""

    name = forms.CharField(required=False)
    name_en = forms.CharField(required=False)
    tier = forms.ChoiceField(required=False)
    reach = forms.ChoiceField(required=False)
    roles = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "name_en", "tier", "reach", "roles"):
            self.fields[name].label = label("post", name)
        need(self, "name", "tier")
        choices: dict[str, list[tuple[str, str]]] = {
            "tier": [(k, _now(v)) for k, v in TIERS.items()],
            "reach": [(k, _now(v)) for k, v in REACH.items()],
            "roles": sorted((r, role_name(r)) for r in known_at(self.now).roles),
        }
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options


@door("staff", *POWERS)
def terms(request: Asked) -> HttpResponse:
    """What holds for the whole county."""
    row = in_force("terms", request.now).get("case")
    details = rows_of("terms", row.content) if row else {}
    context = {
        "row": row,
        "about": _now("类型没有另行规定的，按这里执行"),
        "tabs": tabs(""),
        "details": [{"label": k, "text": v} for k, v in details.items() if v],
        "versions": history("terms", "case", request.now),
        "open": open_cases().count(),
        "may_change": ADMINISTRATOR in request.actor.roles,
        "base": HERE,
    }
    return show(request, "terms", context, here=HERE, crumbs=[(_now("时限与预警"), "")])


@door("staff", ADMINISTRATOR)
def change_terms(request: Asked) -> HttpResponse:
    """A new version of terms, caps and ladders."""
    editing = Editing(
        "terms",
        "case",
        _now("修改时限与预警"),
        HERE,
        HERE,
        [(_now("时限与预警"), HERE)],
        "terms_form",
    )
    return edit(request, TermsForm, editing)


@door("staff", *POWERS)
def posts(request: Asked) -> HttpResponse:
    """Every post with its roles, and how many people hold it today."""
    held = held_on(local_day(request.now)).values_list("post", flat=True)
    counts: dict[str, int] = {}
    for post in held:
        counts[post] = counts.get(post, 0) + 1
    rows: list[dict[str, Any]] = [
        {"key": key, "shown": rows_of("post", row.content), "held": counts.get(key, 0),
         "name": name_in(row.content)}
        for key, row in in_force("post", request.now).items()
    ]  # fmt: skip
    table = {
        "caption": _now("岗位与角色"),
        "columns": [
            {"label": _now("岗位")},
            {"label": _now("层级")},
            {"label": _now("查看范围")},
            {"label": _now("角色")},
            {"label": _now("在任"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": r["name"], "url": f"{POSTS}{r['key']}/", "note": r["key"]},
                    {"text": r["shown"].get(label("post", "tier"), "")},
                    {"text": r["shown"].get(label("post", "reach"), "") or _now("按任职区域")},
                    {"text": r["shown"].get(label("post", "roles"), "") or "—"},
                    {"text": r["held"]},
                ]
            }
            for r in rows
        ],
    }
    return show(request, "posts", {"table": table}, here=POSTS, crumbs=[(_now("岗位与角色"), "")])


@door("staff", *POWERS)
def post(request: Asked, key: str) -> HttpResponse:
    """One post and who decided what it may do."""
    row = in_force("post", request.now).get(key)
    if row is None:
        raise NotFound(Reason("not_found"))
    context = {
        "name": name_in(row.content),
        "row": row,
        "details": [{"label": k, "text": v} for k, v in rows_of("post", row.content).items()],
        "versions": history("post", key, request.now),
        "may_change": SECURITY in request.actor.roles,
        "base": f"{POSTS}{key}/",
    }
    crumbs = [(_now("岗位与角色"), POSTS), (name_in(row.content), "")]
    return show(request, "plain", context, here=POSTS, crumbs=crumbs)


@door("staff", SECURITY)
def change_post(request: Asked, key: str) -> HttpResponse:
    """Give a post other roles: the security administrator's, because it gives rights."""
    last = latest("post", key)
    if last is None:
        raise NotFound(Reason("not_found"))
    back = f"{POSTS}{key}/"
    crumbs = [(_now("岗位与角色"), POSTS), (name_in(last.content), back)]
    return edit(request, PostForm, Editing("post", key, _now("修改岗位"), back, POSTS, crumbs))
