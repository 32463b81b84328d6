"""Every address has a door, and the door stands in the written table, tests/doors.csv.

A new page or operation fails here until it has its row:

    url     the pattern as Django prints it; operations of the API are written "GET /api/v1/…"
    door    public, signed_in, staff or machine
    roles   who comes through the door at all; empty is everybody with a post. Others get 403
    inner   roles asked for inside, by somebody who came through the door; others get 403
    reach   the kind of record an address names (`SEEN_BY`): out of reach is 404
    sample  an address of the pattern, with {case}, {photo}, {person} … from `Scene.names`
    get     what GET answers whoever may (405 for what is only sent to); empty: not asked here
    post    "yes" when something is sent here: refusals are checked for POST as well

Then every account of the cast, a person without a post and somebody from the street walk all of
it, in their own area and in another (trust: 18).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from jiceng.casework.actions.bulletins import BulletinDraft, draft_bulletin
from jiceng.casework.actions.call_ups import Whistle, whistle
from jiceng.casework.actions.import_runs import receive
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.items import Draft, draft_item, move_item
from jiceng.casework.actions.planning import TaskPlan, add_task
from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import CallUp, Case
from jiceng.casework.tests.county import FAR, GRID_1, NOON, PEOPLE, POSTS, County, build_county
from jiceng.casework.tests.ledger import ledger_scene
from jiceng.casework.tests.supervising import keep_score
from jiceng.casework.tests.undertakings import county_scene, town_scene
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment, Person
from jiceng.kernel.records.tokens import issue_token
from jiceng.kernel.scope import Actor
from jiceng.party.tests import scene as party_work
from jiceng.party.tests.cast import KEEPERS
from jiceng.performance.tests.indicator_scene import indicator_scene
from jiceng.web.api import operations
from jiceng.web.doors import Door
from tests import walked
from tests.house import expect_none
from tests.standing import standing

TABLE = Path(__file__).with_name("doors.csv")
KINDS = {"public", "signed_in", "staff", "machine"}
IN_NORTH = {"li", "lin", "han", "chen", "gao", "xie", "wang", "ma"}
COUNTY_WIDE = {"zhou", "wu", "tang", "lu"}
SEEN_BY = {
    ("case", "near"): {"li", "han", "chen", "gao", "wang", "ma"} | COUNTY_WIDE,
    ("case", "far"): {"sun"} | COUNTY_WIDE,
    ("call_up", "near"): {"li", "han", "chen", "gao", "wang", "ma", "zhao"} | COUNTY_WIDE,
    ("call_up", "far"): {"sun", "zhao"} | COUNTY_WIDE,
    ("urging", "near"): {"chen", "gao", "wang", "ma"} | COUNTY_WIDE,
    ("urging", "far"): {"sun"} | COUNTY_WIDE,
    ("score", "near"): {"chen", "gao", "wang", "ma"} | COUNTY_WIDE,
    ("score", "far"): {"sun"} | COUNTY_WIDE,
    ("bulletin", "near"): {"tang", "lu"},
    ("bulletin", "far"): {"tang", "lu"},
    ("problem", "near"): {"li", "han", "chen", "gao", "wang", "ma"} | COUNTY_WIDE,
    ("problem", "far"): {"sun"} | COUNTY_WIDE,
    ("campaign", "near"): IN_NORTH | {"zhao", "qian"} | COUNTY_WIDE,
    ("campaign", "far"): {"sun", "zhao", "qian"} | COUNTY_WIDE,
    ("ledger_run", "near"): {"ma"},
    ("ledger_run", "far"): {"tang"},
    ("taken", "near"): COUNTY_WIDE,
    ("taken", "far"): COUNTY_WIDE,
    ("supervised", "near"): {"wang", "ma"} | COUNTY_WIDE,
    ("supervised", "far"): {"sun"} | COUNTY_WIDE,
    ("research", "near"): {"wang", "ma"} | COUNTY_WIDE,
    ("research", "far"): {"sun"} | COUNTY_WIDE,
    ("project", "near"): {"wang", "ma"} | COUNTY_WIDE,
    ("project", "far"): {"sun"} | COUNTY_WIDE,
    ("demand", "near"): {"wang", "ma", "li", "lin", "han", "chen", "gao"} | COUNTY_WIDE,
    ("demand", "far"): {"sun"} | COUNTY_WIDE,
    ("import", "near"): {"chen"},
    ("import", "far"): {"sun"},
    **walked.SEEN_BY,
}
"""Who reaches what stands in grid 1 of East, and in the other town. Housing is called to both; a
file sent from the desk is its sender's alone. Each town has a project and demands a report of one
of its communities, whose posts may look at it."""
STREET, IDLE = "somebody from the street", "somebody without a post"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    url: str
    door: str
    roles: frozenset[str]
    inner: frozenset[str]
    reach: str
    sample: str
    get: int
    post: bool

    @property
    def is_api(self) -> bool:
        return self.door == "machine" or self.url.startswith(("GET ", "POST "))


@cache
def table() -> tuple[Row, ...]:
    with TABLE.open(encoding="utf-8", newline="") as opened:
        return tuple(
            Row(
                url=line["url"],
                door=line["door"],
                roles=frozenset(line["roles"].split()),
                inner=frozenset(line["inner"].split()),
                reach=line["reach"],
                sample=line["sample"],
                get=int(line["get"] or 0),
                post=line["post"] == "yes",
            )
            for line in csv.DictReader(opened)
        )


def views(patterns: list[Any] | None = None, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Every address Django answers, with its view; the API's own paths are in `operations`."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, where)
        elif isinstance(each, URLPattern):
            yield where, each.callback


def declared() -> dict[str, Door]:
    """Every address and operation of the code with its door."""
    found = {where: getattr(view, "door", Door("")) for where, view in views()}
    paths = {f"/api/v1{path}" for _, path, _ in operations()}
    kept = {url: door for url, door in found.items() if not _is_operation(url, paths)}
    for method, path, operation in operations():
        gate = cast(Any, operation.auth_callbacks[0])
        kept[f"{method} /api/v1{path}"] = gate.door
    return kept


def _is_operation(url: str, paths: set[str]) -> bool:
    return url.replace("<", "{").replace(">", "}") in paths


def test_every_address_names_its_door() -> None:
    expect_none(f"{url} has no door" for url, door in declared().items() if door.name not in KINDS)


def test_the_table_and_the_code_name_the_same_addresses() -> None:
    written, coded = [row.url for row in table()], declared()
    expect_none(f"{url} has no row in tests/doors.csv" for url in sorted(coded.keys() - written))
    expect_none(f"{url} is in tests/doors.csv and nowhere else"
                for url in sorted(set(written) - coded.keys()))  # fmt: skip
    assert len(written) == len(set(written))


def test_the_table_and_the_code_name_the_same_doors() -> None:
    coded = declared()
    expect_none(
        f"{row.url}: written {row.door} {sorted(row.roles)}, coded {coded[row.url]}"
        for row in table()
        if row.url in coded and (coded[row.url].name, coded[row.url].roles) != (row.door, row.roles)
    )


def test_only_programs_do_without_djangos_form_token() -> None:
    """The API's gate asks for the token itself whenever a session lets somebody in; reports by
    Open311 are let in by their key alone, never by a session."""
    without = ("/api/v1/", "/open311/v2/requests.", "/open311/<path:rest>")
    expect_none(
        f"{url} takes forms from anywhere"
        for url, view in views()
        if getattr(view, "csrf_exempt", False) and not url.startswith(without)
    )


class Scene:
    """The county with a case near and a case far, and whatever else addresses name."""

    def __init__(self) -> None:
        self.county: County = build_county()
        self.idle = Person.objects.create(login="idle", name="闲", password="!")
        self.near = _case(GRID_1, "楼下垃圾两天没有清运")
        self.far = _case(FAR, "路灯不亮")
        self.photos = {case.pk: _photo(case) for case in (self.near, self.far)}
        self.call_ups = {
            case.pk: _whistled(case, self.county[who])
            for case, who in ((self.near, "wang"), (self.far, "sun"))
        }
        self.imports = {
            case.pk: receive([(2, {"编号": "1"})], header=["编号"], file_name="a.csv", sha256="",
                             by=self.county[who], now=NOON).key
            for case, who in ((self.near, "chen"), (self.far, "sun"))
        }  # fmt: skip
        tang = self.county["tang"]
        self.urgings = {
            case.pk: urge(case, Urge("urge", "请尽快"), by=tang, now=NOON)[0].number
            for case in (self.near, self.far)
        }
        for case in (self.near, self.far):
            keep_score(case.unit)
        month = BulletinDraft("督查通报", NOON.date().replace(day=1), NOON.date())
        self.bulletin = draft_bulletin(month, by=tang, now=NOON).number
        self.taken = {case.pk: _taken(case, tang) for case in (self.near, self.far)}
        towns = ((self.near, "wang", "T-NORTH", "C-EAST"), (self.far, "sun", "T-SOUTH", "C-FAR"))
        common = county_scene(self.county) | indicator_scene(self.county)
        self.kept = {
            c.pk: common | town_scene(self.county, *town) | _supervised(self.county, town[1])
            for c, *town in towns
        }
        self.ledgers = {
            self.near.pk: ledger_scene(self.county, "ma", "T-NORTH", GRID_1, "C-EAST"),
            self.far.pk: ledger_scene(self.county, "tang", "T-SOUTH", FAR, "C-FAR"),
        }
        self.party = self._party()
        hello = {"zh": "您好", "en": "Hello"}
        set_rule("text", "privacy", hello, valid_from=NOON, reason="试", by="试", now=NOON)
        issue_token(self.county.people["xie"], "test", now=NOON)

    def _party(self) -> dict[int, dict[str, object]]:
        party, named = walked.scene_apart(self.county)
        self.county.people.update(party.people)
        return {self.near.pk: named["near"], self.far.pk: named["far"]}

    def names(self, case: Case) -> dict[str, object]:
        """What stands in the addresses of the table."""
        xie = self.county.people["xie"]
        return {
            "case": case.number,
            "call_up": self.call_ups[case.pk].number,
            "urging": self.urgings[case.pk],
            "unit": case.unit,
            "bulletin": self.bulletin,
            "taken": self.taken[case.pk],
            "photo": self.photos[case.pk],
            "import": self.imports[case.pk],
            **self.ledgers[case.pk],
            **self.kept[case.pk],
            **self.party[case.pk],
            "person": xie.pk,
            "appointment": xie.appointments.get().pk,
            "token": xie.tokens.earliest("pk").pk,
        }

    def caller(self, who: str) -> tuple[Client, dict[str, str]]:
        """A browser signed in as somebody, and the headers of a program acting as them."""
        client = Client(raise_request_exception=True)
        person = {**self.county.people, IDLE: self.idle}.get(who)
        if person is None:
            return client, {}
        client.force_login(person)
        return client, {"Authorization": f"Bearer {issue_token(person, 'test', now=NOON)}"}


def _case(grid: str, text: str) -> Case:
    return raise_case(Raised(text=text, case_type="0101", grid_code=grid), now=NOON).case


def _whistled(case: Case, by: Actor) -> CallUp:
    called = Whistle("demand", ("HOUSING",), "HOUSING", "路口积水", case=case)
    return whistle(called, by=by, now=NOON)


def _taken(case: Case, by: Actor) -> str:
    taken = ("case", case.pk, case.number)
    given = Draft("taken", case.title, "限期办结", NOON + timedelta(days=9), taken=taken)
    return draft_item(given, by=by, now=NOON).number


def _supervised(county: County, unit: str) -> dict[str, object]:
    """An item under way with one task of a town."""
    tang, due = county["tang"], NOON + timedelta(days=30)
    item = draft_item(Draft("meeting", "改造老街", "年内完工", due), by=tang, now=NOON)
    add_task(item, TaskPlan((unit,), "完工", due), by=tang, now=NOON, version=item.version)
    for name, who in (("submit", "tang"), ("file", "lu"), ("decompose", "tang")):
        move_item(item, name, by=county[who], now=NOON, version=item.version)
    return {"item": item.number}


def _photo(case: Case) -> UUID:
    row = _picture()
    Attachment.objects.filter(pk=row.pk).update(subject_kind="case", subject_id=case.pk)
    return row.upload


def _picture() -> Attachment:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, "PNG")
    return store_upload(drawn.getvalue(), now=NOON)


def roles_of(who: str) -> frozenset[str]:
    if who in PEOPLE:
        return frozenset(POSTS[PEOPLE[who][1]]["roles"])
    return party_work.roles_of(who)


def expected(row: Row, who: str, where: str, success: int) -> int:
    """What the table says somebody is answered."""
    if row.door == "public" and not row.inner:
        return success
    if who == STREET:
        return 401 if row.is_api else 302
    if who == IDLE and row.door != "signed_in":
        return 403
    asked = [roles for roles in (row.roles, row.inner) if roles]
    if any(not roles & roles_of(who) for roles in asked):
        return 403
    if row.reach and success != 405 and who not in SEEN_BY[row.reach, where]:
        return 404
    return success


def is_let_in(row: Row, who: str) -> bool:
    """Whether somebody comes through the door, whatever is asked inside."""
    return expected(replace(row, inner=frozenset()), who, "far", 0) in (0, 404)


def walk(scene: Scene, who: str) -> Iterator[str]:
    """Every deviation from the table met on the way. Who is refused at the door itself, before the
    address is read, is asked in one area only."""
    client, headers = scene.caller(who)
    places = [(w, scene.names(case)) for w, case in (("near", scene.near), ("far", scene.far))]
    for row in table():
        for where, names in places:
            if where == "near" or (row.reach and is_let_in(row, who)):
                address = row.sample.format(**names)
                token = headers if row.is_api else {}
                for method, told, due in _tries(row, who, where, client, address, token):
                    if told != due:
                        yield f"{method} {address} ({where}): {told}, the table says {due}"


def _tries(
    row: Row, who: str, where: str, client: Client, address: str, token: dict[str, str]
) -> Iterator[tuple[str, int, int]]:
    """(method, status, status of the table); what would be let in is not sent."""
    if row.get:
        answer = client.get(address, headers=token)
        b"".join(answer)  # a file being sent is closed once it has been read
        yield "GET", answer.status_code, expected(row, who, where, row.get)
    if row.post and (due := expected(row, who, where, 0)):
        body: dict[str, Any] = {"content_type": "application/json"} if row.is_api else {}
        answer = client.post(address, {"version": 1}, headers=token, **body)
        yield "POST", answer.status_code, due


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Built once; whoever walks writes inside a transaction of their own."""
    with standing(django_db_blocker, Scene) as built:
        yield built


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("who", [*PEOPLE, *KEEPERS, IDLE, STREET])
def test_everybody_gets_the_answer_of_the_table(
    who: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)
    expect_none(walk(scene, who))


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_everywhere(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.county.people["chen"])
    sent = [row for row in table() if row.post and not row.is_api]
    assert sent
    expect_none(
        f"{row.url} took a form without its token"
        for row in sent
        if client.post(row.sample.format(**scene.names(scene.near))).status_code != 403
    )


@pytest.mark.django_db
def test_an_address_nobody_declared_tells_nothing(scene: Scene) -> None:
    assert Client().get("/desk/../secret").status_code == 404
    answer = Client().get("/nowhere")
    assert (answer.status_code, "nowhere" in answer.content.decode()) == (404, False)
