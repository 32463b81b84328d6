"""Language and size of type."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings

from jiceng.web.display import address_of


def test_a_choice_is_kept_and_leads_back() -> None:
    answer = Client().get("/display?language=en&large=1&next=/track")
    assert (answer.status_code, answer["Location"]) == (302, "/track")
    assert answer.cookies["jiceng_language"].value == "en"
    assert answer.cookies["jiceng_elderly"].value == "1"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "x"]
)
def test_nobody_is_sent_elsewhere(target: str) -> None:
    answer = Client().get("/display", {"large": "1", "next": target})
    assert answer["Location"] == "/"


def test_an_unknown_language_is_not_kept() -> None:
    assert "jiceng_language" not in Client().get("/display?language=xx").cookies


def test_the_proxy_is_believed_only_where_there_is_one() -> None:
    asked = RequestFactory().get("/", headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"})
    assert address_of(asked) == "127.0.0.1"
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert address_of(asked) == "8.8.8.8"
