"""How home service is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "home_not_open": N_("这个区域现在没有开通这项居家服务，请拨打热线或者联系网格员。"),
    "home_not_yours": N_("这件居家服务不由您办理。"),
    "home_cost_unlikely": N_("费用须在 0 到 %(most)s 元之间。"),
    "home_payer_missing": N_("请选择费用由谁承担。"),
    "emergency_open_requests": N_("还有 %(count)s 件居家服务和应急事项没有办结，请办结后再归档。"),
}
ACTS: Mapping[str, str] = {
    "home_request_delivered": N_("登记居家服务送达"),
    "emergency_erased": N_("删除个人信息"),
}
