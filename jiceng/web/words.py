"""Reasons in the reader's language. Codes come from pure code; sentences live here.

A sentence says what is wrong and what to do. A test checks that every code used anywhere in the
house has its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext, pgettext_lazy

from jiceng.kernel.records.names import listed, name_in
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.web.clock import county_zone
from jiceng.web.file_words import FILES
from jiceng.web.place_words import PLACES
from jiceng.web.undertaking_words import COLOURS, UNDERTAKINGS
from jiceng.web.wording import LABELS, contributed

SENTENCES: dict[str, str] = {
    "stale": N_("这条记录刚刚被别人修改过，请刷新页面后再办理。"),
    "not_found": N_("没有找到，或者不在您的管辖范围内。"),
    "wrong_number_or_code": N_("编号或查询码不对，请核对回执后再试。"),
    "unknown_move": N_("没有“%(move)s”这个步骤。"),
    "wrong_state": N_("当前状态为“%(state)s”，不能%(move)s。"),
    "wrong_role": N_("您的岗位不能%(move)s这件事。"),
    "reason_to_rise": N_("%(unit)s是上级单位，派给上级须写明原因。"),
    "paper_missing": N_("缺少：%(paper)s。"),
    "too_early": N_("%(at)s之前不能%(move)s。"),
    "due_date_missing": N_("请填写晚于现在的完成时限。"),
    "no_post": N_("您目前没有任职岗位，请联系管理员。"),
    "not_your_page": N_("这个页面不属于您的岗位。"),
    "located_by_code": N_("填报时选定了%(area)s。"),
    "located_by_point": N_("地图上的位置在%(area)s范围内。"),
    "located_by_place": N_("“%(place)s”在%(area)s。"),
    "located_by_desk": N_("没有写明能识别的地点，按登记单位所在的%(area)s登记。"),
    "not_located": N_("还不能确定具体位置，由值守人员核实。"),
    "type_given": N_("事项类型为“%(type)s”。"),
    "type_unknown": N_("事项类型待确认。"),
    "law_department": N_("这类事项依法由%(unit)s办理，不下派基层。"),
    "law_department_only": N_("这类事项依法由%(unit)s办理，不能派给其他层级。"),
    "rule_matched": N_("按规则：%(label)s。"),
    "no_rule_matched": N_("没有匹配的派遣规则。"),
    "desk_decides": N_("由%(unit)s受理并确定承办单位。"),
    "text_length": N_("内容需在%(low)s到%(high)s个字之间。"),
    "unknown_format": N_("没有“%(value)s”这种格式，请用 json 或 xml。"),
    "unknown_value": N_("不认识“%(value)s”，请从列出的选项中选择。"),
    "source_not_yours": N_("您不能以“%(value)s”为来源上报，可以填写：%(may)s。"),
    "unknown_type": N_("没有“%(value)s”这个具体事项类型，请重新选择。"),
    "unknown_area": N_("没有代码为“%(value)s”的区域，请核对。"),
    "unknown_unit": N_("没有代码为“%(value)s”的单位，请重新选择。"),
    "unknown_case": N_("没有编号为“%(value)s”的案件，或者不在您的范围内。"),
    "unknown_upload": N_("有附件没有上传成功，请重新上传。"),
    "in_the_future": N_("发生时间不能晚于现在。"),
    "bad_phone": N_("电话号码的位数不对，请核对或留空。"),
    "bad_rating": N_("请在 1 到 5 中选择一个评价。"),
    "bad_term": N_("“%(value)s”不是有效的时限，请写成如“3 个工作日”。"),
    "not_closed_yet": N_("结案之后才能评价。"),
    "already_rated": N_("您已经评价过了，谢谢。"),
    "rating_period_over": N_("评价期已过。"),
    "may_not_erase": N_("应要求删除由镇、县两级的派遣或审批岗位办理。"),
    "nothing_to_erase": N_("请勾选要删除的内容。"),
    "already_gone": N_("所选内容已不在本案中，请刷新页面后重新勾选。"),
    "contact_not_yours": N_("只有经办人员可以查看联系方式。"),
    "no_contact": N_("没有留联系方式，或者已按规定删除。"),
    "send_back_cap": N_("退单次数已达上限（%(cap)s 次），应由上级裁定。"),
    "unit_is_final": N_("承办单位已经裁定，不能再退单。"),
    "top_tier": N_("已经在县级，不能再上报。"),
    "not_small": N_("这类事项不属于可以当场办结的小事，请按流程办理。"),
    "extension_pending": N_("已有一个延期申请等待答复。"),
    "already_expired": N_("时限已过，不能再申请延期。"),
    "extension_cap": N_("延期次数已达上限（%(cap)s 次）。"),
    "no_extension_asked": N_("没有待答复的延期申请。"),
    "extension_too_late": N_("期限已过，不能再申请延期，请直接反馈进展。"),
    "no_tasks": N_("还没有分解任务，请先确定至少一项任务和牵头单位。"),
    "tasks_open": N_("还有 %(count)s 项任务没有办结。"),
    "may_not_supervise": N_("只有县级督查机构可以立项督办，您的岗位不能办理。"),
    "second_lead": N_("一项任务只能有一个牵头单位，现填写了：%(units)s。其余请列为配合单位。"),
    "lead_supports": N_("牵头单位不能同时是配合单位：%(units)s。"),
    "after_the_item": N_("任务时限不能晚于事项的完成时限（%(at)s）。"),
    "tasks_after_deadline": N_("有 %(count)s 项任务的时限晚于新的完成时限，请先调整任务。"),
    "taken_from_itself": N_("不能从本事项自己的任务（%(number)s）再立项，会形成循环。"),
    "nothing_taken": N_("只有挂牌督办的事项可以直接交办，其他事项须先批准立项。"),
    "weights_not_whole": N_("各节点的权重合计应为 100，现为 %(total)s。"),
    "nodes_needed": N_("按节点反馈的任务须至少有一个节点。"),
    "node_without_output": N_("第 %(order)s 个节点没有写明成果，或者超过 200 字。"),
    "node_in_the_past": N_("第 %(order)s 个节点的日期已经过去，请改为今天或以后。"),
    "node_after_deadline": N_("第 %(order)s 个节点的日期晚于任务时限（%(day)s）。"),
    "unknown_node": N_("这项任务没有第 %(order)s 个节点。"),
    "light_on_plan": N_("进度 %(progress)s%%，计划 %(planned)s%%，按计划推进。"),
    "light_near": N_("距完成时限还有 %(left)s 个工作日（时限 %(due)s）。"),
    "light_overdue": N_("已超过完成时限（%(due)s）。"),
    "light_behind": N_("进度 %(progress)s%%，比计划的 %(planned)s%% 落后 %(points)s 个百分点。"),
    "light_report_late": N_("应在 %(day)s 反馈，已迟 %(late)s 个工作日。"),
    "light_suspended": N_("已批准暂缓，暂不亮灯。"),
    "light_terminated": N_("任务已终止，不再亮灯。"),
    "light_done": N_("按期完成：%(at)s 申请办结，时限 %(due)s。"),
    "light_done_late": N_("逾期完成：%(at)s 申请办结，时限 %(due)s。"),
    "light_by_hand": N_("人工调整，有效期到 %(until)s。"),
    "light_settled": N_("当前状态为“%(state)s”，不能人工调整灯号。"),
    "override_too_long": N_("有效期应在 %(from)s 到 %(to)s 之间。"),
    "not_supporting": N_("您的单位不是这项任务的配合单位，或者已经反馈。"),
    "units_silent": N_("还有配合单位没有反馈：%(units)s。"),
    "may_not_urge": N_("只有主管这件事的督查人员可以催办。"),
    "urging_ended": N_("这件事已经办结，不需要再催办。"),
    "nobody_to_urge": N_("还没有交给任何单位，没有可以催办的对象。"),
    "urged_today": N_("今天已经用这种方式催过，同一单位每天只催一次。"),
    "slip_live": N_("已有一张督办单在等回复，答复期满之前不再发新的。"),
    "slip_colour": N_("督办单的颜色按规则逐级加重，现在应发的是“%(colour)s”。"),
    "not_late": N_("还没有超过期限，不能挂牌督办。"),
    "already_taken": N_("已经由%(number)s挂牌督办。"),
    "not_above": N_("挂牌督办由承办单位的上一级督查人员发起。"),
    "not_taken": N_("这件事目前没有挂牌督办。"),
    "objection_late": N_("对扣分的异议应在 %(days)s 个工作日内提出，现已过期。"),
    "objected_already": N_("对这一项已经提出过异议。"),
    "objection_answered": N_("这项异议已经答复。"),
    "bulletin_issued": N_("通报已经印发，不能再改。"),
    "bulletin_period": N_("通报的期间最长 %(days)s 天，且不能晚于今天。"),
    "no_measures": N_("还没有整改措施，请先写明谁来做、何时做完、拿什么证明。"),
    "measures_open": N_("还有 %(count)s 条措施没有完成或没有证明。"),
    "notice_owed": N_("这个问题关系群众，销号前应先公示。"),
    "notice_not_owed": N_("这个问题不需要公示，可以直接销号。"),
    "reviewer_is_doer": N_("申请销号的人不能验收自己整改的问题，请由其他单位验收。"),
    "reviewer_in_lead_unit": N_("整改单位不能验收自己整改的问题，请由其他单位验收。"),
    "keeper_decides": N_("由建立台账的%(unit)s决定。"),
    "campaign_closed": N_("台账“%(name)s”已经关闭。"),
    "may_not_keep": N_("台账由县或镇的督查人员建立和管理，您的岗位不能办理。"),
    "may_not_find": N_("您的岗位不能在这里登记问题，请由当地或者督查人员登记。"),
    "outside_campaign": N_("责任单位或地点不在台账“%(name)s”的范围内，请核对。"),
    "second_lead_unit": N_("%(unit)s已经在这件事里，牵头单位只能有一个，也不能同时列为配合单位。"),
    "number_taken": N_("编号“%(value)s”在这本台账里已经用过，请换一个。"),
    "proof_missing": N_("请写明完成情况，或者上传照片作为证明。"),
    "too_many_measures": N_("一个问题最多 %(most)s 条措施，请合并后再填。"),
    "measure_after_deadline": N_("措施的完成时间不能晚于整改时限 %(day)s。"),
    "not_long_term": N_("这个问题没有转长期坚持，请选择整改有效或者问题反弹。"),
    "extension_already_asked": N_("已有一个延期申请等待答复。"),
    "cell_empty": N_("这一格不能为空，请填写。"),
    "bad_day": N_("“%(value)s”看不出是哪一天，请写成 2026-03-05、2026年3月5日或者 3月5日。"),
    "deadline_before_found": N_("整改时限早于发现时间，请核对。"),
    "several_lead_units": N_("责任单位只能填一个牵头单位，其余单位请填到配合单位一列。"),
    "unit_unclear": N_("有几个单位都可以叫“%(value)s”，请填写全称。"),
    "unit_perhaps": N_("没有找到单位“%(value)s”，是不是“%(name)s”？请改正后再导入。"),
    "unit_unknown": N_("没有找到单位“%(value)s”，请填写本县单位的全称，或者请管理员登记别称。"),
    "unit_settled": N_("已经申请销号，不能再改责任单位，请恢复原来的单位。"),
    "deadline_by_extension": N_("时限改晚须由整改单位申请延期，请恢复原来的时限 %(day)s。"),
    "no_ledger_sheet": N_("没有找到问题台账的表头，前 10 行里应有“问题描述”和“责任单位”等列名。"),
    "workbook_locked": N_("这个工作簿设有打开密码，请去掉密码另存后再上传。"),
    "not_your_ledger": N_("台账由建立它的%(unit)s导入，您的岗位不能办理。"),
    "number_of_another": N_("编号“%(value)s”在台账里是另一个问题（%(title)s），请换一个编号。"),
    "number_twice": N_("这个编号在文件里出现了不止一次，请改成不重复的编号。"),
    "unknown_campaign": N_("没有代码为“%(value)s”的台账，现有：%(known)s。"),
    "verify_first": N_("需由其他单位核查后才能结案。"),
    "verifier_is_handler": N_("经办人不能核查自己办理的案件。"),
    "verifier_in_handling_unit": N_("承办单位不能核查自己办理的案件。"),
    "reopen_window_shut": N_("已过重新办理的期限，请重新上报。"),
    "already_started": N_("已经登记过到场。"),
    "merge_into_ended": N_("案件%(number)s已经结束或已被合并，不能并入。"),
    "merge_into_younger": N_("案件%(number)s上报得更晚，请把它并入这一件。"),
    "metres_apart": N_("相距约 %(metres)s 米。"),
    "same_spot": N_("在同一处。"),
    "same_place": N_("地点相同：%(place)s。"),
    "same_grid": N_("同在%(area)s。"),
    "minutes_apart": N_("上报时间相差 %(minutes)s 分钟。"),
    "hours_apart": N_("上报时间相差 %(hours)s 小时。"),
    "days_apart": N_("上报时间相差 %(days)s 天。"),
    "same_type": N_("同一类事项：%(type)s。"),
    "text_overlap": N_("描述有 %(percent)s%% 相同。"),
    "too_far": N_("相距约 %(metres)s 米，超出比对范围。"),
    "too_long_apart": N_("上报时间相差超过 %(minutes)s 分钟。"),
    "too_many": N_("操作过于频繁，请过 %(seconds)s 秒再试。"),
    "key_too_long": N_("请求编号（Idempotency-Key）最长 %(most)s 个字符。"),
    "key_reused": N_("这个请求编号（Idempotency-Key）已经用于另一份内容，请换一个。"),
    "may_not_whistle": N_("吹哨由镇或县的值守人员发起，您的岗位不能办理。"),
    "units_to_call": N_("请选择 1 到 %(most)s 个单位，不要重复。"),
    "lead_not_called": N_("牵头单位须是被吹哨的单位之一。"),
    "unit_not_called": N_("没有需要您的单位报到的事项，或者已经报到。"),
    "rate_when_settled": N_("吹哨事项办结之后才能评价。"),
    "own_unit": N_("不能评价本单位。"),
    "bad_cursor": N_("翻页的位置不对，请回到列表开头。"),
    "too_many_filters": N_("最多保存 %(most)s 个查询，请先删除不用的。"),
    "nothing_picked": N_("请先勾选要办理的案件。"),
    "unknown_field": N_("不认识“%(name)s”这一项，请对照接口文档检查。"),
    "field_missing": N_("缺少“%(name)s”这一项。"),
    "field_wrong": N_("“%(name)s”的值不符合要求，请对照接口文档检查。"),
    "unreadable_characters": N_("内容中有无法保存的字符，请删除后重试。"),
    "not_json": N_("请以 application/json 发送。"),
    "not_an_object": N_("请求内容应为一个 JSON 对象。"),
    "not_multipart": N_("请以 multipart/form-data 发送文件。"),
    "body_too_long": N_("发送的内容过大，请减小后重试。"),
    "form_token": N_("页面已经过期，请刷新后再提交。"),
    "bad_api_key": N_("缺少接口令牌或令牌无效，请向本县安全管理员申请。"),
    "window_too_long": N_("起止时间相距不能超过 %(days)s 天，请分段查询。"),
    "wrong_code": N_("验证码不正确或已经用过，请等手机显示新的验证码后再试。"),
    "factor_there": N_("已经绑定过手机验证器，更换手机请联系安全管理员重置。"),
    "another_user": N_("这条记录是另一位工作人员写的，请由本人登录后上传。"),
    "wrong_login": N_("账号或密码不正确，请核对后再试。"),
    "file_too_large": N_("文件过大，请压缩到 %(most)s MB 以内。"),
    "file_kind": N_("只能上传照片（JPEG、PNG、WebP）或不含脚本的 PDF 文件。"),
    "too_many_pixels": N_("照片尺寸过大，请缩小后再上传。"),
    "units_absent": N_("还有单位没有报到：%(units)s。"),
    "needed": N_("不能为空，请填写。"),
    "too_long": N_("“%(value)s”过长，最多 %(most)s 个字。"),
    "number_range": N_("请填写 %(low)s 到 %(high)s 之间的整数。"),
    "unknown_role": N_("没有“%(value)s”这个角色，请从列出的选项中选择。"),
    "unknown_post": N_("没有“%(value)s”这个岗位，请从列出的选项中选择。"),
    "nothing_changed": N_("内容与现行版本相同，没有需要保存的变更。"),
    "past_date": N_("生效日期不能早于今天；立即生效请留空。"),
    "too_far_ahead": N_("生效日期最多提前 %(days)s 天。"),
    "bad_type_code": N_("类型代码为 2、4 或 6 位数字，请核对。"),
    "not_below_parent": N_("代码应以上级代码 %(parent)s 开头，请核对。"),
    "code_used": N_("代码“%(value)s”已经使用过，停用后也不能再用，请换一个。"),
    "law_stays_up": N_("依法由部门办理的事项不下派，首办层级请选“县级”。"),
    "promise_over_law": N_("承诺时限不能长于法定时限，请缩短。"),
    "order_taken": N_("顺序 %(order)s 已被另一条规则使用，请换一个数。"),
    "no_hours": N_("起止钟点相同，规则永远不会适用，请调整。"),
    "rungs_must_climb": N_("百分比应逐级增大且不重复，请调整。"),
    "powers_apart": N_("系统、安全、审计三种管理权限不能由同一岗位或同一人兼任。"),
    "power_dies_out": N_("至少要有一个岗位保留“%(role)s”权限，请先授予其他岗位。"),
    "bad_year": N_("“%(value)s”不是有效的年份，请填写四位年份。"),
    "not_in_year": N_("“%(value)s”不是 %(year)s 年的日期，请核对。"),
    "notice_line": N_(
        "第 %(line)s 行“%(value)s”看不懂，请写成“2027-02-06 至 2027-02-12 休”或“2月14日 班”。"
    ),
    "span_too_long": N_("第 %(line)s 行“%(value)s”超过 31 天，请分行填写。"),
    "bad_hours": N_("请填写上下班时间，写成 8:30 的样子。"),
    "hours_must_climb": N_("时段应由早到晚、互不重叠，请调整。"),
    "unknown_placeholder": N_("“%(value)s”不是可用的填充项，请删去或改回原来的写法。"),
    "bad_key": N_("标识为小写字母开头的字母、数字、下划线，2 到 60 位。"),
    "type_has_children": N_("下面还有类型：%(types)s，请先停用下级。"),
    "type_in_rules": N_("派遣规则还在使用：%(rules)s，请先修改规则。"),
    "not_withdrawn": N_("这类配置不能停用，只能修改。"),
    "year_unknown": N_(
        "%(year)s 年放假通知尚未录入，落在该年的时限按周一至周五推算，标为待定（现有 %(n)s 件）。"
    ),
    "duty_unit_gone": N_("类型“%(type)s”的主责单位 %(unit)s 已不存在，请重新指定。"),
    "rule_unit_gone": N_("规则“%(rule)s”所指单位 %(unit)s 已不存在，请重新指定。"),
    "no_terms": N_("尚未设置全县统一的时限和预警，正按系统缺省值执行。"),
    "grids_empty": N_("有 %(n)s 个网格目前无人任职。"),
    "bad_login": N_("登录名为小写字母开头的字母、数字、点、横线，3 到 40 位。"),
    "login_taken": N_("登录名“%(value)s”已有人使用，请换一个。"),
    "own_account": N_("不能办理自己的账户和任职，请由另一位安全管理员办理。"),
    "start_out_of_reach": N_("开始日期应在最近 31 天至未来一年之间，请核对。"),
    "ends_before_starts": N_("结束日期不能早于开始日期，请核对。"),
    "ends_in_the_past": N_("结束日期最早为昨天，请核对。"),
    "substitute_needs_end": N_("代理任职须写明结束日期。"),
    "home_unit_needed": N_("下沉任职须写明原单位。"),
    "home_unit_same": N_("原单位不能与下沉单位相同，请核对。"),
    "level_of_post": N_("岗位“%(post)s”不能任职于这一级区域，请选择对应层级的区域。"),
    "bad_area_code": N_("区域代码应为 %(digits)s 位数字，请核对。"),
    "nothing_below": N_("这一级区域之下不再设区域。"),
    "root_stays": N_("最上一级区域不能撤销。"),
    "area_has_children": N_("该区域下面还有区域，请先逐一撤并。"),
    "not_effective_yet": N_("区划变更在生效当日录入，生效日期不能晚于今天。"),
    "before_version": N_("现行版本自 %(day)s 起有效，生效日期不能更早。"),
    "overlaps_area": N_("边界重叠：%(areas)s，请修改后一并上传。"),
    "outside_parent": N_("%(area)s的边界超出上级区域，请修改。"),
    "leaves_gap": N_("调整后留下无人管辖的空白（原属%(areas)s），请把相邻区域一并上传。"),
    "journal_too_long": N_("流水较长，请在服务器上执行 jiceng audit verify 核对。"),
    "bad_boundary": N_("边界文件不是有效的 GeoJSON 多边形，请重新导出后上传。"),
    "boundary_too_large": N_("边界文件过大，最多 %(most)s KB。"),
    "period_reversed": N_("结束日期不能早于开始日期。"),
    "imported": N_("由“%(source)s”导入。"),
    "column_missing": N_("文件里没有需要的列：%(columns)s。请核对表头，或换用对应的对照文件。"),
    "column_doubled": N_("表头有重复的列：%(columns)s。请改名后再导入。"),
    "bad_time": N_("“%(value)s”不是日期或时间，请写成 2026-11-23 10:30。"),
    "layout_unknown": N_("认不出这张表（列：%(columns)s），请用 --mapping 指定对照文件。"),
    "title_needed": N_("请填写台账名称。"),
    "column_not_chosen": N_("还没有为“%(field)s”选择列，请选择。"),
    "field_chosen_twice": N_("“%(field)s”选了不止一列，请只保留一列。"),
    "number_doubled": N_("这个编号在第 %(row)s 行已经用过，请改成不重复的编号。"),
    "number_used": N_("编号“%(value)s”以前导入过另一件事（上报于 %(at)s），请换一个编号。"),
    "area_unclear": N_("您的范围内有几个区域都叫“%(value)s”，请改填区域代码。"),
    "outside_reach": N_("不在您的管辖范围内，请写明您范围内的区域，或由当地导入。"),
    "rows_forgotten": N_("文件内容已按规定删除，请重新上传。"),
    "bad_mapping": N_("对照文件“%(file)s”有误：%(error)s。"),
    "no_territory": N_("还没有区域，请先导入区域或初始化县。"),
    "bad_feature": N_("第 %(number)s 个要素缺少代码、名称、层级，或者不是有效的多边形。"),
    "code_doubled": N_("代码“%(value)s”在文件里出现了不止一次。"),
    "gap": N_("%(parent)s之内有 %(count)s 处空白，共约 %(area)s 平方米。"),
    "parent_unknown": N_("%(area)s的上级“%(value)s”不存在，请先导入上级区域。"),
    **FILES,
    **PLACES,
    **UNDERTAKINGS,
}

PAPERS: dict[str, str] = {
    "reason": N_("原因说明"),
    "result": N_("处理结果"),
    "evidence": N_("依据材料"),
    "unit": N_("承办单位"),
    "proposed_unit": N_("建议承办单位"),
    "term": N_("延期时长"),
    "case_type": N_("事项类型"),
    "into": N_("并入的案件编号"),
    "photo_after": N_("处理后的照片"),
    "note": N_("备注"),
    "outcome": N_("处理结果"),
    "excuse": N_("不能报到的原因"),
    "report": N_("反馈报告"),
    "measures": N_("整改措施"),
    "progress": N_("完成进度"),
    "done": N_("已做的工作"),
    "answer": N_("回复"),
    "completion": N_("办结方式"),
    "deadline": N_("整改时限"),
    "last_day": N_("最后填报日"),
}

ROLES: dict[str, Promise] = {
    "worker": pgettext_lazy("role", "网格员"),
    "leader": pgettext_lazy("role", "负责人"),
    "dispatcher": pgettext_lazy("role", "受理派遣"),
    "handler": pgettext_lazy("role", "承办"),
    "verifier": pgettext_lazy("role", "核查"),
    "approver": pgettext_lazy("role", "审批"),
    "arbiter": pgettext_lazy("role", "裁定"),
    "overseer": pgettext_lazy("role", "督查"),
    "caller": pgettext_lazy("role", "吹哨"),
    "signatory": pgettext_lazy("role", "批准"),
    "reporter": pgettext_lazy("role", "代为上报"),
    "reader": pgettext_lazy("role", "查看"),
    "holder": pgettext_lazy("role", "经办人"),
    "administrator": pgettext_lazy("role", "系统管理"),
    "security_administrator": pgettext_lazy("role", "安全管理"),
    "auditor": pgettext_lazy("role", "审计"),
}

TERMS: dict[Counting, Callable[[int], str]] = {
    Counting.MINUTES: lambda n: ngettext("%(n)s 分钟", "%(n)s 分钟", n),
    Counting.ROUND_CLOCK: lambda n: ngettext(
        "%(n)s 小时（昼夜连续计算）", "%(n)s 小时（昼夜连续计算）", n
    ),
    Counting.WORKING_HOURS: lambda n: ngettext("%(n)s 个工作小时", "%(n)s 个工作小时", n),
    Counting.WORKING_DAYS: lambda n: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
    Counting.CALENDAR_DAYS: lambda n: ngettext("%(n)s 天", "%(n)s 天", n),
}


def word(reason: Reason) -> str:
    """One reason as a sentence in the active language."""
    pattern = SENTENCES.get(reason.code) or contributed("SENTENCES").get(reason.code)
    if pattern is None:
        return reason.code
    return _(pattern) % {name: _shown(name, _told(reason, name)) for name in reason.params}


def _told(reason: Reason, name: str) -> Any:
    """A parameter in the reader's language, where it is a name kept in two."""
    return name_in(reason.params, name) if f"{name}_en" in reason.params else reason.params[name]


def sentences(reasons: Iterable[Reason]) -> list[str]:
    return [word(r) for r in reasons]


def stored_sentences(stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """The `because` of a case, kept as codes, as sentences."""
    return [word(Reason.from_json(r)) for r in stored]


def paper(name: str) -> str:
    """The name of a paper or form field."""
    label = PAPERS.get(name) or contributed("PAPERS").get(name)
    return _(label) if label else name


def role_name(role: str) -> str:
    """What a role does, in the reader's language; the code itself for an unknown one."""
    return str(ROLES[role]) if role in ROLES else _(contributed("ROLES").get(role, role))


def term_words(text: str) -> str:
    """A term as officials write it: 3 个工作日."""
    if not text:
        return ""
    term = Term.parse(text)
    return TERMS[term.counting](term.amount) % {"n": term.amount}


def _shown(name: str, value: Any) -> str:
    if name == "paper":
        return paper(str(value))
    if name == "role":
        return role_name(str(value))
    if name == "colour":
        return _(COLOURS.get(str(value), str(value)))
    if name == "label":  # a rule's label is a sentence of its own
        return str(value).rstrip("。.")
    if isinstance(value, datetime):
        return f"{value.astimezone(county_zone()):%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return listed(value)
    return _(value) if isinstance(value, str) and name in LABELS else str(value)
