"""One shape for everything that goes wrong: RFC 9457, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from jiceng.kernel.refusal import Reason, Refusal
from jiceng.web.words import word

TITLES = {
    400: N_("请求无法读取"),
    401: N_("需要身份凭证"),
    403: N_("您的职责不包括这项操作"),
    404: N_("没有找到"),
    405: N_("这个地址不支持这种请求方法"),
    409: N_("现在不能这样办理"),
    413: N_("内容过大"),
    415: N_("不支持这种内容格式"),
    422: N_("填报内容有误"),
    429: N_("请求过于频繁"),
    500: N_("系统出错了"),
    503: N_("系统暂时不能办理"),
    507: N_("存储空间不足，暂时不能保存"),
}
DETAILS = {
    400: N_("请检查请求内容是否为完整的 JSON。"),
    401: N_("请在 Authorization 中提供有效的令牌。"),
    403: N_("如需办理，请联系管理员核对岗位。"),
    404: N_("没有找到，或者不在您的管辖范围内。"),
    405: N_("请查看接口文档中列出的方法。"),
    409: N_("请刷新后按当前状态办理。"),
    413: N_("请减小内容后重试。"),
    415: N_("请按接口文档列出的格式发送。"),
    422: N_("请改正列出的内容后重试。"),
    429: N_("请稍后再试。"),
    500: N_("请稍后重试；再次出现时请告诉管理员发生的时间。"),
    503: N_("请过一分钟再试。"),
    507: N_("请过一分钟再试，已填写的内容请先不要关闭。"),
}
DECLARED = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)
"""What any operation may answer besides its own success (trust: 5)."""
WAIT = {429: 60, 503: 60, 507: 60}


class Fault(Schema):
    """One input that is wrong: its name, where it stands (RFC 6901) and why."""

    name: str
    pointer: str
    reason: str


class Problem(Schema):
    """Why an operation did not succeed, and every reason at once."""

    type: str = Field("about:blank", description="Always about:blank; `codes` tell kinds apart.")
    title: str
    status: int
    detail: str = Field(description="One sentence: what is wrong and what to do.")
    reasons: list[str] = Field(description="Every reason, each a sentence.")
    codes: list[str] = Field(description="The same reasons, for programs.")
    fields: list[Fault] = Field(description="The inputs that are wrong; may be empty.")


def problem(
    status: int,
    reasons: Sequence[Reason] = (),
    *,
    faults: Iterable[dict[str, str]] = (),
    wait: int | None = None,
) -> HttpResponse:
    """The answer for a status and its reasons; without any, the usual sentence stands there."""
    sentences = [word(r) for r in reasons]
    found = [*faults, *(_fault(r) for r in reasons if r.field)]
    sentences += [f["reason"] for f in found if f["reason"] not in sentences]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _(TITLES[status]),
        "status": status,
        "detail": sentences[0] if sentences else _(DETAILS[status]),
        "reasons": sentences or [_(DETAILS[status])],
        "codes": [r.code for r in reasons],
        "fields": found,
    }
    answer = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if status in WAIT:
        answer.headers["Retry-After"] = str(wait or WAIT[status])
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def problem_of(form: Form) -> HttpResponse:
    """What a phone is told of fields filled in wrongly, each with its sentence (422)."""
    return problem(422, faults=[
        {"name": field, "pointer": f"/{field}", "reason": str(error)}
        for field, errors in form.errors.items() for error in errors
    ])  # fmt: skip


def refusal_problem(refusal: Refusal) -> HttpResponse:
    """A refusal of any kind as a problem."""
    waits = (r.params.get("seconds") or r.params.get("minutes", 0) * 60 for r in refusal.reasons)
    return problem(refusal.status, refusal.reasons, wait=max(waits, default=0) or None)


def _fault(reason: Reason) -> dict[str, str]:
    return {"name": reason.field, "pointer": f"/{reason.field}", "reason": word(reason)}
