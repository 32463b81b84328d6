"""A sheet told in a minute: the score, where points were lost and why, and how to object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jiceng.performance.models import Assessment, ExtraGiven, UnitResult
from jiceng.performance.rules.schemes import EXTRAS, Extra
from jiceng.web.clock import county_zone

MOST_LOSSES = 3
Line = Mapping[str, Any]


def figures(
    row: Assessment, result: UnitResult, told: Mapping[str, Any], band: str, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """The strip on top of a sheet."""
    between = _("%(low)s—%(high)s 之间分辨不出高低") % told
    known = [line for line in result.lines if line["share"] is not None]
    return [
        {"label": _("得分"), "value": result.score, "note": between},
        {"label": _("位次"), "value": band},
        {"label": _("已计入目标"), "value": f"{len(known)}/{len(result.lines)}",
         "note": _("满分合计 %(points)s 分") % {"points": f"{float(result.assessed):g}"}},
        {"label": _("异议"), **_objecting(row, now)},
    ]  # fmt: skip


def _objecting(row: Assessment, now: datetime) -> dict[str, str]:
    until = row.objections_until
    if until is None:
        return {"value": _("尚未公布"), "note": _("公布以后可以提出")}
    day = f"{until.astimezone(county_zone()):%m-%d}"
    if now >= until:
        return {"value": _("已截止"), "note": day}
    return {"value": day, "note": _("截止")}


def losses(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The targets that lost most, each with the reason in one sentence."""
    known = [line for line in lines if line["share"] is not None]
    lost = sorted(known, key=_lost, reverse=True)[:MOST_LOSSES]
    return [
        {"target": line["target"], "name": line["name"], "lost": _lost(line), "why": why(line)}
        for line in lost
        if _lost(line) > 0
    ]


def _lost(line: Line) -> Decimal:
    return Decimal(line["full"]) - Decimal(line["points"])


def why(line: Line) -> str:
    """What a line rests on, in one sentence."""
    fair, reading = line["fair"], line["reading"]
    if fair is not None:
        said: str = _("%(denominator)s 件中计为做到 %(numerator)s 件，标尺是 %(expected)s%%") % fair
        if Decimal(line["coverage"]) < 100:
            said += _("；再乘以%(names)s，合计 %(coverage)s%%") % {
                "names": _("、").join(line.get("covers", ())), "coverage": line["coverage"],
            }  # fmt: skip
        return said
    if line["formula"] == "node":
        return str(_("节点 %(denominator)s 个，按时 %(numerator)s 个，逾期 %(late)s 个") % reading)
    return str(_("实绩 %(value)s，目标 %(goal)s") % {**reading, "goal": line["goal"]})


def sum_of(result: UnitResult, extras: Sequence[Mapping[str, Any]]) -> str:
    """How the lines and the extras come to the score."""
    points = sum((Decimal(one["points"]) for one in result.lines), Decimal(0))
    said = _("各项合计 %(points)s 分") % {"points": points}
    total = sum((Decimal(one["full"]) for one in result.lines), Decimal(0))
    if 0 < result.assessed < total:
        said += _("；按已计入的 %(assessed)s 分折算成 %(total)s 分制") % {
            "assessed": f"{result.assessed:f}", "total": f"{float(total):g}",
        }  # fmt: skip
    for one in extras:
        said += _("；%(kind)s“%(name)s”%(points)s 分") % one
    if Decimal(result.score) != points:
        said += _("；得 %(score)s 分") % {"score": result.score}
    return said + _("。")


def extras_shown(rows: Sequence[ExtraGiven], known: Sequence[Extra]) -> list[dict[str, Any]]:
    """Approved bonuses, deductions and vetoes of a unit."""
    by_key = {extra.key: extra for extra in known}
    return [
        {"kind": _(EXTRAS[by_key[row.key].kind]), "name": by_key[row.key].name,
         "points": f"{float(row.amount):g}", "reason": row.reason}
        for row in rows if row.key in by_key
    ]  # fmt: skip


def way_to_object(row: Assessment, may: bool, now: datetime) -> str:
    """Who may object, until when; the form stands below where the reader may."""
    until = row.objections_until
    if may and until is not None:
        told = {"day": f"{until.astimezone(county_zone()):%Y-%m-%d %H:%M}"}
        return _("对某一项有不同意见，请在 %(day)s 以前提出；一项只提一次，组织部门答复。") % told
    if row.state == "published" and until is not None and now < until:
        return _("由本单位负责人在公示期内提出异议。")
    if row.state in ("draft", "running", "frozen"):
        return _("现在是暂定结果；公布以后，本单位负责人可以逐项提出异议。")
    return _("异议期已经结束。")


def covers_of(line: Line, lines: Sequence[Line]) -> Iterator[str]:
    """What a line is multiplied by: each rate with its value, and how often."""
    by_key = {one["target"]: one for one in lines}
    for key in dict.fromkeys(line["covered_by"]):
        cover = by_key.get(key)
        if cover is None or cover["fair"] is None:
            continue
        times = line["covered_by"].count(key)
        told = {"name": cover["name"], "rate": cover["fair"]["drawn"], "n": times}
        said = _("“%(name)s”%(rate)s%%（%(n)d 次）") if times > 1 else _("“%(name)s”%(rate)s%%")
        yield said % told
