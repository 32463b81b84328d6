"""/desk/party/reserve/secondments/: who was sent to which community, what for, and whether it
served, as the community says once a quarter (S9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.names import name_in
from jiceng.party.actions import secondments as acts
from jiceng.party.actions.secondments import Verdict
from jiceng.party.desk.frame import HOME, WordedForm, form_page, words
from jiceng.party.desk.reserve_frame import menu_place
from jiceng.party.models import Organisation, SecondmentReview, SecondmentTask
from jiceng.party.queries.access import BRANCH, KEEPERS, keeping, may
from jiceng.party.queries.reserve import (
    quarters_due,
    receiving_branch,
    secondment_for,
    secondments_of,
)
from jiceng.party.rules.reserve import SERVED, quarter_name
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = f"{HOME}reserve/secondments/"
LIGHTS = {"yes": "done", "partly": "yellow", "no": "red"}


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Secondments to communities within reach, the newest first."""
    page = page_of(
        secondments_of(request.actor), request.GET.get("after", ""), key="starts_on", newest=True
    )
    today = local_day(request.now)
    context = {
        **office(request, menu_place(request.actor), crumbs=[(_("下派干部"), "")]),
        "rows": [_row(row, today) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 人") % {"n": len(page.rows)}),
    }
    return render(request, "party/secondments.html", context)


def _row(row: Appointment, today: date) -> dict[str, Any]:
    due = quarters_due(row, today)
    last = SecondmentReview.objects.filter(appointment=row).order_by("-quarter").first()
    return {
        "url": f"{HERE}{row.pk}/",
        "name": row.person.name,
        "home": row.home_unit.short_name if row.home_unit else "—",
        "to": row.area.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "due": [quarter_name(q) for q in due],
        "last": _said(last) if last else None,
    }


def _said(row: SecondmentReview) -> dict[str, Any]:
    return {
        "quarter": quarter_name(row.quarter),
        "light": LIGHTS[row.served],
        "text": _(SERVED[row.served]),
        "words": row.words,
        "by": row.organisation.name,
        "at": row.said_at,
    }


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, key: int) -> HttpResponse:
    """One secondment: period, tasks, and what the community said of each quarter."""
    row = secondment_for(request.actor, key)
    branch, today = receiving_branch(row), local_day(request.now)
    period = f"{row.starts_on:%Y-%m-%d} — " + (f"{row.ends_on:%Y-%m-%d}" if row.ends_on else "")
    details = [
        (_("派出单位"), row.home_unit.name if row.home_unit else "—"),
        (_("接收单位"), row.unit.name), (_("接收社区（村）"), row.area.name),
        (_("岗位"), _post_name(row.post, request.now)),
        (_("起止日期"), period),
        (_("接收党支部"), branch.name if branch else "—"),
    ]  # fmt: skip
    reviews = SecondmentReview.objects.filter(appointment=row).select_related("organisation__unit")
    context = {
        **office(
            request,
            menu_place(request.actor),
            crumbs=[(_("下派干部"), HERE), (row.person.name, "")],
        ),
        "row": row,
        "details": [{"label": label, "text": text} for label, text in details],
        "tasks": list(SecondmentTask.objects.filter(appointment=row).order_by("done_on", "-pk")),
        "reviews": [_said(r) for r in reviews.order_by("-quarter")],
        "due": [quarter_name(q) for q in quarters_due(row, today)],
        "may_task": branch is not None and may(request.actor, branch.path),
        "may_say": _is_receiver(request, row, branch),
        "base": f"{HERE}{row.pk}/",
    }
    return render(request, "party/secondment.html", context)


def _post_name(post: str, now: datetime) -> str:
    kept = in_force("post", now).get(post)
    return name_in(kept.content) if kept else post


def _is_receiver(request: Asked, row: Appointment, branch: Organisation | None) -> bool:
    if branch is None or row.person_id == request.actor.person:
        return False
    return any(g.unit_path == branch.path for g in keeping(request.actor, BRANCH))


class TaskForm(WordedForm):
    """What somebody was sent for."""

    text = words(N_("任务"), 2, max_length=200)


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Asked, key: int) -> HttpResponse:
    """Set a task."""
    row, form = secondment_for(request.actor, key), TaskForm(request.POST or None)

    def write() -> SecondmentTask:
        today = local_day(request.now)
        return acts.set_task(
            row, form.cleaned_data["text"], by=request.actor, now=request.now, today=today
        )

    return form_page(request, _("下达任务"), _crumbs(row), form, write, lambda _t: _url(row))


@door("staff", *sorted(KEEPERS))
@require_POST
def finish(request: Asked, key: int, task: int) -> HttpResponse:
    """Say that a task was done."""
    row, today = secondment_for(request.actor, key), local_day(request.now)
    acts.finish_task(row, task, by=request.actor, now=request.now, today=today)
    return HttpResponseRedirect(_url(row))


class VerdictForm(WordedForm):
    """Whether a secondment served in a quarter."""

    quarter = forms.ChoiceField(label=N_("季度"))
    served = forms.ChoiceField(
        label=N_("是否达到下派目的"), choices=list(SERVED.items()),
        widget=forms.RadioSelect(attrs={"data-layout": "list"}),
    )  # fmt: skip
    words = words(N_("具体情况"), max_length=300,
                  help_text=N_("只评价这次下派是否达到目的，不评价个人。"))  # fmt: skip

    def __init__(self, quarters: list[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quarter"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(q.isoformat(), quarter_name(q)) for q in quarters]


@door("staff", "branch_secretary")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Asked, key: int) -> HttpResponse:
    """The receiving community says whether it served."""
    row, today = secondment_for(request.actor, key), local_day(request.now)
    form = VerdictForm(quarters_due(row, today), request.POST or None)

    def write() -> SecondmentReview:
        said = form.cleaned_data
        given = Verdict(date.fromisoformat(said["quarter"]), said["served"], said["words"])
        return acts.say_whether_served(row, given, by=request.actor, now=request.now, today=today)

    return form_page(request, _("评价下派"), _crumbs(row), form, write, lambda _r: _url(row))


def _crumbs(row: Appointment) -> list[tuple[str, str]]:
    return [(_("下派干部"), HERE), (row.person.name, _url(row))]


def _url(row: Appointment) -> str:
    return f"{HERE}{row.pk}/"


urlpatterns = [
    path("party/reserve/secondments/", show),
    path("party/reserve/secondments/<int:key>/", one),
    path("party/reserve/secondments/<int:key>/task", task),
    path("party/reserve/secondments/<int:key>/tasks/<int:task>/done", finish),
    path("party/reserve/secondments/<int:key>/review", review),
]
