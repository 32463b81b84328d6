"""Needs of a community and resources of a unit from a sheet: sent, looked over, taken in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.desk.sheet_page import Sending, Sent, sheet_page
from jiceng.casework.rules.sheets import Taken
from jiceng.kernel.records.territory import territory
from jiceng.party.actions.listing_import import MOST, take_needs, take_resources
from jiceng.party.desk.co_building_shown import HERE
from jiceng.party.queries.co_building import community_for, unit_for
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.listing_table import COLUMNS, row_of
from jiceng.web.doors import Asked, door


@door("staff", "host")
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: Asked, code: str) -> HttpResponse:
    """A community takes in its list of needs."""
    area = community_for(request.actor, code)

    def take(sent: Sent) -> Taken:
        return take_needs(
            sent.rows, code, by=request.actor, now=request.now, is_trial=sent.is_trial
        )

    back = f"{HERE}communities/{code}/"
    return _page(request, _("导入需求清单"), area.name, back, f"{HERE}needs/", take)


@door("staff", "co_builder")
@require_http_methods(["GET", "HEAD", "POST"])
def resources(request: Asked, code: str) -> HttpResponse:
    """A unit takes in its list of resources."""
    unit = territory().units[unit_for(request.actor, code)]

    def take(sent: Sent) -> Taken:
        return take_resources(
            sent.rows, code, by=request.actor, now=request.now, is_trial=sent.is_trial
        )

    back = f"{HERE}units/{code}/"
    return _page(request, _("导入资源清单"), unit.name, back, f"{HERE}resources/", take)


def _page(
    request: Asked, title: str, where: str, back: str, base: str, take: Callable[[Sent], Taken]
) -> HttpResponse:
    sending = Sending(
        title=title,
        crumbs=[(_("双报到与共建"), f"{HERE}?all"), (where, back)],
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=take,
        facts=where,
        base=base,
        notes=[
            _("类别：%(kinds)s。") % {"kinds": "、".join(_(label) for label in KINDS.values())},
            _("联系人和电话不读取，请不要写在说明里。"),
            _("一个文件最多 %(most)s 行；同名、同类、同起止日期的只登记一次。") % {"most": MOST},
        ],
    )
    return sheet_page(request, sending)
