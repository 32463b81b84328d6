"""How coverage is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "walking_range": N_("请填写 %(low)s 到 %(high)s 之间的数。"),
    "households_unlikely": N_("户数 %(value)s 不对，应是 0 到 %(high)s 之间的整数。"),
    "count_in_the_future": N_("统计日期不能晚于今天。"),
    "count_too_old": N_("统计日期早于 %(years)s 年前，请用近年的户数。"),
    "block_not_placed": N_("请写明所在区域，或者给出位置。"),
    "block_twice": N_("%(area)s已有同名的居住点，请核对是否重复登记。"),
    "block_doubled": N_("和第 %(row)s 行是同一个居住点。"),
    "block_not_yours": N_("%(area)s不在您的管辖范围，不能登记那里的户数。"),
    "not_block_keeper": N_("户数由所在区域的受理岗位登记和修改，您的岗位或管辖范围不包括这里。"),
    "network_unreadable": N_("文件不是能读懂的 GeoJSON 或 OSM 路网，请重新导出后上传。"),
    "network_bad_line": N_("第 %(number)s 个要素的线坐标不对，请改正后上传。"),
    "network_empty": N_("文件里没有可以步行的路。"),
    "network_too_large": N_("路段超过 %(most)s 段，请只导出本县的路。"),
    "network_elsewhere": N_("这些路都不在本县范围以内，请核对坐标系。"),
    "not_network_keeper": N_("步行路网由县级统计岗位导入和停用。"),
    "no_network": N_("现在没有启用的步行路网。"),
    "not_a_gap": N_("“%(name)s”在 %(minutes)s 分钟以内已有网点，不是盲区。"),
    "gap_named": N_("“%(name)s”的盲区已经转为问题 %(number)s，办结以前不再重复登记。"),
    "may_not_name_gap": N_("盲区由所在区域的受理、分管或督查岗位转为问题。"),
    "no_ledger_for_gap": N_("没有选择问题台账，或者台账已经关闭。请督查室先开设台账。"),
}
ACTS: Mapping[str, str] = {
    "services.keep_block": N_("登记居住点户数"),
    "services.remove_block": N_("删除居住点"),
    "services.import_blocks": N_("导入居住点户数"),
    "services.take_network": N_("导入步行路网"),
    "services.withdraw_network": N_("停用步行路网"),
}
SUBJECTS: Mapping[str, str] = {
    "block": N_("居住点"), "walking_network": N_("步行路网"), "coverage_gap": N_("服务盲区"),
}  # fmt: skip
PAGES: Mapping[str, str] = {"coverage_gap": "/desk/coverage/blocks/{number}/"}
"""Where a problem leads back to that was named as a gap."""
