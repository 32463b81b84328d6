"""After the end of an emergency nothing anywhere tells of anybody: every table, every file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from jiceng.casework.actions.around import add_note
from jiceng.casework.actions.call_ups import Whistle, excuse, finish, whistle
from jiceng.casework.actions.findings import add_problem, from_case
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.sweep import notice_of
from jiceng.casework.actions.taking import Taking, take
from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import Case, ImportedCase, Problem, Recheck, SupervisionItem, Urging
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import AT_EAST, moved, picture
from jiceng.casework.tests.ledger import ledger
from jiceng.emergency.actions.checkpoints import open_checkpoints, report_incident
from jiceng.emergency.actions.home_erasing import erase_home_words
from jiceng.emergency.models import CaseErasure, Emergency, Opening
from jiceng.emergency.queries.emergencies import STAMP
from jiceng.emergency.queries.home_requests import kept_of
from jiceng.emergency.tests.cast import decided, switched_on, with_command
from jiceng.emergency.tests.posts import ORDER, registered, with_office
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.journal import verify
from jiceng.kernel.records.models import JournalEntry, Notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATE = NOON + 15 * DAY
NAME, PHONE, PLACE = "欧阳锦程", "13876543210", "9号楼西侧木架"
SECRET = "张阿婆要缬沙坦胶囊"
SECRETS = (NAME, PHONE, PLACE, "缬沙坦")


def where_it_stands() -> set[str]:
    """Tables in which one of the words is read in any row, whatever kind of column it is."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            rows = cursor.fetchall()
            if any(secret in _text(cell) for row in rows for cell in row for secret in SECRETS):
                found.add(table)
    return found


def _text(cell: object) -> str:
    kept = bytes(cell) if isinstance(cell, bytes | memoryview) else b""
    plain = str(cell).encode().decode("unicode_escape", errors="ignore")
    return kept.decode(errors="ignore") + str(cell) + plain


def kept_files() -> set[Path]:
    return {p for p in (Path(settings.DATA_DIR) / "files").rglob("*") if p.is_file()}


@pytest.fixture
def row(county: County) -> Emergency:
    """On for a month in North, with one more type of case open."""
    made = switched_on(with_command(county), level="II", ends_by=NOON + 30 * DAY)
    Opening.objects.create(emergency=made, kind="case_types", key="0102", opened_at=NOON)
    touch(STAMP)
    return made


def told(county: County) -> Case:
    """A case of that type, with everything that may be written and sent about one."""
    upload = store_upload(picture("purple"), now=NOON).upload
    raised = Raised(SECRET, case_type="0102", place=PLACE, name=NAME, phone=PHONE,
                    attachments=(upload,), lon=AT_EAST["lon"], lat=AT_EAST["lat"])  # fmt: skip
    case = raise_case(raised, now=NOON).case
    add_note(case, f"{SECRET}，电话 {PHONE}", by=county["chen"], now=NOON)
    ImportedCase.objects.create(case=case, source_name="热线", external_id="1",
                                kept={"备注": SECRET})  # fmt: skip
    Notice.objects.bulk_create([notice_of(case, "case.reported", "", "holder", NOON)])
    moved(case, county, "chen", "sign_for")
    moved(case, county, "chen", "ask_extension", reason=SECRET, term="2 working_days")
    return Case.objects.get(pk=case.pk)


def made_of(county: County, case: Case) -> None:
    """Whatever offices make of a case and repeat its words in."""
    given = Whistle("emergency", ("HOUSING", "POLICE"), "HOUSING", case.title, PLACE, SECRET, case)
    call = whistle(given, by=county["wang"], now=NOON)
    excuse(call, "POLICE", SECRET, by=county["wang"], now=NOON, version=call.version)
    call.refresh_from_db()
    finish(call, "withdraw", SECRET, by=county["wang"], now=NOON, version=call.version)
    found = from_case(case, NOON)
    add_problem(ledger(county), found, by=county["tang"], now=NOON, case=case)
    Recheck.objects.create(case=case, number="R1", title=case.title, state="solved",
                           entered_at=NOON, drawn_at=NOON, area_path=case.area_path, unit=case.unit,
                           unit_path=case.unit_path, tier=case.tier)  # fmt: skip
    item = take(case, Taking("逾期", "当日办结", LATE + DAY), by=county["tang"], now=LATE)
    urge(item.tasks.get(), Urge("urge", SECRET), by=county["tang"], now=LATE)


def settled(county: County, case: Case) -> None:
    moved(case, county, "chen", "handle", LATE, result=SECRET)
    moved(case, county, "wang", "verify", LATE)
    moved(case, county, "wang", "close", LATE)


def closed(county: County, row: Emergency) -> None:
    for name, now in (("end", LATE + DAY), ("close", LATE + 2 * DAY)):
        row.refresh_from_db()
        decided(county, row, name, who="shi", now=now)


def test_no_table_and_no_file_tells_of_anybody_after_the_closing(
    county: County, row: Emergency
) -> None:
    others = kept_files()
    case = told(county)
    made_of(county, case)
    settled(county, case)
    assert {"casework_case", "casework_problem", "casework_supervisionitem", "casework_urging",
            "casework_recheck", "casework_callup", "casework_calledunit", "casework_importedcase",
            "casework_extension", "records_note", "records_notice",
            "records_workitem"} <= where_it_stands()  # fmt: skip
    assert len(kept_files() - others) == 1
    closed(county, row)
    assert where_it_stands() == set()
    assert kept_files() == others
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


def test_what_offices_made_of_it_goes_on_under_the_name_of_its_type(
    county: County, row: Emergency
) -> None:
    case = told(county)
    made_of(county, case)
    settled(county, case)
    closed(county, row)
    titles = {m.objects.get().title for m in (Case, Problem, Recheck, SupervisionItem, Urging)}
    assert titles == {"路面破损"}


def test_what_is_written_about_an_erased_case_goes_as_well(county: County, row: Emergency) -> None:
    case = told(county)
    settled(county, case)
    closed(county, row)
    add_note(Case.objects.get(pk=case.pk), SECRET, by=county["chen"], now=LATE + 3 * DAY)
    notes = CaseErasure.objects.get().notes
    assert erase_home_words(LATE + 3 * DAY) == 1
    assert where_it_stands() == set()
    assert CaseErasure.objects.get().notes == notes + 1
    assert erase_home_words(LATE + 3 * DAY) == 0


def test_what_happened_at_a_checkpoint_goes_with_the_emergency(
    county: County, row: Emergency
) -> None:
    place = registered(with_office(county))[0]
    open_checkpoints(row, ORDER, by=county["shi"], now=NOON)
    place.refresh_from_db()
    case = report_incident(place, SECRET, by=county["chen"], now=NOON, case_type="0102")
    settled(county, moved(case, county, "chen", "sign_for"))
    closed(county, row)
    assert where_it_stands() == set()
    assert kept_of(row).others == {"0102": (1, 1, 0)}
