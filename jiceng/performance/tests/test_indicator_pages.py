"""Pages of indicators: down to the records, through a file with a mistake, and for programs."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiceng.casework.tests.calling import Calling
from jiceng.casework.tests.county import County
from jiceng.performance.models import Indicator, PublishedValue, SeriesFile
from jiceng.performance.tests.indicator_scene import indicator_scene

HERE = "/desk/indicators/"
HEAD = "指标代码,统计期,数值,计量单位,数据状态,发布日期\n"


@pytest.fixture
def kept(county: County, at_noon: object) -> County:
    indicator_scene(county)
    return county


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def send(client: Client, rows: str, **more: str) -> tuple[int, str]:
    file = SimpleUploadedFile("公报.csv", (HEAD + rows).encode())
    answer = client.post(f"{HERE}import", {"source": "示例公报", "file": file, **more})
    return answer.status_code, answer.content.decode()


def test_a_page_shows_value_definition_parts_and_series(kept: County) -> None:
    lu = signed_in(kept, "lu")
    page = lu.get(f"{HERE}income_growth/").content.decode()
    assert "1.6" in page
    assert f"{HERE}income/?subject=&amp;start=2019-01-01&amp;end=2019-06-30" in page
    page = lu.get(f"{HERE}income/").content.decode()
    assert "15,004" in page
    assert "+1.6" in page
    assert f"{HERE}files/" in page


def test_a_counted_value_leads_to_its_records_in_the_same_days(kept: County) -> None:
    page = signed_in(kept, "lu").get(f"{HERE}on_time_rate/?start=2026-01-01&end=2026-06-30")
    assert "/cockpit/figures/on_time_rate/records?start=2026-01-01&amp;end=2026-06-30" in (
        page.content.decode()
    )


def test_somebody_who_may_not_open_records_reads_the_count_alone(kept: County) -> None:
    page = signed_in(kept, "lu").get(f"{HERE}reserve_cadres/").content.decode()
    assert "/desk/party/reserve/" not in page


def test_a_wrong_cell_is_named_by_sheet_row_and_field_and_nothing_is_taken_in(
    kept: County,
) -> None:
    zhou, before = signed_in(kept, "zhou"), SeriesFile.objects.count()
    rows = "income,2021H1,16000,元,最终数,2021-07-20\nincome,2022H1,一万七,元,最终数,2022-07-20\n"
    status, page = send(zhou, rows)
    assert status == 422
    assert "第 3 行" in page
    assert "数值" in page
    assert SeriesFile.objects.count() == before
    status, page = send(zhou, rows.replace("一万七", "17000"), trial="1")
    assert (status, SeriesFile.objects.count()) == (200, before)
    status, _page = send(zhou, rows.replace("一万七", "17000"))
    assert (status, SeriesFile.objects.count()) == (302, before + 1)


def test_a_formula_that_cannot_be_is_refused_at_its_field(kept: County) -> None:
    zhou = signed_in(kept, "zhou")
    given = {"code": "doubled", "kind": "composed", "name": "两倍", "definition": "收入的两倍",
             "unit": "元", "formula": "income * nobody", "period_kind": "period", "places": "0",
             "valid_from": "2020-01-01"}  # fmt: skip
    answer = zhou.post(f"{HERE}new", given)
    assert answer.status_code == 422
    assert "目录里没有代码为“nobody”的指标" in answer.content.decode()
    assert zhou.post(f"{HERE}new", given | {"formula": "income * 2"}).status_code == 302
    edited = {name: given[name] for name in given if name not in ("code", "kind")}
    answer = zhou.post(f"{HERE}doubled/edit", edited | {"formula": "income + income"})
    assert answer.status_code == 302
    assert list(Indicator.objects.filter(code="doubled").values_list("version", flat=True)) == [
        1,
        2,
    ]


def test_a_value_is_published_once(kept: County) -> None:
    zhou = signed_in(kept, "zhou")
    url = f"{HERE}income/publish?subject=&start=2020-01-01&end=2020-06-30"
    assert zhou.post(url).status_code == 302
    answer = zhou.post(url)
    assert answer.status_code == 422
    assert "已经发布" in answer.content.decode()
    assert PublishedValue.objects.count() == 1


def test_a_program_reads_a_value_with_what_made_it(kept: County, calling: Calling) -> None:
    lu = calling("lu")
    listed = lu.get("/indicators").json()["items"]
    assert {"income", "on_time_rate"} <= {each["code"] for each in listed}
    seen = lu.get("/indicators/income_growth").json()
    assert (seen["value"], seen["start"], seen["rule_version"]) == (1.6, "2020-01-01", 1)
    assert [part["step"] for part in seen["parts"]] == ["", "year"]
    assert len(lu.get("/indicators/income").json()["series"]) == 2
    assert lu.get("/indicators/nobody").status_code == 404
    assert lu.get("/indicators/income?from=2021-01-01&to=2020-01-01").status_code == 422
