"""Every page of the desk opens, for everybody it is for, full and on an empty county."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.county import County
from jiceng.casework.tests.desk import desk, handled, report, untyped

PAGES = (
    "/desk/",
    "/desk/?tab=check",
    "/desk/?tab=extension",
    "/desk/?tab=recheck",
    "/desk/?tab=call_up",
    "/desk/notices",
    "/desk/cases/",
    "/desk/call-ups/",
    "/desk/rechecks/",
    "/desk/rechecks/?answered=1",
    "/desk/grids",
    "/desk/areas",
)
STAFF = ("chen", "gao", "wang", "ma", "zhao", "zhou", "wu", "tang", "li")


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("who", STAFF)
def test_every_page_opens_while_there_is_no_case(county: County, who: str, url: str) -> None:
    answer = desk(county, who).get(url)
    assert answer.status_code == 200
    assert "jc-main" in answer.text


def test_every_page_opens_with_cases(county: County) -> None:
    cases = [report(), handled(county), untyped(county)]
    for who in STAFF:
        client = desk(county, who)
        for url in (*PAGES, *(f"/desk/cases/{c.number}/" for c in cases)):
            assert client.get(url).status_code in (200, 404), (who, url)
