"""One matter climbs every step; what each person sees on the way, in a real browser.

Pressed with the mouse and with keys, on telephones and at desks. Whoever stands in the cast is
told in jiceng/casework/tests/county.py; Jin leads the county.
"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import (
    NARROW,
    TALL,
    Official,
    Resident,
    Slip,
    at_desk,
    read,
    resident,
)

FLOODED = "文化广场北口积水没过脚面，老人孩子过不去"


def figure(page: Page, name: str) -> int:
    """What the cockpit's strip says under a name."""
    tile = page.locator(".jc-figure", has=page.get_by_text(name, exact=True))
    return int(tile.locator(".jc-figure-value").inner_text().removesuffix("件").strip())


def ask_for_help(phone: Page, live: Live, slip: Slip) -> None:
    """The worker sees it, may not settle it, and says why a level above is needed."""
    live.sign_in(phone, "li", "/field/")
    phone.click(f"a:has-text('{FLOODED}')")
    read(phone, "待签收", "积水内涝", "积水排净，排水口通畅", "“文化广场”在东一网格。")
    read(phone, "暂不能当场办结", "这类事项不属于可以当场办结的小事")
    phone.click("text=请求支援（请镇里吹哨）")
    reason = phone.locator("[name=reason]")
    expect(reason).to_have_value("需要其他单位到场，请镇里组织吹哨报到：")
    reason.press("Control+End")
    reason.type("排水口堵死，要住建和公安一起来")
    phone.click("main button[type=submit]")
    expect(phone.locator("#jc-outbox-empty")).to_be_visible()


def climb_to_the_county(live: Live, new_page: Windows, slip: Slip) -> None:
    chen = at_desk(live, new_page, "chen")
    chen.finds(slip, FLOODED)
    chen.reads(
        "请镇里组织吹哨报到：排水口堵死，要住建和公安一起来", "按规则：小事先由社区和网格办理。"
    )
    chen.makes("sign_for", "已办理：签收")
    new_page.forgive("ERR_CONNECTION_(REFUSED|RESET)", because="the server starts again")
    live.pass_time(timedelta(hours=3))
    chen.opens(slip)
    chen.makes("escalate", "案件台账", reason="社区没有抽水设备，请镇里办理")

    wang = at_desk(live, new_page, "wang")
    wang.finds(slip, FLOODED)
    wang.reads("社区没有抽水设备，请镇里办理", "北镇政府")
    wang.reads("各环节用时", "东社区居委会3 小时 0 分")
    wang.makes("sign_for", "已办理：签收")
    call_departments(wang, live, new_page)
    wang.opens(slip)
    wang.reads("吹哨报到", "已办结")
    wang.makes("escalate", "案件台账", reason="要重新埋设排水管，属县住建局职责")


def call_departments(wang: Official, live: Live, new_page: Windows) -> None:
    """Called to the spot; both come, the outcome is written down, both are rated."""
    wang.page.click("a:has-text('吹哨') >> text=/^吹哨$/ >> nth=-1")
    expect(wang.page.locator("[name=title]")).to_have_value(FLOODED[:120])
    wang.page.check("[name=reason_kind][value=demand]")
    wang.page.fill("[name=lead]", "县住建局")
    wang.page.fill("[name=unit_1]", "县公安局")
    wang.page.click("main button[type=submit]")
    wang.reads("等待报到", "应于 15:30 前到场")
    spot = wang.page.url
    for login, told in (("zhao", "暂不能办结"), ("qian", "办理结果")):
        called = at_desk(live, new_page, login)
        called.page.goto(f"{live.url}/desk/?tab=call_up")
        called.page.click(f"#rows a:has-text('{FLOODED[:20]}')")
        called.page.click("text=本单位已报到")
        called.reads("按时到场")
        wang.page.goto(spot)
        wang.reads(told)
    wang.page.fill("#outcome", "交通已疏导，确认要重新埋管")
    wang.page.click("button:has-text('办结')")
    wang.reads("已办结", "交通已疏导，确认要重新埋管")
    for name, grade in (("县住建局", "5 分"), ("县公安局", "4 分")):
        row = wang.page.locator("tr", has_text=name)
        row.locator("select").select_option(label=grade)
        row.locator("button:has-text('评价')").press("Enter")
        expect(wang.page.locator("tr", has_text=name)).to_contain_text(grade)


def repair_with_more_time(live: Live, new_page: Windows, slip: Slip) -> Official:
    zhao = at_desk(live, new_page, "zhao")
    zhao.finds(slip, FLOODED)
    zhao.makes("sign_for", "已办理：签收")
    zhao.makes("start", "已办理：到场处置")
    zhao.makes("ask_extension", "已办理：申请延期", reason="管材明天才到货", term="2 个工作日")
    zhao.unfold("handle")
    zhao.reads("已有一个延期申请等待答复。")

    zhou = at_desk(live, new_page, "zhou")
    zhou.page.goto(f"{live.url}/desk/?tab=extension")
    zhou.page.click(f"#rows a:has-text('{FLOODED}')")
    zhou.reads("管材明天才到货", "承诺时限2026-11-30 17:30")
    zhou.makes("grant_extension", "已办理：同意延期")
    zhou.reads("承诺时限2026-12-02 17:30", "延期 1")
    zhao.opens(slip)
    zhao.makes("handle", "已办理：处置完成", result="换了十二米管，积水已退")
    return zhao


def check_twice(zhao: Official, live: Live, new_page: Windows, slip: Slip) -> None:
    wu = at_desk(live, new_page, "wu")
    wu.page.goto(f"{live.url}/desk/?tab=check")
    wu.page.click(f"#rows a:has-text('{FLOODED}')")
    wu.makes("verify", "已办理：开始核查")
    wu.makes("rework", "已办理：返工", reason="井盖没有盖回")
    zhao.finds(slip, FLOODED)
    zhao.reads("井盖没有盖回", "返工 1")
    zhao.makes("handle", "已办理：处置完成", result="井盖已盖回，路面冲洗干净")
    wu.opens(slip)
    wu.makes("verify", "已办理：开始核查")
    wu.makes("close", "已办理：结案")
    wu.reads("已结案", "各环节用时", "县住建局")


def rate(caller: Resident, slip: Slip) -> None:
    caller.track(slip)
    caller.reads(
        "已办结",
        "井盖已盖回，路面冲洗干净",
        "已上报上一级，由北镇政府办理",
        "已上报上一级，由县住建局办理",
        "办理期限已延长",
        "核查没有通过，退回重新处理",
        "按规则：小事先由社区和网格办理。",
    )
    caller.page.click("label:has-text('非常满意')")
    caller.page.fill("[name=comment]", "换了新管子，谢谢")
    caller.page.click("text=提交评价")
    caller.reads("谢谢您的评价", "您的评价：5 分")


def test_a_large_matter_climbs_from_the_grid_to_the_county_and_back_to_who_reported_it(
    live: Live, new_page: Windows
) -> None:
    jin = new_page()
    live.work_off()
    live.sign_in(jin, "jin", "/cockpit/")
    reported = figure(jin, "上报数")

    caller = resident(live, new_page)
    slip = caller.report(FLOODED)
    caller.track(slip)
    caller.reads("东社区居委会将在", "前接单", "承诺时限：5 个工作日", "“文化广场”在东一网格。")
    ask_for_help(new_page(width=NARROW, height=TALL), live, slip)
    climb_to_the_county(live, new_page, slip)
    zhao = repair_with_more_time(live, new_page, slip)
    check_twice(zhao, live, new_page, slip)
    rate(caller, slip)

    live.work_off()
    jin.goto(f"{live.url}/cockpit/")
    assert figure(jin, "上报数") == reported + 1
    jin.click(".jc-figure:has-text('上报数') a")
    jin.click(f"a:has-text('{FLOODED}')")
    read(jin, slip[0], "已结案", "居民评价", "5 分", "各环节用时", "当前没有需要您办理的事项。")


def test_a_matter_nobody_wants_is_decided_and_waits_for_what_is_missing(
    live: Live, new_page: Windows
) -> None:
    """Sent back twice it goes to arbitration; who has it then keeps it; it waits and goes on."""
    caller = resident(live, new_page)
    slip = caller.report("文化广场垃圾站该谁管，一直没人收")
    chen, wang = at_desk(live, new_page, "chen"), at_desk(live, new_page, "wang")
    chen.opens(slip)
    chen.makes("send_back", "退单", reason="这处归镇里", proposed_unit="北镇政府")
    wang.opens(slip)
    wang.reads("已退单", "这处归镇里", "退单 1")
    wang.makes("dispatch", "已办理：派遣", unit="东社区居委会")
    chen.opens(slip)
    chen.makes("send_back", "退单", reason="还是归镇里", proposed_unit="北镇政府")
    caller.track(slip)
    caller.reads("原承办单位说明不属于其职责", "上级将在", "前裁定由谁办理。")
    wang.opens(slip)
    wang.reads("争议待裁定", "退单 2")
    wang.makes("arbitrate", "已办理：裁定", unit="东社区居委会", reason="垃圾站在社区用地内")
    chen.opens(slip)
    chen.reads("暂不能退单", "承办单位已经裁定，不能再退单。")
    chen.makes("sign_for", "已办理：签收")

    wang.opens(slip)
    wang.makes("suspend", "已办理：挂账", reason="等新垃圾桶到货", evidence="采购单 12 号")
    caller.track(slip)
    caller.reads("目前办不了，已列入挂账清单", "目前条件不具备")
    wang.opens(slip)
    wang.makes("resume", "已办理：恢复办理")
    caller.track(slip)
    caller.reads("恢复办理", "东社区居委会正在处理")


def test_callers_share_one_matter_or_part_again_each_with_the_answer_to_their_own(
    live: Live, new_page: Windows
) -> None:
    first, second = resident(live, new_page), resident(live, new_page)
    elder = first.report("文化广场东头垃圾桶满了没人清运")
    younger = second.report("文化广场东头垃圾桶满了没人清运，很臭")
    wang, li = at_desk(live, new_page, "wang"), at_desk(live, new_page, "li")
    merge(wang, younger, elder)
    second.track(younger)
    second.reads("与另一件相同的上报一并办理，下面是一并办理的进度", younger[0])

    wang.makes("unmerge", "已办理：取消合并", reason="不是同一个桶")
    second.track(younger)
    second.reads("不再一并办理，单独处理")
    third = resident(live, new_page)
    same = third.report("文化广场东头垃圾桶满了没人清运，苍蝇多")
    merge(wang, same, elder)
    settle(li, live, elder, "东头的桶已清空")
    wang.opens(younger)
    wang.makes("file", "已办理：立案")
    wang.makes("dispatch", "已办理：派遣", unit="东社区居委会")
    settle(li, live, younger, "旁边的桶也清空了")
    for caller, slip in ((first, elder), (third, same)):
        caller.track(slip)
        caller.reads(slip[0], "已办结", "东头的桶已清空")
        expect(caller.page.locator("body")).not_to_contain_text("旁边的桶也清空了")
    second.track(younger)
    second.reads("已办结", "旁边的桶也清空了")
    expect(second.page.locator("body")).not_to_contain_text("东头的桶已清空")


def merge(desk: Official, slip: Slip, into: Slip) -> None:
    desk.opens(slip)
    desk.page.click("text=合并到其他案件")
    desk.reads("可能是同一件事的案件", "在同一处。")
    desk.page.check(f"[name=into][value='{into[0]}']")
    desk.page.click("main button[type=submit]")
    desk.reads("已办理：合并", f"本件已并入 {into[0]}")


def settle(worker: Official, live: Live, slip: Slip, result: str) -> None:
    worker.page.goto(f"{live.url}/field/cases/{slip[0]}/settle_on_the_spot")
    worker.page.fill("[name=result]", result)
    worker.page.click("main button[type=submit]")
    expect(worker.page.locator("#jc-outbox-empty")).to_be_visible()


def test_who_is_not_satisfied_asks_again_and_is_heard(live: Live, new_page: Windows) -> None:
    caller, li = resident(live, new_page), at_desk(live, new_page, "li")
    slip = caller.report("文化广场西侧垃圾堆在树下")
    settle(li, live, slip, "已清扫")
    caller.track(slip)
    caller.page.click("text=没解决，要求重新办理")
    caller.reads("前可以要求重新办理。")
    caller.page.fill("[name=reason]", "树后面还有一堆")
    caller.page.click("button:has-text('要求重新办理')")
    caller.reads("已按您的要求重新办理。", "重新办理，由东社区居委会承办")
    li.page.goto(f"{live.url}/field/cases/{slip[0]}/")
    li.reads("树后面还有一堆")
    settle(li, live, slip, "树后面也清了")
    caller.track(slip)
    caller.reads("已办结", "树后面也清了")


def test_a_new_rule_sends_the_next_report_elsewhere_and_leaves_the_open_one_alone(
    live: Live, new_page: Windows
) -> None:
    caller = resident(live, new_page)
    before = caller.report("文化广场路面有个坑")
    caller.track(before)
    caller.reads("承办单位：东社区居委会", "按规则：小事先由社区和网格办理。")
    promised = caller.page.locator("p:has-text('我们答应在') b").inner_text()

    guo = new_page()
    live.sign_in(guo, "guo", "/admin/rules/")
    guo.goto(f"{live.url}/admin/rules/new")
    typed = {"key": "roads_at_once", "order": "100", "label": "路面破损直接由县住建局办理"}
    for name, text in {**typed, "reason": "雨季修路提速"}.items():
        guo.fill(f"[name={name}]", text)
    guo.select_option("[name=case_type]", "0102")
    guo.select_option("[name=unit]", "HOUSING")
    guo.fill("[name=try-text]", "路面有个坑")
    guo.select_option("[name=try-case_type]", "0102")
    guo.fill("[name=try-place]", "文化广场")
    guo.click("button[name=preview]")
    read(guo, "按现行规则", "东社区居委会", "按修改后的规则（尚未保存）", "县住建局")
    guo.click("button[name=save]")
    read(guo, "已保存，并写入流水。")
    guo.click("a:has-text('路面破损直接由县住建局办理')")
    read(guo, "县住建局", "雨季修路提速", "郭")

    after = caller.report("文化广场南门路面塌了一个坑")
    caller.track(after)
    caller.reads("承办单位：县住建局", "按规则：路面破损直接由县住建局办理。")
    caller.track(before)
    caller.reads("承办单位：东社区居委会", "按规则：小事先由社区和网格办理。")
    expect(caller.page.locator("p:has-text('我们答应在') b")).to_have_text(promised)


def test_the_desk_accepts_and_dispatches_with_keys_alone(live: Live, new_page: Windows) -> None:
    """Tab, arrows, Enter, j and k; where one is can always be seen."""
    caller = resident(live, new_page)
    slip = caller.report("这里有怪味，说不清是什么", place="")
    page = new_page()
    live.sign_in(page, "zhou", "/desk/")
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    keys.press("k")
    steps = 0
    while slip[0] not in page.locator("tr.jc-here").inner_text():
        keys.press("j")
        steps += 1
        assert steps < 40, "the matter is not in the list"
    assert outlined(page)
    keys.press("Enter")
    page.wait_for_url(f"**/desk/cases/{slip[0]}/")

    tab_to(page, "[name=case_type]")
    keys.press("ArrowDown")
    expect(page.locator("[name=case_type]")).to_have_value("0101")
    tab_to(page, "[name=unit]")
    keys.press("Control+A")
    keys.type("北镇政府")
    tab_to(page, "#move-take_in button[type=submit]")
    keys.press("Enter")
    read(page, "已受理并派遣", "北镇政府")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until something has the focus, and see where one is at every step."""
    for _press in range(60):
        page.keyboard.press("Tab")
        assert outlined(page)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached with Tab")


def outlined(page: Page) -> bool:
    """Whether a person sees which thing has the focus: a line or a shadow around it or its box."""
    return bool(
        page.evaluate(
            """() => {
              const seen = (node) => {
                const style = getComputedStyle(node);
                return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                  || style.boxShadow !== 'none';
              };
              const at = document.activeElement;
              return at === document.body || seen(at) || seen(at.parentElement);
            }"""
        )
    )
