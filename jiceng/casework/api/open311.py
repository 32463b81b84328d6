"""Open311 GeoReport v2: the face that programs of other makers know (contract: /open311/v2/).

Reading is public and says what `queries.published` says. Reporting takes a key of ours as
`api_key` and goes through the same action as every other report. `jurisdiction_id` may be given
and changes nothing: one deployment is one jurisdiction (decisions.md 18).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.intake import Raised, answer_of, raise_case
from jiceng.casework.api.seen import NEXT, unit_named
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.overlays import offered_types
from jiceng.casework.queries.published import ENDED, Published, publish, reported_between
from jiceng.casework.rules.rulebook import CaseType
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.tokens import person_of
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refusal
from jiceng.kernel.scope import RESIDENT
from jiceng.web.api import instant, local
from jiceng.web.api.xml import write_xml
from jiceng.web.clock import county_zone, local_day
from jiceng.web.context import county_name
from jiceng.web.doors import Asked, door, words_its_refusals
from jiceng.web.once import once
from jiceng.web.words import term_words, word

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-23T00:00:00+08:00"
"""When what these addresses answer last changed its shape."""
ITEMS = {
    "services": "service", "service_requests": "request", "errors": "error",
    "endpoints": "endpoint", "formats": "format", "attributes": "attribute",
}  # fmt: skip
"""Elements of lists in XML."""
FORMATS = ("json", "xml")
LONGEST_WINDOW = timedelta(days=90)
MOST = 1000
YEARS = range(1970, 9000)
STATES = ("open", "closed")
View = Callable[..., Any]


def spoken(root: str) -> Callable[[View], View]:
    """Answer in the format of the address, refusals as the standard's body of errors."""

    def made(view: View) -> View:
        @wraps(view)
        def answer(request: Asked, form: str, **place: str) -> HttpResponse:
            if form not in FORMATS:
                unknown = Reason("unknown_format", {"value": form[:20]})
                return _errors(_understood(request), NotFound(unknown))
            try:
                _refuse_unreadable(request, place)
                return _say(form, root, view(request, **place))
            except Refusal as refusal:
                return _errors(form, refusal)

        return words_its_refusals(answer)

    return made


def _say(form: str, root: str, content: Any, status: int = 200) -> HttpResponse:
    if form == "xml":
        kind = "text/xml; charset=utf-8"
        return HttpResponse(write_xml(root, content, ITEMS), content_type=kind, status=status)
    return JsonResponse(
        content, safe=False, status=status, json_dumps_params={"ensure_ascii": False}
    )


def _errors(form: str, refusal: Refusal) -> HttpResponse:
    """The standard knows 400 where we say 422."""
    code = 400 if refusal.status == Invalid.status else refusal.status
    told = [f"{r.field}: {word(r)}" if r.field else word(r) for r in refusal.reasons]
    said = [
        {"code": code, "description": text} for text in told or [_("现在无法办理，请稍后再试。")]
    ]
    answer = _say(form, "errors", said, code)
    if code in (429, 503, 507):
        waits = [int(r.params["seconds"]) for r in refusal.reasons if "seconds" in r.params]
        answer.headers["Retry-After"] = str(max(waits, default=60))
    return answer


def _understood(request: Asked) -> str:
    """A format for whoever asked in none of ours: by the address, else by what is accepted."""
    accepted = request.headers.get("Accept", "")
    wants_xml = request.path.endswith(".xml") or "xml" in accepted.partition("html")[0]
    return "xml" if wants_xml and "json" not in accepted else "json"


@door("public")
@words_its_refusals
@csrf_exempt  # it writes nothing, and programs that post here have no page to take a token from
def nowhere(request: Asked, rest: str) -> HttpResponse:
    """An address below /open311/ that is none: the standard's body of errors, not a page."""
    return _errors(_understood(request), NotFound(Reason("not_found")))


def _refuse_unreadable(request: Asked, place: Mapping[str, str]) -> None:
    sent = [*place.values(), *request.GET.values(), *request.POST.values()]
    if any("\x00" in text for text in sent):
        raise Invalid(Reason("unreadable_characters"))


@door("public")
@require_safe
@spoken("discovery")
def discovery(request: Asked) -> dict[str, Any]:
    """Where the endpoint is and what it speaks."""
    return {
        "changeset": CHANGED,
        "contact": county_name(),
        "key_service": _("接口令牌由本县安全管理员在管理页面发放。"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": CHANGED,
                "type": "test" if settings.IS_DEMO else "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }


@door("public")
@require_safe
@spoken("services")
def services(request: Asked) -> list[dict[str, Any]]:
    """Every kind of matter that can be reported, in the order of the codes."""
    book, _calendar = rules_at(request.now)
    offered = offered_types(request.now)
    leaves = sorted(
        (k for k in book.types.values() if k.is_leaf and k.code in offered), key=lambda k: k.code
    )
    return [_offered(kind, book.types.get(kind.parent)) for kind in leaves]


def _offered(kind: CaseType, group: CaseType | None) -> dict[str, Any]:
    return {
        "service_code": kind.code,
        "service_name": named(kind.name, kind.name_en),
        "description": named(kind.closing, kind.closing_en),
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(kind.keywords),
        "group": named(group.name, group.name_en) if group else "",
    }


@door("public")
@require_safe
@spoken("service_definition")
def definition(request: Asked, code: str) -> dict[str, Any]:
    """What a kind asks for beside the standard's fields: nothing, here."""
    return {"service_code": _kind(code, request.now).code, "attributes": []}


def _kind(code: str, now: datetime) -> CaseType:
    kind = rules_at(now)[0].type_of(code)
    if not kind.is_leaf:
        raise NotFound(Reason("unknown_type", {"value": code[:20]}, field="service_code"))
    return kind


@door("public")
@words_its_refusals
@csrf_exempt  # nothing but the key opens it: no session counts here
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: Asked, form: str) -> HttpResponse:
    """The list (GET), and taking a report in (POST)."""
    view = take_in if request.method == "POST" else search
    answer: HttpResponse = view(request, form=form)
    return answer


@spoken("service_requests")
def search(request: Asked) -> list[dict[str, Any]]:
    """Requests by number, or by kind, state and a window of at most 90 days; newest first."""
    asked = request.GET
    if "service_request_id" in asked:
        numbers = _listed(asked["service_request_id"])
        rows = Case.objects.filter(number__in=numbers[:MOST]).order_by("-reported_at", "-pk")
    else:
        rows = reported_between(*_window(asked, request.now))
        if "service_code" in asked:
            rows = rows.filter(case_type__in=_listed(asked["service_code"]))
        if (states := _states(asked)) != set(STATES):
            rows = (
                rows.exclude(state__in=ENDED) if "open" in states else rows.filter(state__in=ENDED)
            )
    return [_shown(p) for p in publish(rows[:MOST], request.now)]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()][:MOST]


def _states(asked: Mapping[str, str]) -> set[str]:
    states = set(_listed(asked.get("status", ""))) or set(STATES)
    if unknown := states - set(STATES):
        raise Invalid(Reason("unknown_value", {"value": min(unknown)[:20]}, field="status"))
    return states


def _window(asked: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """Ninety days up to now, or up to or from the one end given (GeoReport v2, GET requests)."""
    start, end = _moment(asked, "start_date"), _moment(asked, "end_date")
    if start is None:
        end = end or now
        return end - LONGEST_WINDOW, end
    end = end or start + LONGEST_WINDOW
    if end < start:
        raise Invalid(Reason("period_reversed", field="end_date"))
    if end - start > LONGEST_WINDOW:
        raise Invalid(Reason("window_too_long", {"days": LONGEST_WINDOW.days}, field="start_date"))
    return start, end


def _moment(asked: Mapping[str, str], name: str) -> datetime | None:
    """An instant with offset, or a day, which begins at midnight in the county."""
    text = asked.get(name, "").strip().replace(" ", "+")  # a plus sign that was not escaped
    if not text:
        return None
    try:
        if len(text) == len("2026-11-23"):
            found = datetime.combine(date.fromisoformat(text), time(), county_zone())
        else:
            found = instant(text)
    except (ValueError, OverflowError) as error:
        raise Invalid(Reason("field_wrong", {"name": name}, field=name)) from error
    if found.year not in YEARS:
        raise Invalid(Reason("field_wrong", {"name": name}, field=name))
    return found


def _shown(told: Published) -> dict[str, Any]:
    case = told.case
    unit = unit_named(case.unit)["name"]
    return {
        "service_request_id": case.number,
        "status": "open" if told.is_open else "closed",
        "status_notes": _(NEXT[case.state]) % {"unit": unit} if case.state in NEXT else None,
        "service_name": named(told.kind.name, told.kind.name_en) or None,
        "service_code": case.case_type,
        "description": told.title or None,
        "agency_responsible": unit,
        "service_notice": term_words(case.promised) or None,
        "requested_datetime": local(case.reported_at),
        "updated_datetime": local(case.entered_at if told.is_open else _ended(case)),
        "expected_datetime": local(case.due_at),
        "address": told.place or None,
        "address_id": case.area_code or None,
        "zipcode": None,
        "lat": told.lat,
        "long": told.lon,
        "media_url": None,
    }


def _ended(case: Case) -> datetime:
    return case.closed_since or case.entered_at


@door("public")
@require_safe
@spoken("service_requests")
def one(request: Asked, number: str) -> list[dict[str, Any]]:
    """One request by its number, as the list shows it."""
    return [_shown(p) for p in publish([_case(number)], request.now)]


@door("public")
@require_safe
@spoken("service_requests")
def token(request: Asked, number: str) -> list[dict[str, str]]:
    """Every request gets its number at once, so a token is that number."""
    case = _case(number)
    return [{"service_request_id": case.number, "token": case.number}]


def _case(number: str) -> Case:
    if found := Case.objects.filter(number=number[:20]).first():
        return found
    raise NotFound(Reason("unknown_case", {"value": number[:20]}, field="service_request_id"))


@spoken("service_requests")
def take_in(request: Asked) -> list[dict[str, Any]]:
    """Take a report in for whoever holds the key; the same `Idempotency-Key` is done once."""
    person = person_of(request.POST.get("api_key", "") or request.GET.get("api_key", ""))
    if person is None:
        raise NotAllowed(Reason("bad_api_key", field="api_key"))
    given = _raised(request)
    done = once(
        request.headers.get("Idempotency-Key", ""),
        caller=f"{person.pk} POST /open311/v2/requests",
        body=repr(given).encode(),
        work=lambda: _raise(given, person, request.now),
        now=request.now,
    )
    notice = _("编号 %(number)s，查询码 %(access_code)s，请妥善保管；承办单位：%(unit)s。")
    told = {**done.answer, "unit": done.answer["unit"]["name"]}
    return [
        {
            "service_request_id": told["number"],
            "service_notice": notice % told,
            "account_id": None,
        }
    ]


def _raise(given: Raised, person: Person, now: datetime) -> Mapping[str, Any]:
    actor = actor_for(person, now=now, today=local_day(now))
    return answer_of(raise_case(given, by=actor if actor.grips else RESIDENT, now=now))


def _raised(request: Asked) -> Raised:
    """The standard's fields as ours. `email`, `device_id` and `account_id` are not kept."""
    sent = request.POST
    if not sent.get("service_code"):
        raise Invalid(Reason("field_missing", {"name": "service_code"}, field="service_code"))
    kind = _kind(sent["service_code"], request.now)
    address = sent.get("address_id", "")[:15]
    return Raised(
        text=_words(sent) or kind.name,
        case_type=kind.code,
        lon=_degrees(sent, "long"),
        lat=_degrees(sent, "lat"),
        place=sent.get("address_string", "").strip()[:200],
        grid_code=address if territory().area(address) else "",
        name=_name(sent),
        phone=sent.get("phone", "").strip()[:40],
        source="api",
    )


def _words(sent: Mapping[str, str]) -> str:
    """The description; the address of a picture elsewhere is told, never fetched."""
    told = sent.get("description", "").strip()
    picture = sent.get("media_url", "").strip()
    return f"{told}\n{picture}" if told and picture.startswith(("http://", "https://")) else told


def _name(sent: Mapping[str, str]) -> str:
    """Family name first in Chinese, last with a space elsewhere."""
    first, last = (sent.get(name, "").strip() for name in ("first_name", "last_name"))
    both = f"{first} {last}".strip()
    return (both if both.isascii() else last + first)[:40]


def _degrees(sent: Mapping[str, str], name: str) -> float | None:
    text = sent.get(name, "").strip()
    try:
        return float(text) if text else None
    except ValueError as error:
        raise Invalid(Reason("field_wrong", {"name": name}, field=name)) from error


urlpatterns = [
    path("discovery.<str:form>", discovery),
    path("services.<str:form>", services),
    path("services/<str:code>.<str:form>", definition),
    path("requests.<str:form>", requests),
    path("requests/<str:number>.<str:form>", one),
    path("tokens/<str:number>.<str:form>", token),
]
