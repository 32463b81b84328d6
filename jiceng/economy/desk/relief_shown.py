"""Applications for relief as rows and facts of desk pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.economy.forms.reliefs_told import status_of, title_of
from jiceng.economy.models import Relief
from jiceng.economy.queries.relief_policies import unit_named
from jiceng.economy.queries.reliefs import ENDED
from jiceng.economy.rules.relief import KINDS, Policy
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.doors import Asked
from jiceng.web.paging import SIZE, Page

HERE = "/desk/reliefs/"
TABS: Mapping[str, str] = {
    "held": N_("在本单位办理"), "asked": N_("请本单位核查"), "lead": N_("本单位牵头"),
}  # fmt: skip
HEAD = (N_("编号"), N_("企业"), N_("统一社会信用代码"), N_("政策"), N_("方式"), N_("所属期"),
        N_("状态"), N_("金额（元）"), N_("已收回（元）"), N_("申请时间"), N_("批准时间"),
        N_("兑付时间"), N_("补缴期限"))  # fmt: skip


def newest_page(rows: QuerySet[Any], request: HttpRequest, key: str = "id") -> Page[Any]:
    """A page of rows already in the order of their keys, newest first."""
    after = request.GET.get("after", "")
    if after:
        if not after.isdecimal():
            raise Invalid(Reason("bad_cursor", field="after"))
        rows = rows.filter(**{f"{key}__lt": int(after[:18])})
    found = list(rows[: SIZE + 1])
    more = len(found) > SIZE
    return Page(found[:SIZE], str(getattr(found[SIZE - 1], key)) if more else "")


def row_of(row: Relief, request: Asked, policies: Mapping[str, Policy]) -> dict[str, Any]:
    """A line of the list."""
    is_open = row.state not in ENDED
    is_late = is_open and row.due_at is not None and row.due_at < request.now
    return {
        "number": row.number,
        "url": f"{HERE}{row.number}/",
        "company": row.company.name,
        "policy": title_of(row, policies),
        "kind": _(KINDS[row.kind]),
        "period": row.period,
        "status": status_of(row),
        "amount": money(row.amount_fen) if row.checked_at else "",
        "due_at": row.due_at if is_open else None,
        "light": "red" if is_late else "green",
        "is_sample": row.is_sample,
    }


def cells_of(row: Relief, policies: Mapping[str, Policy]) -> list[object]:
    """A line of the workbook."""
    return [
        row.number, row.company.name, row.company.credit_code, title_of(row, policies),
        _(KINDS[row.kind]), row.period, status_of(row)["text"], money(row.amount_fen),
        money(row.back_fen), row.applied_at, row.approved_at, row.paid_at, row.repay_on or "",
    ]  # fmt: skip


def details_of(row: Relief) -> list[dict[str, Any]]:
    """Labelled facts of one application."""
    until: date | None = row.notice_until
    told = [
        (_("统一社会信用代码"), row.company.credit_code),
        (_("方式"), _(KINDS[row.kind])),
        (_("所属期"), row.period),
        (_("批准金额"), _("%(sum)s 元") % {"sum": money(row.amount_fen)} if row.checked_at else ""),
        (_("已收回"), _("%(sum)s 元") % {"sum": money(row.back_fen)} if row.back_fen else ""),
        (_("牵头单位"), unit_named(row.lead)),
        (_("现在的单位"), unit_named(row.unit)),
        (_("公示截止"), until),
        (_("补缴期限"), row.repay_on),
        (_("凭证号"), "、".join(v.reference for v in row.vouchers.all() if v.reference)),
    ]
    return [{"label": label, "text": text} for label, text in told if text]
