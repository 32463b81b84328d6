"""How often something may be tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory, override_settings

from jiceng.kernel.records.models import Tally
from jiceng.kernel.refusal import TooMany
from jiceng.web.limits import address_of, count_try

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def _try(who: str, at: datetime = NOON) -> None:
    count_try("track", who, now=at, most=3, minutes=10)


@pytest.mark.django_db
def test_the_fourth_try_of_three_is_refused_and_a_new_window_is_free() -> None:
    for _ in range(3):
        _try("10.0.0.1")
    with pytest.raises(TooMany):
        _try("10.0.0.1")
    _try("10.0.0.2")
    _try("10.0.0.1", NOON + timedelta(minutes=10))


@pytest.mark.django_db
def test_no_address_is_kept() -> None:
    _try("10.0.0.1")
    assert "10.0.0.1" not in Tally.objects.get().key


def test_the_proxy_is_believed_only_where_there_is_one() -> None:
    asked = RequestFactory().get("/", headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"})
    assert address_of(asked) == "127.0.0.1"
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert address_of(asked) == "8.8.8.8"
