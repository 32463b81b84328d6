"""Programmes and projects: who opens and keeps them, what moves them, what their pages show."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiceng.casework.actions import programmes as acts
from jiceng.casework.actions.programmes import Aim, Undertaking
from jiceng.casework.models import Project, SupervisionItem, SupervisionTask
from jiceng.casework.queries.programmes import lights_of, standing_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk, picture
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = date(2026, 11, 23)
Later = Callable[[int], date]


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def project(county: County) -> Project:
    """Housing mends the old street, in a programme that Tang opened."""
    programme = acts.open_programme(
        Aim("slow-city", "国际慢城", "HOUSING", TODAY), by=county["tang"], now=NOON
    )
    given = Undertaking(
        "改造老街", "HOUSING", TODAY, in_days(200), place="文化广场", lon=109.605, lat=19.905
    )
    return acts.add_project(programme, given, by=county["zhao"], now=NOON)


def milestone(project: Project, county: County, due_on: date, name: str = "开工") -> None:
    acts.add_milestone(
        project, name=name, due_on=due_on, by=county["zhao"], now=NOON, version=project.version
    )


def begun(project: Project, county: County) -> Project:
    milestone(project, county, in_days(30))
    return acts.move_project(project, "start", by=county["zhao"], now=NOON, version=project.version)


def test_only_the_office_opens_a_programme(county: County) -> None:
    given = Aim("slow-city", "国际慢城", "HOUSING", TODAY)
    with pytest.raises(NotAllowed):
        acts.open_programme(given, by=county["zhao"], now=NOON)


def test_a_programme_names_every_wrong_field(project: Project, county: County) -> None:
    given = Aim("slow-city", "又一个", "NOBODY", TODAY, ends_on=in_days(-1))
    with pytest.raises(Invalid) as refused:
        acts.open_programme(given, by=county["tang"], now=NOON)
    assert {r.field for r in refused.value.reasons} == {"code", "unit", "ends_on"}


def test_a_project_belongs_to_the_handlers_own_unit(project: Project, county: County) -> None:
    given = Undertaking("别家的事", "POLICE", TODAY, in_days(9))
    with pytest.raises(NotAllowed):
        acts.add_project(project.programme, given, by=county["zhao"], now=NOON)
    acts.add_project(project.programme, given, by=county["tang"], now=NOON)


def test_a_project_that_is_over_before_it_begins_is_refused(
    project: Project, county: County
) -> None:
    given = Undertaking("去年的事", "HOUSING", in_days(-9), in_days(-1))
    with pytest.raises(Invalid) as refused:
        acts.add_project(project.programme, given, by=county["zhao"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["day_in_the_past"]


def test_a_new_project_waits_for_its_owner_with_an_alarm(project: Project) -> None:
    which = {"subject_kind": "project", "subject_id": project.pk}
    assert WorkItem.objects.get(**which).unit == "HOUSING"
    assert PendingAlarm.objects.get(**which).at is not None
    assert JournalEntry.objects.filter(**which).count() == 1


def test_the_owner_finds_a_new_project_on_its_worklist(project: Project, county: County) -> None:
    page = desk(county, "zhao").get("/desk/?tab=project").content.decode()
    assert f"/desk/projects/{project.number}/" in page


def test_nothing_starts_without_a_milestone(project: Project, county: County) -> None:
    with pytest.raises(Refused) as refused:
        acts.move_project(project, "start", by=county["zhao"], now=NOON, version=1)
    assert [r.code for r in refused.value.reasons] == ["no_milestones"]


def test_a_project_lives_from_start_to_archive(project: Project, county: County) -> None:
    begun(project, county)
    tang, zhao = county["tang"], county["zhao"]
    acts.move_project(
        project, "suspend", by=tang, now=NOON, version=project.version, words={"reason": "雨季"}
    )
    assert project.stage.left is not None
    acts.move_project(
        project, "resume", by=tang, now=NOON + timedelta(days=20), version=project.version
    )
    assert project.state == "under_way"
    with pytest.raises(Refused):
        acts.move_project(
            project, "complete", by=tang, now=NOON, version=project.version, words={"result": "好"}
        )
    acts.reach_milestone(project, 1, done_on=TODAY, by=zhao, now=NOON, version=project.version)
    acts.move_project(
        project, "complete", by=tang, now=NOON, version=project.version, words={"result": "好"}
    )
    assert not WorkItem.objects.filter(subject_kind="project").exists()
    acts.move_project(project, "archive", by=tang, now=NOON, version=project.version)
    assert project.state == "archived"


def test_the_owner_does_not_confirm_its_own_end(project: Project, county: County) -> None:
    begun(project, county)
    acts.reach_milestone(
        project, 1, done_on=TODAY, by=county["zhao"], now=NOON, version=project.version
    )
    with pytest.raises(Refused) as refused:
        acts.move_project(
            project, "complete", by=county["zhao"], now=NOON, version=project.version,
            words={"result": "好"},
        )  # fmt: skip
    assert [r.code for r in refused.value.reasons] == ["wrong_role"]


def test_another_unit_keeps_nothing_of_it(project: Project, county: County) -> None:
    with pytest.raises(NotAllowed):
        acts.add_milestone(
            project, name="开工", due_on=in_days(9), by=county["qian"], now=NOON, version=1
        )


def test_a_page_filled_in_for_an_older_state_is_refused(project: Project, county: County) -> None:
    milestone(project, county, in_days(9))
    with pytest.raises(Stale):
        acts.add_milestone(
            project, name="完工", due_on=in_days(9), by=county["zhao"], now=NOON, version=1
        )
    assert project.milestones.count() == 1


def test_a_milestone_after_the_end_and_a_day_in_the_future_are_refused(
    project: Project, county: County
) -> None:
    with pytest.raises(Invalid):
        milestone(project, county, in_days(201))
    milestone(project, county, in_days(9))
    with pytest.raises(Invalid) as refused:
        acts.reach_milestone(
            project, 1, done_on=in_days(1), by=county["zhao"], now=NOON, version=project.version
        )
    assert [r.code for r in refused.value.reasons] == ["day_in_the_future"]


def test_a_milestone_bound_to_a_task_is_reached_when_the_task_is_completed(
    project: Project, county: County
) -> None:
    item = SupervisionItem.objects.create(
        number="X1", state="under_way", entered_at=NOON, area_path="469024/", unit="SUPERVISION",
        unit_path="GOV/SUPERVISION/", tier="county", source="project",
    )  # fmt: skip
    task = SupervisionTask.objects.create(
        item=item, number="T1", state="undertaking", entered_at=NOON, area_path="469024/",
        unit="HOUSING", unit_path="GOV/HOUSING/", tier="county", output="路通", source="project",
        assigned_at=NOON,
    )  # fmt: skip
    acts.add_milestone(
        project, name="通车", due_on=in_days(-1), task="T1", by=county["zhao"], now=NOON,
        version=project.version,
    )  # fmt: skip
    assert lights_of([project], NOON)[project.pk].light == "red"
    with pytest.raises(Invalid):
        acts.reach_milestone(
            project, 1, done_on=TODAY, by=county["zhao"], now=NOON, version=project.version
        )
    SupervisionTask.objects.filter(pk=task.pk).update(completed_at=NOON - timedelta(days=3))
    assert lights_of([project], NOON)[project.pk].light == "done"
    assert standing_of([project.programme], NOON)[project.programme_id].light == "done"


def test_money_said_again_replaces_what_was_said(project: Project, county: County) -> None:
    for paid in (0, 500):
        acts.set_budget(
            project, year=2026, source="bond", planned=10_000, paid=paid, by=county["zhao"],
            now=NOON, version=project.version,
        )  # fmt: skip
    line = project.budget.get()
    assert (line.planned_fen, line.paid_fen) == (10_000, 500)


def test_a_completed_project_is_not_written_in_any_more(project: Project, county: County) -> None:
    begun(project, county)
    acts.reach_milestone(
        project, 1, done_on=TODAY, by=county["zhao"], now=NOON, version=project.version
    )
    acts.move_project(
        project, "complete", by=county["tang"], now=NOON, version=project.version,
        words={"result": "好"},
    )  # fmt: skip
    with pytest.raises(Refused):
        milestone(project, county, in_days(9), "补做")


def sent(client: Client, project: Project, act: str, **said: object) -> int:
    project.refresh_from_db()
    where = f"/desk/projects/{project.number}/{act}"
    return client.post(where, {"version": project.version, **said}).status_code


def test_the_owner_keeps_a_project_through_its_page(project: Project, county: County) -> None:
    zhao = desk(county, "zhao")
    assert sent(zhao, project, "milestone", name="管网完工", due_on=in_days(-12)) == 302
    assert (
        sent(zhao, project, "budget", year=2026, source="bond", planned="1,200.5", paid="") == 302
    )
    assert sent(zhao, project, "risk", text="征拆未完", level="high", measure="逐户协商") == 302
    photo = SimpleUploadedFile("a.png", picture(), "image/png")
    assert sent(zhao, project, "photo", moment="before", photo=photo) == 302
    assert sent(zhao, project, "start") == 302
    page = zhao.get(f"/desk/projects/{project.number}/").content.decode()
    for shown in ("管网完工", "已超 12 天", "专项债券", "1,200.5", "征拆未完", "实施前", "推进中"):
        assert shown in page
    listed = zhao.get("/desk/programmes/").content.decode()
    assert "本单位要完成的里程碑" in listed
    assert "滞后 1" in listed


def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(
    project: Project, county: County
) -> None:
    zhao = desk(county, "zhao")
    where = f"/desk/projects/{project.number}/budget"
    answer = zhao.post(where, {"version": 1, "year": 2026, "source": "bond", "planned": "很多"})
    assert answer.status_code == 422
    assert "请填写以万元为单位的金额" in answer.content.decode()
    assert 'value="很多"' in answer.content.decode()


def test_what_is_no_act_is_not_found(project: Project, county: County) -> None:
    assert sent(desk(county, "zhao"), project, "draft") == 404


def test_the_map_shows_projects_within_reach_with_their_lights(
    project: Project, county: County
) -> None:
    milestone(project, county, in_days(-1))
    where = "/desk/programmes/slow-city/points.json"
    (point,) = json.loads(desk(county, "zhao").get(where).content)["features"]
    assert point["geometry"]["coordinates"] == [109.605, 19.905]
    assert point["properties"]["light"] == "red"
    assert json.loads(desk(county, "sun").get(where).content)["features"] == []


def test_who_does_not_reach_the_projects_is_told_how_many_there_are(
    project: Project, county: County
) -> None:
    page = desk(county, "sun").get("/desk/programmes/slow-city/").content.decode()
    assert "另有 1 个不在您的范围内" in page
    assert "改造老街" not in page


def test_the_office_opens_a_programme_and_a_project_by_form(county: County) -> None:
    tang = desk(county, "tang")
    said = {"name": "智慧县城", "code": "smart", "unit": "县住建局", "starts_on": "2026-11-23"}
    assert tang.post("/desk/programmes/new", said)["Location"] == "/desk/programmes/smart/"
    given = {"title": "一网统管", "unit": "县住建局", "starts_on": "2026-11-23",
             "ends_on": "2027-11-23"}  # fmt: skip
    answer = tang.post("/desk/programmes/smart/new", given)
    assert answer.status_code == 302
    assert "一网统管" in tang.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_a_page_of_many_projects_asks_no_more_than_one_of_few(
    many: int,
    project: Project,
    county: County,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for n in range(many):
        given = Undertaking(f"项目 {n}", "HOUSING", TODAY, in_days(99))
        row = acts.add_project(project.programme, given, by=county["zhao"], now=NOON)
        milestone(row, county, in_days(n))
    client = desk(county, "zhao")
    page = f"/desk/projects/{project.number}/"
    for where in ("/desk/programmes/", "/desk/programmes/slow-city/", page):
        client.get(where)
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context manager of pytest-django
            client.get(where)
