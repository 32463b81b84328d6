"""/desk/party/life/: a branch's year at a glance, and what the branches below a committee lack."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.labels import unit_name
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.party.actions.meetings import plan_meeting
from jiceng.party.actions.talks import record_talks
from jiceng.party.desk.life_forms import PlanForm, TalkForm
from jiceng.party.desk.life_shown import (
    grid,
    meeting_row,
    missing,
    suggested,
    summary,
)
from jiceng.party.figures import life as figures
from jiceng.party.figures.life import Window
from jiceng.party.models import LifePeriod, Organisation
from jiceng.party.queries.access import (
    ABOVE,
    BRANCH,
    KEEPERS,
    keeping,
    organisation_for,
    organisations_of,
    reach,
)
from jiceng.party.queries.life import (
    bodies_of,
    gaps_of,
    keeper_of,
    own_keeper,
    seats_on,
    year_of,
)
from jiceng.party.queries.life_ledgers import (
    LEDGERS,
    double_life,
    last_meetings,
    meetings_of_year,
    suggestions,
)
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life import COUNTED, KINDS, parts_of, period_around
from jiceng.party.rules.organisations import BRANCHES
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import FIRST_YEAR, LAST_YEAR, add_refusal
from jiceng.web.menu import office
from jiceng.web.words import word

HERE = "/desk/party/life/"
TITLE = N_("组织生活")
SIZE = 30
LATEST = 8


def year_in(request: Asked) -> int:
    """The year asked for; this one unless it is a year."""
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return local_day(request.now).year


def url_of_life(organisation: Organisation) -> str:
    """The page of one organisation's year."""
    return f"{HERE}{organisation.code}/"


@door("staff", *KEEPERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """What the organisations within reach lack; a branch secretary sees the own branch."""
    above, below = keeping(request.actor, ABOVE), keeping(request.actor, BRANCH)
    if not above and len(below) == 1:
        return _year(request, organisation_for(request.actor, below[0].unit))
    today, year = local_day(request.now), year_in(request)
    only_gaps = request.GET.get("show") == "missing"
    rows = organisations_of(request.actor).filter(kind__in=BRANCHES)
    if only_gaps:
        rows = rows.filter(Exists(gaps_of(OuterRef("pk"), year, today)))
    after = request.GET.get("after", "")
    named = rows.filter(path__gt=after).values_list("pk", "unit", "unit__name", "path")
    found = [Named(*row) for row in named[: SIZE + 1]]
    kept = f"?year={year}" + ("&show=missing" if only_gaps else "")
    context = {
        **office(request, HERE, crumbs=[(_(TITLE), "")]),
        "figures": [_figure(f, year) for f in figures.compute(window_of(year, today),
                    lambda column: reach(request.actor, column))],
        "rows": _rows(found[:SIZE], year, today),
        "year": year,
        "years": [{"url": f"?year={y}", "label": y, "current": y == year}
                  for y in (year - 1, year, year + 1) if y <= today.year],
        "ways": [
            {"url": f"?year={year}", "label": _("全部党支部"), "current": not only_gaps},
            {"url": f"?year={year}&show=missing", "label": _("有缺项或临近期限的"),
             "current": only_gaps},
        ],
        "own": [{"name": unit_name(g.unit), "url": f"{HERE}{g.unit}/"} for g in above],
        "pager": {"next_url": f"{kept}&after={found[SIZE - 1].path}" if len(found) > SIZE else "",
                  "first_url": kept if after else ""},
    }  # fmt: skip
    return render(request, "party/desk_life_above.html", context)


def window_of(year: int, today: date) -> Window:
    """A year, as known today."""
    return Window(date(year, 1, 1), date(year, 12, 31), today)


def _figure(figure: Figure, year: int) -> dict[str, Any]:
    return {
        "label": _(figure.kind.name),
        "value": "—" if figure.value is None else f"{figure.value}"
        if figure.kind.kind == "share" else str(figure.numerator),
        "unit": "" if figure.value is None else _(figure.kind.unit),
        "note": f"{figure.numerator}/{figure.denominator}" if figure.kind.kind == "share" else "",
        "url": f"{HERE}figures/{figure.kind.id}/?year={year}",
        "alert": figure.kind.id == "life_periods_missed" and figure.numerator > 0,
    }  # fmt: skip


class Named(NamedTuple):
    """A branch as the list needs it."""

    pk: int
    code: str
    name: str
    path: str


def _rows(found: list[Named], year: int, today: date) -> list[dict[str, Any]]:
    """Each branch with its counts and what it lacks: two questions for the whole page."""
    keys = [o.pk for o in found]
    of_year = LifePeriod.objects.filter(
        organisation__in=keys, ends_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    over = {
        key: (met, every)
        for key, met, every in of_year.filter(ends_on__lt=today)
        .values_list("organisation")
        .annotate(met=Count("pk", filter=Q(held__gte=F("required"))), every=Count("pk"))
        .order_by()
    }
    lacking: dict[int, list[tuple[str, date]]] = {}
    gaps = of_year.filter(warn_on__lte=today, held__lt=F("required")).order_by("ends_on", "pk")
    for key, kind, ends_on in gaps.values_list("organisation", "kind", "ends_on"):
        lacking.setdefault(key, []).append((kind, ends_on))
    return [_row(o, over.get(o.pk, (0, 0)), lacking.get(o.pk, ()), today) for o in found]


def _row(branch: Named, over: tuple[int, int], lacking: Any, today: date
         ) -> dict[str, Any]:  # fmt: skip
    past: dict[str, int] = {}
    near: dict[date, list[str]] = {}
    for kind, ends_on in lacking:
        if ends_on < today:
            past[kind] = past.get(kind, 0) + 1
        else:
            near.setdefault(ends_on, []).append(_(COUNTED[kind]))
    text = _("%(kind)s（%(day)s 前）")
    return {
        "name": branch.name,
        "url": f"{HERE}{branch.code}/",
        "met": f"{over[0]}/{over[1]}",
        "past": listed(f"{_(COUNTED[kind])} {n}" for kind, n in past.items()),
        "near": listed(
            text % {"kind": listed(kinds), "day": f"{day:%m-%d}"} for day, kinds in near.items()
        ),
        "light": "red" if past else "yellow" if near else "done",
    }


@door("staff", *KEEPERS)
@require_safe
def year(request: Asked, code: str) -> HttpResponse:
    """One organisation's year: what is missing and by when, the grid, meetings and ledgers."""
    return _year(request, organisation_for(request.actor, code))


def _year(
    request: Asked, organisation: Organisation, talk: TalkForm | None = None, status: int = 200
) -> HttpResponse:
    today, asked = local_day(request.now), year_in(request)
    body = bodies_of([organisation])[organisation.pk]
    standing = year_of(organisation, asked, today, body)
    keeps = own_keeper(request.actor, organisation) is not None
    here = url_of_life(organisation)
    sorts = parts_of("talk", body, period_around("year", today))
    waiting, latest = meetings_of_year(organisation, asked)
    rule = history("life").on(min(today, date(asked, 12, 31)))
    context = {
        **office(request, HERE, crumbs=[(_(TITLE), HERE), (organisation.name, "")]),
        "organisation": organisation,
        "here": here,
        "is_branch": organisation.kind in BRANCHES,
        "year": asked,
        "years": [{"url": f"?year={y}", "label": y, "current": y == asked}
                  for y in (asked - 1, asked, asked + 1)
                  if organisation.founded_on.year <= y <= today.year],
        "figures": summary(standing, today),
        "missing": missing(standing, f"{here}plan"),
        "grid": grid(standing),
        "months": [_("%(n)s月") % {"n": n} for n in range(1, 13)],
        "rule": rule,
        "has_unverified": bool(rule and rule.unverified),
        "open": [meeting_row(m) for m in waiting],
        "latest": [meeting_row(m) for m in latest[:LATEST]],
        "ledgers": [{"url": f"{here}ledgers/{key}/?year={asked}", "label": _(ledger.label)}
                    for key, ledger in LEDGERS.items()],
        "leaders": double_life(organisation, asked, today) if keeps else [],
        "keeps": keeps,
        "talk_form": talk or TalkForm(sorts, initial={"on": today}),
        "talk_tried": talk is not None,
    }  # fmt: skip
    return render(request, "party/desk_life.html", context, status=status)


@door("staff", *KEEPERS)
@require_POST
def talks(request: Asked, code: str) -> HttpResponse:
    """Heart-to-heart talks of one sort, as a number."""
    organisation = organisation_for(request.actor, code)
    keeper_of(request.actor, organisation)
    sorts = parts_of("talk", bodies_of([organisation])[organisation.pk],
                     period_around("year", local_day(request.now)))  # fmt: skip
    form = TalkForm(sorts, request.POST)
    if form.is_valid():
        try:
            record_talks(organisation, **form.cleaned_data, by=request.actor, now=request.now)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(url_of_life(organisation))
    return _year(request, organisation, form, 422)


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Asked, code: str) -> HttpResponse:
    """Call a meeting, or write down one that was: the second step is recording it."""
    organisation = organisation_for(request.actor, code)
    keeper_of(request.actor, organisation)
    today = local_day(request.now)
    form = PlanForm(organisation, today, request.POST or None, initial=_start(request,
                    organisation, today) if request.method != "POST" else None)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            row = plan_meeting(form.given(), at=organisation, by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            step = "record" if row.on <= today else ""
            return HttpResponseRedirect(f"/desk/party/meetings/{row.number}/{step}")
    crumbs = [(_(TITLE), HERE), (organisation.name, url_of_life(organisation)),
              (_("安排会议"), "")]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": _("安排会议"),
        "facts": _("日期在今天或以前的，下一步登记到会情况"),
        "form": form,
        "units": [],
        "back": url_of_life(organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "casework/desk_programme_form.html", context, status=status)


def _start(request: Asked, organisation: Organisation, today: date) -> dict[str, Any]:
    """What a new form suggests: kind asked for, next week, the usual place, what is due."""
    kind = request.GET.get("kind", "")
    last = last_meetings(organisation, today.year).exclude(place="").first()
    secretary = next((s for s in seats_on(organisation, today) if s.duty == "secretary"), None)
    standing = year_of(organisation, today.year, today)
    return {
        "kinds": [kind] if kind in KINDS else [],
        "on": today + timedelta(days=1),
        "begins_at": "15:00",
        "place": last.place if last else "",
        "chair": str(secretary.pk) if secretary else "",
        "agenda": "\n".join(suggested(suggestions(organisation, standing, today))),
    }


def not_found() -> NotFound:
    """What is not there, or not theirs."""
    return NotFound(Reason("not_found"))


urlpatterns = [
    path("party/life/", show),
    path("party/life/<str:code>/", year),
    path("party/life/<str:code>/plan", plan),
    path("party/life/<str:code>/talks", talks),
]
