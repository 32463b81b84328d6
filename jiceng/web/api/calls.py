"""How an operation is declared: its door, its answer, its problems, and who is calling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja import Router, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import ConfigDict

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.accounts import note_refusal
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.tokens import person_of
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.web.api.problems import DECLARED, Problem
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, Door
from jiceng.web.sessions import is_live

F = TypeVar("F", bound=Callable[..., Any])


class Unsigned(Exception):
    """No key, or one that opens nothing."""


class ProblemAnswer(Schema):
    """What every problem is answered with, made once: eleven of them for each operation would
    take half the time a server needs to start."""

    response: Problem


PROBLEMS = dict.fromkeys(DECLARED, ProblemAnswer)


class Input(Schema):
    """A body: what is not declared is refused by name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Gate:
    """Stands before one operation: finds out who calls, and whether the door is theirs.

    A bearer token names a person; without one the session of somebody signed in counts, and then
    anything that writes shows the form token like every page.
    """

    openapi_type = "http"
    openapi_security_schema: dict[str, Any] = {"type": "http", "scheme": "bearer"}  # noqa: RUF012  read by the schema writer alone

    def __init__(self, door: Door) -> None:
        self.door = door
        self.known_parameters: frozenset[str] = frozenset()

    def __call__(self, request: HttpRequest) -> bool:
        """Let in, or raise `Unsigned` (401) or `NotAllowed` (403)."""
        asked = cast(Asked, request)
        self._refuse_unknown(asked)
        person = _caller(asked)
        if person is None:
            if self.door.name == "machine":
                raise Unsigned
            return True
        asked.person = person
        asked.actor = actor_for(person, now=asked.now, today=local_day(asked.now))
        if self.door.name == "machine" and not asked.actor.grips:
            raise NotAllowed(Reason("no_post"))
        if self.door.name == "machine":
            self.door.check(asked.actor)
        return True

    def _refuse_unknown(self, asked: Asked) -> None:
        """A misspelt filter would otherwise quietly answer something else."""
        if "\x00" in asked.path_info:
            raise Invalid(Reason("unreadable_characters"))
        faults = [
            Reason("unknown_field", {"name": name}, field=name)
            for name in asked.GET
            if name not in self.known_parameters
        ]
        faults += [
            Reason("unreadable_characters", field=name)
            for name, values in asked.GET.lists()
            if any("\x00" in value for value in values)
        ]
        if faults:
            raise Invalid(*faults)


def _caller(request: Asked) -> Person | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        person = person_of(token.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            raise Unsigned
        return person
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    if not isinstance(user, Person) or not user.is_active or not is_live(request):
        return None
    _check_form_token(request)
    return user


def _check_form_token(request: Asked) -> None:
    """A session alone does not write: the form token shows that the page was ours."""

    def never(_: HttpRequest) -> Any:
        raise AssertionError("only asked, never called")

    check = CsrfViewMiddleware(never)
    check.process_request(request)
    request.csrf_processing_done = False  # type: ignore[attr-defined]  # Django's own mark, set by its middleware
    if check.process_view(request, never, (), {}) is not None:
        raise NotAllowed(Reason("form_token"))


def note_if_refused(request: HttpRequest, error: Exception) -> None:
    """A role that may never is written down with its name (trust: 36)."""
    asked = cast(Asked, request)
    if isinstance(error, NotAllowed) and asked.person is not None:
        grip = next(iter(asked.actor.grips), None)
        note_refusal(asked.person, asked.path, grip=grip, now=asked.now)


def public() -> Door:
    """Anybody; who shows a key is known by it."""
    return Door("public")


def machine(*roles: str) -> Door:
    """Programs and staff who hold one of the roles; without roles, whoever holds any post."""
    return Door("machine", frozenset(roles))


class Calls(Router):
    """A router whose operations name their door and declare every problem."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag])

    def get(self, path: str, **declared: Any) -> Callable[[F], F]:
        """Declare a reading operation; see `_declare`."""
        return self._declare("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[F], F]:
        """Declare a writing operation; see `_declare`."""
        return self._declare("POST", path, **declared)

    def _declare(
        self,
        method: str,
        path: str,
        *,
        door: Door,
        answer: Any,
        status: int = 200,
        also: Sequence[int] = (),
        summary: str = "",
        extra: dict[str, Any] | None = None,
        parameters: Sequence[str] = (),
    ) -> Callable[[F], F]:
        """`answer` is the schema of success; `also` further statuses that carry it."""
        gate = Gate(door)

        def mark(view: F) -> F:
            self.add_api_operation(
                path,
                [method],
                view,
                auth=gate,
                response=dict.fromkeys((status, *also), answer),
                operation_id=view.__name__,
                summary=summary or (view.__doc__ or "").strip().splitlines()[0],
                openapi_extra=extra,
            )
            made: Operation = cast(Any, view)._ninja_operation
            made.response_models |= PROBLEMS
            gate.known_parameters = _parameters(made) | frozenset(parameters)
            return view

        return mark


def _parameters(operation: Operation) -> frozenset[str]:
    """The names an operation reads from the query string."""
    sink = cast(OpenAPISchema, _NoSchema())
    found: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            found |= {p["name"] for p in OpenAPISchema._extract_parameters(sink, model)}
    return frozenset(found)


class _NoSchema:
    """Takes the definitions that only the written schema needs."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Nothing to keep."""
