"""How service points are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "duty_unreadable": N_("看不懂“%(value)s”，请写成：周三 9:00-11:30 律师值班。"),
    "too_many_duties": N_("值守安排最多写 %(value)s 行。"),
    "point_needs_place": N_("请写明地址，居民要凭它找到这里。"),
    "point_closed": N_("这个网点已经撤销，不能再修改。"),
    "point_twice": N_("%(area)s已有同名的网点，请核对是否重复登记。"),
    "not_point_keeper": N_("网点由所在区域的受理岗位登记和修改，您的岗位或管辖范围不包括这里。"),
    "unknown_point_kind": N_("没有“%(value)s”这种网点，请从列出的类型中选择。"),
    "point_day_has_passed": N_("%(day)s 已经过去，不能再调整开放时间。"),
}
ACTS: Mapping[str, str] = {
    "services.open_point": N_("登记网点"),
    "services.change_point": N_("修改网点"),
    "services.set_point_day": N_("调整某日开放时间"),
    "services.close_point": N_("撤销网点"),
}
SUBJECTS: Mapping[str, str] = {"service_point": N_("服务网点")}
