"""The one API object: how bodies are read, what a fault becomes, and its documentation."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from jiceng.kernel.refusal import Reason, Refusal
from jiceng.web.api.calls import Unsigned, note_if_refused
from jiceng.web.api.problems import problem, refusal_problem
from jiceng.web.doors import View, door

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
SCHEMAS: dict[str, Any] = {}
"""Schemas of bodies that msgspec reads; `declare` adds them to the document."""


def declare(schemas: Mapping[str, Any]) -> None:
    """Document the schemas of a body that ninja does not read itself."""
    SCHEMAS.update(schemas)


class Strict(Parser):
    """Bodies are JSON, said to be JSON, and hold no characters a database cannot keep."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as plain values; raises what `_unreadable` answers."""
        body = json_body(request)
        parsed: dict[str, Any] = msgspec.json.decode(body)
        return parsed

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """As ever; an empty value means that the filter was left out."""
        parsed = super().parse_querydict(data, list_fields, request)
        return {k: v for k, v in parsed.items() if v != ""}


class WrongType(Refusal):
    """The body is not of the declared kind."""

    status = 415


class Unkeepable(Refusal):
    """A character no database keeps."""

    status = 422


def json_body(request: HttpRequest) -> bytes:
    """The bytes of a JSON body. Raises `WrongType`, or `Unkeepable` for NUL characters."""
    if request.content_type != "application/json":
        raise WrongType(Reason("not_json"))
    body = request.body
    if b"\\u0000" in body:
        raise Unkeepable(Reason("unreadable_characters"))
    return body


house = NinjaAPI(
    title="Jiceng",
    version="1",
    description="Cases, territory and work of one county. Errors are RFC 9457 problem details.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=Strict(),
)


def mount(*routers: Router) -> list[URLPattern]:
    """Every API of the house below one prefix, each URL with its door, and the documentation."""
    for router in routers:
        if all(router is not known for _prefix, known in house._routers):
            house.add_router("", router)
    found = [p for p in house.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"]
    paths = [where for bound in house._get_bound_routers() for where in bound.path_operations]
    if twice := {where for where in paths if paths.count(where) > 1}:
        raise ValueError(f"operations on one path belong to one Calls: {sorted(twice)}")
    for pattern in found:
        pattern.callback = _opened(pattern.callback)
    return [path("openapi.json", openapi), path("docs", docs), *found]


def _opened(view: View) -> View:
    """The view of a path behind a door the middleware lets pass: each operation's gate decides.

    A path may hold a public and a machine operation; a method it does not know is a problem too.
    """

    @csrf_exempt
    @door("machine")
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        refused = problem(405)
        refused.headers["Allow"] = answer.headers["Allow"]
        return refused

    return opened


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every operation as (method, path below the prefix, operation)."""
    for bound in house._get_bound_routers():
        for where, view in bound.path_operations.items():
            for operation in view.operations:
                yield operation.methods[0], where, operation


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1 of everything mounted; problems carry their own media type."""
    schema: dict[str, Any] = dict(house.get_openapi_schema(path_prefix="/api/v1/"))
    schema["components"]["schemas"] |= SCHEMAS
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
    return schema


@door("public")
def openapi(request: HttpRequest) -> HttpResponse:
    """The whole API for programs."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@door("public")
def docs(request: HttpRequest) -> HttpResponse:
    """The whole API for people."""
    paths = [
        {"path": where, "method": method.upper(), **operation}
        for where, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "web/api_docs.html", {"operations": paths})


@house.exception_handler(Unsigned)
def _unsigned(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(401)


@house.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    note_if_refused(request, error)
    return refusal_problem(error)


@house.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, [_reason_of(e) for e in error.errors])


def _reason_of(error: dict[str, Any]) -> Reason:
    """Pydantic's finding as one of our sentences, with the name of the input."""
    place = [str(p) for p in error["loc"][1:]]
    name = "/".join(place[1:] if len(place) > 1 else place)
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return Reason("unknown_field", {"name": name}, field=name)
    code = "field_missing" if kind == "missing" else "field_wrong"
    return Reason(code, {"name": name}, field=name)


@house.exception_handler(msgspec.DecodeError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400)


@house.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


@house.exception_handler(Http404)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404)


@house.exception_handler(MultiPartParserError)
@house.exception_handler(UnreadablePostError)
def _cut(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400)


@house.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413 if isinstance(error, RequestDataTooBig) else 400)


@house.exception_handler(OSError)
def _disk(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s: %s", request.path, type(error).__name__)
    return problem(507)


@house.exception_handler(DatabaseError)
def _database(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s: %s", request.path, type(error).__name__)
    if "full" in str(error) or "No space" in str(error):
        return problem(507)
    return problem(503 if isinstance(error, OperationalError) else 500)


@house.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("%s failed", request.path)
    return problem(500)
