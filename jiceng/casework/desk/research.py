"""/desk/research/: going out, learning, talking, and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import research as acts
from jiceng.casework.actions.findings import MAY_FIND
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import WordedForm, day, words
from jiceng.casework.desk.standard_forms import CampaignForm
from jiceng.casework.models import Discussion, Finding, ResearchPlan, Visit
from jiceng.casework.queries.research import (
    discussion_by,
    found_in,
    plan_for,
    plans_of,
    posts_of,
    sessions,
)
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/research/"
TABS = (("plans", N_("调研")), ("study", N_("学习")), ("talk", N_("讨论")))
KINDS = {"survey": N_("专题调研"), "visit": N_("走访")}
NEW = {"plans": N_("新建调研计划"), "study": N_("登记学习会"), "talk": N_("发起讨论")}
MOST_REPLIES = 200


class PlanForm(WordedForm):
    """A plan to look and ask."""

    title = forms.CharField(label=N_("题目"), max_length=120)
    kind = forms.ChoiceField(label=N_("方式"), choices=list(KINDS.items()))
    planned_on = day(N_("计划日期"))
    questions = words(N_("要弄清的问题"), 4, max_length=4000)


class SessionForm(WordedForm):
    """A meeting to learn."""

    topic = forms.CharField(label=N_("主题"), max_length=120)
    held_on = day(N_("日期"))
    participants = forms.IntegerField(
        label=N_("参加人数"), min_value=1, help_text=N_("只填人数，不登记名单。")
    )
    learnt = words(N_("学到什么"), 4, max_length=4000)


class TalkForm(WordedForm):
    """A question to everybody with a post."""

    title = forms.CharField(label=N_("题目"), max_length=120)
    text = words(N_("想听听大家的意见"), 4, max_length=4000)


class VisitForm(WordedForm):
    """One going out."""

    place = forms.CharField(label=N_("地点"), max_length=120)
    visited_on = day(N_("日期"))
    seen = words(N_("看到、听到的情况"), 4, max_length=4000)


class VisitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django knows no argument here
    """A visit by its day and place."""

    def label_from_instance(self, obj: Visit) -> str:
        return f"{obj.visited_on} {obj.place_text}"


class FindingForm(WordedForm):
    """What came of a visit."""

    visit = VisitField(label=N_("来自哪次走访"), queryset=Visit.objects.none())
    text = words(N_("发现的问题"), 2, max_length=500)
    unit = UnitField(label=N_("责任单位"), max_length=80)

    def __init__(self, plan: ResearchPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit = self.fields["visit"]
        if isinstance(visit, forms.ModelChoiceField):
            visit.queryset = plan.visits.select_related("plan").order_by("-visited_on", "-pk")


FORMS = {"plans": PlanForm, "study": SessionForm, "talk": TalkForm}


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Plans within reach, study sessions, discussions: a tab each."""
    tab = request.GET.get("tab", "plans")
    if tab not in FORMS:
        raise NotFound(Reason("not_found"))
    rows, more = _listed(request, tab)
    context = {
        **office(request, HERE, crumbs=[(_("学习调研"), "")]),
        "tabs": [
            {"url": f"?tab={key}", "label": _(label), "current": key == tab} for key, label in TABS
        ],
        "tab": tab,
        "rows": rows,
        "pager": more,
        "new_label": _(NEW[tab]),
        "may_plan": bool(request.actor.roles & acts.PLANNERS),
    }
    return render(request, "casework/desk_research.html", context)


def _listed(request: Asked, tab: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    after = request.GET.get("after", "")
    if tab == "plans":
        plans = page_of(plans_of(request.actor), after, key="drafted_at", newest=True)
        found = found_in(plans.rows)
        listed = [_plan(row) | {"found": _found_words(*found.get(row.pk, (0, 0)))}
                  for row in plans.rows]  # fmt: skip
        return listed, pager(plans, request.GET)
    if tab == "study":
        held = page_of(sessions(), after, key="recorded_at", newest=True)
        return [{"row": r, "unit": unit_name(r.unit)} for r in held.rows], pager(held, request.GET)
    asked = Discussion.objects.annotate(reply_count=Count("replies"))
    talks = page_of(asked, after, key="opened_at", newest=True)
    return [
        {"row": r, "unit": unit_name(r.unit), "url": f"{HERE}discussions/{r.pk}/"}
        for r in talks.rows
    ], pager(talks, request.GET)


def _found_words(found: int, used: int) -> str:
    """What the visits brought, and whether it went anywhere."""
    if not found:
        return ""
    if found == used:
        return _("发现问题 %(n)d 个，均已转办") % {"n": found}
    return _("发现问题 %(n)d 个，待转办 %(left)d 个") % {"n": found, "left": found - used}


def _plan(row: ResearchPlan) -> dict[str, Any]:
    closed = row.closed_at is not None
    return {
        "row": row,
        "url": f"{HERE}plans/{row.pk}/",
        "unit": unit_name(row.unit),
        "kind": _(KINDS[row.kind]),
        "status": {"light": "done" if closed else "doing",
                   "text": _("已结束") if closed else _("进行中")},
    }  # fmt: skip


@door("staff", *acts.PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, tab: str) -> HttpResponse:
    """A plan, a session or a discussion."""
    if tab not in FORMS:
        raise NotFound(Reason("not_found"))
    form: Any = FORMS[tab](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            where = _made(request, tab, form.cleaned_data)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(where)
    context = {
        **office(request, HERE, crumbs=[(_("学习调研"), HERE), (_(NEW[tab]), "")]),
        "title": _(NEW[tab]),
        "form": form,
        "units": [],
        "back": f"{HERE}?tab={tab}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "casework/desk_programme_form.html", context, status=status)


def _made(request: Asked, tab: str, said: dict[str, Any]) -> str:
    by, now = request.actor, request.now
    if tab == "plans":
        return f"{HERE}plans/{acts.plan_research(acts.Survey(**said), by=by, now=now).pk}/"
    if tab == "study":
        acts.record_session(acts.Session(**said), by=by, now=now)
        return f"{HERE}?tab=study"
    return f"{HERE}discussions/{acts.open_discussion(**said, by=by, now=now).pk}/"


@door("staff")
@require_safe
def plan(request: Asked, key: int) -> HttpResponse:
    """One plan: its questions, visits and what was found."""
    return _plan_page(request, plan_for(request.actor, key))


@door("staff")
@require_POST
def act(request: Asked, key: int, act: str) -> HttpResponse:
    """visit, finding, problem, item or close."""
    row = plan_for(request.actor, key)
    sent, by, now = request.POST, request.actor, request.now
    form: Any = None
    try:
        if act in ("visit", "finding"):
            form = VisitForm(sent) if act == "visit" else FindingForm(row, sent)
            if not form.is_valid():
                return _plan_page(request, row, {act: form}, status=422)
            if act == "visit":
                acts.record_visit(row, **form.cleaned_data, by=by, now=now)
            else:
                acts.add_finding(**form.cleaned_data, by=by, now=now)
        elif act == "close":
            acts.close_plan(row, by=by, now=now)
        else:
            return HttpResponseRedirect(_used(request, _finding(row, sent), act))
    except Invalid as refusal:
        if form is not None:
            add_refusal(form, refusal.reasons, word)
            return _plan_page(request, row, {act: form}, status=refusal.status)
        return _plan_page(request, row, {}, sentences(refusal.reasons), refusal.status)
    except Refusal as refusal:
        return _plan_page(request, row, {}, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(f"{HERE}plans/{key}/")


def _used(request: Asked, finding: Finding, act: str) -> str:
    by, now = request.actor, request.now
    if act == "problem":
        code = request.POST.get("campaign", "")
        problem = acts.finding_to_problem(finding, code, by=by, now=now)
        return url_of("problem", problem.number)
    if act == "item":
        item = acts.finding_to_item(finding, by=by, now=now)
        return url_of("supervision_item", item.number)
    raise NotFound(Reason("not_found"))


def _finding(plan: ResearchPlan, sent: Any) -> Finding:
    key = str(sent.get("finding", ""))
    rows = Finding.objects.filter(visit__plan=plan).select_related("visit__plan")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _plan_page(
    request: Asked,
    row: ResearchPlan,
    tried: dict[str, Form] | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    tried, roles = tried or {}, request.actor.roles
    own = any(g.unit == row.unit and g.roles & acts.PLANNERS for g in request.actor.grips)
    visits = list(row.visits.order_by("-visited_on", "-pk"))
    findings = Finding.objects.filter(visit__plan=row).select_related("problem", "item")
    today = {"visited_on": local_day(request.now)}
    context = {
        **office(request, HERE, crumbs=[(_("学习调研"), HERE), (row.title, "")]),
        **_plan(row),
        "visits": visits,
        "findings": [_found(f) for f in findings.order_by("pk")],
        "keeps": own and row.closed_at is None,
        "may_find": bool(roles & MAY_FIND),
        "may_draft": "overseer" in roles,
        "campaign_form": CampaignForm(),
        "visit_form": tried.get("visit") or VisitForm(initial=today),
        "finding_form": tried.get("finding") or FindingForm(row),
        "tried": tried,
        "reasons": reasons,
        "units": unit_options() if own else [],
    }
    return render(request, "casework/desk_research_plan.html", context, status=status)


def _found(row: Finding) -> dict[str, Any]:
    problem, item = row.problem, row.item
    return {
        "key": row.pk,
        "text": row.text,
        "unit": unit_name(row.unit),
        "is_free": problem is None and item is None,
        "url": url_of("problem", problem.number) if problem
        else url_of("supervision_item", item.number) if item else "",
        "number": problem.number if problem else item.number if item else "",
    }  # fmt: skip


@door("staff")
@require_safe
def discussion(request: Asked, key: int) -> HttpResponse:
    """One thread."""
    return _thread(request, discussion_by(key))


@door("staff")
@require_POST
def discuss(request: Asked, key: int, act: str) -> HttpResponse:
    """reply or close."""
    row = discussion_by(key)
    if act not in ("reply", "close"):
        raise NotFound(Reason("not_found"))
    text = request.POST.get("text", "")
    try:
        if act == "reply":
            acts.reply(row, text, by=request.actor, now=request.now)
        else:
            acts.close_discussion(row, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _thread(request, row, sentences(refusal.reasons), text, refusal.status)
    return HttpResponseRedirect(f"{HERE}discussions/{key}/")


def _thread(
    request: Asked,
    row: Discussion,
    reasons: list[str] | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    replies = list(row.replies.order_by("pk")[:MOST_REPLIES])
    held, posts = posts_of(r.appointment for r in replies), in_force("post", request.now)
    crumbs = [(_("学习调研"), f"{HERE}?tab=talk"), (row.title, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "row": row,
        "unit": unit_name(row.unit),
        "replies": [
            {
                "unit": held.get(r.appointment, ("", ""))[0],
                "post": posts[post].content["name"]
                if (post := held.get(r.appointment, ("", ""))[1]) in posts
                else "",
                "text": r.text,
                "at": r.at,
            }
            for r in replies
        ],
        "may_close": row.closed_at is None
        and any(g.unit == row.unit and g.roles & acts.PLANNERS for g in request.actor.grips),
        "reasons": reasons,
        "text": text,
    }
    return render(request, "casework/desk_discussion.html", context, status=status)
