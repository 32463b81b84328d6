"""Pages of the checker as the department and a committee see them, and the workbook to take."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from jiceng.casework.models import ImportRun
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.party.models import ScreenedFile, Screening
from jiceng.party.rules.drill_defects import DEFECTS, Defect
from jiceng.party.tests.cast import Party
from jiceng.party.tests.screening import line, opened, table, taken_in, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/party/checker/"
CLEAN = Defect("clean", frozenset(), lambda draft, rng: None)
SHORT = next(d for d in DEFECTS if d.name == "a year less a day")
NOTICE = next(d for d in DEFECTS if d.name == "notice too short")


PAPER = next(d for d in DEFECTS if d.name == "a paper missing")


def numbers(page: str) -> set[str]:
    """The files a page lists, by the numbers their table gave them."""
    return set(re.findall(r"\bA\d\b", page))


def browser(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


@pytest.fixture
def screening(party: Party) -> Screening:
    made = opened(party)
    rows = [line(SHORT, 1, "A1"), line(NOTICE, 2, "A2"), line(CLEAN, 3, "A3")]
    rows[0]["name"] = "=甲（示例）"
    taken_in(party, made, table(rows))
    return made


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_an_empty_list_says_what_to_do(party: Party) -> None:
    assert "还没有排查" in text(browser(party, "shen"), HERE)


def test_a_screening_is_opened_and_a_table_sent_looked_over_and_taken_in(party: Party) -> None:
    shen = browser(party, "shen")
    made = shen.post(f"{HERE}new", {"title": "历年排查", "scope": "P"})
    assert made.status_code == 302
    content = table([line(SHORT, 1, "A1"), {"name": "示例乙", "application": "2019.3"}])
    sent = SimpleUploadedFile("台账.xlsx", content)
    moved_on = shen.post(made["Location"] + "import", {"file": sent})
    assert moved_on.status_code == 302
    assert "正在检查" in text(shen, moved_on["Location"])
    work_off()
    looked = text(shen, moved_on["Location"])
    assert "没有写明是哪一天" in looked
    run = ImportRun.objects.get()
    assert shen.post(moved_on["Location"] + "start", {"turn": run.turn}).status_code == 302
    work_off()
    assert "已新增 1 份" in text(shen, moved_on["Location"])
    assert "历年排查" in text(shen, HERE)
    assert shen.get(moved_on["Location"] + "refused").status_code == 200


def test_a_file_that_is_no_table_is_refused_in_words(party: Party) -> None:
    made = opened(party)
    sent = SimpleUploadedFile("表.csv", "只有,两列\n1,2\n".encode())
    answer = browser(party, "shen").post(f"{HERE}{made.number}/import", {"file": sent})
    assert answer.status_code == 422
    assert "没有找到发展党员台账的表头" in answer.content.decode()


def test_the_page_of_a_screening_counts_by_rule_and_narrows_its_files(
    party: Party, screening: Screening
) -> None:
    shen, url = browser(party, "shen"), f"{HERE}{screening.number}/"
    page = text(shen, url)
    assert all(word in page for word in ("A1", "A2", "A3", "按规则", "待核对"))
    narrowed = text(shen, f"{url}?rule=R04&result=fail")
    assert "A1" in narrowed
    assert "A3" not in narrowed
    assert "没有符合条件的档案" in text(shen, f"{url}?q=没有这个人")


def test_the_page_of_a_file_says_rule_fact_document_version_and_remedy(
    party: Party, screening: Screening
) -> None:
    shen = browser(party, "shen")
    short, notice = (screening.files.get(external_number=n) for n in ("A1", "A2"))
    page = text(shen, f"{HERE}files/{short.number}/")
    for word in ("R04", "确定积极分子满一年", "规定培养满 12 个月", "2014年", "第 2 版", "严重",
                 "暂停办理"):  # fmt: skip
        assert word in page
    assert "待核对" in text(shen, f"{HERE}files/{notice.number}/")


def test_a_move_is_made_and_one_without_its_paper_is_told(
    party: Party, screening: Screening
) -> None:
    shen = browser(party, "shen")
    file = ScreenedFile.objects.get(external_number="A1")
    url = f"{HERE}files/{file.number}/"
    refused = shen.post(f"{url}suspect", {"version": file.version})
    assert refused.status_code == 422
    answer = shen.post(f"{url}suspect", {"version": file.version, "reason": "培养时间不足"})
    assert answer.status_code == 302
    assert "疑似，待核实" in text(shen, url)
    again = shen.post(f"{url}suspect", {"version": file.version, "reason": "培养时间不足"})
    assert again.status_code == 409
    assert file.number in text(shen, "/desk/?tab=screened_file")


def test_files_picked_on_the_list_are_suspected_together(
    party: Party, screening: Screening
) -> None:
    shen, url = browser(party, "shen"), f"{HERE}{screening.number}/suspect"
    assert shen.post(url, {"reason": "核实"}).status_code == 409
    assert shen.post(url, {"reason": "核实", "picked": ["1 ²", "1 ٣"]}).status_code == 409
    picked = [f"{f.number} {f.version}" for f in screening.files.all()]
    assert shen.post(url, {"reason": "核实", "picked": picked}).status_code == 302
    assert screening.files.filter(state="suspected").count() == 3


def test_the_workbook_holds_no_formula_and_its_taking_is_logged(
    party: Party, screening: Screening
) -> None:
    answer = browser(party, "shen").get(f"{HERE}{screening.number}/findings.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "'=甲（示例）" in [row[2] for row in rows]
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert JournalEntry.objects.filter(kind="findings_exported").count() == 1


def test_a_committee_sees_numbers_and_no_names(party: Party, screening: Screening) -> None:
    page = text(browser(party, "luo"), HERE)
    assert "只列数量" in page
    assert "示例）" not in page
    assert screening.number not in page
    assert screening.title in page


def test_a_committee_is_told_what_its_numbers_are_of(party: Party) -> None:
    luo, made = browser(party, "luo"), opened(party, "P-NORTH")
    assert "还没有检查过所辖党支部" in text(luo, HERE)
    Screening.objects.filter(pk=made.pk).update(checked_at=NOON, is_sample=True)
    page = text(luo, HERE)
    assert "中共北镇委员会" in page and ">示例</span>" in page
    Screening.objects.filter(pk=made.pk).update(is_sample=False)
    assert ">示例</span>" not in text(luo, HERE)


def test_files_with_a_failure_are_listed_as_they_are_counted(party: Party) -> None:
    """R20 only asks for a look (§5.4): it is no failure of a file, but may be asked for."""
    made = opened(party)
    taken_in(party, made, table([line(SHORT, 1, "A1"), line(PAPER, 2, "A2")]))
    shen, url = browser(party, "shen"), f"{HERE}{made.number}/"
    assert numbers(text(shen, f"{url}?result=fail")) == {"A1"}
    assert numbers(text(shen, f"{url}?rule=R20&result=fail")) == {"A2"}
    assert made.files.filter(failed__gt=0).count() == 1


@pytest.mark.parametrize(("who", "status"), [("luo", 403), ("bai", 403), ("tang", 403)])
def test_the_pages_of_a_screening_are_closed_to_others(
    party: Party, screening: Screening, who: str, status: int
) -> None:
    file = screening.files.first()
    assert file is not None
    for url in (f"{screening.number}/", f"files/{file.number}/", "new",
                f"{screening.number}/findings.xlsx"):  # fmt: skip
        text(browser(party, who), HERE + url, status)


def test_the_rules_are_shown_with_parameters_documents_and_what_is_unverified(
    party: Party,
) -> None:
    page = text(browser(party, "bai"), f"{HERE}rules")
    for word in ("R01", "R21", "2014年", "1990年", "待核对", "第二十条", "公示至少"):
        assert word in page
