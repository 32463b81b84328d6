"""How articles are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_article_editor": N_("您的岗位不能为这个区域起草文稿。"),
    "not_article_reviewer": N_("您的岗位不审核这个区域的文稿。"),
    "article_not_draft": N_("文稿%(state)s，不能直接修改；发布后请用“勘误”，审核中请先退回。"),
    "article_own_hand": N_("起草的人不审核自己的文稿，一个人也只审一个环节，请由其他人办理。"),
    "article_unreviewed": N_(
        "还没有通过%(levels)s，不能发布；情况紧急的，由有权岗位按紧急通知发布。"
    ),
    "article_personal": N_(
        "文稿中有%(kinds)s，须由起草人和发布人以外的另一人确认可以公开，或者删去。"
    ),
    "article_no_personal": N_("文稿中没有发现身份证号、银行卡号和手机号码，不需要确认。"),
    "article_vouched": N_("已经确认，不必重复办理。"),
    "article_vouch_self": N_("确认可以公开的人不能同时发布，请由其他人发布。"),
    "article_vouch_over": N_("文稿%(state)s，不再确认。"),
    "article_later": N_("文稿定于 %(at)s 发布，请办理“定时发布”。"),
    "article_no_time": N_("没有填写发布时间，或者时间已过，请直接发布。"),
    "article_expires_early": N_("失效日期 %(day)s 已经过去，请核对。"),
    "article_publish_past": N_("发布时间已经过去，请改为以后的时间，或者不填。"),
    "article_same": N_("勘误后的内容与原文相同，请修改后提交。"),
    "unknown_article_kind": N_("没有“%(value)s”这一类文稿，请从列出的类别中选择。"),
    "unknown_audience": N_("没有“%(value)s”这种发布范围。"),
    "article_post_unknown": N_("没有“%(value)s”这个岗位，请从列出的岗位中选择。"),
    "article_posts_public": N_("面向居民的文稿不按岗位发布，请清除岗位，或者改为面向工作人员。"),
    "article_acknowledge_public": N_("只有面向工作人员、写明岗位的文稿可以要求回执。"),
    "not_the_recipient": N_("这份通知不发给您的岗位，由通知写明的岗位回执。"),
    "article_post_silent": N_("“%(value)s”岗位不办理回执，请改选其他岗位，或者不要求回执。"),
    "not_team_lead": N_("宣传队由宣传部门管理，您的岗位不能办理。"),
    "member_unknown": N_("没有“%(value)s”这个账号，请核对。"),
    "member_there": N_("%(name)s已在宣传队中。"),
    "member_gone": N_("%(name)s已离开宣传队。"),
    "unknown_duty": N_("没有“%(value)s”这种分工。"),
    "training_in_future": N_("%(day)s 还没有到，培训结束后再登记。"),
    "not_a_count": N_("请填写 %(low)s 到 %(high)s 之间的整数。"),
    "write_by_past": N_("%(day)s 已经过去，交稿日期须是今天或以后。"),
    "not_your_writing": N_("这项写作任务交给了%(name)s，由本人交稿。"),
    "article_unknown": N_("没有编号为“%(value)s”的文稿。"),
    "post_there": N_("这个链接已经登记：%(title)s。"),
    "bad_link": N_("链接须以 https:// 或 http:// 开头。"),
    "post_in_future": N_("%(day)s 还没有到，不能登记。"),
    "count_there": N_("%(day)s 的数字已经登记。"),
    "search_too_short": N_("请至少输入两个相连的字。"),
}
PAPERS: Mapping[str, str] = {
    "change": N_("更正了什么"),
    "comment": N_("审核意见"),
    "article": N_("文稿编号"),
}
ROLES: Mapping[str, str] = {
    "editor": N_("起草人员"),
    "reviewer": N_("审核人员"),
    "publisher": N_("发布人员"),
    "urgent_editor": N_("紧急发布人员"),
    "recipient": N_("回执人员"),
    "publicity_lead": N_("宣传队管理人员"),
}
ACTS: Mapping[str, str] = {
    "article_drafted": N_("起草文稿"),
    "article_changed": N_("修改文稿"),
    "article_vouched": N_("确认可以公开"),
    "article_attached": N_("添加附件"),
    "receipt_asked": N_("要求回执"),
    "writing_given": N_("布置写作任务"),
    "team_joined": N_("加入宣传队"),
    "team_left": N_("离开宣传队"),
    "training_recorded": N_("登记培训"),
    "outside_registered": N_("登记外部发布"),
    "outside_counted": N_("登记传播数字"),
}
SUBJECTS: Mapping[str, str] = {
    "article": N_("文稿"),
    "acknowledgement": N_("回执"),
    "writing_task": N_("写作任务"),
}
