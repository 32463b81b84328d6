"""How the station, its stock and its orders are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "basket_empty": N_("还没有选商品，请至少填写一种商品的数量。"),
    "too_many_lines": N_("一份订单最多 %(most)s 种商品，请分开下单。"),
    "produce_twice": N_("商品“%(value)s”填写了两次，请合并数量。"),
    "bad_quantity": N_("数量应在 1 到 %(most)s 之间，更多请直接与站点联系。"),
    "buyer_needs_phone": N_("请留下联系电话，备好货要通知您。"),
    "no_delivery": N_("这个站点不送货，请选择到站自提。"),
    "delivery_needs_address": N_("送货上门请填写收货地址。"),
    "unknown_station": N_("没有编号为“%(value)s”的站点，或者站点已经停业。"),
    "unknown_produce": N_("这个站点没有编号为“%(value)s”的商品。"),
    "price_changed": N_("“%(name)s”的价格已从 %(was)s 元变为 %(now)s 元，请核对后重新下单。"),
    "out_of_stock": N_("“%(name)s”只剩 %(left)s %(measure)s，请减少数量。"),
    "refunded_already": N_("这份订单已经全额退款，不能再退。"),
    "line_refunded": N_("这件商品已经全额退款，不能再退。"),
    "refund_above_paid": N_("退款不能超过未退的 %(left)s 元。"),
    "nothing_to_refund": N_("请填写要退的金额。"),
    "unknown_line": N_("订单里没有这件商品。"),
    "not_paid": N_("订单还没有付款，不能退款。"),
    "refund_whole_only": N_("订单已停止，货没有交付，请全额退款。"),
    "pickup_order": N_("这是自提订单，请选择“备好待自提”。"),
    "delivery_order": N_("这是送货订单，请选择“发出配送”。"),
    "order_not_received": N_("收货之后再评价。"),
    "order_rated": N_("已经评价过了，谢谢。"),
    "stock_too_low": N_("可用库存只有 %(left)s，不能减少这么多。"),
    "stock_reserved": N_("有 %(reserved)s 件已被订单占用，盘点数不能比它少。"),
    "stock_there": N_("这个站点已经有“%(name)s”的库存，请在原有库存上入库。"),
    "stock_amount_range": N_("数量应在 1 到 %(most)s 之间。"),
    "payout_above_owed": N_("应付只有 %(owed)s 元，不能付出更多。"),
    "recalled_already": N_("“%(name)s”已经召回。"),
    "station_there": N_("本单位已经有名为“%(name)s”的站点。"),
    "fee_too_high": N_("服务费最高为销售额的 %(most)s%%。"),
}

ACTS: Mapping[str, str] = {
    "ordered": N_("下单"),
    "order_rated": N_("评价"),
    "refunded_part": N_("退款"),
    "buyer_shown": N_("查看买家联系方式"),
    "buyer_erased": N_("删除买家联系方式"),
    "recalled": N_("召回"),
    "paid_out": N_("支付货款"),
    "station_opened": N_("设立站点"),
}
ROLES: Mapping[str, str] = {"station_keeper": N_("站点管理员")}
SUBJECTS: Mapping[str, str] = {"order": N_("订单")}
ENTRIES: Mapping[str, str] = {
    "paid": N_("收款"), "received": N_("售出"), "refunded": N_("退款"), "paid_out": N_("支付货款"),
}  # fmt: skip
"""Acts of the ledger."""
