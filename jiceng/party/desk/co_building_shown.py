"""How co-building is drawn: ways to look at it, lights, status tags and rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.party.models import JointProject, Need, Resource, Wish
from jiceng.party.process import JOINT_PROJECT, WISH
from jiceng.party.queries.boards import UnitRow
from jiceng.party.queries.co_building import communities_of, contacts, hosts, taken
from jiceng.party.rules.co_building import GRADES, KINDS, NEAR, PENDING, POSTS
from jiceng.web.words import sentences

HERE = "/desk/co-building/"
LIGHTS = {
    "red": ("red", N_("有逾期")),
    "yellow": ("yellow", N_("临近承诺日期")),
    "green": ("green", N_("正常推进")),
    "done": ("done", N_("承诺全部完成")),
    "unlit": ("rest", N_("暂无承诺")),
}
COLOURS = {
    "offered": "new", "committed": "doing", "under_way": "doing", "delivered": "doing",
    "confirmed": "doing", "evaluated": "done", "declined": "rest", "withdrawn": "rest",
    "posted": "new", "claimed": "doing", "fulfilled": "doing", "registered": "new",
    "ended": "rest",
}  # fmt: skip
MOST = 40
"""Rows of one list on a board; the rest stand behind a link or are done."""


def ways(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The views somebody may look at: overview, own communities, own units, own registration."""
    listed = [("overview", _("总览"), HERE)]
    listed += [
        (f"community-{code}", territory().areas[code].name, f"{HERE}communities/{code}/")
        for code in own_communities(actor)
    ]
    listed += [
        (f"unit-{code}", unit_name(code), f"{HERE}units/{code}/") for code in own_units(actor)
    ]
    if "party_member" in actor.roles:
        listed.append(("me", _("我的报到"), f"{HERE}me/"))
    listed.append(("figures", _("共建数字"), f"{HERE}figures/"))
    return [{"label": label, "url": url, "current": key == current} for key, label, url in listed]


def own_communities(actor: Actor) -> list[str]:
    """The communities somebody acts for."""
    paths = {g.area_path for g in hosts(actor)}
    return sorted(a.code for a in communities_of(actor) if a.path in paths) if paths else []


def own_units(actor: Actor) -> list[str]:
    """The units somebody acts for."""
    return sorted({g.unit for g in contacts(actor)})


def lit_shown(lit: Lit) -> dict[str, Any]:
    """A unit's light with the sentences that made it."""
    colour, label = LIGHTS[lit.light]
    return {"light": colour, "text": _(label), "because": sentences(lit.because)}


def project_status(row: JointProject, today: date) -> dict[str, str]:
    """The status tag of a project: what it waits for, or how late it is."""
    if row.state in PENDING and row.ends_on < today:
        days = (today - row.ends_on).days
        return {"light": "red", "text": _("已超 %(n)d 天") % {"n": days}}
    if row.state in PENDING and row.ends_on - today <= NEAR:
        days = (row.ends_on - today).days
        return {"light": "yellow", "text": _("还有 %(n)d 天") % {"n": days}}
    label = _(JOINT_PROJECT.state(row.state).label)
    return {"light": COLOURS[row.state], "text": label}


def project_row(row: JointProject, today: date) -> dict[str, Any]:
    return {
        "url": url_of("joint_project", row.number),
        "title": row.title,
        "number": row.number,
        "unit": unit_name(row.unit),
        "community": row.community.name,
        "kind": _(KINDS[row.kind]),
        "ends_on": row.ends_on,
        "delivered_on": row.delivered_on,
        "hours": row.hours,
        "grade": _(GRADES[row.grade]) if row.grade else "",
        "state": _(JOINT_PROJECT.state(row.state).label),
        "status": project_status(row, today),
    }


def wish_row(row: Wish) -> dict[str, Any]:
    """A wish; a member who claimed it is told apart, never named."""
    claimant = unit_name(row.claimed_by_unit) if row.claimed_by_unit else ""
    if not claimant and row.claimed_by_id is not None:
        claimant = _("一名报到党员")
    label = _(WISH.state(row.state).label)
    light = "done" if row.state == "confirmed" else COLOURS[row.state]
    return {
        "url": url_of("wish", row.number),
        "text": row.text,
        "number": row.number,
        "community": row.community.name,
        "posted_on": row.posted_on,
        "claimant": claimant,
        "status": {"light": light, "text": label},
    }


def need_rows(rows: Iterable[Need], today: date) -> list[dict[str, Any]]:
    listed = list(rows)
    used = taken("need", (r.pk for r in listed))
    return [
        {
            "url": f"{HERE}needs/{r.number}/",
            "title": r.title,
            "kind": _(KINDS[r.kind]),
            "community": r.community.name,
            "amount": r.amount,
            "left": r.amount - used.get(r.pk, 0),
            "ends_on": r.ends_on,
            "status": listing_status(r, today),
        }
        for r in listed
    ]


def resource_rows(rows: Iterable[Resource], today: date) -> list[dict[str, Any]]:
    listed = list(rows)
    used = taken("resource", (r.pk for r in listed))
    return [
        {
            "url": f"{HERE}resources/{r.number}/",
            "title": r.title,
            "kind": _(KINDS[r.kind]),
            "unit": unit_name(r.unit),
            "amount": r.capacity,
            "left": r.capacity - used.get(r.pk, 0),
            "ends_on": r.ends_on,
            "status": listing_status(r, today),
        }
        for r in listed
    ]


def listing_status(row: Need | Resource, today: date) -> dict[str, str]:
    if row.closed_on is not None:
        return {"light": "rest", "text": _("已关闭")}
    if row.ends_on < today:
        return {"light": "rest", "text": _("已过期")}
    return {"light": "green", "text": _("有效")}


def unit_row(row: UnitRow) -> dict[str, Any]:
    registration = row.registration
    waits = registration.state == "registered"
    status = {"light": "new", "text": _("报到待确认"), "because": []} if waits else None
    return {
        "url": url_of("unit_registration", registration.number),
        "unit": unit_name(registration.unit),
        "unit_url": f"{HERE}units/{registration.unit}/",
        "since": registration.registered_on,
        "promised": row.promised,
        "done": row.done,
        "status": status or lit_shown(row.lit),
    }


def post_names(posts: Iterable[str]) -> str:
    return "、".join(_(POSTS[p]) for p in posts if p in POSTS) or "—"
