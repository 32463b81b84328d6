"""How efficiency, tickets and sheets of services are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "bad_ticket_number": N_("票号“%(value)s”不对：只用字母、数字、汉字和短横线，不写个人信息。"),
    "bad_ticket_item": N_("“%(value)s”不像事项或窗口的名称，请核对；不写个人信息。"),
    "bad_ticket_time": N_("看不懂时间“%(value)s”，请写成 2026-11-23 09:05。"),
    "called_before_taken": N_("叫号时间早于取号时间，请核对。"),
    "finished_before_called": N_("办完时间早于叫号时间，请核对。"),
    "finished_uncalled": N_("有办完时间，没有叫号时间，请补上。"),
    "ticket_other_day": N_("取号和叫号、办完不在同一天，请核对。"),
    "ticket_in_future": N_("取号时间还没有到，请核对。"),
    "ticket_differs": N_("票号 %(number)s 当天已经导入，时间与原来不同；原来的没有改动，请核对。"),
    "unknown_service_point": N_(
        "没有编号或者名称为“%(value)s”的网点，或者有几个同名；请写网点编号。"
    ),
    "service_point_not_yours": N_("%(name)s不由您的单位管理，也不在您负责的区域，不能导入。"),
    "not_ticket_keeper": N_(
        "取号记录由管理网点的单位或者所在区域的受理岗位导入，您没有这样的网点。"
    ),
}
ACTS: Mapping[str, str] = {"services.import_tickets": N_("导入取号记录")}
