"""The auditor's page: who did what, whether the chain is whole, and a copy to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.configure.fields import DayField
from jiceng.casework.configure.frame import AUDITOR, grip_for, show
from jiceng.casework.process import CASE
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.journal import append, head, line_by, read_anchors, verify
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import Appointment, JournalEntry
from jiceng.kernel.records.names import name_in
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer
from jiceng.web.paging import page_of, pager
from jiceng.web.wording import contributed

HERE = "/admin/audit/"
MOST_AT_ONCE = 200_000
"""Longer journals are verified by `jiceng audit verify`, which shows how far it has come."""

KINDS: dict[str, str] = {
    "report": N_("上报"),
    "alarm": N_("预警"),
    "sign_in": N_("登录"),
    "sign_in_refused": N_("登录失败"),
    "sign_in_shut": N_("登录锁定"),
    "sign_out": N_("退出"),
    "second_factor": N_("验证码通过"),
    "use_recovery_code": N_("使用备用码"),
    "second_factor_refused": N_("验证码错误"),
    "second_factor_shut": N_("验证码锁定"),
    "set_second_factor": N_("绑定手机验证器"),
    "renew_recovery_codes": N_("重新生成备用码"),
    "reset_second_factor": N_("重置手机验证器"),
    "give_upload_key": N_("给手机上传凭证"),
    "revoke_upload_key": N_("收回上传凭证"),
    "change_password": N_("修改密码"),
    "refused": N_("越权访问"),
    "show_contact": N_("查看联系方式"),
    "erase_contact": N_("删除联系方式"),
    "erase": N_("应要求删除"),
    "rate": N_("评价"),
    "rate.comment": N_("评价留言"),
    "note": N_("备注"),
    "change_rule": N_("变更配置"),
    "withdraw_rule": N_("停用配置"),
    "calendar_settled": N_("时限核定"),
    "add_person": N_("新增人员"),
    "give_password": N_("重置密码"),
    "shut_account": N_("停用账户"),
    "unlock_account": N_("解除锁定"),
    "appoint": N_("任职"),
    "end_appointment": N_("结束任职"),
    "issue_token": N_("发放令牌"),
    "revoke_token": N_("收回令牌"),
    "rename_area": N_("区域更名"),
    "redraw_area": N_("调整边界"),
    "set_households": N_("录入户数"),
    "open_area": N_("新设区域"),
    "close_area": N_("撤并区域"),
    "area_succeeded": N_("随区域移交"),
    "export_journal": N_("导出流水"),
    "import": N_("导入"),
    "import_start": N_("开始导入文件"),
    "import_end": N_("导入文件完成"),
    "verify_journal": N_("核对流水"),
}
SUBJECTS = {
    "case": N_("案件"),
    "call_up": N_("吹哨"),
    "recheck": N_("复查"),
    "person": N_("人员"),
    "configuration": N_("配置"),
    "area": N_("区域"),
    "journal": N_("流水"),
    "import_run": N_("导入的文件"),
}


def _subjects() -> dict[str, str]:
    """Every kind of record a line may be about; a process names its own."""
    return {**{name: kind.process.label for name, kind in kinds().items()},
            **contributed("SUBJECTS"), **SUBJECTS}  # fmt: skip


COLUMNS = (N_("序号"), N_("时间"), N_("事项"), N_("对象"), N_("对象编号"), N_("任职"), N_("单位"),
           N_("前状态"), N_("后状态"), N_("内容"), N_("校验"))  # fmt: skip


class SearchForm(forms.Form):
    """Period, kind, post, subject."""

    since = DayField(label=_("起"))
    until = DayField(label=_("止"))
    kind = forms.CharField(label=_("事项"), required=False, max_length=40)
    post = forms.CharField(label=_("岗位"), required=False, max_length=60)
    subject = forms.CharField(label=_("对象"), required=False, max_length=30)
    number = forms.IntegerField(label=_("对象编号"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [(k, name_in(r.content)) for k, r in in_force("post", now).items()]
        acts = [(k, _now(v)) for k, v in ({**KINDS, **contributed("ACTS")}).items()]
        acts += [(m.name, _now(m.label)) for m in CASE.moves]
        for name, options in (
            ("kind", acts),
            ("post", posts),
            ("subject", [(k, _now(v)) for k, v in _subjects().items()]),
        ):
            self.fields[name].widget = forms.Select(choices=[("", _("全部")), *options])


def found(form: SearchForm) -> QuerySet[JournalEntry]:
    """The lines a search asks for; all of them without one."""
    rows = JournalEntry.objects.all()
    if not form.is_bound or not form.is_valid():
        return rows
    typed = form.cleaned_data
    zone = county_zone()
    if typed["since"]:
        rows = rows.filter(at__gte=datetime.combine(typed["since"], time(), zone))
    if typed["until"]:
        rows = rows.filter(at__lt=datetime.combine(typed["until"], time(), zone) + timedelta(1))
    same = {"kind": typed["kind"], "subject_kind": typed["subject"], "subject_id": typed["number"]}
    rows = rows.filter(**{k: v for k, v in same.items() if v not in ("", None)})
    if typed["post"]:
        held = Appointment.objects.filter(post=typed["post"]).values("pk")
        rows = rows.filter(appointment__in=held)
    return rows


class Speaker:
    """Lines in words; the appointments of a page are read once."""

    def __init__(self, lines: list[JournalEntry], now: datetime) -> None:
        keys = {line.appointment for line in lines if line.appointment > 0}
        rows = Appointment.objects.filter(pk__in=keys).select_related("person")
        posts = in_force("post", now)
        self.actors = {
            a.pk: (name_in(posts[a.post].content) if a.post in posts else a.post, a.person.name)
            for a in rows
        }
        moves = {m.name: m.label for kind in kinds().values() for m in kind.process.moves}
        self.labels = {**moves, **contributed("ACTS"), **KINDS}

    def actor(self, line: JournalEntry) -> str:
        if line.appointment in self.actors:
            return " ".join(self.actors[line.appointment])
        return _now("系统") if line.appointment == 0 else _now("未登录或本人")

    def kind(self, line: JournalEntry) -> str:
        return _now(self.labels.get(line.kind, line.kind))

    def subject(self, line: JournalEntry) -> str:
        return f"{_now(_subjects().get(line.subject_kind, line.subject_kind))} {line.subject_id}"


@door("staff", AUDITOR)
def table(request: Asked) -> HttpResponse:
    """The journal, newest first."""
    return _table(request)


def _table(request: Asked, **more: Any) -> HttpResponse:
    form = SearchForm(request.GET or None, now=request.now)
    page = page_of(found(form), request.GET.get("after", ""), key="at", newest=True)
    speaker = Speaker(page.rows, request.now)
    anchors = read_anchors(anchor_file())
    context = {
        "filters": form,
        "lines": [
            {
                "line": line,
                "actor": speaker.actor(line),
                "kind": speaker.kind(line),
                "subject": speaker.subject(line),
            }
            for line in page.rows
        ],
        "pager": pager(page, request.GET),
        "query": request.GET.urlencode(),
        "head": head(),
        "anchors": len(anchors),
        "anchored": anchors[-1][0] if anchors else 0,
        "too_long": head()[0] > MOST_AT_ONCE,
        **more,
    }
    return show(request, "audit", context, here=HERE, crumbs=[(_now("审计"), "")])


def anchor_file() -> Path:
    """Where the heads of the chain are noted, outside the database."""
    return Path(settings.DATA_DIR) / "anchors.log"  # written by the worker (project/worker.py)


@door("staff", AUDITOR)
def check(request: Asked) -> HttpResponse:
    """Walk the whole chain and compare it with the anchors."""
    if request.method != "POST":
        return _table(request)
    if head()[0] > MOST_AT_ONCE:
        raise Invalid(Reason("journal_too_long"))
    lines = JournalEntry.objects.order_by("seq").iterator(chunk_size=2000)
    faults = verify(lines, read_anchors(anchor_file()))
    said = {"faults": len(faults), "head": head()[0]}
    grip = grip_for(request.actor, AUDITOR)
    append([line_by(grip, "verify_journal", "journal", head()[0], payload=said)], at=request.now)
    return _table(request, checked=True, faults=faults[:20], faults_total=len(faults))


@door("staff", AUDITOR)
def export(request: Asked) -> HttpResponseBase:
    """The lines of a search as CSV; taking them away is a line of the journal itself."""
    form = SearchForm(request.GET or None, now=request.now)
    rows = found(form).order_by("seq")
    grip = grip_for(request.actor, AUDITOR)
    said = {"lines": rows.count()}
    append([line_by(grip, "export_journal", "journal", head()[0], payload=said)], at=request.now)
    return csv_answer("journal", [_heading(name) for name in COLUMNS], _cells(rows))


def _heading(name: str) -> str:
    """A column as the archive knows it, with its English beside for whoever reads English."""
    told = _now(name)
    return name if told == name else f"{name} / {told}"


def _cells(rows: QuerySet[JournalEntry]) -> Iterator[tuple[object, ...]]:
    for line in rows.iterator(chunk_size=2000):
        yield (line.seq, line.at, line.kind, line.subject_kind, line.subject_id, line.appointment,
               line.unit, line.from_state, line.to_state, line.payload, line.mac)  # fmt: skip
