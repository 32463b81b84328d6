"""How producers and produce are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules.produce import QUALITY_PAPERS
from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_producer_keeper": N_("生产者由所在社区（村）和镇登记，您的岗位或管辖范围不包括这里。"),
    "producer_twice": N_("%(area)s已有同名的生产者，请核对是否重复登记。"),
    "producer_area_unknown": N_("您管辖范围内没有“%(value)s”，请核对名称或填写代码。"),
    "producer_left": N_("这个生产者已停止经营，不能再修改。"),
    "household_is_one": N_("农户只算 1 户；几户一起经营的请登记为合作社或村集体。"),
    "unknown_produce_kind": N_("没有“%(value)s”这类农产品，请从列出的类别中选择。"),
    "unknown_measure": N_("不认识计量单位“%(value)s”，请从列出的单位中选择。"),
    "price_not_positive": N_("价格须大于 0 元。"),
    "price_too_high": N_("价格超过 %(high)s 元，请核对是否多写了数字。"),
    "quality_paper_missing": N_("“%(produce)s”缺少%(paper)s，不能销售；请补齐后再登记。"),
    "quality_paper_lapsed": N_(
        "“%(produce)s”的%(paper)s有效期到 %(until)s，%(day)s 已失效，不能销售；请换发后再登记。"
    ),
    "quality_paper_over": N_("这份证明在 %(until)s 已到期，请登记仍然有效的证明。"),
    "produce_recalled": N_("“%(produce)s”已召回，不能销售。"),
    "produce_off_sale": N_("“%(produce)s”已停售，请先恢复销售。"),
}
ACTS: Mapping[str, str] = {
    "economy.register_producer": N_("登记生产者"),
    "economy.change_producer": N_("修改生产者"),
    "economy.retire_producer": N_("生产者停止经营"),
    "economy.add_produce": N_("登记农产品"),
    "economy.change_produce": N_("修改农产品"),
    "economy.set_price": N_("调整价格"),
    "economy.add_paper": N_("登记质量证明"),
}
SUBJECTS: Mapping[str, str] = {"producer": N_("生产者"), "produce": N_("农产品")}
PAPERS: Mapping[str, str] = {**QUALITY_PAPERS}
