"""Open311 GeoReport v2: the standard's own schemas, what is kept from readers, and the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case, Contact
from jiceng.casework.tests.county import GRID_1, NOON, TERMS, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.tokens import issue_token

SCHEMAS = Path(__file__).with_name("samples") / "open311"
HERE = "/open311/v2"
WORDS = "王小明家的楼下垃圾两天没有清运，电话13800138000"
Pass = Callable[[timedelta], None]


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return read


def check(name: str, answer: Any) -> Any:
    """The JSON of an answer, once the standard's schema has accepted it."""
    assert answer.status_code == 200, answer.content.decode()
    registry: Registry[Any] = Registry().with_resources(
        (f"{n}.json", DRAFT202012.create_resource(schema(n))) for n in ("request", "service")
    )
    Draft202012Validator(schema(name), registry=registry).validate(answer.json())
    return answer.json()


@pytest.fixture
def get(county: County, at_noon: Pass) -> Callable[..., Any]:
    return lambda path, **query: Client().get(HERE + path, query)


@pytest.fixture
def key(county: County, at_noon: Pass) -> str:
    return issue_token(county.people["chen"], "311", now=NOON)


def rubbish(**changed: Any) -> Case:
    given: dict[str, Any] = {
        "case_type": "0101",
        "grid_code": GRID_1,
        "lon": 109.605,
        "lat": 19.905,
    }
    return raise_case(Raised(WORDS, **(given | changed)), now=NOON).case


def publish_rubbish() -> None:
    content = {**TERMS, "public_types": ["01"]}
    set_rule("terms", "case", content, valid_from=NOON, reason="公开", by="试", now=NOON)


def sent(key: str = "", **changed: str) -> dict[str, str]:
    given = {"service_code": "0101", "description": "垃圾没人收", "address_id": GRID_1}
    return given | ({"api_key": key} if key else {}) | changed


def as_tree(answer: Any) -> ElementTree.Element:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314  our own answer, read by a test


def test_the_schemas_refuse_what_is_wrong() -> None:
    with pytest.raises(Exception, match="is a required property"):
        Draft202012Validator(schema("service")).validate({"service_code": "1"})


def test_the_list_of_services_is_the_leaves_of_the_countys_types(get: Callable[..., Any]) -> None:
    offered = check("services", get("/services.json"))
    by_code = {one["service_code"]: one for one in offered}
    assert "0101" in by_code
    assert "01" not in by_code
    assert by_code["0101"]["service_name"] == "生活垃圾"
    assert by_code["0101"]["group"] == "市容环境"
    assert by_code["0101"]["keywords"] == "垃圾"


def test_kinds_are_named_in_the_language_asked_for(county: County, at_noon: Pass) -> None:
    answer = Client().get(f"{HERE}/services.json", headers={"Accept-Language": "en"})
    assert "Rubbish" in {one["service_name"] for one in answer.json()}


def test_a_kind_has_a_definition_and_an_unknown_one_the_standards_error(
    get: Callable[..., Any],
) -> None:
    told = check("service-definition", get("/services/0101.json"))
    assert told == {"service_code": "0101", "attributes": []}
    refused = get("/services/9999.json")
    assert refused.status_code == 404
    assert [e["code"] for e in refused.json()] == [404]
    assert refused.json()[0]["description"].startswith("service_code")


def test_discovery_names_an_address_that_answers(get: Callable[..., Any]) -> None:
    told = get("/discovery.json").json()
    [endpoint] = told["endpoints"]
    assert endpoint["url"].endswith(HERE)
    assert set(endpoint["formats"]) == {"application/json", "text/xml"}
    tree = as_tree(get("/discovery.xml"))
    assert tree.findtext("endpoints/endpoint/url") == endpoint["url"]


def test_json_and_xml_say_the_same(get: Callable[..., Any]) -> None:
    rubbish()
    plain = check("requests", get("/requests.json"))
    tree = as_tree(get("/requests.xml"))
    assert tree.tag == "service_requests"
    told = [{element.tag: element.text or None for element in one} for one in tree]
    assert told == [
        {name: None if value is None else str(value) for name, value in one.items()}
        for one in plain
    ]


def test_what_somebody_wrote_cannot_break_the_xml(get: Callable[..., Any]) -> None:
    publish_rubbish()
    rubbish(title="<![CDATA[ & </description> \x0b \x01 ]]>")
    [one] = as_tree(get("/requests.xml"))
    assert "</description>" in (one.findtext("description") or "")


def test_readers_learn_the_grid_and_nothing_that_was_written(get: Callable[..., Any]) -> None:
    rubbish(name="王小明", phone="13800138000", place="文化广场3号楼")
    [told] = check("requests", get("/requests.json"))
    text = json.dumps(told, ensure_ascii=False)
    assert not any(word in text for word in ("王小明", "138", "清运", "文化广场", "109.6"))
    assert (told["address"], told["address_id"]) == ("东一网格 东社区 北镇 示例县", GRID_1)
    assert (told["lat"], told["long"], told["description"]) == (None, None, None)


def test_kinds_a_county_calls_public_show_words_and_place_but_no_person(
    get: Callable[..., Any],
) -> None:
    publish_rubbish()
    rubbish(name="王小明", phone="13800138000", place="文化广场", title="楼下垃圾")
    [told] = check("requests", get("/requests.json"))
    assert (told["description"], told["address"]) == ("楼下垃圾", "文化广场")
    assert (told["long"], told["lat"]) == (109.605, 19.905)
    assert "138" not in json.dumps(told)


def test_a_request_tells_how_it_stands_and_closes_with_its_case(
    county: County, get: Callable[..., Any]
) -> None:
    case = rubbish()
    [told] = check("requests", get(f"/requests/{case.number}.json"))
    assert (told["status"], told["service_name"]) == ("open", "生活垃圾")
    assert told["agency_responsible"] == "东社区居委会"
    assert told["expected_datetime"].endswith("+08:00")
    given = Given(result="已清运")
    make_move(
        case, "settle_on_the_spot", by=county["li"], now=NOON, version=case.version, given=given
    )
    [told] = check("requests", get(f"/requests/{case.number}.json"))
    assert told["status"] == "closed"


@pytest.mark.parametrize("path", ["/requests/2026999.json", "/tokens/2026999.xml"])
def test_an_unknown_number_is_an_error_of_the_standard(get: Callable[..., Any], path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    codes = (
        [e["code"] for e in answer.json()]
        if path.endswith("json")
        else [int(e.findtext("code") or 0) for e in as_tree(answer)]
    )
    assert codes == [404]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["road", "new"]),
        ({"service_code": "0102"}, ["road"]),
        ({"service_code": "0101,0102"}, ["road", "new"]),
        ({"status": "closed"}, []),
        ({"status": "open,closed"}, ["road", "new"]),
        ({"start_date": "2026-11-23T00:00:00+08:00"}, ["road", "new"]),
        ({"start_date": "2026-11-24"}, []),
        ({"end_date": "2026-08-01"}, ["old"]),
        ({"start_date": "2026-07-01", "end_date": "2026-08-01"}, ["old"]),
        ({"jurisdiction_id": "469024"}, ["road", "new"]),
    ],
)
def test_the_list_is_narrowed_as_the_standard_says(
    get: Callable[..., Any], query: Mapping[str, str], found: list[str]
) -> None:
    numbers = {
        "old": raise_case(Raised(WORDS, case_type="0101"), now=NOON - timedelta(days=120)),
        "new": raise_case(Raised(WORDS, case_type="0101"), now=NOON - timedelta(minutes=2)),
        "road": raise_case(Raised(WORDS, case_type="0102"), now=NOON - timedelta(minutes=1)),
    }
    told = check("requests", get("/requests.json", **query))
    by_number = {receipt.case.number: name for name, receipt in numbers.items()}
    assert [by_number[one["service_request_id"]] for one in told] == found


def test_numbers_asked_for_override_every_other_filter(get: Callable[..., Any]) -> None:
    old = raise_case(Raised(WORDS, case_type="0101"), now=NOON - timedelta(days=400)).case
    new = rubbish()
    asked = f"{old.number}, {new.number},2026000"
    told = get("/requests.json", service_request_id=asked, status="closed").json()
    assert [one["service_request_id"] for one in told] == [new.number, old.number]


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01", "end_date": "2026-06-01"},
        {"start_date": "2026-06-01", "end_date": "2026-01-01"},
        {"start_date": "yesterday"},
        {"end_date": "0001-01-01T00:00:00+14:00"},
        {"start_date": "9999-12-31"},
        {"status": "half-open"},
        {"service_code": "01\x00"},
    ],
)
def test_a_filter_that_cannot_be_is_refused(
    get: Callable[..., Any], query: Mapping[str, str]
) -> None:
    answer = get("/requests.json", **query)
    assert answer.status_code == 400
    assert all(e["code"] == 400 and e["description"] for e in answer.json())


def test_a_report_with_a_key_becomes_a_case_that_can_be_followed(key: str) -> None:
    answer = Client().post(
        f"{HERE}/requests.json",
        sent(key, first_name="小明", last_name="王", phone="13800138000", email="a@b.example",
             attribute="ignored"),
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    [told] = answer.json()
    case = Case.objects.get(number=told["service_request_id"])
    assert (case.source, case.grid_code, case.case_type) == ("api", GRID_1, "0101")
    assert Contact.objects.get(case=case).hint == "138****8000"
    assert "a@b.example" not in str(Case.objects.values().get())
    code = told["service_notice"].partition("查询码 ")[2].partition("，")[0]
    seen = Client().get(f"/api/v1/cases/{case.number}", {"access_code": code})
    assert seen.status_code == 200
    [token] = Client().get(f"{HERE}/tokens/{case.number}.json").json()
    assert token["service_request_id"] == case.number


def test_a_report_is_answered_in_xml_as_well(key: str) -> None:
    answer = Client().post(f"{HERE}/requests.xml", sent(key, lat="19.905", long="109.605"))
    [told] = as_tree(answer)
    assert Case.objects.get(number=told.findtext("service_request_id")).lon == 109.605


def test_a_program_of_another_site_reports_without_our_form_token(key: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{HERE}/requests.json", sent(key)).status_code == 200


def test_a_session_opens_nothing_here(county: County, at_noon: Pass) -> None:
    client = Client()
    client.force_login(county.people["chen"])
    assert client.post(f"{HERE}/requests.json", sent()).status_code == 403


def test_the_same_report_sent_twice_is_taken_once(key: str) -> None:
    twice = [
        Client().post(f"{HERE}/requests.json", sent(key), headers={"Idempotency-Key": "a"}).json()
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"api_key": "guessed"}, 403),
        ({"api_key": ""}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "01"}, 404),
        ({"lat": "north", "long": "1"}, 400),
        ({"lat": "nan", "long": "nan"}, 400),
        ({"lat": "19.9"}, 400),
        ({"description": "好" * 4001}, 400),
        ({"description": "坏\x00字"}, 400),
    ],
)
def test_a_faulty_report_is_refused_and_nothing_is_kept(
    key: str, change: dict[str, str], status: int
) -> None:
    answer = Client().post(f"{HERE}/requests.json", sent(key, **change))
    assert answer.status_code == status
    assert [e["code"] for e in answer.json()] == [status] * len(answer.json())
    assert Case.objects.count() == 0


def test_a_revoked_key_reports_nothing(county: County, key: str) -> None:
    county.people["chen"].tokens.update(revoked_at=NOON)
    assert Client().post(f"{HERE}/requests.json", sent(key)).status_code == 403


def test_a_report_without_words_is_called_by_its_kind(key: str) -> None:
    Client().post(f"{HERE}/requests.json", sent(key, description=""))
    assert Case.objects.get().text == "生活垃圾"


@pytest.mark.parametrize(
    "path",
    ["/services.yaml", "/services.html", "/services", "/services.", "/requests/1.pdf", "/nothing",
     "/nothing.json", "/", "/../v1/services.json", "/services%00.json"],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html,application/xml;q=0.9"])
def test_another_format_or_address_is_told_as_the_standard_tells_it(
    county: County, at_noon: Pass, path: str, accept: str
) -> None:
    answer = Client().get(HERE + path, headers={"Accept": accept})
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/json"
    assert [e["code"] for e in answer.json()] == [answer.status_code]
    assert all(e["description"].endswith("。") for e in answer.json())


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/nothing.xml", "*/*"), ("/services.yaml", "text/xml"), ("/services.csv", "application/xml")],
)
def test_whoever_speaks_xml_is_told_in_xml(
    county: County, at_noon: Pass, path: str, accept: str
) -> None:
    answer = Client().get(HERE + path, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/xml; charset=utf-8")
    assert as_tree(answer).findtext("error/code") == "404"


def test_a_report_to_an_unknown_format_is_refused_and_nothing_is_kept(key: str) -> None:
    answer = Client().post(f"{HERE}/requests.yaml", sent(key))
    assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)
    assert Case.objects.count() == 0


def test_a_thousand_requests_cost_no_more_questions_than_one(
    get: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        rubbish()
    get("/requests.json")
    with django_assert_max_num_queries(6):
        assert len(get("/requests.json").json()) == 3
