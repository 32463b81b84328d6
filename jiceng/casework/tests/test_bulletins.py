"""Bulletins: drawn up from the records, approved before they are issued, read back from Word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

from jiceng.casework.actions.bulletins import (
    BulletinDraft,
    draft_bulletin,
    drop_bulletin,
    issue_bulletin,
)
from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import Bulletin
from jiceng.casework.queries.bulletins import bulletins_of
from jiceng.casework.queries.search import notices_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.supervising import DUE, assigned, moved
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale

DAY = timedelta(days=1)
LATER = DUE + 3 * DAY
GIVEN = BulletinDraft(
    "督查通报", date(2026, 11, 23), date(2026, 12, 7), "请逾期单位三日内书面说明。"
)
HERE = "/desk/supervision/bulletins/"


@pytest.fixture
def drawn(county: County) -> Bulletin:
    """Housing is late with one task and done with another; East is at work."""
    late, done = assigned(county), assigned(county)
    moved(done, county, "zhao", "sign_for")
    moved(done, county, "zhao", "submit", NOON + DAY, result="已完成")
    moved(done, county, "tang", "complete", NOON + 2 * DAY, completion="done")
    assigned(county, "C-EAST", due=LATER + 20 * DAY)
    urge(late, Urge("slip", "限期办结"), by=county["tang"], now=NOON)
    return draft_bulletin(GIVEN, by=county["tang"], now=LATER)


def test_it_says_what_the_records_say(county: County, drawn: Bulletin) -> None:
    told = drawn.content
    assert (told["at_work"], told["late_count"], told["done_count"]) == (2, 1, 1)
    assert [(t["unit"], t["days"]) for t in told["late"]] == [("HOUSING", 4)]
    assert [(t["unit"], t["in_time"]) for t in told["done"]] == [("HOUSING", True)]
    assert told["urgings"] == [
        {"unit": "HOUSING", "kind": "slip", "colour": "blue", "count": 1, "unanswered": 0}
    ]
    assert sum(told["lights"].values()) == 2


def test_what_the_office_ended_is_not_praised_as_done(county: County, drawn: Bulletin) -> None:
    moved(assigned(county), county, "tang", "end", NOON + DAY, reason="政策调整")
    again = draft_bulletin(GIVEN, by=county["tang"], now=LATER)
    assert again.content["done_count"] == drawn.content["done_count"] == 1


def test_it_stays_as_it_was_when_the_records_go_on(county: County, drawn: Bulletin) -> None:
    assigned(county)
    drawn.refresh_from_db()
    assert drawn.content["at_work"] == 2


def test_a_signatory_issues_it_and_the_units_named_are_told(
    county: County, drawn: Bulletin
) -> None:
    assert not bulletins_of(county["zhao"]).exists(), "a draft is not for the units"
    for who in ("tang", "zhao", "ma"):
        with pytest.raises(NotAllowed):
            issue_bulletin(drawn, by=county[who], now=LATER, version=drawn.version)
    with pytest.raises(Stale):
        issue_bulletin(drawn, by=county["lu"], now=LATER, version=9)
    issue_bulletin(drawn, by=county["lu"], now=LATER, version=drawn.version)
    assert drawn.issued_at == LATER
    assert bulletins_of(county["zhao"]).get() == drawn
    assert notices_of(county["zhao"]).filter(kind="bulletin").exists()
    assert not notices_of(county["chen"]).filter(kind="bulletin").exists()
    with pytest.raises(Refused):
        issue_bulletin(drawn, by=county["lu"], now=LATER, version=drawn.version)


def test_a_draft_is_thrown_away_and_what_was_issued_is_not(county: County, drawn: Bulletin) -> None:
    for who in ("zhao", "ma"):
        with pytest.raises(NotAllowed):
            drop_bulletin(drawn, by=county[who], now=LATER)
    issue_bulletin(drawn, by=county["lu"], now=LATER, version=drawn.version)
    with pytest.raises(Refused):
        drop_bulletin(drawn, by=county["tang"], now=LATER)
    second = draft_bulletin(GIVEN, by=county["tang"], now=LATER)
    drop_bulletin(second, by=county["tang"], now=LATER)
    assert list(Bulletin.objects.all()) == [drawn]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (BulletinDraft(" ", date(2026, 11, 1), date(2026, 11, 2)), "title"),
        (BulletinDraft("通报", date(2026, 11, 3), date(2026, 11, 2)), "ends_on"),
        (BulletinDraft("通报", date(2026, 12, 1), date(2026, 12, 31)), "ends_on"),
        (BulletinDraft("通报", date(2024, 1, 1), date(2026, 11, 2)), "ends_on"),
        (BulletinDraft("通报", date(2026, 11, 1), date(2026, 11, 2), "字" * 2001), "remarks"),
    ],
)
def test_what_is_wrong_is_named(county: County, given: BulletinDraft, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        draft_bulletin(given, by=county["tang"], now=LATER)
    assert [r.field for r in refusal.value.reasons] == [field]


def test_a_town_draws_up_its_own_and_does_not_read_the_countys_drafts(
    county: County, drawn: Bulletin
) -> None:
    own = draft_bulletin(GIVEN, by=county["ma"], now=LATER)
    assert own.content["at_work"] == 1, "only East lies in the town"
    assert list(bulletins_of(county["ma"])) == [own]
    with pytest.raises(NotAllowed):
        draft_bulletin(GIVEN, by=county["zhao"], now=LATER)


def test_the_word_file_reads_back_with_title_figures_and_every_line(
    county: County, drawn: Bulletin, at_noon: Callable[[timedelta], None]
) -> None:
    at_noon(LATER - NOON)
    tang = desk(county, "tang")
    answer = tang.get(f"{HERE}{drawn.number}/docx")
    assert answer["Content-Disposition"] == f'attachment; filename="{drawn.number}.docx"'
    paper = Document(BytesIO(answer.content))
    texts = [p.text for p in paper.paragraphs]
    assert texts[0] == "督查通报"
    assert "（草稿，未经批准印发）" in texts
    assert any("在办任务 2 项" in t and "逾期未办结 1 项" in t for t in texts)
    assert GIVEN.remarks in texts
    cells = [[c.text for c in row.cells] for table in paper.tables for row in table.rows]
    assert ["县住建局", "蓝色督办单", "1", "0"] in cells
    late = next(t for t in drawn.content["late"])
    assert [any(late["number"] in text for text in row) for row in cells].count(True) == 1
    issue_bulletin(drawn, by=county["lu"], now=LATER, version=drawn.version)
    paper = Document(BytesIO(tang.get(f"{HERE}{drawn.number}/docx").content))
    assert "（草稿，未经批准印发）" not in [p.text for p in paper.paragraphs]
    assert paper.paragraphs[-1].text == "2026 年 12 月 7 日"


def test_from_the_form_to_the_printed_page(
    county: County, at_noon: Callable[[timedelta], None]
) -> None:
    tang, lu = desk(county, "tang"), desk(county, "lu")
    assert desk(county, "chen").get(f"{HERE}new").status_code == 403
    assert tang.post(f"{HERE}new", {"title": ""}).status_code == 422
    sent = {"title": "十一月通报", "starts_on": "2026-11-01", "ends_on": "2026-11-23"}
    wrong = tang.post(f"{HERE}new", {**sent, "ends_on": "2026-12-30"})
    assert wrong.status_code == 422 and "不能晚于今天" in wrong.content.decode()
    url = tang.post(f"{HERE}new", sent)["Location"]
    page = tang.get(url).content.decode()
    assert "十一月通报" in page and "批准印发</button>" not in page
    version = Bulletin.objects.get().version
    assert "批准印发</button>" in lu.get(url).content.decode()
    assert lu.post(f"{url}issue", {"version": 7}).status_code == 409
    assert lu.post(f"{url}issue", {"version": version}).status_code == 302
    assert "十一月通报" in desk(county, "chen").get(HERE).content.decode()
    assert tang.post(f"{url}drop").status_code == 409
