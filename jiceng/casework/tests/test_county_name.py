"""What every page knows: whose site it is, in the language of the reader."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from jiceng.casework.tests.county import LONG_AGO, NOON, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.web.context import county_name

pytestmark = pytest.mark.django_db


def test_the_site_is_named_after_its_root_area_until_the_county_says_otherwise(
    county: County,
) -> None:
    assert county_name(NOON) == "示例县"
    named = {"name_zh": "示例县", "name_en": "Sample County"}
    set_rule("text", "county", named, valid_from=LONG_AGO, reason="英文名", by="郭", now=NOON)
    with override("en"):
        assert county_name(NOON) == "Sample County"
    assert county_name(NOON) == "示例县"


def test_an_english_page_carries_the_english_name(county: County) -> None:
    named = {"name_zh": "示例县", "name_en": "Sample County"}
    set_rule("text", "county", named, valid_from=LONG_AGO, reason="英文名", by="郭", now=NOON)
    page = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert "Sample County Grassroots" in page or "Sample County Resident" in page
